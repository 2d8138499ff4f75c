"""A new kind of layer is a new block: shown by a residual sum, which the engine does not have."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from app.engine.instruments.clones import clone_classes
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.blocks import Activate, Block, Dense, LayerArrays
from app.engine.network.layout import Layout
from app.engine.network.losses import make_head
from app.engine.network.ops import Emit
from app.engine.network.passes import ActivationGroup, Pass, with_ones
from tests.engine.support import Array, random_layers

MULTIPLIER = 0.7
SAMPLES = 11
WIDTHS = (3, 5, 5, 5, 2)


@dataclass
class Stem:
    """h = x W + b, without an activation."""

    layer: LayerArrays

    @property
    def output(self) -> Array:
        return self.layer.fed

    @property
    def arriving(self) -> Array:
        return self.layer.delta

    def forward(self, emit: Emit, entering: Array | None) -> None:
        assert entering is None
        emit(np.copyto, self.layer.activation, self.layer.pre_activation)

    def backward(self, _emit: Emit, entering: Array | None, into: Array | None) -> None:
        """The delta is what arrives, and the pass makes the gradient of the first layer."""
        assert entering is None
        assert into is None


@dataclass
class Residual:
    """h + a f(h W + b)."""

    branch: Dense
    output: Array = field(init=False)
    arriving: Array = field(init=False)

    def __post_init__(self) -> None:
        fed = self.branch.output
        runs, rows, samples = fed.shape
        self.output = np.ones((rows, runs, samples)).transpose(1, 0, 2)
        self.arriving = np.zeros((rows - 1, runs, samples)).transpose(1, 0, 2)

    def forward(self, emit: Emit, entering: Array | None) -> None:
        assert entering is not None
        self.branch.forward(emit, entering)
        stream = self.output[:, :-1]
        emit(np.multiply, self.branch.layer.activation, MULTIPLIER, stream)
        emit(np.add, stream, entering[:, :-1], stream)

    def backward(self, emit: Emit, entering: Array | None, into: Array | None) -> None:
        assert entering is not None
        assert into is not None
        emit(np.multiply, self.arriving, MULTIPLIER, self.branch.arriving)
        self.branch.backward(emit, entering, into)
        emit(np.add, into, self.arriving, into)


@dataclass
class ResidualChain:
    """A stem, and then a branch of one layer in each block."""

    def activated(self, layers: int) -> tuple[int, ...]:
        return tuple(range(1, layers - 1))

    def blocks(self, layers: Sequence[LayerArrays], activate: Activate) -> Sequence[Block]:
        stem, *branches = layers
        return [Stem(stem), *(Residual(Dense(layer, activate)) for layer in branches)]


class Nets:
    """Two residual networks side by side, whose parameters can be nudged."""

    def __init__(self, runs: int, activations: Sequence[str]) -> None:
        self.layout = Layout.of(WIDTHS, runs, ResidualChain())
        self.parameters = np.zeros(self.layout.size)
        self.gradients = np.zeros(self.layout.size)
        self.layers = [random_layers(WIDTHS, seed=run) for run in range(runs)]
        self.write()
        groups = [
            ActivationGroup(ACTIVATIONS[name], run, run + 1) for run, name in enumerate(activations)
        ]
        if len(set(activations)) == 1:
            groups = [ActivationGroup(ACTIVATIONS[activations[0]], 0, runs)]
        self.head = make_head("auto", "regression", WIDTHS[-1])
        self.buffers = Pass(self.layout, groups, self.head, self.parameters, SAMPLES)
        self.buffers.prepare_backward(self.gradients)
        rng = np.random.default_rng(5)
        self.inputs = rng.standard_normal((SAMPLES, WIDTHS[0]))
        self.targets = rng.standard_normal((SAMPLES, WIDTHS[-1]))

    def write(self) -> None:
        for run, layers in enumerate(self.layers):
            for layer, (weights, bias) in zip(self.layout.layers, layers, strict=True):
                self.layout.weights(self.parameters, layer, run)[...] = weights
                self.layout.bias(self.parameters, layer, run)[...] = bias

    def losses(self) -> Array:
        self.buffers.enter(with_ones(self.inputs).T[None])()
        self.buffers.forward.run()
        a = self.buffers.activations[-1]
        losses: Array = self.head.sample_losses(a, a, self.targets.T[None]).mean(axis=1)
        return losses

    def compute_gradients(self) -> None:
        self.losses()
        self.buffers.compare(self.targets.T[None])()
        self.buffers.backward.run()
        self.buffers.leave(with_ones(self.inputs).T[None])()


def plain_loss(nets: Nets, run: int, activation: str) -> float:
    """The same network written down a second time."""
    (stem, stem_bias), *branches, (readout, readout_bias) = nets.layers[run]
    h = nets.inputs @ stem + stem_bias
    for weights, bias in branches:
        h = h + MULTIPLIER * ACTIVATIONS[activation](h @ weights + bias)
    return float(np.square(h @ readout + readout_bias - nets.targets).mean())


@pytest.mark.parametrize("activations", [("tanh", "tanh"), ("tanh", "gelu")], ids=str)
def test_a_residual_sum_is_computed_and_differentiated(activations: tuple[str, str]) -> None:
    nets = Nets(2, activations)
    expected = [plain_loss(nets, run, name) for run, name in enumerate(activations)]
    np.testing.assert_allclose(nets.losses(), expected, rtol=1e-13)
    nets.compute_gradients()
    gradients = nets.gradients.copy()
    step = 1e-5
    for run in range(2):
        for layer in nets.layout.layers:
            for part in (nets.layout.weights, nets.layout.bias):
                places, slopes = (part(flat, layer, run) for flat in (nets.parameters, gradients))
                for index in np.ndindex(places.shape):
                    start = places[index]
                    places[index] = start + step
                    above = nets.losses()[run]
                    places[index] = start - step
                    below = nets.losses()[run]
                    places[index] = start
                    # Error step^2 times a third derivative of order 1, and rounding 1e-16 / step.
                    assert slopes[index] == pytest.approx((above - below) / (2 * step), abs=1e-8)


def test_clones_in_a_residual_network_get_one_gradient() -> None:
    nets = Nets(1, ("tanh",))
    # The same neurons of the stream in all layers: what a sum adds up must be alike too.
    for index, (weights, bias) in enumerate(nets.layers[0]):
        if index < len(WIDTHS) - 2:
            weights[:, 3] = weights[:, 1]
            bias[3] = bias[1]
        if index:
            weights[3] = weights[1]
    nets.write()
    nets.compute_gradients()
    for layer in nets.layout.layers[:-1]:
        gradient = nets.layout.view(nets.gradients, layer)[0, : layer.fan_out]
        assert clone_classes(gradient)[3] == 1
