"""Changes by hand do what they say, when they say, and nothing else."""

import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf, nextafter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.datasets import Dataset
from app.engine.experiment import Experiment, Intervention, RecordConfig, RunConfig, Spec
from app.engine.initializers import initialize
from app.engine.network.losses import encode_targets
from app.engine.records.events import RunSnapshot
from app.engine.simulation import output_head, simulate
from app.engine.training.interventions import ACTIONS, misplaced, nudged
from tests.engine import reference
from tests.engine.support import (
    OPTIMIZERS,
    Array,
    dataset,
    diverged,
    done,
    experiment,
    outputs_of,
    random_layers,
    required,
    run_config,
    snapshots,
    three_classes,
)

HIDDEN = (5, 4)
EPOCHS = 6
EVERY = RecordConfig(tuple(range(EPOCHS + 1)), weights=True)


def touch(epoch: int, action: str, *, run: int | None = None, **values: object) -> Intervention:
    """Make an intervention; ``from_`` is the field from, and what is left out has its default."""
    given = {name.rstrip("_"): value for name, value in values.items()}
    defaults = {one.name: one.default for one in ACTIONS[action].parameters}
    return Intervention(epoch, run, Spec(action, {**defaults, **given}))


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


def parameters_of(snapshot: RunSnapshot) -> list[tuple[Array, Array]]:
    return [(required(layer.weights), required(layer.bias)) for layer in snapshot.layers]


def drawn_run(**changes: Any) -> RunConfig:
    """A run of the network in use here, drawn, so that a neuron can be drawn anew."""
    weights, biases = (
        Spec("normal", {"mean": 0.0, "std": 0.6}),
        Spec("normal", {"mean": 0.0, "std": 0.1}),
    )
    made = run_config(random_layers((2, *HIDDEN, 1), 0), **changes)
    return replace(made, initializers=(weights,) * 3, bias_initializers=(biases,) * 3)


ONE_OF_EACH = {
    "set_weight": touch(2, "set_weight", layer_index=1, from_=4, neuron=3, value=-1.5),
    "add_to_weight": touch(2, "add_to_weight", layer_index=0, from_=1, neuron=2, value=0.25),
    "set_bias": touch(2, "set_bias", layer_index=2, neuron=0, value=0.75),
    "add_to_bias": touch(2, "add_to_bias", layer_index=1, neuron=0, value=-0.5),
    "nudge_weight": touch(2, "nudge_weight", layer_index=0, from_=0, neuron=0, ulps=-3),
    "copy_neuron": touch(2, "copy_neuron", layer_index=0, neuron=1, to=3),
    "copy_neuron, incoming": touch(2, "copy_neuron", layer_index=1, neuron=2, to=0, outgoing=False),
    "redraw_neuron": touch(2, "redraw_neuron", layer_index=1, neuron=1),
    "set_learning_rate": touch(2, "set_learning_rate", value=0.3),
}


def test_each_action_is_compared() -> None:
    assert {one.action.name for one in ONE_OF_EACH.values()} == set(ACTIONS)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_each_action_equals_a_second_implementation(name: str, optimizer: str) -> None:
    run = drawn_run(optimizer=OPTIMIZERS[optimizer], learning_rate=0.05, l2=0.01)
    compare(dataset("moons", 60), run, [ONE_OF_EACH[name]])


def some_intervention(rng: np.random.Generator, widths: Sequence[int]) -> Intervention:
    """An intervention anywhere, of any kind."""
    layer = int(rng.integers(len(widths) - 1))
    choices: dict[str, Any] = {
        "layer_index": layer,
        "from": int(rng.integers(widths[layer])),
        "neuron": int(rng.integers(widths[layer + 1])),
        "to": int(rng.integers(widths[layer + 1])),
        "value": float(rng.normal()),
        "ulps": int(rng.integers(-5, 6)),
        "outgoing": bool(rng.integers(2)),
    }
    action = str(rng.choice(sorted(ACTIONS)))
    if action == "set_learning_rate":
        choices["value"] = float(rng.uniform(0.0, 0.1))
    names = [parameter.name for parameter in ACTIONS[action].parameters]
    return Intervention(
        int(rng.integers(EPOCHS + 1)), None, Spec(action, {name: choices[name] for name in names})
    )


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


