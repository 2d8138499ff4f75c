"""The depth experiment in residual and normalized networks, beside plain formulas and theory."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.depth import CurveConfig, DepthConfig, propagate, weight_layers
from app.engine.depth.config import Limit, Theory
from app.engine.depth.measurement import make_inputs, send
from app.engine.initializers import initialize, resolve
from app.engine.network.architecture import Architecture, DenseChain, ResidualChain
from tests.engine.reference import FUNCTIONS

Array = NDArray[np.float64]
DEPTH = 3
NORMALIZED = DenseChain("layer_norm")
PLAIN, PRE, POST = ResidualChain(), ResidualChain(2, "pre"), ResidualChain(2, "post")


def network(
    architecture: Architecture, activation: str, depth: int = DEPTH, **weights: float
) -> CurveConfig:
    count = weight_layers(architecture, depth)
    spec = resolve("normal" if weights else "he_normal", weights)
    biases = (resolve("normal", {"std": 0.3 * bool(weights)}, bias=True),) * count
    return CurveConfig("one", (spec,) * count, biases, activation, 1.0, architecture)


def asked(curve: CurveConfig, depth: int = DEPTH, **changes: Any) -> DepthConfig:
    settings: dict[str, Any] = {
        "width": 4,
        "seeds": 1,
        "samples": 4,
        "inputs": "sphere",
        "input_std": 1.0,
    }
    settings |= {"seed": 0, "cosine": 0.5, "depth": depth, "curves": (curve,)}
    return DepthConfig(**settings | changes)


def normal(x: Array) -> Array:
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    found: Array = (x - mean) / np.sqrt(variance + 1e-5)
    return found


def onward(
    chain: Architecture, activation: str, layers: list[tuple[Array, Array]], place: int, x: Array
) -> tuple[list[Array], Array]:
    """Signals (samples, neurons) at a place and all after it, and what the output layer makes."""
    f = np.vectorize(FUNCTIONS[activation])
    found = [x]
    if isinstance(chain, DenseChain):
        for w, b in layers[place + 1 :]:
            a = f(normal(found[-1]) if chain.normalization == "layer_norm" else found[-1])
            found.append(a @ w + b)
        return found, found[-1]
    assert isinstance(chain, ResidualChain)
    size = chain.block_layers
    for start in range(1 + place * size, len(layers) - 1, size):
        h = found[-1]
        u = normal(h) if chain.normalization == "pre" else h
        for number, (w, b) in enumerate(layers[start : start + size]):
            u = u @ w + b
            u = f(u) if number < size - 1 or size == 1 else u
        h = h + chain.branch_multiplier * u
        found.append(normal(h) if chain.normalization == "post" else h)
    w, b = layers[-1]
    return found, (normal(found[-1]) if chain.normalization == "pre" else found[-1]) @ w + b


CHAINS = [
    (DenseChain("layer_norm"), "tanh"),
    (ResidualChain(1, "none", 0.7), "tanh"),
    (ResidualChain(2, "pre", -0.5), "gelu"),
    (ResidualChain(3, "post", 1.3), "softplus"),
]


@pytest.mark.parametrize(("chain", "activation"), CHAINS)
def test_signals_and_their_derivatives_are_those_of_the_plain_formulas(
    chain: Architecture, activation: str
) -> None:
    curve = network(chain, activation, std=0.6)
    config = asked(curve)
    found = send(config, curve, 5)
    rng = np.random.default_rng([5, streams.PROPAGATION])
    inputs = make_inputs(config, rng)
    direction, weighing = (
        row / np.sqrt(np.mean(row**2, axis=1, keepdims=True))
        for row in (rng.standard_normal(inputs.shape) for _ in range(2))
    )
    layers = initialize(
        [(4, 4)] * len(curve.initializers),
        curve.initializers,
        curve.bias_initializers,
        activation=activation,
        seed=5,
        inputs=inputs,
        architecture=chain,
    )

    def ways(place: int, x: Array) -> tuple[list[Array], Array]:
        return onward(chain, activation, layers, place, x)

    places, _ = ways(0, inputs @ layers[0][0] + layers[0][1])
    np.testing.assert_allclose(
        found.second_moment, [np.mean(place**2) for place in places], rtol=1e-12
    )
    # Central differences, whose error is of the order of step^2.
    step = 1e-5
    there, here = ways(0, places[0] + step * direction)[0], ways(0, places[0] - step * direction)[0]
    moved = [np.mean(((a - b) / (2 * step)) ** 2) for a, b in zip(there, here, strict=True)]
    np.testing.assert_allclose(found.jacobian_square, moved, rtol=1e-7)
    for index, place in enumerate(places):
        returning = np.zeros_like(place)
        for cell in np.ndindex(place.shape):
            change = np.zeros_like(place)
            change[cell] = step
            ends = [np.sum(weighing * ways(index, place + sign * change)[1]) for sign in (1, -1)]
            returning[cell] = (ends[0] - ends[1]) / (2 * step)
        assert found.delta_std[index] == pytest.approx(returning.std(), rel=1e-6), index


@pytest.mark.parametrize(
    ("chain", "activation"),
    [
        (NORMALIZED, "relu"),
        (ResidualChain(1), "relu"),
        (ResidualChain(1, "pre"), "relu"),
        (ResidualChain(2, "none", 0.5), "tanh"),
        (PRE, "relu"),
        (POST, "tanh"),
    ],
)
def test_wide_residual_networks_do_what_the_theory_says(
    chain: Architecture, activation: str
) -> None:
    width, depth = 256, 5
    curve = network(chain, activation, depth, std=1.2 / 16)
    config = asked(curve, depth, width=width, seeds=8, samples=8)
    theory = propagate(config).curves[0].theory
    assert theory is not None
    signals = [send(config, curve, seed) for seed in range(8)]
    for quantity in ("second_moment", "activation_std", "delta_std", "jacobian_square", "cosine"):
        found = np.array([getattr(one, quantity) for one in signals])
        expectation = np.array(getattr(theory, quantity))
        # As for dense networks: 5 standard errors, and 4 / width a layer for the finite width.
        error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
        bias = 8 * depth / width * np.abs(expectation)
        assert np.all(np.abs(found.mean(axis=0) - expectation) < 5 * error + bias), quantity


def limit_of(chain: Architecture, activation: str = "relu") -> tuple[Theory, Limit]:
    theory = propagate(asked(network(chain, activation))).curves[0].theory
    assert theory is not None
    assert theory.limit is not None
    return theory, theory.limit


def test_the_stream_grows_exponentially_linearly_or_not_at_all() -> None:
    # He's weights under ReLU keep the mean square in a first layer and double it in a last one
    # without an activation: a branch of two adds twice what it is given.
    theory, limit = limit_of(PLAIN)
    np.testing.assert_allclose(theory.second_moment, 2.0 * 3.0 ** np.arange(DEPTH))
    assert limit.growth == "exponential"
    assert limit.growth_rate == pytest.approx(3.0)
    theory, limit = limit_of(PRE)
    np.testing.assert_allclose(theory.second_moment, 2.0 + 2.0 * np.arange(DEPTH), rtol=1e-4)
    assert limit.growth == "linear"
    assert limit.growth_rate == pytest.approx(2.0)
    assert limit.regime == "critical"
    theory, limit = limit_of(POST)
    np.testing.assert_allclose(theory.second_moment[1:], 1.0, rtol=1e-4)
    assert (limit.growth, limit.growth_rate) == ("bounded", None)


def test_deltas_grow_on_the_way_back_as_the_stream_does_on_its_way() -> None:
    # d^2 gains 1 + 2 a block; pre-normalization divides the branch's 2 by the stream's size.
    chi = {chain: limit_of(chain)[0].chi for chain in (PLAIN, PRE, POST)}
    np.testing.assert_allclose(chi[PLAIN], 3.0)
    np.testing.assert_allclose(chi[PRE], 1 + 2 / (2.0 + 2.0 * np.arange(DEPTH)), rtol=1e-4)
    # Normalizing the sum divides both the stream and the branch by its size 3; before the first
    # block the stream has the size 2, and the sum 6.
    np.testing.assert_allclose(chi[POST], [3 / 6, 1.0, 1.0], rtol=1e-4)


def test_a_readout_of_zeros_sends_nothing_back() -> None:
    curve = network(PLAIN, "relu")
    zeros = (*curve.initializers[:-1], resolve("zeros", {}))
    silent = CurveConfig("one", zeros, curve.bias_initializers, "relu", 1.0, PLAIN)
    found = propagate(asked(silent)).curves[0]
    assert found.measured.delta_std.mean == (0.0,) * DEPTH
    assert found.theory is not None
    assert found.theory.delta_std == (0.0,) * DEPTH


def test_a_mean_that_branches_leave_in_the_stream_is_no_part_of_its_variance() -> None:
    # A branch of one ReLU layer adds |z| + z over 2, z ~ N(0, 2): mean 1 / sqrt(pi), mean square 1.
    theory, limit = limit_of(ResidualChain(1, "pre"))
    blocks = np.arange(DEPTH)
    variance = 2.0 + (1.0 - 1.0 / np.pi) * blocks
    np.testing.assert_allclose(np.square(theory.activation_std), variance, rtol=1e-4)
    np.testing.assert_allclose(theory.second_moment, variance + blocks**2 / np.pi, rtol=1e-4)
    np.testing.assert_allclose(theory.chi, 1.0 + 1.0 / variance, rtol=1e-4)
    assert limit.growth_rate == pytest.approx(1.0 - 1.0 / np.pi, rel=1e-4)
