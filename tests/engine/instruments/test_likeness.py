"""What can be seen of neurons, and the dimensions they span, agree with plain loops."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, fsum, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.engine.experiment import RecordConfig
from app.engine.instruments.clones import clone_classes
from app.engine.instruments.likeness import VISIBLE, Stack, effective_ranks, stacks
from app.engine.network.activations import ACTIVATIONS
from app.engine.records.events import LayerSnapshot
from app.engine.simulation import simulate
from tests.engine import reference
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    experiment,
    random_layers,
    required,
    run_config,
    snapshots,
    three_classes,
)

Array = NDArray[np.float64]
EVERY = RecordConfig(epochs=tuple(range(11)))


def plain_classes(outputs: Array, bound: float) -> tuple[int, ...]:
    """Neuron by neuron and point by point; ``outputs`` is (points, neurons)."""
    representatives: list[int] = []
    classes = []
    for neuron in range(outputs.shape[1]):
        for other in representatives:
            pairs = zip(outputs[:, neuron].tolist(), outputs[:, other].tolist(), strict=True)
            if all(abs(a - b) <= bound for a, b in pairs):
                classes.append(other)
                break
        else:
            representatives.append(neuron)
            classes.append(neuron)
    return tuple(classes)


def plain_rank(outputs: Array) -> float:
    values = np.linalg.svd(outputs, compute_uv=False).tolist()
    total = fsum(values)
    shares = [value / total for value in values] if total else []
    return exp(-fsum(p * log(p) for p in shares if p > 1e-14)) if total else 0.0


def assert_seen(layer: LayerSnapshot, activation: str) -> None:
    """Compare what a snapshot says of a hidden layer with plain loops over its outputs."""
    outputs = required(layer.neuron_outputs)
    span = reference.BOUNDED.get(activation, float(outputs.max() - outputs.min()))
    assert layer.visible_class == plain_classes(outputs, 0.02 * span)
    assert layer.visibly_distinct == len(set(layer.visible_class))
    # The same values from another decomposition; each is off by rounding of some 1e-15.
    assert layer.effective_rank == pytest.approx(plain_rank(outputs), rel=1e-10)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scale", [0.05, 1.0, 30.0])
def test_what_is_seen_is_what_plain_loops_see(activation: str, scale: float) -> None:
    for data in (dataset("moons", 40), three_classes()):
        outputs = 1 if data.classes == 2 else 3
        layers = random_layers((data.train_inputs.shape[1], 9, 20, outputs), 3, scale)
        layers[0][0][:, 4] = layers[0][0][:, 2] + 0.01
        layers[0][1][4] = layers[0][1][2]
        layers[1][0][:, 7], layers[1][1][7] = layers[1][0][:, 0], layers[1][1][0]
        run = run_config(layers, activation=activation, learning_rate=0.01)
        config = experiment(data, (9, 20), [run], epochs=3, record=RecordConfig((0, 3)))
        found = snapshots(list(simulate(config)))
        twins = found[0].layers[1].visible_class
        assert twins is not None
        assert twins[7] == 0
        for seen in found:
            for layer in seen.layers[:-1]:
                assert_seen(layer, activation)
            last = seen.layers[-1]
            assert (last.effective_rank, last.visible_class, last.visibly_distinct) == (None,) * 3


def test_the_range_is_the_one_that_the_activation_cannot_leave() -> None:
    grid = np.linspace(-1e6, 1e6, 100_001)
    for name, entry in ACTIVATIONS.items():
        values = entry(grid)
        if name in reference.BOUNDED:
            assert entry.range is not None
            low, high = entry.range
            assert high - low == reference.BOUNDED[name]
            assert low <= values.min() < low + 1e-5
            assert high - 1e-5 < values.max() <= high
        else:
            assert entry.range is None
            assert values.max() > 1e5


def stack_of(outputs: Array) -> Stack:
    """One layer (points, neurons), its clones known by their outputs."""
    return Stack.of([outputs], [clone_classes(np.ascontiguousarray(outputs.T))])


@given(
    st.integers(1, 9),
    st.integers(1, 40),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 0.01, 0.5, 3.0]),
)
def test_neurons_join_the_first_representative_that_is_near_everywhere(
    neurons: int, points: int, seed: int, spread: float
) -> None:
    rng = np.random.default_rng(seed)
    # On a coarse lattice, so that differences of exactly the bound are frequent.
    centres = rng.integers(0, 4, (points, 1 + neurons // 3))[
        :, rng.integers(0, 1 + neurons // 3, neurons)
    ]
    outputs = (centres + rng.integers(0, 3, (points, neurons)) * spread) / 4.0
    for bound in (0.0, 0.125, 0.75):
        (found,) = stack_of(outputs).alike(np.array([bound]))
        assert found == plain_classes(outputs, bound)


@pytest.mark.parametrize("point", range(0, 400, 7))
def test_one_point_sets_neurons_apart(point: int) -> None:
    outputs = np.zeros((400, 3))
    outputs[:, :] = np.linspace(-1, 1, 400)[:, None]
    bound = VISIBLE * 2.0
    outputs[point, 1] += bound / 2
    outputs[point, 2] += bound * (1 + 1e-9)
    assert abs(outputs[point, 2] - outputs[point, 0]) > bound
    assert stack_of(outputs).alike(np.array([bound])) == [(0, 0, 2)]


def test_a_neuron_joins_a_representative_and_not_one_that_joined() -> None:
    steps = np.array([[0.0, 0.75, 1.5, 2.25]])
    assert stack_of(steps).alike(np.array([1.0])) == [(0, 0, 2, 2)]


def test_wide_layers_are_seen_like_narrow_ones() -> None:
    rng = np.random.default_rng(4)
    outputs = np.tanh(rng.normal(size=(50, 300)) * 0.03 + rng.integers(0, 3, 300))
    (found,) = stack_of(outputs).alike(np.array([0.15]))
    assert found == plain_classes(outputs, 0.15)
    assert 3 < len(set(found)) < 300


def test_a_silent_layer_is_one_neuron_of_rank_zero() -> None:
    layers = random_layers((2, 5, 1), 1)
    layers[0][0][...] = 0.0
    layers[0][1][...] = 0.0
    run = run_config(layers, activation="relu")
    config = experiment(dataset(), (5,), [run], epochs=0, record=RecordConfig())
    (seen,) = snapshots(list(simulate(config)))
    layer = seen.layers[0]
    assert (layer.effective_rank, layer.visible_class, layer.visibly_distinct) == (0.0, (0,) * 5, 1)


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_ranks_do_not_depend_on_the_scale(scale: float) -> None:
    outputs = np.random.default_rng(0).normal(size=(40, 6))
    assert effective_ranks(scale * outputs[None])[0] == pytest.approx(
        plain_rank(outputs), rel=1e-12
    )


def test_a_layer_that_is_not_finite_spoils_no_other() -> None:
    good = np.random.default_rng(0).normal(size=(40, 6))
    for bad in (np.inf, -np.inf, np.nan):
        broken = good.copy()
        broken[3, 2] = bad
        ranks = effective_ranks(np.array([broken, good, np.zeros((40, 6))]))
        assert np.isnan(ranks[0])
        assert ranks[1] == effective_ranks(good[None])[0]
        assert ranks[2] == 0.0
        assert len(stack_of(broken).alike(np.array([0.1]))[0]) == 6


def test_layers_are_read_alike_alone_and_side_by_side() -> None:
    rng = np.random.default_rng(1)
    layers = [rng.normal(size=(30, width)) for width in (5, 8, 5, 1, 8, 5)]
    layers[2][:, 3] = layers[2][:, 1]
    classes: list[Sequence[int]] = [clone_classes(layer.T.copy()) for layer in layers]
    seen: dict[int, tuple[float, tuple[int, ...]]] = {}
    for places, stack in stacks(layers, classes):
        bounds = np.full(len(places), 0.5)
        ranks = effective_ranks(stack.outputs).tolist()
        seen.update(zip(places, zip(ranks, stack.alike(bounds), strict=True), strict=True))
    for place, layer in enumerate(layers):
        alone = stack_of(layer)
        assert seen[place] == (
            effective_ranks(alone.outputs)[0],
            alone.alike(np.array([0.5]))[0],
        )


def test_they_are_left_out_without_neuron_outputs() -> None:
    run = run_config(random_layers((2, 5, 1), 1))
    hidden = RecordConfig((0,), neuron_outputs=False, instruments=("symmetry",))
    config = experiment(dataset(), (5,), [run], epochs=0, record=hidden)
    (seen,) = snapshots(list(simulate(config)))
    layer = seen.layers[0]
    assert layer.symmetry is not None
    assert (layer.effective_rank, layer.visible_class, layer.visibly_distinct) == (None,) * 3


def test_symmetry_says_the_same_rank_and_changes_nothing() -> None:
    runs = [
        run_config(random_layers((2, 6, 5, 1), seed), activation=name)
        for seed, name in enumerate(("tanh", "relu", "softsign"))
    ]
    plain = experiment(dataset(), (6, 5), runs, epochs=2, record=RecordConfig((0, 2)))
    both = replace(plain, record=replace(plain.record, instruments=("signal", "symmetry")))
    for run in range(3):
        pairs = zip(
            snapshots(list(simulate(plain)), run), snapshots(list(simulate(both)), run), strict=True
        )
        for one, two in pairs:
            for layer, same in zip(one.layers[:-1], two.layers[:-1], strict=True):
                assert same.symmetry is not None
                assert layer.effective_rank == same.effective_rank == same.symmetry.effective_rank
                assert layer.visible_class == same.visible_class


def test_a_layer_of_near_clones_becomes_visibly_diverse_in_training() -> None:
    layers = [(np.full((2, 8), 0.5), np.zeros(8)), (np.full((8, 1), 0.5), np.zeros(1))]
    layers[0][0][...] += np.random.default_rng(0).normal(0, 1e-6, (2, 8))
    run = run_config(layers, optimizer=OPTIMIZERS["adam"], learning_rate=0.03)
    config = experiment(
        dataset("circles", 200), (8,), [run], epochs=200, record=RecordConfig((0, 200))
    )
    start, end = (one.layers[0] for one in snapshots(list(simulate(config))))
    assert (start.visibly_distinct, len(set(start.clone_class))) == (1, 8)
    assert end.visibly_distinct is not None
    assert end.visibly_distinct > 3
    assert start.effective_rank == pytest.approx(1.0, abs=1e-3)
