"""Signals agree with the same quantities added up number by number."""

from math import exp, fsum, log10, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.datasets import Dataset
from app.engine.experiment import RecordConfig, Spec
from app.engine.instruments.moments import MomentMeter, SpreadMeter
from app.engine.network.activations import ACTIVATIONS
from app.engine.records.events import RunSnapshot
from app.engine.records.readings import SignalReading, Spread
from app.engine.simulation import simulate
from tests.engine import reference
from tests.engine.support import (
    dataset,
    experiment,
    outputs_of,
    random_layers,
    run_config,
    snapshots,
    three_classes,
    two_outputs,
)

Array = NDArray[np.float64]
Layers = list[tuple[Array, Array]]

DATA: dict[str, tuple[Dataset, str]] = {
    "binary": (dataset("moons", 40), "binary_cross_entropy"),
    "classes": (three_classes(), "cross_entropy"),
    "regression": (two_outputs(), "mse"),
}
HIDDEN = (5, 4)
RATE, L2 = 0.3, 0.05
SIGNAL = RecordConfig(epochs=(0,), neuron_outputs=False, instruments=("signal",))


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-10, abs=1e-300)


def one_hot(data: Dataset) -> Array:
    if data.task == "regression":
        return np.asarray(data.train_targets, dtype=float)
    if data.classes == 2:
        return np.array([[float(label)] for label in data.train_targets])
    return np.array([[float(label == c) for c in range(3)] for label in data.train_targets])


def read(name: str, activation: str, layers: Layers, l2: float = L2) -> RunSnapshot:
    run = run_config(layers, activation=activation, learning_rate=RATE, l2=l2)
    config = experiment(DATA[name][0], HIDDEN, [run], epochs=0, record=SIGNAL)
    (first,) = snapshots(list(simulate(config)))
    return first


def layers_for(name: str, scale: float = 1.0) -> Layers:
    data = DATA[name][0]
    return random_layers((data.train_inputs.shape[1], *HIDDEN, outputs_of(data)), 3, scale)


class Plain:
    """Every number of the training pass, sample by sample."""

    def __init__(self, name: str, activation: str, layers: Layers) -> None:
        data, form = DATA[name]
        targets = one_hot(data)
        count = len(targets)
        depth = len(layers)
        self.z: list[list[Array]] = [[] for _ in range(depth)]
        self.a: list[list[Array]] = [[] for _ in range(depth)]
        self.delta: list[list[Array]] = [[] for _ in range(depth)]
        self.grads = reference.gradients(layers, data.train_inputs, targets, activation, form)
        for x, target in zip(data.train_inputs, targets, strict=True):
            pre, act = reference.forward(layers, x, activation)
            delta = reference._output_delta(pre[-1], target, form) / count
            for index in reversed(range(depth)):
                self.z[index].append(pre[index])
                last = index == depth - 1
                self.a[index].append(output_of(pre[-1], form) if last else act[index + 1])
                self.delta[index].append(delta)
                if index:
                    back = layers[index][0] @ delta
                    slopes = [reference.slope(activation, float(z)) for z in pre[index - 1]]
                    delta = back * np.array(slopes)


def output_of(z: Array, form: str) -> Array:
    if form == "binary_cross_entropy":
        return np.array([1 / (1 + exp(-float(z[0])))])
    if form == "cross_entropy":
        exps = [exp(float(v)) for v in z]
        return np.array([v / fsum(exps) for v in exps])
    return z


def moments(numbers: list[float]) -> tuple[float, float]:
    mean = fsum(numbers) / len(numbers)
    return mean, sqrt(fsum((v - mean) ** 2 for v in numbers) / len(numbers))


def check_spread(spread: Spread, rows: list[Array]) -> None:
    numbers = [float(v) for row in rows for v in row]
    mean, std = moments(numbers)
    # The mean of numbers that nearly cancel is known no better than rounding of the numbers is.
    assert abs(spread.mean - mean) <= 1e-10 * max(abs(mean), std)
    assert spread.std == close(std)
    histogram = spread.histogram
    edges = histogram.bin_edges.tolist()
    assert histogram.below == sum(v < edges[0] for v in numbers)
    assert histogram.above == sum(v > edges[-1] for v in numbers)
    for index, count in enumerate(histogram.counts.tolist()):
        low, high = edges[index], edges[index + 1]
        closed = index == len(edges) - 2
        assert count == sum(low <= v < high or (closed and v == high) for v in numbers)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("name", DATA)
def test_signals_are_those_of_the_pass_written_out(name: str, activation: str) -> None:
    layers = layers_for(name)
    plain, found = Plain(name, activation, layers), read(name, activation, layers)
    for index, layer in enumerate(found.layers):
        signal = layer.signal
        assert signal is not None
        check_spread(signal.pre_activation, plain.z[index])
        check_spread(signal.activation, plain.a[index])
        check_spread(signal.delta, plain.delta[index])
        weight_grad, bias_grad = (gradient.ravel().tolist() for gradient in plain.grads[index])
        assert signal.weight_grad_norm == close(sqrt(fsum(g * g for g in weight_grad)))
        assert signal.bias_grad_norm == close(sqrt(fsum(g * g for g in bias_grad)))
        weights = layers[index][0].ravel().tolist()
        step = [RATE * (g + L2 * w) for g, w in zip(weight_grad, weights, strict=True)]
        assert signal.update_ratio == close(log10(moments(step)[1] / moments(weights)[1]))
    first = moments([float(v) for row in plain.delta[0] for v in row])[1]
    last = moments([float(v) for row in plain.delta[-1] for v in row])[1]
    assert found.gradient_flow == close(first / last)


