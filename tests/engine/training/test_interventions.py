"""Changes by hand are made when they are due, in the runs they are for, and nowhere else."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.experiment import RecordConfig
from app.engine.instruments.recorded_epochs import log_spaced_epochs
from app.engine.records.events import Snapshot
from app.engine.simulation import simulate
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    diverged,
    done,
    experiment,
    run_config,
    snapshots,
)
from tests.engine.training.touches import (
    EPOCHS,
    EVERY,
    HIDDEN,
    ONE_OF_EACH,
    constant_run,
    drawn_run,
    every,
    parameters_bits,
    parameters_of,
    some_intervention,
    touch,
)


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


def test_the_epoch_of_a_change_is_recorded_where_no_epochs_are_asked_for() -> None:
    usual = log_spaced_epochs(200)
    changed = next(epoch for epoch in range(200) if epoch not in usual)
    one = touch(changed, "set_weight", layer_index=0, from_=0, neuron=0, value=2.5)
    record = RecordConfig(weights=True, verdicts=False)
    config = experiment(dataset(), HIDDEN, [drawn_run()], epochs=200, record=record)
    events = simulate(replace(config, interventions=(one,)))
    shown = {event.epoch: event.runs[0] for event in events if isinstance(event, Snapshot)}
    assert sorted(shown) == sorted([*usual, changed])
    assert parameters_of(shown[changed])[0][0][0, 0] == 2.5


def test_those_of_one_epoch_are_applied_in_the_order_of_the_list() -> None:
    place = {"layer_index": 0, "from_": 0, "neuron": 0}
    first = touch(1, "set_weight", **place, value=0.5)
    then = touch(1, "add_to_weight", **place, value=0.25)
    record = RecordConfig((0, 1), weights=True)
    config = experiment(dataset(), HIDDEN, [drawn_run()], epochs=1, record=record)
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
    changes = (
        # Without a learning rate nothing moves, but the optimizer keeps what it sees.
        touch(0, "set_learning_rate", value=0.0),
        # A constant initializer gives the neuron the same weights again.
        touch(1, "redraw_neuron", layer_index=0, neuron=3),
        touch(2, "set_learning_rate", value=0.1),
    )
    config = experiment(
        dataset(),
        (8,),
        [constant_run()],
        epochs=4,
        record=RecordConfig(tuple(range(5)), weights=True),
        interventions=changes,
    )
    events = list(simulate(config))
    assert [s.layers[0].distinct_neurons for s in snapshots(events)] == [1, 1, 1, 2, 2]
    assert done(events).runs[0].status == "completed"


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


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_any_interventions_leave_a_run_that_can_be_told_to_its_end(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    touches = tuple(some_intervention(rng, (2, *HIDDEN, 1)) for _ in range(count))
    optimizer = list(OPTIMIZERS.values())[seed % 3]
    layers = [(np.full(shape, 0.5), np.zeros(shape[1])) for shape in pairwise((2, *HIDDEN, 1))]
    run = run_config(layers, optimizer=optimizer, learning_rate=0.05)
    config = experiment(
        dataset(), HIDDEN, [run], epochs=EPOCHS, record=EVERY, interventions=touches
    )
    first = min(one.epoch for one in touches)
    seen, plain = every(config), every(replace(config, interventions=()))
    assert [parameters_bits(s) for s in seen[:first]] == [parameters_bits(s) for s in plain[:first]]
    assert done(list(simulate(config))).runs[0].status == "completed"