@pytest.mark.parametrize("epoch", [0, EPOCHS])
def test_at_the_first_and_the_last_epoch_the_snapshot_shows_the_change(epoch: int) -> None:
    run = drawn_run()
    one = touch(epoch, "set_weight", layer_index=2, from_=3, neuron=0, value=2.5)
    plain = experiment(dataset(), HIDDEN, [run], epochs=EPOCHS, record=EVERY)
    before, after = every(plain), every(replace(plain, interventions=(one,)))
    assert parameters_of(after[epoch])[2][0][3, 0] == 2.5
    assert [parameters_bits(s) for s in after[:epoch]] == [
        parameters_bits(s) for s in before[:epoch]
    ]
    changed = parameters_of(after[epoch])
    changed[2][0][3, 0] = parameters_of(before[epoch])[2][0][3, 0]
    assert [w.tobytes() for w, _ in changed] == [
        w.tobytes() for w, _ in parameters_of(before[epoch])
    ]


def every(config: Experiment, run: int = 0) -> list[RunSnapshot]:
    return snapshots(list(simulate(config)), run)


def parameters_bits(snapshot: RunSnapshot) -> bytes:
    return b"".join(w.tobytes() + b.tobytes() for w, b in parameters_of(snapshot))


def test_those_of_one_epoch_are_applied_in_the_order_of_the_list() -> None:
    place = {"layer_index": 0, "from_": 0, "neuron": 0}
    first = touch(1, "set_weight", **place, value=0.5)
    then = touch(1, "add_to_weight", **place, value=0.25)
    config = experiment(dataset(), HIDDEN, [drawn_run()], epochs=1, record=EVERY)
    config = replace(config, record=RecordConfig((0, 1), weights=True))
    for order, expected in (((first, then), 0.75), ((then, first), 0.5)):
        last = every(replace(config, interventions=order))[-1]
        assert parameters_of(last)[0][0][0, 0] == expected


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_numbers_before_are_those_of_the_run_without_it(optimizer: str) -> None:
    kinds = [
        replace(one, epoch=4, run=run)
        for one in ONE_OF_EACH.values()
        for run in ((1,) if one.action.name == "set_learning_rate" else (1, None))
    ]
    runs = [
        drawn_run(optimizer=OPTIMIZERS[optimizer], learning_rate=0.05, seed=seed)
        for seed in (0, 3, 0)
    ]
    plain = experiment(dataset(), HIDDEN, runs, epochs=EPOCHS, record=EVERY)
    without = [every(plain, run) for run in range(3)]
    for one in kinds:
        with_it = list(simulate(replace(plain, interventions=(one,))))
        for run in range(3):
            meant = one.run is None or one.run == run
            seen = snapshots(with_it, run)
            same = slice(0, 4 if meant else None)
            assert [repr(s.figures) for s in seen[same]] == [
                repr(s.figures) for s in without[run][same]
            ]
            assert [parameters_bits(s) for s in seen[same]] == [
                parameters_bits(s) for s in without[run][same]
            ]
            if meant and one.action.name != "set_learning_rate":
                assert parameters_bits(seen[4]) != parameters_bits(without[run][4])


def test_a_touched_run_is_the_same_alone_in_company_and_whatever_is_recorded() -> None:
    rng = np.random.default_rng(5)
    touches = [some_intervention(rng, (2, *HIDDEN, 1)) for _ in range(15)]
    names = ("tanh", "relu", "tanh", "sigmoid")
    runs = [
        drawn_run(activation=name, optimizer=list(OPTIMIZERS.values())[index % 3], seed=index % 2)
        for index, name in enumerate(names)
    ]
    together = experiment(
        dataset(), HIDDEN, runs, epochs=EPOCHS, record=EVERY, interventions=tuple(touches)
    )
    for index, run in enumerate(runs):
        alone = replace(together, runs=(run,))
        assert [parameters_bits(s) for s in every(alone)] == [
            parameters_bits(s) for s in every(together, index)
        ]
        last = RecordConfig((EPOCHS,), weights=True, neuron_outputs=False)
        (seen,) = every(replace(alone, record=last))
        assert parameters_bits(seen) == parameters_bits(every(alone)[-1])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("layer", [0, 1])