def test_saturation_counts_flat_places_of_curves_that_level_off_on_both_sides() -> None:
    for activation in ACTIVATIONS:
        layers = layers_for("classes", scale=5.0)
        plain, found = Plain("classes", activation, layers), read("classes", activation, layers)
        for index, layer in enumerate(found.layers):
            share = signal_of(found, index).saturated
            if activation not in reference.FLAT or index == len(layers) - 1:
                assert share is None, (activation, layer)
                continue
            numbers = [float(v) for row in plain.a[index] for v in row]
            assert share == sum(reference.FLAT[activation](v) for v in numbers) / len(numbers)
            assert 0 < (share or 0) < 1


def test_dead_units_are_those_that_give_zero_for_every_sample() -> None:
    layers = layers_for("binary")
    layers[0][1][1] = -50.0
    layers[1][0][:, 2] = -1.0
    layers[1][1][2] = 0.0
    plain, found = Plain("binary", "relu", layers), read("binary", "relu", layers)
    for index in range(2):
        units = range(len(layers[index][1]))
        dead = tuple(u for u in units if all(row[u] == 0 for row in plain.a[index]))
        assert signal_of(found, index).dead == dead
        assert dead
    assert signal_of(found, 2).dead is None
    assert all(
        signal_of(read("binary", activation, layers), 0).dead is None
        for activation in ACTIVATIONS
        if activation != "relu"
    )


def signal_of(run: RunSnapshot, index: int) -> SignalReading:
    signal = run.layers[index].signal
    assert signal is not None
    return signal


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_with_zero_weights_every_hidden_gradient_is_exactly_zero(activation: str) -> None:
    layers = [(0 * w, 0 * b) for w, b in layers_for("binary")]
    found = read("binary", activation, layers, l2=0.0)
    for index in range(2):
        signal = signal_of(found, index)
        assert signal.weight_grad_norm == 0.0
        assert signal.bias_grad_norm == 0.0
        assert signal.delta.std == signal.delta.mean == 0.0
        assert signal.update_ratio is None
    output = signal_of(found, 2)
    # A hidden activation of 0 lets nothing through; sigmoid's is 0.5, so the output learns.
    assert (output.weight_grad_norm > 0.0) == (activation == "sigmoid")
    assert found.gradient_flow == 0.0


def test_without_being_asked_nothing_is_measured() -> None:
    run = run_config(layers_for("binary"))
    plain = experiment(DATA["binary"][0], HIDDEN, [run], epochs=0)
    (found,) = snapshots(list(simulate(plain)))
    assert found.gradient_flow is None
    assert all(layer.signal is None and layer.symmetry is None for layer in found.layers)


def test_signals_do_not_depend_on_company() -> None:
    data = DATA["binary"][0]
    runs = [
        run_config(
            random_layers((2, *HIDDEN, 1), index),
            activation=activation,
            seed=index,
            l2=0.01 * index,
        )
        for index, activation in enumerate(("tanh", "relu", "sigmoid", "tanh", "elu"))
    ]
    record = RecordConfig((0, 3), instruments=("signal", "symmetry"))
    together = list(simulate(experiment(data, HIDDEN, runs, epochs=3, record=record)))
    for index, run in enumerate(runs):
        alone = list(simulate(experiment(data, HIDDEN, [run], epochs=3, record=record)))
        for one, other in zip(snapshots(alone), snapshots(together, index), strict=True):
            assert one.gradient_flow == other.gradient_flow
            for mine, theirs in zip(one.layers, other.layers, strict=True):
                assert repr(mine.signal) == repr(theirs.signal)
                assert repr(mine.symmetry) == repr(theirs.symmetry)


def test_moments_survive_very_small_and_very_large_numbers() -> None:
    base = np.array([1.0, 2.0, 4.0, 9.0, -3.0])
    for scale in (1e-250, 1.0, 1e250):
        arrays = [base * scale, np.full(3, 0.1 * scale), base]
        (mean, constant, _), (std, none, own) = MomentMeter([5, 3, 5]).read(arrays)
        assert own == MomentMeter([5]).read([base])[1][0]
        assert mean == pytest.approx(2.6 * scale)
        assert std == pytest.approx(base.std() * scale)
        assert (constant, none) == (0.1 * scale, 0.0)


@pytest.mark.parametrize("bins", [1, 7, 32, 256])
def test_histograms_count_each_number_between_its_edges(bins: int) -> None:
    rng = np.random.default_rng(bins)
    edges = np.linspace(-1.0, 2.0, bins + 1)
    near = np.concatenate([edges, np.nextafter(edges, -9), np.nextafter(edges, 9)])
    numbers = np.concatenate([near, rng.normal(size=500), [1e300, -1e300, 1e-300, -1e-300]])
    meter = SpreadMeter([len(numbers), 5, len(numbers)], [(-1, 2), (0, 1), (-1e-9, 1e-9)], bins)
    first, _, last = meter.read([numbers, numbers[:5], numbers[::-1]])
    for spread in (first, last):
        histogram = spread.histogram
        row = histogram.bin_edges
        assert histogram.counts.tolist() == np.histogram(numbers, row)[0].tolist()
        outside = sum(numbers < row[0]), sum(numbers > row[-1])
        assert (histogram.below, histogram.above) == outside


def test_the_learning_rate_zero_gives_a_ratio_of_minus_infinity() -> None:
    run = run_config(layers_for("binary"), learning_rate=0.0, optimizer=Spec("sgd", {}))
    config = experiment(DATA["binary"][0], HIDDEN, [run], epochs=0, record=SIGNAL)
    (found,) = snapshots(list(simulate(config)))
    assert signal_of(found, 0).update_ratio == -np.inf
