"""Each action does what a second implementation of it does."""

import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf, nextafter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.datasets import Dataset
from app.engine.experiment import Intervention, RecordConfig, RunConfig
from app.engine.initializers import initialize
from app.engine.network.losses import encode_targets
from app.engine.simulation import output_head, simulate
from app.engine.training.intervention_kinds import ACTIONS, nudged
from app.engine.training.interventions import misplaced
from tests.engine import reference
from tests.engine.support import (
    OPTIMIZERS,
    Array,
    dataset,
    experiment,
    outputs_of,
    snapshots,
    three_classes,
)
from tests.engine.training.touches import (
    EPOCHS,
    EVERY,
    HIDDEN,
    ONE_OF_EACH,
    drawn_run,
    every,
    parameters_of,
    some_intervention,
    touch,
)


def plain_nudge(value: float, ulps: int) -> float:
    for _ in range(abs(ulps)):
        value = nextafter(value, inf if ulps > 0 else -inf)
    return value


def fresh_neuron(
    run: RunConfig, widths: Sequence[int], epoch: int, layer: int, neuron: int
) -> tuple[Array, float]:
    """The neuron as it is in a network drawn with the documented seed."""
    sequence = np.random.SeedSequence([run.seed, 6, epoch, layer, neuron])
    drawn = initialize(
        list(pairwise(widths)),
        run.initializers,
        run.bias_initializers,
        activation=run.activation,
        seed=int(sequence.generate_state(1, np.uint64)[0]),
        inputs=np.zeros((1, widths[0])),
    )
    weights, bias = drawn[layer]
    return weights[:, neuron], float(bias[neuron])


def plainly(kept: reference.Kept, one: Intervention, run: RunConfig, widths: Sequence[int]) -> None:
    """Do an intervention a second time, written again."""
    action, v = one.action.name, dict(one.action.parameters)
    if action == "set_learning_rate":
        kept.learning_rate = float(str(v["value"]))
        return
    layer, neuron = int(str(v["layer_index"])), int(str(v["neuron"]))
    weights, bias = kept.layers[layer]
    source, value = int(str(v.get("from", 0))), float(str(v.get("value", 0.0)))
    if action == "set_weight":
        weights[source, neuron] = value
    elif action == "add_to_weight":
        weights[source, neuron] += value
    elif action == "set_bias":
        bias[neuron] = value
    elif action == "add_to_bias":
        bias[neuron] += value
    elif action == "nudge_weight":
        weights[source, neuron] = plain_nudge(weights[source, neuron], int(str(v["ulps"])))
    elif action == "copy_neuron":
        to = int(str(v["to"]))
        for arrays in (kept.layers, kept.first, kept.second):
            arrays[layer][0][:, to] = arrays[layer][0][:, neuron]
            arrays[layer][1][to] = arrays[layer][1][neuron]
            if v["outgoing"] and layer + 1 < len(arrays):
                arrays[layer + 1][0][to] = arrays[layer + 1][0][neuron]
    else:
        assert action == "redraw_neuron"
        weights[:, neuron], bias[neuron] = fresh_neuron(run, widths, one.epoch, layer, neuron)
        for state in (kept.first, kept.second):
            state[layer][0][:, neuron] = 0.0
            state[layer][1][neuron] = 0.0


def compare(data: Dataset, run: RunConfig, interventions: Sequence[Intervention]) -> None:
    """Compare every snapshot with that of the second implementation."""
    widths = (data.train_inputs.shape[1], *HIDDEN, outputs_of(data))
    size = 20
    config = experiment(
        data,
        HIDDEN,
        [run],
        batch_size=size,
        shuffle=False,
        epochs=EPOCHS,
        record=EVERY,
        interventions=tuple(interventions),
    )
    found = snapshots(list(simulate(config)))
    samples = len(data.train_inputs)
    batches = [range(at, min(at + size, samples)) for at in range(0, samples, size)]
    seen: list[reference.Layers] = []

    def after(updates: int, kept: reference.Kept) -> None:
        epoch, rest = divmod(updates, len(batches))
        if rest:
            return
        for one in interventions:
            if one.epoch == epoch:
                plainly(kept, one, run, widths)
        seen.append([(w.copy(), b.copy()) for w, b in kept.layers])

    head = output_head(config)
    start = snapshots(list(simulate(replace(config, interventions=(), epochs=0))))[0]
    reference.train(
        parameters_of(start),
        data.train_inputs,
        encode_targets(data.train_targets, head),
        activation=run.activation,
        form=head.form.loss,
        optimizer=run.optimizer.name,
        learning_rate=run.learning_rate,
        l2=run.l2,
        batches=batches * EPOCHS,
        touch=after,
    )
    assert len(found) == len(seen) == EPOCHS + 1
    for snapshot, expected in zip(found, seen, strict=True):
        for (weights, bias), (w, b) in zip(parameters_of(snapshot), expected, strict=True):
            # About 20 updates of sums of 50 products: rounding of some 1e-14, Adam's divided by
            # eps.
            np.testing.assert_allclose(weights, w, rtol=1e-9, atol=1e-11)
            np.testing.assert_allclose(bias, b, rtol=1e-9, atol=1e-11)


