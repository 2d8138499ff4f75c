"""Every preset shows what its words promise, with each of several seeds."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest

from app.engine.code_export import export_code
from app.engine.initializers import INITIALIZERS
from app.engine.records.events import Done, Event, RunResult, Snapshot
from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.presets import PRESETS, Preset
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

SEEDS = (0, 1, 2)
MOMENTS = (0, 1, 20, 50)
"""Epochs that some preset speaks of."""
LN2 = 0.693
GUESSING = 0.55
"""Share of right answers that a balanced two-class task gives to somebody who guesses."""
LEARNED = 0.98


@dataclass(frozen=True)
class Seen:
    """One run of a preset, as somebody sees it; ``snapshots`` by epoch."""

    result: RunResult
    snapshots: dict[int, Any]

    @property
    def right(self) -> float:
        figures = self.result.figures
        assert figures is not None
        assert figures.train_accuracy is not None
        return figures.train_accuracy

    @property
    def right_in_test(self) -> float:
        figures = self.result.figures
        assert figures is not None
        assert figures.test_accuracy is not None
        return figures.test_accuracy

    @property
    def loss(self) -> float:
        assert self.result.figures is not None
        return self.result.figures.train_loss

    def hidden(self, epoch: int | None = None) -> Any:
        """The hidden layers at an epoch, by default the last."""
        return self.snapshots[max(self.snapshots) if epoch is None else epoch].layers[:-1]

    def counts(self, epoch: int | None = None) -> list[int]:
        return [layer.distinct_neurons for layer in self.hidden(epoch)]

    def seen_counts(self, epoch: int | None = None) -> list[int]:
        return [layer.visibly_distinct for layer in self.hidden(epoch)]

    def is_stuck(self) -> bool:
        """Whether it answers every point alike: the loss of guessing, to the third digit."""
        return self.right <= GUESSING and abs(self.loss - LN2) < 0.005

    def are_clones(self) -> bool:
        """Whether every hidden layer has one distinct neuron whenever it was looked at."""
        return all(set(self.counts(epoch)) == {1} for epoch in self.snapshots)


def run(preset: Preset, seed: int) -> list[Seen]:
    epochs = preset.request.get("epochs", 100)
    record = {
        "epochs": sorted({epoch for epoch in MOMENTS if epoch < epochs} | {epochs}),
        "instruments": ["signal"],
    }
    request = SimulationRequest.model_validate({**preset.request, "seed": seed, "record": record})
    events: list[Event] = list(simulate(to_experiment(resolve(request).request)))
    done = events[-1]
    assert isinstance(done, Done)
    snapshots = [event for event in events if isinstance(event, Snapshot)]
    return [
        Seen(result, {it.epoch: one for it in snapshots for one in it.runs if one.run == index})
        for index, result in enumerate(done.runs)
    ]


def nudge(runs: list[Seen]) -> None:
    clones, nudged, random = runs
    assert clones.are_clones()
    assert clones.right < 0.8
    assert max(nudged.seen_counts(1)) == 1
    assert min(nudged.seen_counts(50)) > 1
    assert nudged.right >= LEARNED
    assert min(random.seen_counts(0)) > 1
    assert random.right >= LEARNED


def clones(runs: list[Seen]) -> None:
    constant, glorot = runs
    assert constant.are_clones()
    assert constant.right < 0.7
    assert glorot.right >= LEARNED


def millionth(runs: list[Seen]) -> None:
    clones, nudged, random = runs
    assert clones.are_clones()
    assert 0.6 < clones.right < 0.72
    assert nudged.counts(0) == [8]
    assert nudged.seen_counts(50) == [1]
    assert nudged.seen_counts()[0] >= 7
    assert nudged.right == random.right == 1.0


def second_layer_first(runs: list[Seen]) -> None:
    clones, nudged = runs
    assert clones.are_clones()
    assert clones.right < 0.75
    first, second = nudged.seen_counts(20)
    assert first == 1
    assert second > 1
    assert min(nudged.seen_counts(50)) > 1
    assert nudged.right >= LEARNED


def constant_shallow(runs: list[Seen]) -> None:
    clones, glorot = runs
    assert clones.are_clones()
    assert 0.84 < clones.right < 0.91
    assert glorot.counts() == [16, 16]


def constant_deep(runs: list[Seen]) -> None:
    clones, glorot = runs
    assert clones.are_clones()
    assert 0.55 < clones.right < 0.65
    assert glorot.right >= LEARNED


def tied_incoming(runs: list[Seen]) -> None:
    clones, parted = runs
    assert clones.are_clones()
    assert clones.right < 0.72
    assert parted.counts(0) == [1]
    assert parted.counts(1) == [8]
    assert parted.right >= LEARNED


def zeros(runs: list[Seen]) -> None:
    tanh, relu, glorot = runs
    for still in (tanh, relu):
        assert still.is_stuck()
        assert all(layer.weight_stats.max == 0.0 for layer in still.hidden())
    assert glorot.right >= LEARNED


def zeros_sigmoid(runs: list[Seen]) -> None:
    sigmoid, tanh, glorot = runs
    assert sigmoid.are_clones()
    stats = sigmoid.hidden()[0].weight_stats
    assert max(stats.max, -stats.min) > 1.0
    assert 0.62 < sigmoid.right < 0.78
    assert tanh.right <= GUESSING
    assert glorot.right == 1.0


def zeros_biases(runs: list[Seen]) -> None:
    still, ones, random = runs
    assert still.right <= GUESSING
    assert ones.are_clones()
    assert 0.6 < ones.right < 0.73
    assert random.counts(1) == [8, 8]
    assert random.right == 1.0


def one_zero_layer(runs: list[Seen]) -> None:
    *one, two = runs
    assert all(each.right >= LEARNED for each in one)
    assert two.is_stuck()


def small_shallow(runs: list[Seen]) -> None:
    small, glorot = runs
    assert small.right >= LEARNED
    assert glorot.right >= LEARNED
    at_20 = [each.snapshots[20].figures.train_loss for each in runs]
    assert at_20[0] > at_20[1]


def small_deep(runs: list[Seen]) -> None:
    small, glorot = runs
    assert small.counts() == [16] * 10
    assert small.is_stuck()
    signals = [layer.signal.activation.std for layer in small.hidden(0)]
    assert signals[-1] < 1e-9 * signals[0]
    assert glorot.right >= LEARNED


def scale(runs: list[Seen]) -> None:
    small, glorot, large = runs
    assert small.is_stuck()
    assert glorot.right >= LEARNED
    assert large.right < 0.7
    assert min(layer.signal.saturated for layer in large.hidden(0)[1:]) > 0.5


def glorot_tanh(runs: list[Seen]) -> None:
    half, glorot, double = runs
    assert half.is_stuck()
    assert glorot.right >= LEARNED
    assert double.right >= LEARNED


def relu(runs: list[Seen]) -> None:
    he, glorot = runs
    lasts = [each.hidden(0)[-1].signal.activation.std for each in runs]
    # ReLU passes factors on: sqrt((2 / 2) / (2 / 34)) in the first layer, sqrt 2 in 29 others.
    assert lasts[0] / lasts[1] == pytest.approx(17**0.5 * 2**14.5, rel=1e-6)
    assert glorot.is_stuck()
    assert he.right >= 0.85


def deep_linear(runs: list[Seen]) -> None:
    orthogonal, small = runs
    first, last = (orthogonal.hidden(0)[at].signal.activation.std for at in (0, -1))
    # Lengths are kept exactly; the std is taken about the mean of all outputs, which turns.
    assert last == pytest.approx(first, rel=1e-3)
    assert orthogonal.right >= LEARNED
    assert small.hidden(0)[-1].signal.activation.std < 1e-9
    assert small.is_stuck()


def dying_relu(runs: list[Seen]) -> None:
    alive, dead, leaky, elu = runs
    assert alive.right >= 0.85
    assert len(dead.hidden(0)[0].signal.dead) == len(dead.hidden()[0].signal.dead) == 16
    assert dead.is_stuck()
    assert leaky.right > 0.85
    assert elu.right >= LEARNED


def frameworks(runs: list[Seen]) -> None:
    torch, keras, flax = runs
    assert torch.is_stuck()
    assert keras.right >= LEARNED
    assert flax.right >= LEARNED


def frameworks_shallow(runs: list[Seen]) -> None:
    assert all(each.right == 1.0 for each in runs)


def stuck_beside_he(runs: list[Seen]) -> None:
    default, he = runs
    assert default.is_stuck()
    assert he.right >= 0.85


def self_normalizing(runs: list[Seen]) -> None:
    selu, relu = runs
    lasts = [each.hidden(0)[-1].signal.activation.std for each in runs]
    assert 0.7 < lasts[0] < 1.3
    assert lasts[1] < 1e-4
    assert selu.right > 0.85
    assert relu.is_stuck()


def narrow_relu(runs: list[Seen]) -> None:
    he, rai = runs
    assert he.is_stuck()
    assert rai.right > 0.85


def branches(runs: list[Seen]) -> None:
    he, *begun_at_zero = runs
    assert he.result.status == "diverged"
    # He's signal outgrows what the first layer makes a thousandfold.
    first, last = (he.hidden(0)[at].signal.activation.std for at in (0, -1))
    assert last > 1_000 * first
    for each in begun_at_zero:
        assert each.result.status == "completed"
        assert each.right > 0.85


def deepnorm(runs: list[Seen]) -> None:
    plain, deep = runs
    assert deep.right >= LEARNED
    assert plain.right < 0.6
    assert abs(plain.loss - LN2) < 0.05


def lora(runs: list[Seen]) -> None:
    *one_zero, both_zero = runs
    start = both_zero.snapshots[0].figures.train_loss
    for each in one_zero:
        # The branch adds exactly nothing at first.
        assert each.snapshots[0].figures.train_loss == start
        assert each.right >= LEARNED
    assert abs(both_zero.loss - start) < 0.01
    assert both_zero.right < 0.6


def mup(runs: list[Seen]) -> None:
    he, narrow_steps = runs
    for each, rises in ((he, True), (narrow_steps, False)):
        losses = [each.snapshots[epoch].figures.train_loss for epoch in (0, 1)]
        assert (losses[1] > losses[0]) == rises
    assert narrow_steps.loss < he.loss - 0.05


def digits(runs: list[Seen]) -> None:
    clones, glorot = runs
    assert clones.are_clones()
    assert clones.right_in_test == pytest.approx(0.1, abs=0.03)
    assert glorot.right_in_test > 0.9
    assert glorot.counts() == [16, 16]


def learning_rate(runs: list[Seen]) -> None:
    small, right, large = runs
    assert small.loss > 0.6
    assert right.right >= LEARNED
    assert large.right <= GUESSING


def overfitting(runs: list[Seen]) -> None:
    free, held = runs
    assert free.loss < 0.3
    at_20 = free.snapshots[20].figures.test_loss
    assert free.snapshots[300].figures.test_loss > at_20 + 0.2
    assert held.right < free.right
    assert held.right_in_test > free.right_in_test


CHECKS: MappingProxyType[str, Callable[[list[Seen]], None]] = MappingProxyType(
    {
        **{
            check.__name__: check
            for check in (
                nudge,
                clones,
                millionth,
                second_layer_first,
                constant_shallow,
                constant_deep,
                tied_incoming,
                zeros,
                zeros_sigmoid,
                zeros_biases,
                one_zero_layer,
                small_shallow,
                small_deep,
                scale,
                glorot_tanh,
                relu,
                deep_linear,
                self_normalizing,
                dying_relu,
                narrow_relu,
                branches,
                deepnorm,
                lora,
                mup,
                frameworks,
                frameworks_shallow,
                digits,
                learning_rate,
                overfitting,
            )
        },
        **dict.fromkeys(("torch_deep", "keras_deep", "flax_deep"), stuck_beside_he),
    }
)


def test_every_preset_is_checked() -> None:
    assert list(CHECKS) == list(dict.fromkeys(CHECKS))
    assert set(CHECKS) == {preset.name for preset in PRESETS}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_shows_what_it_promises(preset: Preset, seed: int) -> None:
    CHECKS[preset.name](run(preset, seed))


def test_presets_stand_in_groups_and_have_names_of_their_own() -> None:
    assert len(PRESETS) >= 16
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    assert len({preset.label for preset in PRESETS}) == len(PRESETS)
    groups = [preset.group for preset in PRESETS]
    # A group stands together: it begins once.
    begins = [one for one, before in zip(groups, [None, *groups], strict=False) if one != before]
    assert len(begins) == len(set(groups))


def test_what_to_look_for_fits_the_two_lines_it_has_on_the_page() -> None:
    assert max(len(preset.look_for) for preset in PRESETS) <= 170
    assert min(len(preset.look_for) for preset in PRESETS) > 40


def test_the_code_of_pytorchs_default_draws_its_biases() -> None:
    (preset,) = [each for each in PRESETS if each.name == "torch_deep"]
    resolved = resolve(SimulationRequest.model_validate(preset.request))
    torch, he = (export_code(to_experiment(resolved.request), "torch", run) for run in (0, 1))
    assert "zeros_(" not in torch
    assert torch.count("nn.init.uniform_(w, a=-") == 21  # a bias for each of the layers
    assert "zeros_(" in he


@pytest.mark.parametrize("name", ["torch_deep", "keras_deep", "flax_deep", "frameworks"])
def test_the_presets_of_frameworks_start_with_their_biases_too(name: str) -> None:
    (preset,) = [each for each in PRESETS if each.name == name]
    for patch in preset.request["runs"]:
        belongs = INITIALIZERS[patch["initializer"]].bias_initializer
        assert patch.get("bias_initializer") == belongs
