"""A run's numbers depend on its own configuration alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from app.engine.experiment import Experiment, RecordConfig, RunConfig
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.products import product
from app.engine.records.events import Event, Snapshot
from app.engine.simulation import simulate
from tests.engine.architectures import EVERY, made, parameters_of
from tests.engine.reference_architectures import Parameters
from tests.engine.support import (
    OPTIMIZERS,
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

DATA = {"moons": dataset("moons"), "digits": dataset("digits", 90), "three": three_classes()}


def runs_of_all_architectures() -> list[RunConfig]:
    """Several runs of each architecture, in turn; all have the hidden layers (4,) * 7."""
    shape = (2, *[4] * 7, 1)
    return [
        run_config(
            random_layers(shape, seed=index),
            label=f"run {index}",
            activation=["tanh", "relu"][index % 2],
            optimizer=OPTIMIZERS["adam"],
            learning_rate=0.01,
            seed=index % 2,
            architecture=made(request),
            learning_rate_scale=tuple(1.0 + 0.1 * (index + layer) for layer in range(8)),
            freeze=(index % 8,),
        )
        for index, request in enumerate([*EVERY, *EVERY])
    ]


@pytest.mark.parametrize("batch_size", [1, 7])
def test_runs_of_other_architectures_change_no_number(batch_size: int) -> None:
    runs = runs_of_all_architectures()
    settings = {"epochs": 2, "batch_size": batch_size}
    together = experiment(dataset("moons", 30), (4,) * 7, runs, **settings)
    events = list(simulate(together))
    for snapshot in (event for event in events if isinstance(event, Snapshot)):
        assert [run.run for run in snapshot.runs] == list(range(len(runs)))
    for index in range(0, len(runs), 3):
        alone = experiment(dataset("moons", 30), (4,) * 7, [runs[index]], **settings)
        mine, own = snapshots(events, index), snapshots(list(simulate(alone)))
        assert len(mine) == len(own)
        for one, other in zip(mine, own, strict=True):
            assert one.figures == other.figures
            assert bits_of(parameters_of(one)) == bits_of(parameters_of(other))
        assert done(events).runs[index].verdicts == done(list(simulate(alone))).runs[0].verdicts


def test_the_end_of_a_run_of_one_architecture_leaves_the_others_going() -> None:
    shape = (2, *[4] * 3, 1)
    wild = random_layers(shape, seed=0, scale=1e80)
    runs = [
        run_config(
            wild if index in (1, 2) else random_layers(shape, seed=1),
            activation="linear",
            architecture=made(EVERY[place]),
        )
        for index, place in enumerate([0, 0, 2, 2, 1])
    ]
    events = list(simulate(experiment(dataset("moons", 30), (4,) * 3, runs, epochs=3)))
    assert [event.run for event in diverged(events)] == [1, 2]
    assert [run.status for run in done(events).runs] == [
        "completed",
        "diverged",
        "diverged",
        "completed",
        "completed",
    ]
    last = [event for event in events if isinstance(event, Snapshot)][-1]
    assert [run.run for run in last.runs] == [0, 3, 4]


def bits_of(parameters: Parameters) -> dict[tuple[str, int], bytes]:
    return {key: values.tobytes() for key, values in parameters.items()}


def bits(config: Experiment, run: int) -> list[bytes]:
    """Every number of every snapshot of a run, as bytes."""
    found = []
    for one in snapshots(list(simulate(config)), run):
        found.append(repr(one.figures).encode())
        for layer in one.layers:
            found.append(required(layer.weights).tobytes() + required(layer.bias).tobytes())
            assert layer.weight_histogram is not None
            found.append(layer.weight_histogram.bin_edges.tobytes())
            if layer.neuron_outputs is not None:
                found.append(layer.neuron_outputs.tobytes())
            seen = (layer.effective_rank, layer.visible_class, layer.visibly_distinct)
            found.append(repr(seen).encode())
    return found


def many_runs(data_name: str, hidden: tuple[int, ...]) -> list[RunConfig]:
    """Twelve runs that differ in everything in which runs may differ."""
    data = DATA[data_name]
    shape = (data.train_inputs.shape[1], *hidden, outputs_of(data))
    names = [*sorted(ACTIVATIONS), "tanh"]
    optimizers = sorted(OPTIMIZERS)
    return [
        run_config(
            random_layers(shape, seed=index),
            label=f"run {index}",
            activation=activation,
            optimizer=OPTIMIZERS[optimizers[index % len(optimizers)]],
            learning_rate=0.01 * (1 + index % 4),
            l2=0.001 * (index % 2),
            seed=index % 5,
        )
        for index, activation in enumerate(names)
    ]


@pytest.mark.parametrize("batch_size", [1, 7, 16, None])
@pytest.mark.parametrize("hidden", [(), (5,), (8, 8, 8), (33, 13)])
@pytest.mark.parametrize("data_name", DATA)
def test_runs_are_bit_identical_alone_and_in_company(
    data_name: str, hidden: tuple[int, ...], batch_size: int | None
) -> None:
    runs = many_runs(data_name, hidden)
    record = RecordConfig(epochs=(0, 3), weights=True)
    together = experiment(
        DATA[data_name], hidden, runs, batch_size=batch_size, epochs=3, record=record
    )
    for index in (0, 4, 11):
        alone = replace(together, runs=(runs[index],))
        assert bits(alone, 0) == bits(together, index)


def test_runs_of_one_kind_are_bit_identical_alone_and_in_company() -> None:
    data = DATA["moons"]
    runs = [run_config(random_layers((2, 8, 8, 8, 1), seed=index)) for index in range(12)]
    together = experiment(data, (8, 8, 8), runs)
    for count in (1, 2, 3, 5, 8):
        fewer = replace(together, runs=tuple(runs[:count]))
        assert bits(fewer, count - 1) == bits(together, count - 1)


@pytest.mark.parametrize("runs", [2, 3, 12])
def test_the_stride_of_a_vector_changes_no_bit_of_a_product_of_two_rows_or_more(runs: int) -> None:
    rng = np.random.default_rng(runs)
    for rows in (2, 3, 8, 16, 40, 104):
        for columns in (2, 4, 5, 8, 9, 17, 33, 65, 101):
            matrices = rng.standard_normal((runs, rows, columns))
            strided = np.zeros((columns, runs, 1)).transpose(1, 0, 2)
            strided[:] = rng.standard_normal((runs, columns, 1))
            together = np.zeros((rows, runs, 1)).transpose(1, 0, 2)
            product(matrices, strided, together, alike_rows=rows)()
            for run in range(runs):
                alone = np.zeros((1, rows, 1))
                own, vector = matrices[run : run + 1].copy(), strided[run : run + 1].copy()
                product(own, vector, alone, alike_rows=rows)()
                assert alone[0].tobytes() == together[run].tobytes()


def test_numbers_do_not_depend_on_what_is_recorded() -> None:
    (run,) = many_runs("moons", (7, 7))[:1]
    base = experiment(DATA["moons"], (7, 7), [run], epochs=12)
    plain = replace(base, record=RecordConfig((12,), 5, neuron_outputs=False, weights=True))
    full = replace(base, record=RecordConfig(tuple(range(13)), neuron_outputs=True, weights=True))
    (last,) = snapshots(list(simulate(plain)))
    other = snapshots(list(simulate(full)))[-1]
    assert last.figures == other.figures
    for one, two in zip(last.layers, other.layers, strict=True):
        assert required(one.weights).tobytes() == required(two.weights).tobytes()
    assert done(list(simulate(plain))).runs == done(list(simulate(full))).runs


def test_a_diverging_run_leaves_the_others_as_they_were() -> None:
    data = DATA["moons"]
    shape = (2, 6, 6, 1)
    good = run_config(random_layers(shape, 1), label="good", activation="relu", seed=3)
    wild = run_config(
        random_layers(shape, 2, scale=8.0), label="wild", activation="relu", learning_rate=1e6
    )
    other = run_config(random_layers(shape, 3), label="other", optimizer=OPTIMIZERS["adam"])
    together = experiment(data, (6, 6), [wild, good, other], loss="mse", epochs=30)
    events = list(simulate(together))
    (event,) = diverged(events)
    assert event.run == 0
    assert event.epoch >= 1
    assert [result.status for result in done(events).runs] == ["diverged", "completed", "completed"]
    assert max(epoch_of_last(events, 0), 0) < event.epoch
    for index, run in ((1, good), (2, other)):
        assert bits(replace(together, runs=(run,)), 0) == bits(together, index)


def test_divergence_does_not_depend_on_company_or_recording() -> None:
    data = DATA["moons"]
    wild = run_config(
        random_layers((2, 6, 6, 1), 2, scale=3.0), activation="relu", learning_rate=20.0
    )
    calm = run_config(random_layers((2, 6, 6, 1), 1))
    found = set()
    for runs in ([wild], [calm, wild]):
        for record in (RecordConfig((0,)), RecordConfig(tuple(range(41)))):
            config = experiment(data, (6, 6), runs, loss="mse", epochs=40, record=record)
            (event,) = diverged(list(simulate(config)))
            found.add((event.epoch, event.quantity, event.layer_index))
    assert len(found) == 1


def epoch_of_last(events: Sequence[Event], run: int) -> int:
    """The last recorded epoch of a run, -1 if there is none."""
    epochs = [
        event.epoch
        for event in events
        if isinstance(event, Snapshot) and any(one.run == run for one in event.runs)
    ]
    return max(epochs, default=-1)


def test_runs_with_one_seed_see_the_same_minibatches() -> None:
    data = DATA["moons"]
    layers = random_layers((2, 5, 1), seed=1)
    twins = [run_config(layers, label="a"), run_config(layers, label="b")]
    stranger = run_config(layers, label="c", seed=1)
    together = experiment(data, (5,), [*twins, stranger])
    assert bits(together, 0) == bits(together, 1)
    assert bits(together, 0) != bits(together, 2)


def test_same_experiment_gives_the_same_bits_again() -> None:
    runs = many_runs("digits", (9,))[:3]
    config = experiment(DATA["digits"], (9,), runs, epochs=2)
    assert bits(config, 1) == bits(config, 1)
    assert np.isfinite(snapshots(list(simulate(config)))[-1].figures.train_loss)


def test_a_simulation_under_way_changes_what_numpy_warns_nobody_of() -> None:
    before = np.geterr()
    events = simulate(
        experiment(DATA["moons"], (4,), [run_config(random_layers((2, 4, 1), seed=0))])
    )
    next(events)
    assert np.geterr() == before