def test_each_action_is_compared() -> None:
    assert {one.action.name for one in ONE_OF_EACH.values()} == set(ACTIONS)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_each_action_equals_a_second_implementation(name: str, optimizer: str) -> None:
    run = drawn_run(optimizer=OPTIMIZERS[optimizer], learning_rate=0.05, l2=0.01)
    compare(dataset("moons", 60), run, [ONE_OF_EACH[name]])


@pytest.mark.parametrize("seed", range(12))
def test_many_at_once_equal_a_second_implementation_in_their_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = dataset("moons", 60) if seed % 2 else three_classes()
    widths = (data.train_inputs.shape[1], *HIDDEN, outputs_of(data))
    run = drawn_run(
        optimizer=list(OPTIMIZERS.values())[seed % 3],
        activation=("tanh", "sigmoid", "softplus", "elu")[seed % 4],
        learning_rate=0.02,
        seed=seed,
    )
    compare(data, run, [some_intervention(rng, widths) for _ in range(12)])


def test_zero_is_written_without_a_sign() -> None:
    touches = (
        touch(0, "set_weight", layer_index=0, from_=0, neuron=0, value=-0.0),
        touch(0, "set_bias", layer_index=0, neuron=0, value=-0.0),
        touch(0, "set_weight", layer_index=0, from_=1, neuron=0, value=-5e-324),
        touch(0, "nudge_weight", layer_index=0, from_=1, neuron=0, ulps=1),
    )
    config = experiment(
        dataset(), HIDDEN, [drawn_run()], epochs=0, record=RecordConfig((0,), weights=True)
    )
    (seen,) = every(replace(config, interventions=touches))
    weights, bias = parameters_of(seen)[0]
    for value in (weights[0, 0], weights[1, 0], bias[0]):
        assert struct.pack("<d", value) == struct.pack("<d", 0.0)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-40, 40))
def test_a_nudge_is_so_many_steps_of_nextafter(value: float, ulps: int) -> None:
    assert nudged(value, ulps) == plain_nudge(value, ulps)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**15), 10**15))
def test_a_nudge_is_taken_back_by_its_opposite_unless_it_is_infinite(
    value: float, ulps: int
) -> None:
    there = nudged(value, ulps)
    assert (there > value) == (ulps > 0) or there == value == 0.0 or ulps == 0
    if abs(there) < inf:
        assert nudged(there, -ulps) == value


@pytest.mark.parametrize("start", [5e-324, -5e-324, 0.0, -0.0, 1e-310, -1e-310])
def test_nudges_cross_zero(start: float) -> None:
    for ulps in (-5, -2, -1, 0, 1, 2, 5):
        assert nudged(start, ulps) == plain_nudge(start, ulps)


def test_nudges_end_at_infinity() -> None:
    largest = float(np.finfo(np.float64).max)
    assert nudged(largest, 1) == inf
    assert nudged(largest, 10**15) == inf
    assert nudged(-largest, -2) == -inf
    assert nudged(inf, -1) == largest


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        (touch(7, "set_learning_rate", value=0.1), {"epoch": 7}),
        (touch(0, "set_learning_rate", run=2, value=0.1), {"run": 2}),
        (touch(0, "set_bias", layer_index=3, neuron=0, value=0.0), {"layer_index": 3}),
        (touch(0, "set_bias", layer_index=1, neuron=4, value=0.0), {"neuron": 4}),
        (
            touch(0, "set_weight", layer_index=1, from_=5, neuron=9, value=0.0),
            {"from": 5, "neuron": 9},
        ),
        (touch(0, "copy_neuron", layer_index=0, neuron=0, to=5), {"to": 5}),
        (touch(0, "copy_neuron", layer_index=0, neuron=4, to=0), {}),
    ],
)
def test_places_that_are_not_there_are_named(one: Intervention, fields: dict[str, int]) -> None:
    found = list(misplaced(one, runs=2, epochs=6, shapes=[(2, 5), (5, 4), (4, 1)]))
    assert {error.argument: error.value for error in found} == fields