def test_a_copy_is_an_exact_clone_from_then_on(optimizer: str, layer: int) -> None:
    one = touch(3, "copy_neuron", layer_index=layer, neuron=2, to=0)
    run = drawn_run(optimizer=OPTIMIZERS[optimizer], learning_rate=0.05)
    config = experiment(
        dataset(), HIDDEN, [run], epochs=40, record=RecordConfig(tuple(range(41)), weights=True)
    )
    seen = every(replace(config, interventions=(one,)))
    assert all(snapshot.layers[layer].clone_class[2] == 0 for snapshot in seen[3:])
    distinct = [snapshot.layers[layer].distinct_neurons for snapshot in seen]
    assert distinct == [HIDDEN[layer]] * 3 + [HIDDEN[layer] - 1] * 38
    weights = [parameters_of(snapshot) for snapshot in seen[3:]]
    for before, after in pairwise(weights):
        assert after[layer][0][:, 2].tobytes() != before[layer][0][:, 2].tobytes()
        outgoing = after[layer + 1][0]
        assert outgoing[0].tobytes() == outgoing[2].tobytes()


def test_a_copy_without_its_outgoing_weights_parts_again() -> None:
    one = touch(3, "copy_neuron", layer_index=0, neuron=2, to=0, outgoing=False)
    config = experiment(dataset(), HIDDEN, [drawn_run()], epochs=EPOCHS, record=EVERY)
    seen = every(replace(config, interventions=(one,)))
    assert [s.layers[0].distinct_neurons for s in seen] == [5, 5, 5, 4, 5, 5, 5]


def constant_run(**changes: Any) -> RunConfig:
    widths = (2, 8, 1)
    layers = [(np.full(shape, 0.5), np.zeros(shape[1])) for shape in pairwise(widths)]
    return run_config(layers, optimizer=OPTIMIZERS["adam"], learning_rate=0.03, **changes)


def test_one_unit_in_the_last_place_sets_a_clone_apart_and_is_seen_in_the_end() -> None:
    one = touch(20, "nudge_weight", layer_index=0, from_=0, neuron=3)
    epochs = (0, 19, 20, 60, 300)
    config = experiment(
        dataset("circles", 200),
        (8,),
        [constant_run()],
        epochs=300,
        record=RecordConfig(epochs, weights=True),
    )
    seen = every(replace(config, interventions=(one,)))
    assert [s.layers[0].distinct_neurons for s in seen] == [1, 1, 2, 2, 2]
    assert [s.layers[0].visibly_distinct for s in seen] == [1, 1, 1, 1, 2]
    assert [s.layers[0].parted_epoch for s in seen] == [None, None, 20, 20, 20]
    assert [s.layers[0].distinct_neurons for s in every(config)] == [1] * 5


def test_equal_weights_with_unequal_momentum_part_lawfully() -> None:
    """The guard must not take for clones what the optimizer tells apart."""
    place = {"layer_index": 0, "neuron": 3}
    touches = [touch(5, "redraw_neuron", **place), touch(8, "redraw_neuron", **place)]
    twice = [replace(one, epoch=9) for one in touches]
    config = experiment(
        dataset(),
        (8,),
        [replace(constant_run(), l2=0.0)],
        epochs=12,
        record=RecordConfig(tuple(range(13)), weights=True),
        interventions=tuple(touches + twice),
    )
    seen = every(config)
    # Constant initializers give the neuron its first weights again, but the others have moved on.
    assert seen[5].layers[0].distinct_neurons == 2
    assert done(list(simulate(config))).runs[0].status == "completed"
    start = touch(1, "redraw_neuron", layer_index=0, neuron=3)
    frozen = [
        touch(0, "set_learning_rate", value=0.0),
        start,
        touch(2, "set_learning_rate", value=0.1),
    ]
    still = replace(config, interventions=tuple(frozen))
    shown = every(still)
    # With a learning rate of 0 nothing moves, so all are alike after the redraw but for what the
    # optimizer keeps of their gradients.
    assert [s.layers[0].distinct_neurons for s in shown[:3]] == [1, 1, 1]
    assert shown[4].layers[0].distinct_neurons == 2


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_weight_set_to_something_huge_ends_its_run_alone(optimizer: str) -> None:
    runs = [drawn_run(optimizer=OPTIMIZERS[optimizer], activation="relu", seed=s) for s in (0, 1)]
    huge = [
        touch(3, "set_weight", run=0, layer_index=0, from_=0, neuron=n, value=1.7e308)
        for n in range(5)
    ]
    late = touch(5, "add_to_bias", run=0, layer_index=0, neuron=0, value=1.0)
    config = experiment(dataset("plane"), HIDDEN, runs, epochs=EPOCHS, record=EVERY)
    plain = list(simulate(config))
    events = list(simulate(replace(config, interventions=(*huge, late))))
    (event,) = diverged(events)
    assert (event.run, event.epoch, event.quantity) == (0, 3, "activation")
    first, second = done(events).runs
    assert (first.status, first.epoch, second.status) == ("diverged", 3, "completed")
    # The last finite figures are those right before the change.
    assert repr(first.figures) == repr(snapshots(plain, 0)[3].figures)
    assert len(snapshots(events, 0)) == 3
    assert [parameters_bits(s) for s in snapshots(events, 1)] == [
        parameters_bits(s) for s in snapshots(plain, 1)
    ]
    alone = list(simulate(replace(config, runs=tuple(runs[:1]), interventions=(*huge, late))))
    assert done(alone).runs[0] == first


