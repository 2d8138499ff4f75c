"""Whole training runs against a second implementation, and how epochs are cut and recorded."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from app.engine.datasets import Dataset
from app.engine.experiment import RecordConfig
from app.engine.instruments.histograms import weight_histograms
from app.engine.instruments.recorded_epochs import AUTO_SNAPSHOTS, log_spaced_epochs
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.losses import encode_targets
from app.engine.records.events import Snapshot, Started
from app.engine.simulation import output_head, simulate
from app.engine.training import optimizers
from tests.engine import reference
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    diverged,
    done,
    experiment,
    final_parameters,
    outputs_of,
    random_layers,
    run_config,
    snapshots,
    three_classes,
    two_outputs,
)


def consecutive(samples: int, size: int, epochs: int) -> list[Sequence[int]]:
    """The minibatches of unshuffled epochs."""
    once = [range(start, min(start + size, samples)) for start in range(0, samples, size)]
    return [*once] * epochs


def compare(
    data: Dataset, hidden: tuple[int, ...], *, loss: str = "auto", size: int = 7, **changes: object
) -> None:
    """Train with the engine and with the second implementation and compare all parameters."""
    layers = random_layers((data.train_inputs.shape[1], *hidden, outputs_of(data)), seed=5)
    run = run_config(layers, **changes)
    config = experiment(data, hidden, [run], loss=loss, batch_size=size, shuffle=False, epochs=3)
    head = output_head(config)
    expected = reference.train(
        layers,
        data.train_inputs,
        encode_targets(data.train_targets, head),
        activation=run.activation,
        form=head.form.loss,
        optimizer=run.optimizer.name,
        learning_rate=run.learning_rate,
        l2=run.l2,
        batches=consecutive(len(data.train_inputs), size, 3),
    )
    for (weights, bias), (w, b) in zip(final_parameters(config), expected, strict=True):
        # About 20 updates of sums of 50 products: rounding of some 1e-14, Adam's divided by eps.
        np.testing.assert_allclose(weights, w, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(bias, b, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_training_equals_a_second_implementation_for_each_activation(activation: str) -> None:
    compare(dataset("moons", 40), (5, 4), activation=activation, l2=0.01)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("hidden", [(), (3,), (9, 8)])
def test_training_equals_a_second_implementation_for_each_optimizer(
    hidden: tuple[int, ...], optimizer: str
) -> None:
    compare(three_classes(), hidden, optimizer=OPTIMIZERS[optimizer], l2=0.02)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_first_step_equals_a_second_implementation(optimizer: str) -> None:
    gradient = np.random.default_rng(4).normal(size=(5, 3)) * [[1e-9], [1e-3], [1.0], [1e3], [0.0]]
    none = np.zeros_like(gradient)
    expected = reference.STEPS[optimizer](gradient, none.copy(), none.copy(), 1)
    entry = optimizers.OPTIMIZERS[optimizer]
    found = entry.first_step(OPTIMIZERS[optimizer].parameters, gradient)
    # 1 - b2^1 has a rounding error of 1e-16 in 1e-3.
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("size", [1, 7, 30, 40, 1000])
def test_training_equals_a_second_implementation_for_each_batch_size(size: int) -> None:
    compare(two_outputs(), (4,), size=size)


@pytest.mark.parametrize("loss", ["auto", "mse"])
def test_training_equals_a_second_implementation_for_each_loss(loss: str) -> None:
    compare(dataset("moons", 40), (6,), loss=loss)
    compare(three_classes(), (6,), loss=loss)


def test_full_batch_is_one_update_an_epoch() -> None:
    data = dataset("moons", 40)
    layers = random_layers((2, 4, 1), seed=5)
    full = experiment(data, (4,), [run_config(layers)], batch_size=None, shuffle=False)
    same = experiment(
        data, (4,), [run_config(layers)], batch_size=len(data.train_inputs), shuffle=False
    )
    for one, two in zip(final_parameters(full), final_parameters(same), strict=True):
        np.testing.assert_array_equal(one[0], two[0])


def test_figures_are_the_plain_means_over_train_and_test() -> None:
    data = three_classes()
    layers = random_layers((3, 6, 3), seed=2)
    config = experiment(data, (6,), [run_config(layers)], epochs=0)
    (first,) = snapshots(list(simulate(config)))
    targets = encode_targets(data.train_targets, output_head(config))
    outputs = [reference.forward(layers, x, "tanh")[0][-1] for x in data.train_inputs]
    losses = [
        reference.sample_loss(z, t, "cross_entropy") for z, t in zip(outputs, targets, strict=True)
    ]
    right = [int(np.argmax(z)) == c for z, c in zip(outputs, data.train_targets, strict=True)]
    assert first.figures.train_loss == pytest.approx(np.mean(losses), rel=1e-12)
    assert first.figures.train_accuracy == pytest.approx(np.mean(right))
    assert first.figures.test_loss is None
    assert first.figures.test_accuracy is None


def test_neuron_outputs_are_the_activations_on_the_probe() -> None:
    data = dataset("moons", 40)
    layers = random_layers((2, 5, 3, 1), seed=4)
    run = run_config(layers, activation="gelu")
    config = experiment(data, (5, 3), [run], epochs=0, record=RecordConfig())
    events = list(simulate(config))
    assert isinstance(events[0], Started)
    probe = events[0].probe
    (first,) = snapshots(events)
    for point in (0, 17, probe.rows * probe.cols - 1):
        pre, act = reference.forward(layers, probe.inputs[point], "gelu")
        act[-1] = 1 / (1 + np.exp(-pre[-1]))
        for layer, expected in zip(first.layers, act[1:], strict=True):
            assert layer.neuron_outputs is not None
            assert layer.neuron_outputs.shape == (probe.rows * probe.cols, len(expected))
            np.testing.assert_allclose(layer.neuron_outputs[point], expected, rtol=1e-12)


def test_large_data_is_evaluated_whole() -> None:
    """More samples than one chunk holds give the same figures as the plain mean."""
    data = dataset("moons", 2000)
    layers = random_layers((2, 100, 100, 1), seed=4)
    config = experiment(data, (100, 100), [run_config(layers)], epochs=0)
    (first,) = snapshots(list(simulate(config)))
    a = data.train_inputs
    for weights, bias in layers[:-1]:
        a = np.tanh(a @ weights + bias)
    z = (a @ layers[-1][0] + layers[-1][1])[:, 0]
    p = 1 / (1 + np.exp(-z))
    expected = -np.mean(np.where(data.train_targets == 1, np.log(p), np.log(1 - p)))
    assert first.figures.train_loss == pytest.approx(expected, rel=1e-10)


def test_recorded_epochs_are_those_asked_for() -> None:
    run = run_config(random_layers((2, 3, 1), seed=1))
    config = experiment(
        dataset(), (3,), [run], epochs=9, record=RecordConfig((0, 4, 9), weights=True)
    )
    epochs = [event.epoch for event in simulate(config) if isinstance(event, Snapshot)]
    assert epochs == [0, 4, 9]


@pytest.mark.parametrize("epochs", [0, 1, 2, 10, 100, 1000, 100_000])
def test_log_spaced_epochs_hold_both_ends_and_grow_apart(epochs: int) -> None:
    found = log_spaced_epochs(epochs)
    assert found[0] == 0
    assert found[-1] == epochs
    assert len(found) <= AUTO_SNAPSHOTS + 1
    assert list(found) == sorted(set(found))
    gaps = np.diff(found)
    assert all(later >= sooner - 1 for sooner, later in pairwise(gaps))


def test_histograms_equal_those_of_numpy() -> None:
    rng = np.random.default_rng(0)
    rows = np.stack([rng.normal(size=500), rng.uniform(-1e-9, 1e-9, 500), np.full(500, 0.5)])
    rows[0, :20] = np.round(rows[0, :20], 1)
    for row, histogram in zip(rows, weight_histograms(rows, 17), strict=True):
        counts, edges = np.histogram(row, bins=17)
        np.testing.assert_array_equal(histogram.counts, counts)
        np.testing.assert_array_equal(histogram.bin_edges, edges)


@pytest.mark.parametrize("value", [0.0, 0.5, 1e17, -3e-300])
def test_histogram_of_nearly_equal_weights_counts_them_all(value: float) -> None:
    row = np.full((1, 40), value)
    row[0, 7] = np.nextafter(value, np.inf)
    (histogram,) = weight_histograms(row, 32)
    assert histogram.counts.sum() == 40
    assert len(histogram.bin_edges) == 33


def test_divergence_names_where_it_began() -> None:
    data = two_outputs()
    layers = random_layers((3, 4, 4, 2), seed=1)
    layers[1][0][...] = 1e200
    layers[2][0][...] = 1e200
    run = run_config(layers, activation="linear")
    (event,) = diverged(list(simulate(experiment(data, (4, 4), [run]))))
    assert (event.epoch, event.quantity, event.layer_index) == (0, "activation", 2)


def test_divergence_in_training_is_found_in_its_epoch() -> None:
    layers = random_layers((2, 8, 8, 1), seed=1, scale=3.0)
    run = run_config(layers, activation="relu", learning_rate=50.0)
    config = experiment(dataset("plane"), (8, 8), [run], epochs=60)
    events = list(simulate(config))
    (event,) = diverged(events)
    assert 1 <= event.epoch <= 60
    before = experiment(dataset("plane"), (8, 8), [run], epochs=event.epoch - 1)
    assert not diverged(list(simulate(before)))
    result = done(events).runs[0]
    assert result.status == "diverged"
    assert result.figures == done(list(simulate(before))).runs[0].figures


def test_a_stopped_simulation_ends_without_done() -> None:
    asked = []

    def should_stop() -> bool:
        asked.append(True)
        return len(asked) > 5

    run = run_config(random_layers((2, 3, 1), seed=1))
    events = list(simulate(experiment(dataset(), (3,), [run], epochs=10_000), should_stop))
    assert type(events[-1]).__name__ == "Snapshot"
    # Once it was told to stop it may ask in a place further out, and again in none.
    assert 6 <= len(asked) <= 8
