"""Gradients and losses against central differences and a second implementation."""

from typing import Literal

import numpy as np
import pytest

from app.engine.datasets import Dataset
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.layout import Layout
from app.engine.network.losses import encode_targets, make_head
from app.engine.network.passes import ActivationGroup, Pass, with_ones
from tests.engine import reference
from tests.engine.support import (
    Array,
    dataset,
    outputs_of,
    random_layers,
    three_classes,
    two_outputs,
)

TASKS: dict[str, tuple[Dataset, Literal["auto", "mse"], str]] = {
    "two classes": (dataset("moons", 24), "auto", "binary_cross_entropy"),
    "three classes": (three_classes(), "auto", "cross_entropy"),
    "regression": (dataset("plane", 24), "auto", "mse"),
    "two outputs": (two_outputs(), "auto", "mse"),
    "two classes, mse": (dataset("moons", 24), "mse", "mse"),
    "three classes, mse": (three_classes(), "mse", "mse"),
}


class Net:
    """A single network in the engine's own form, whose parameters can be nudged."""

    def __init__(self, task: str, hidden: tuple[int, ...], activation: str) -> None:
        self.data, loss, self.form = TASKS[task]
        size = self.data.classes or outputs_of(self.data)
        self.head = make_head(loss, self.data.task, size)
        widths = (self.data.train_inputs.shape[1], *hidden, self.head.outputs)
        self.layout = Layout.of(widths, 1)
        self.parameters = np.zeros(self.layout.size)
        self.layers = random_layers(widths, seed=3, scale=1.5)
        for layer, (weights, bias) in zip(self.layout.layers, self.layers, strict=True):
            self.layout.weights(self.parameters, layer, 0)[...] = weights
            self.layout.bias(self.parameters, layer, 0)[...] = bias
        samples = len(self.data.train_inputs)
        group = ActivationGroup(ACTIVATIONS[activation], 0, 1)
        self.buffers = Pass(self.layout, [group], self.head, self.parameters, samples)
        self.gradients = np.zeros(self.layout.size)
        self.buffers.prepare_backward(self.gradients)
        self.targets = encode_targets(self.data.train_targets, self.head)
        self._inputs = with_ones(self.data.train_inputs).T[None]

    def loss(self) -> float:
        self.buffers.enter(self._inputs)()
        self.buffers.forward.run()
        z = self.buffers.pre_activations[-1][:, : self.head.outputs]
        a = self.buffers.activations[-1]
        return float(self.head.sample_losses(z, a, self.targets.T[None]).mean())

    def compute_gradients(self) -> None:
        self.loss()
        self.buffers.compare(self.targets.T[None])()
        self.buffers.backward.run()
        self.buffers.leave(self._inputs)()

    def places(self) -> list[Array]:
        """Every real parameter as a zero-dimensional view into the flat vector."""
        views = []
        for layer in self.layout.layers:
            weights = self.layout.weights(self.parameters, layer, 0)
            bias = self.layout.bias(self.parameters, layer, 0)
            views += [weights[i, j : j + 1] for i, j in np.ndindex(weights.shape)]
            views += [bias[j : j + 1] for j in range(len(bias))]
        return views

    def real_gradients(self) -> Array:
        parts = []
        for layer in self.layout.layers:
            parts.append(self.layout.weights(self.gradients, layer, 0).ravel())
            parts.append(self.layout.bias(self.gradients, layer, 0))
        return np.concatenate(parts)


