"""What a verdict on a start foretells is what its run comes to, trained to the end."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from app.engine.datasets import Dataset, custom_dataset, make_dataset
from app.engine.experiment import Experiment, RecordConfig, RunConfig, Spec
from app.engine.initializers import resolve
from app.engine.records.events import Event
from app.engine.records.readings import Verdicts
from app.engine.simulation import simulate
from tests.engine.support import (
    OPTIMIZERS,
    done,
    experiment,
    random_layers,
    run_config,
    snapshots,
)

GLOROT = resolve("glorot_normal", {})
ZEROS = resolve("zeros", {})
CONSTANT = resolve("constant", {"value": 0.5})
CIRCLES = make_dataset("circles")


@dataclass(frozen=True)
class Case:
    """A run to its end, and the names of what is found at the start and at the end."""

    why: str
    initializers: tuple[Spec, ...]
    start: set[str]
    end: set[str]
    hidden: tuple[int, ...] = (8, 8)
    activation: str = "tanh"
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    epochs: int = 200
    seed: int = 0
    data: Dataset = field(default=CIRCLES, repr=False)

    def experiment(self, **changes: Any) -> Experiment:
        layers = len(self.hidden) + 1
        run = RunConfig(
            label=self.why,
            initializers=self.initializers * (layers if len(self.initializers) == 1 else 1),
            bias_initializers=(ZEROS,) * layers,
            activation=self.activation,
            optimizer=OPTIMIZERS[self.optimizer],
            learning_rate=self.learning_rate,
            l2=0.0,
            seed=self.seed,
        )
        settings = {"epochs": self.epochs, "record": RecordConfig((0, self.epochs), weights=True)}
        return experiment(self.data, self.hidden, [run], **(settings | changes))


def names(verdicts: Verdicts) -> tuple[set[str], set[str]]:
    return {one.name for one in verdicts.start}, {one.name for one in verdicts.end}


def sentence(verdicts: Verdicts, name: str, *, end: bool = False) -> str:
    found = verdicts.end if end else verdicts.start
    (finding,) = [one for one in found if one.name == name]
    return finding.sentence


HEALTHY = {"healthy"}
CASES = [
    Case(
        "equal incoming weights, different outgoing ones: no clones",
        (CONSTANT, GLOROT, ZEROS),
        HEALTHY,
        HEALTHY,
    ),
    Case(
        "zero_hadamard parts its neurons",
        (resolve("zero_hadamard", {}),),
        HEALTHY,
        HEALTHY,
        activation="relu",
    ),
    Case("a zero output layer alone", (GLOROT, GLOROT, ZEROS), HEALTHY, HEALTHY),
    Case("a zero hidden layer alone", (GLOROT, ZEROS, GLOROT), HEALTHY, HEALTHY),
    Case("a zero first layer alone", (ZEROS, GLOROT, GLOROT), HEALTHY, HEALTHY),
    Case(
        "two zero layers of tanh stay zero",
        (GLOROT, ZEROS, ZEROS),
        {"clones", "vanishing"},
        {"clones", "vanishing", "too_slow"},
        epochs=30,
    ),
    Case(
        "three sigmoid layers on a plateau",
        (GLOROT,),
        {"too_slow"},
        {"too_slow"},
        (16, 16, 16),
        "sigmoid",
        epochs=300,
    ),
    Case(
        "thirty softplus layers",
        (resolve("he_normal", {}),),
        {"too_slow"},
        {"vanishing", "too_slow"},
        (16,) * 30,
        "softplus",
        learning_rate=0.01,
        epochs=100,
    ),
    Case(
        "all right, but not certain",
        (GLOROT,),
        {"too_slow"},
        {"too_slow"},
        (8,),
        learning_rate=0.005,
        epochs=20,
        seed=1,
        data=make_dataset("gaussians"),
    ),
    Case(
        "Adam at a rate of 1",
        (GLOROT,),
        {"too_fast"},
        {"too_fast", "saturated", "vanishing"},
        optimizer="adam",
        learning_rate=1.0,
        epochs=100,
    ),
    Case(
        "ReLU at a rate of 20",
        (resolve("he_normal", {}),),
        {"too_fast"},
        {"too_fast", "dead", "vanishing"},
        activation="relu",
        learning_rate=20.0,
        epochs=100,
    ),
    Case("a linear model on circles", (GLOROT,), {"too_slow"}, {"too_slow"}, (), epochs=100),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_a_start_is_judged_by_what_its_run_comes_to(case: Case) -> None:
    result = done(list(simulate(case.experiment()))).runs[0]
    assert names(result.verdicts) == (case.start, case.end)
    if case.end == HEALTHY:
        assert result.figures is not None
        assert (result.figures.train_accuracy or 0.0) > 0.95


def layers_moved(events: list[Event]) -> list[bool]:
    before, after = (snapshot.layers for snapshot in snapshots(events))
    return [
        not np.array_equal(one.weights, other.weights)
        for one, other in zip(before, after, strict=True)
        if one.weights is not None and other.weights is not None
    ]


def test_a_zero_is_told_step_by_step_as_the_updates_have_it() -> None:
    everything = {"batch_size": None, "shuffle": False}
    for initializers, activation, told in (
        ((GLOROT, GLOROT, ZEROS), "tanh", [{2}, {0, 1}]),
        ((GLOROT, ZEROS, GLOROT), "tanh", [{1}, {0, 2}]),
        ((ZEROS,), "sigmoid", [{2}, {1}, {0}]),
    ):
        data = make_dataset("plane")
        case = Case("", initializers, set(), set(), activation=activation, data=data)
        # The trial's own steps are the run's, where a minibatch is the whole training set.
        moved: set[int] = set()
        for epochs, expected in enumerate(told, start=1):
            record = RecordConfig((0, epochs), weights=True)
            config = case.experiment(epochs=epochs, record=record, **everything)
            now = {i for i, moves in enumerate(layers_moved(list(simulate(config)))) if moves}
            assert now - moved == expected
            moved = now
    start = done(list(simulate(CASES[2].experiment()))).runs[0].verdicts
    assert "update 1 moves the output layer, update 2 moves layers 1 and 2 too" in sentence(
        start, "healthy"
    )


def test_neurons_that_part_are_never_called_clones_and_clones_never_part() -> None:
    """Over layers of equal columns, with outgoing weights equal or not, zero or not."""
    rng = np.random.default_rng(3)
    for trial in range(12):
        layers = random_layers((2, 4, 4, 1), trial)
        for weights, bias in layers[: 1 + trial % 2]:
            weights[:], bias[:] = weights[:, :1], bias[:1]
        if trial % 3 == 0:
            layers[1][0][:] = layers[1][0][:1]
        if trial % 4 == 0:
            layers[2][0][:] = rng.choice([0.0, 0.5])
        config = experiment(CIRCLES, (4, 4), [run_config(layers)], epochs=40)
        events = list(simulate(config))
        verdicts = done(events).runs[0].verdicts
        last = snapshots(events)[-1].layers
        for hidden in (0, 1):
            outgoing = layers[hidden + 1][0]
            incoming = np.vstack([*layers[hidden]])
            lasting = len({column.tobytes() for column in np.vstack([incoming, outgoing.T]).T})
            assert last[hidden].distinct_neurons == lasting
        told = any(finding.name == "clones" for finding in verdicts.start)
        assert told == any(layer.distinct_neurons < 4 for layer in last[:2])


@pytest.mark.parametrize("noise", [1e-12, 1e-7])
def test_clones_with_a_little_noise_are_near_clones_until_they_have_parted(noise: float) -> None:
    near = resolve("clones_with_noise", {"value": 0.5, "epsilon": noise})
    case = Case("", (near,), set(), set(), (8,), epochs=20)
    verdicts = done(list(simulate(case.experiment()))).runs[0].verdicts
    (finding,) = [one for one in verdicts.start if one.name == "near_clones"]
    assert finding.value is not None
    assert noise / 10 < finding.value < 20 * noise
    assert "near_clones" in names(verdicts)[1]
    parts = Case("", (near,), set(), set(), (8,), optimizer="adam", learning_rate=0.03, epochs=600)
    ended = done(list(simulate(parts.experiment()))).runs[0].verdicts
    assert names(ended)[1] == HEALTHY
    glorot = Case("", (near, GLOROT), set(), set(), (8,))
    assert "near_clones" not in names(done(list(simulate(glorot.experiment()))).runs[0].verdicts)[0]


def test_what_is_learned_by_heart_alone_is_overfitted() -> None:
    rng = np.random.default_rng(0)
    inputs, tests = rng.normal(size=(2, 40, 10))
    targets, other = rng.integers(0, 2, size=(2, 40))
    for test_targets, expected in ((other, "overfitted"), (targets, "healthy")):
        new = tests if expected == "overfitted" else inputs
        data = custom_dataset(
            "classification", inputs.tolist(), targets.tolist(), new.tolist(), test_targets.tolist()
        )
        case = Case("", (GLOROT,), set(), set(), (32,), "tanh", "adam", 0.03, data=data)
        result = done(list(simulate(case.experiment()))).runs[0]
        assert names(result.verdicts)[1] == {expected}
        assert result.figures is not None
        assert result.figures.train_accuracy == 1.0


def test_where_all_targets_are_equal_nothing_is_said_to_be_learned() -> None:
    for target, initializer in ((0.0, ZEROS), (0.1, GLOROT)):
        targets = [[target]] * 3
        data = custom_dataset("regression", [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], targets, [], [])
        case = Case("", (initializer,), set(), set(), (), data=data)
        end = done(list(simulate(case.experiment()))).runs[0].verdicts
        assert "nothing to learn" in sentence(end, "healthy", end=True)
        assert "has learned" not in sentence(end, "healthy", end=True)


def test_a_start_that_fits_already_is_not_said_to_have_learned() -> None:
    data = make_dataset("gaussians")
    fitted = done(list(simulate(Case("", (GLOROT,), set(), set(), data=data).experiment())))
    assert names(fitted.runs[0].verdicts)[1] == HEALTHY
    case = Case("", (GLOROT,), set(), set(), data=data, epochs=200)
    last = snapshots(list(simulate(case.experiment())))[-1].layers
    layers = [(np.asarray(one.weights), np.asarray(one.bias)) for one in last]
    again = experiment(data, case.hidden, [run_config(layers)], epochs=20)
    end = done(list(simulate(again))).runs[0].verdicts
    assert "fitted from the start" in sentence(end, "healthy", end=True)


def test_accuracy_is_told_where_the_loss_alone_would_mislead() -> None:
    verdicts = done(list(simulate(CASES[8].experiment()))).runs[0].verdicts
    assert "100 % of the training examples are answered right" in sentence(
        verdicts, "too_slow", end=True
    )
    assert "80 %" not in "".join(one.reason + one.sentence for one in verdicts.end)


def test_a_snapshot_says_how_much_was_learned_by_then() -> None:
    config = CASES[0].experiment(record=RecordConfig((0, 5, 50)))
    for snapshot in snapshots(list(simulate(config))):
        # Half of the samples are in either class.
        expected = 1.0 - snapshot.figures.train_loss / np.log(2.0)
        assert snapshot.share_learned == pytest.approx(expected, abs=1e-12)
