"""Verdicts say what theory says, from the first and the last state alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment, RecordConfig, RunConfig
from app.engine.initializers import resolve
from app.engine.instruments.progress import constant_answer
from app.engine.instruments.recorder import Recorder
from app.engine.instruments.thresholds import (
    CLEAR_FALL,
    LARGEST_RISE,
    LEARNED,
    SATURATED,
    VANISHING,
    vanishing_through,
)
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.losses import encode_targets, make_head
from app.engine.records.readings import Finding
from app.engine.simulation import simulate
from tests.conftest import ROOT
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    done,
    experiment,
    random_layers,
    run_config,
    snapshots,
    three_classes,
    two_outputs,
)

DATA = {
    "circles": dataset("circles", 120, 0.05),
    "gaussians": dataset("gaussians", 120, 0.1),
    "plane": dataset("plane", 120),
    "digits": dataset("digits", 150),
}
NOTHING_RECORDED = RecordConfig(epochs=(0,), neuron_outputs=False)


@dataclass(frozen=True)
class Case:
    """A start, and the names of all findings that theory gives it."""

    why: str
    initializer: str
    expected: set[str]
    parameters: Mapping[str, object] = field(default_factory=dict)
    activation: str = "tanh"
    hidden: tuple[int, ...] = (8, 8, 8)
    bias: float = 0.0
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    data: str = "circles"

    def run(self) -> RunConfig:
        depth = len(self.hidden) + 1
        return RunConfig(
            label=self.why,
            initializers=(resolve(self.initializer, self.parameters),) * depth,
            bias_initializers=(resolve("constant", {"value": self.bias}, bias=True),) * depth,
            activation=self.activation,
            optimizer=OPTIMIZERS[self.optimizer],
            learning_rate=self.learning_rate,
            l2=0.0,
            seed=0,
        )

    def experiment(self, epochs: int = 0, **changes: Any) -> Experiment:
        settings = {"epochs": epochs, "record": NOTHING_RECORDED} | changes
        return experiment(DATA[self.data], self.hidden, [self.run()], **settings)


def std(value: float) -> dict[str, object]:
    return {"std": value}


def deep(width: int, layers: int) -> tuple[int, ...]:
    return (width,) * layers


ZEROS = {"clones", "vanishing"}
NOT_ZERO_AT_ZERO = {"sigmoid", "softplus"}
CASES = [
    *(
        Case(
            f"zeros, {name}: next weights 0 stop every correction for good",
            "zeros",
            ZEROS | ({"dead"} if name == "relu" else set()),
            activation=name,
        )
        for name in sorted(ACTIVATIONS.keys() - NOT_ZERO_AT_ZERO)
    ),
    *(
        Case(
            f"zeros, {name}: activations that are not 0 move one layer more an update",
            "zeros",
            {"clones"},
            activation=name,
        )
        for name in sorted(NOT_ZERO_AT_ZERO)
    ),
    *(
        Case(
            f"one layer of small equal weights, {name}: clones that learn",
            "constant",
            {"clones"},
            {"value": 0.1},
            name,
            (8,),
        )
        for name in sorted(ACTIVATIONS)
    ),
    Case(
        "constant 0.5 saturates the third tanh layer",
        "constant",
        {"clones", "saturated"},
        {"value": 0.5},
    ),
    Case(
        "negative constants: a ReLU layer behind one is dead",
        "constant",
        {"clones", "dead", "vanishing"},
        {"value": -0.5},
        "relu",
    ),
    Case("Glorot for tanh", "glorot_normal", {"healthy"}),
    Case("Glorot uniform for tanh", "glorot_uniform", {"healthy"}),
    Case("Glorot for tanh, ten wide layers", "glorot_normal", {"healthy"}, hidden=deep(64, 10)),
    Case("Glorot for real digits", "glorot_normal", {"healthy"}, hidden=(16, 16), data="digits"),
    Case("Glorot for softsign", "glorot_normal", {"healthy"}, activation="softsign"),
    Case("He for ReLU", "he_normal", {"healthy"}, activation="relu", hidden=deep(32, 3)),
    Case(
        "He keeps twenty ReLU layers",
        "he_normal",
        {"healthy"},
        activation="relu",
        hidden=deep(64, 20),
    ),
    Case(
        "He for leaky ReLU", "he_normal", {"healthy"}, activation="leaky_relu", hidden=deep(32, 5)
    ),
    Case("LeCun for SELU", "lecun_normal", {"healthy"}, activation="selu", hidden=deep(32, 6)),
    Case(
        "orthogonal keeps ten linear layers",
        "orthogonal",
        {"healthy"},
        activation="linear",
        hidden=deep(16, 10),
    ),
    Case("orthogonal for tanh", "orthogonal", {"healthy"}, hidden=deep(16, 4)),
    Case("a linear model has no hidden layer", "zeros", {"healthy"}, hidden=()),
    Case("small random is safe in a shallow net", "normal", {"healthy"}, std(0.01), hidden=(8,)),
    Case("one sigmoid layer", "glorot_normal", {"healthy"}, activation="sigmoid", hidden=(8,)),
    Case(
        "Adam at its usual rate", "glorot_normal", {"healthy"}, optimizer="adam", learning_rate=1e-3
    ),
    Case("momentum", "glorot_normal", {"healthy"}, optimizer="momentum", learning_rate=0.01),
    Case("Glorot on a regression", "glorot_normal", {"healthy"}, data="plane"),
    *(
        Case(
            f"small random, five layers, {name}: 0.01 sqrt 64 = 0.08 a layer and less",
            "normal",
            {"vanishing", "too_slow"},
            std(0.01),
            name,
            deep(64, 5),
        )
        for name in ("linear", "relu", "leaky_relu", "tanh", "elu", "gelu", "silu", "softsign")
    ),
    Case(
        "sigmoid loses 3/4 a layer",
        "glorot_normal",
        {"vanishing"},
        activation="sigmoid",
        hidden=deep(16, 8),
    ),
    Case(
        "ReLU under Glorot loses sqrt 2 a layer",
        "glorot_normal",
        {"vanishing"},
        activation="relu",
        hidden=deep(64, 24),
        learning_rate=1.0,
    ),
    Case(
        "std 1, width 64, linear: 8 a layer",
        "normal",
        {"exploding"},
        std(1.0),
        "linear",
        deep(64, 5),
    ),
    Case(
        "std 1, width 64, ReLU: 5.7 a layer", "normal", {"exploding"}, std(1.0), "relu", deep(64, 6)
    ),
    Case(
        "chaotic tanh, chi_1 about 3",
        "normal",
        {"exploding", "saturated"},
        std(0.5),
        "tanh",
        deep(100, 20),
    ),
    Case("large random saturates tanh", "normal", {"saturated"}, std(3.0), hidden=(32, 32)),
    Case(
        "large random saturates softsign", "normal", {"saturated"}, std(3.0), "softsign", (32, 32)
    ),
    Case("large random saturates sigmoid", "normal", {"saturated"}, std(6.0), "sigmoid", (32, 32)),
    Case("far bias saturates tanh", "glorot_normal", {"saturated"}, bias=3.0, hidden=(8,)),
    Case(
        "far negative bias kills ReLU",
        "he_normal",
        {"dead", "vanishing"},
        activation="relu",
        bias=-10.0,
    ),
    Case(
        "it does not kill leaky ReLU",
        "he_normal",
        {"healthy"},
        activation="leaky_relu",
        bias=-2.0,
        hidden=(16,),
    ),
    Case("tiny learning rate", "glorot_normal", {"too_slow"}, learning_rate=1e-6),
    Case("learning rate 0", "glorot_normal", {"too_slow"}, learning_rate=0.0),
    Case(
        "Adam with a tiny rate", "glorot_normal", {"too_slow"}, optimizer="adam", learning_rate=1e-8
    ),
]


def start(config: Experiment) -> tuple[Finding, ...]:
    return done(list(simulate(config))).runs[0].verdicts.start


def names(findings: tuple[Finding, ...]) -> set[str]:
    assert len({finding.name for finding in findings}) == len(findings)
    return {finding.name for finding in findings}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_the_start_is_judged_as_theory_says(case: Case) -> None:
    assert names(start(case.experiment())) == case.expected


def test_the_table_holds_at_least_forty_configurations_and_every_finding_of_a_start() -> None:
    assert len(CASES) >= 40
    assert set().union(*(case.expected for case in CASES)) == {
        "healthy",
        "clones",
        "vanishing",
        "exploding",
        "saturated",
        "dead",
        "too_slow",
    }


END_CASES = [
    (Case("Glorot learns", "glorot_normal", {"healthy"}), 80),
    (Case("Glorot learns a regression", "glorot_normal", {"healthy"}, data="plane"), 40),
    (
        Case(
            "a linear model learns what is linear",
            "zeros",
            {"healthy"},
            hidden=(),
            data="gaussians",
        ),
        40,
    ),
    (Case("a linear model does not learn circles", "zeros", {"too_slow"}, hidden=()), 40),
    (
        Case(
            "clones may learn what is linear",
            "constant",
            {"clones"},
            {"value": 0.3},
            hidden=(8,),
            data="gaussians",
        ),
        40,
    ),
    (Case("zeros stay where they are", "zeros", {"clones", "vanishing", "too_slow"}), 20),
    (Case("tiny steps lead nowhere", "glorot_normal", {"too_slow"}, learning_rate=1e-6), 20),
    (
        Case(
            "dead units stay dead",
            "he_normal",
            {"dead", "vanishing", "too_slow"},
            activation="relu",
            bias=-10.0,
        ),
        20,
    ),
    (
        Case(
            "steps that are too long diverge",
            "he_normal",
            {"diverged"},
            activation="relu",
            learning_rate=1e6,
            data="plane",
        ),
        20,
    ),
]


@pytest.mark.parametrize(("case", "epochs"), END_CASES, ids=lambda value: getattr(value, "why", ""))
def test_the_end_is_judged_as_theory_says(case: Case, epochs: int) -> None:
    result = done(list(simulate(case.experiment(epochs)))).runs[0]
    assert names(result.verdicts.end) == case.expected


def test_a_run_that_is_not_finite_at_the_start_is_diverged_at_both_ends() -> None:
    layers = random_layers((2, 4, 1), 0, scale=1e200)
    layers.insert(1, (1e200 * np.ones((4, 4)), np.zeros(4)))
    config = experiment(
        DATA["circles"], (4, 4), [run_config(layers, activation="linear")], epochs=3
    )
    verdicts = done(list(simulate(config))).runs[0].verdicts
    assert names(verdicts.start) == names(verdicts.end) == {"diverged"}


def test_identical_neurons_that_get_different_corrections_are_no_clones() -> None:
    layers = random_layers((2, 6, 1), 0)
    layers[0][0][:] = layers[0][0][:, :1]
    layers[0][1][:] = 0.0
    config = experiment(DATA["circles"], (6,), [run_config(layers)], epochs=300)
    events = list(simulate(config))
    verdicts = done(events).runs[0].verdicts
    assert names(verdicts.start) == names(verdicts.end) == {"healthy"}
    assert "come apart" in verdicts.start[0].sentence
    assert [snapshots(events)[at].layers[0].distinct_neurons for at in (0, 1)] == [1, 6]


def test_one_pair_of_twins_among_different_neurons_is_found() -> None:
    layers = random_layers((2, 6, 1), 0)
    weights, bias = layers[0]
    weights[:, 4], bias[4], layers[1][0][4] = weights[:, 2], bias[2], layers[1][0][2]
    config = experiment(DATA["circles"], (6,), [run_config(layers)], epochs=0)
    (finding,) = start(config)
    assert (finding.name, finding.value, finding.threshold) == ("clones", 5.0, 6.0)


@pytest.mark.parametrize(
    ("activation", "phrases"),
    [
        ("tanh", ["weights of the output layer are all 0", "only its bias learns"]),
        ("relu", ["weights of the output layer are all 0", "slope of relu in layer 3 is 0"]),
    ],
)
def test_the_verdict_on_zeros_names_the_factor_that_is_zero(
    activation: str, phrases: list[str]
) -> None:
    case = Case("zeros", "zeros", set(), activation=activation)
    found = {finding.name: finding for finding in start(case.experiment())}
    assert found["vanishing"].value == 0.0
    assert all(phrase in found["vanishing"].sentence for phrase in phrases)
    assert "only its bias" in found["vanishing"].sentence


def test_a_dead_layer_is_named_as_the_factor_that_is_zero() -> None:
    case = Case("dead", "he_normal", set(), activation="relu", bias=-10.0, hidden=(8,))
    found = {finding.name: finding for finding in start(case.experiment())}
    assert "slope of relu in layer 1 is 0" in found["vanishing"].sentence


def test_sigmoid_clones_move_in_the_end_and_tanh_ones_do_not() -> None:
    for activation, moves in (("sigmoid", True), ("tanh", False)):
        case = Case("zeros", "zeros", set(), activation=activation, hidden=(8,), data="plane")
        end = done(list(simulate(case.experiment(30)))).runs[0].verdicts.end
        (clones,) = [finding for finding in end if finding.name == "clones"]
        assert ("They move" in clones.sentence) == moves


@pytest.mark.parametrize(
    "record",
    [
        RecordConfig(epochs=(12,), neuron_outputs=False),
        RecordConfig(epochs=tuple(range(13))),
        RecordConfig(epochs=tuple(range(13)), instruments=("signal", "symmetry")),
        RecordConfig(epochs=(3,), histogram_bins=5, weights=True, instruments=("signal",)),
    ],
)
def test_no_verdict_depends_on_what_or_how_often_is_recorded(record: RecordConfig) -> None:
    for case in CASES[::4]:
        base = case.experiment(epochs=12)
        one = done(list(simulate(base))).runs[0]
        other = done(list(simulate(replace(base, record=record)))).runs[0]
        assert one.verdicts == other.verdicts
        assert one.figures == other.figures


def test_no_verdict_depends_on_company() -> None:
    cases = [case for case in CASES if case.hidden == (8, 8, 8) and case.data == "circles"]
    base = cases[0].experiment(epochs=3)
    together = replace(base, runs=tuple(case.run() for case in cases))
    for result in done(list(simulate(together))).runs:
        alone = replace(base, runs=(together.runs[result.run],))
        assert done(list(simulate(alone))).runs[0].verdicts == result.verdicts


def test_the_second_snapshot_brings_the_verdict_on_the_start() -> None:
    config = CASES[0].experiment(epochs=3, record=RecordConfig((0, 1, 3)))
    events = list(simulate(config))
    first, second, last = snapshots(events)
    assert second.verdict == done(events).runs[0].verdicts.start
    assert (first.verdict, last.verdict) == (None, None)


def test_the_first_picture_does_not_wait_for_the_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Recorder, "try_starts", fail)
    events = simulate(CASES[0].experiment(epochs=1))
    assert [type(next(events)).__name__ for _ in range(2)] == ["Started", "Snapshot"]
    with pytest.raises(AssertionError):
        next(events)


def test_a_finding_agrees_with_the_signals_beside_it() -> None:
    record = RecordConfig((0,), instruments=("signal",))
    for case in CASES:
        events = list(simulate(case.experiment(record=record)))
        (first,) = snapshots(events)
        for finding in done(events).runs[0].verdicts.start:
            signals = [layer.signal for layer in first.layers]
            if finding.quantity == "gradient_flow":
                assert finding.value == first.gradient_flow
                assert finding.name != "vanishing" or (finding.value or 0) < 1e-3
                assert finding.name != "exploding" or (finding.value or 0) > 1e3
            elif finding.quantity == "saturated":
                shares = [signal.saturated or 0.0 for signal in signals if signal is not None]
                assert finding.value == max(shares)
                assert max(shares) > SATURATED.value
            assert finding.sentence
            assert finding.reason


def test_without_training_the_end_is_the_start() -> None:
    verdicts = done(list(simulate(CASES[0].experiment(epochs=0)))).runs[0].verdicts
    assert verdicts.start == verdicts.end


def test_the_best_constant_answer_has_the_loss_that_a_search_finds() -> None:
    for data in (dataset("moons", 50), three_classes(), two_outputs()):
        head = make_head("auto", data.task, data.classes or data.train_targets.shape[1])
        targets = encode_targets(data.train_targets, head)
        mean = targets.mean(axis=0)
        losses = []
        for shift in (-1e-3, 0.0, 1e-3):
            answer = mean + shift * np.eye(len(mean))[0]
            if head.form.loss == "mse":
                losses.append(float(((targets - answer) ** 2).mean()))
            elif head.outputs == 1:
                share = float(answer[0])
                losses.append(float(-np.mean([log(share if t else 1 - share) for t in targets])))
            else:
                answer /= answer.sum()
                losses.append(float(-np.mean([log(answer[int(t.argmax())]) for t in targets])))
        found = constant_answer(targets, targets, head)
        assert found.train_loss == found.test_loss == pytest.approx(losses[1], rel=1e-12)
        assert losses[1] < min(losses[0], losses[2])


def test_only_an_activation_that_is_nowhere_steep_adds_to_the_reason_of_vanishing() -> None:
    found = {name: vanishing_through(entry) for name, entry in ACTIVATIONS.items()}
    sigmoid = found.pop("sigmoid")
    assert sigmoid.value == VANISHING.value
    assert "sigmoid is at most 0.25, so" in sigmoid.reason
    assert "at least 75 % away" in sigmoid.reason
    assert set(found.values()) == {VANISHING}


def test_the_page_measures_a_run_that_goes_on_by_the_table_of_thresholds() -> None:
    script = (ROOT / "static/js/stage/verdict.js").read_text()
    numbers = dict(re.findall(r"^const ([A-Z_]+) = (-?[\d.]+);", script, re.MULTILINE))
    # At its end a run may have learned with less than one that could still go on.
    assert LEARNED.value < float(numbers["NEARLY_ALL"]) < 1.0
    assert float(numbers["CLEAR_FALL"]) == CLEAR_FALL.value
    assert float(numbers["CLEAR_RISE"]) == pytest.approx(1.0 - LARGEST_RISE.value)