def central_differences(net: Net, step: float) -> Array:
    """Fourth-order central differences of the loss: their error is of the order of step^4."""
    found = []
    for place in net.places():
        start = float(place[0])
        values = {}
        for k in (-2, -1, 1, 2):
            place[0] = start + k * step
            values[k] = net.loss()
        place[0] = start
        found.append((8 * (values[1] - values[-1]) - (values[2] - values[-2])) / (12 * step))
    return np.array(found)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_equal_central_differences(activation: str, task: str) -> None:
    net = Net(task, (5, 3), activation)
    # Two steps beside a kink the formula does not hold, so there the steps are smaller.
    step, tolerance = (2e-6, 1e-7) if activation in reference.KINKED else (3e-4, 1e-9)
    expected = central_differences(net, step)
    net.compute_gradients()
    error = np.abs(net.real_gradients() - expected).max() / np.abs(expected).max()
    # step^4 = 1e-14 and rounding 1e-16 / step = 3e-13 (1e-10 beside kinks), each times derivatives
    # of order 1 to 1000.
    assert error < tolerance, f"relative error {error:.1e}"


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_and_loss_equal_a_second_implementation(activation: str, task: str) -> None:
    net = Net(task, (9, 4), activation)
    net.compute_gradients()
    xs, ts = net.data.train_inputs, net.targets
    plain = reference.gradients(net.layers, xs, ts, activation, net.form)
    flat = np.concatenate([part.ravel() for layer in plain for part in layer])
    np.testing.assert_allclose(net.real_gradients(), flat, rtol=1e-10, atol=1e-13)
    losses = [
        reference.sample_loss(reference.forward(net.layers, x, activation)[0][-1], t, net.form)
        for x, t in zip(xs, ts, strict=True)
    ]
    assert net.loss() == pytest.approx(np.mean(losses), rel=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activation_and_slope_equal_their_formulas(activation: str) -> None:
    z = np.concatenate([np.linspace(-30, 30, 241), [-1e-9, 1e-9, -700.0, 700.0]])
    entry = ACTIVATIONS[activation]
    expected = [reference.FUNCTIONS[activation](float(v)) for v in z]
    np.testing.assert_allclose(entry(z), expected, rtol=1e-12, atol=1e-15)
    small = z[np.abs(z) <= 30]
    slopes = [reference.slope(activation, float(v)) for v in small]
    np.testing.assert_allclose(entry.slope(small), slopes, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_the_entry_says_of_its_function_holds(activation: str) -> None:
    entry = ACTIVATIONS[activation]
    z = np.concatenate([-np.geomspace(100, 1e-9, 200_001), np.geomspace(1e-9, 100, 200_001)])
    a = np.array([reference.FUNCTIONS[activation](float(v)) for v in z])
    slopes = np.abs([reference.slope(activation, float(v)) for v in z])
    steepest = slopes.max()
    assert entry.at_zero == pytest.approx(reference.FUNCTIONS[activation](0.0), abs=1e-15)
    assert steepest <= entry.steepest * (1 + 1e-12)
    assert entry.steepest <= 1.01 * steepest
    # Softsign, the slowest, comes within 0.02 of its ends up to 100; the unbounded go far beyond.
    low, high = float(a.min()), float(a.max())
    if entry.range is not None:
        lowest, highest = entry.range
        assert lowest <= low <= lowest + 0.02
        assert highest - 0.02 <= high <= highest
    else:
        assert high > 50
    levels_off = bool((slopes[[0, -1]] < 0.06 * steepest).all())
    assert (entry.flat is not None) == levels_off
    if entry.flat is not None:
        outside = (a < entry.flat[0]) | (a > entry.flat[1])
        bound = (1 - 0.97**2) * entry.steepest
        assert slopes[outside].max() <= bound * (1 + 1e-9)
        assert slopes[~outside].min() >= bound * (1 - 1e-9)
    # Where rounding alone makes a slope 0 is much farther out.
    near = np.abs(z) < 4
    assert entry.exactly_flat == bool((slopes[near] == 0).any())
    left = z < 0
    assert entry.dies == bool((a[left] == 0).all() and (slopes[left] == 0).all())
    assert not entry.rectifies or (high > 50 and low > -1.1)


def test_tanh_form_of_gelu_is_near_the_exact_one() -> None:
    z = np.linspace(-5, 5, 101)
    exact = [reference.gelu_exact(float(v)) for v in z]
    # Hendrycks & Gimpel's approximation is off by at most 0.0005.
    assert np.abs(ACTIVATIONS["gelu"](z) - exact).max() < 5e-4