def test_a_change_that_drives_a_run_out_later_is_traced_to_its_own_epoch() -> None:
    """The epoch is gone through again from the changed network, and not changed once more."""
    run = drawn_run(activation="linear")
    wild = touch(2, "set_learning_rate", value=1e4)
    shift = touch(3, "add_to_weight", layer_index=0, from_=0, neuron=0, value=0.5)
    data = dataset("plane")
    events = {}
    for changes in ((wild,), (wild, shift)):
        config = experiment(data, HIDDEN, [run], epochs=EPOCHS, record=EVERY, interventions=changes)
        (event,) = diverged(list(simulate(config)))
        events[len(changes)] = event
        assert event.epoch == 3
    assert events[1] == events[2]


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


def test_every_seed_of_a_run_is_touched_and_drawn_for_itself() -> None:
    one = touch(0, "redraw_neuron", run=0, layer_index=0, neuron=0)
    setting = touch(1, "set_bias", layer_index=2, neuron=0, value=3.0)
    run = drawn_run(seed=7)
    config = experiment(
        dataset(),
        HIDDEN,
        [run],
        epochs=2,
        record=RecordConfig((0, 1, 2), weights=True),
        interventions=(one, setting),
    )
    sweep = done(list(simulate(replace(config, seeds=3)))).runs[0].sweep
    assert sweep is not None
    for copy, result in enumerate(sweep.seeds):
        alone = replace(config, runs=(replace(run, seed=7 + copy),))
        figures = done(list(simulate(alone))).runs[0].figures
        assert figures is not None
        assert result.train_loss == figures.train_loss


def test_signals_are_told_with_the_learning_rate_in_force() -> None:
    record = RecordConfig((0, 3), weights=True, instruments=("signal",))
    config = experiment(dataset(), HIDDEN, [drawn_run()], epochs=3, record=record)
    one = touch(3, "set_learning_rate", value=1.0)
    plain, faster = every(config)[1], every(replace(config, interventions=(one,)))[1]
    for layer, other in zip(plain.layers, faster.layers, strict=True):
        assert layer.signal is not None
        assert other.signal is not None
        assert layer.signal.update_ratio is not None
        # From a rate of 0.1 to one of 1: one power of ten.
        assert other.signal.update_ratio == pytest.approx(layer.signal.update_ratio + 1.0)


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


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_any_interventions_leave_a_run_that_can_be_told_to_its_end(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    touches = tuple(some_intervention(rng, (2, *HIDDEN, 1)) for _ in range(count))
    run = replace(constant_run(), optimizer=list(OPTIMIZERS.values())[seed % 3])
    layers = [(np.full(shape, 0.5), np.zeros(shape[1])) for shape in pairwise((2, *HIDDEN, 1))]
    run = run_config(layers, optimizer=run.optimizer, learning_rate=0.05)
    config = experiment(
        dataset(), HIDDEN, [run], epochs=EPOCHS, record=EVERY, interventions=touches
    )
    first = min(one.epoch for one in touches)
    seen, plain = every(config), every(replace(config, interventions=()))
    assert [parameters_bits(s) for s in seen[:first]] == [parameters_bits(s) for s in plain[:first]]
    assert done(list(simulate(config))).runs[0].status == "completed"


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
