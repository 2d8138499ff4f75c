"""The structure that single initializers promise beyond their law."""

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import integrate, linalg, optimize

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import INITIALIZERS, LayerContext, initialize, resolve
from app.engine.initializers.adaptive import critical_sigma_w
from app.engine.initializers.gains import exact_gain, torch_gain
from app.engine.network.activations import ACTIVATIONS

Array = NDArray[np.float64]
ZEROS = resolve("zeros", {}, bias=True)


def network(
    shapes: list[tuple[int, int]],
    weights: Spec,
    *,
    bias: Spec = ZEROS,
    activation: str = "tanh",
    seed: int = 0,
    inputs: Array | None = None,
) -> list[tuple[Array, Array]]:
    count = len(shapes)
    data = np.zeros((1, shapes[0][0])) if inputs is None else inputs
    return initialize(
        shapes, [weights] * count, [bias] * count, activation=activation, seed=seed, inputs=data
    )


def one(name: str, shape: tuple[int, int], seed: int = 0, **parameters: object) -> Array:
    """The middle layer of three."""
    spec = resolve(name, parameters)
    layer = LayerContext(1, 3, *shape, activation="tanh", seed=seed)
    return INITIALIZERS[name].call(layer, spec.parameters).run(layer)


@pytest.mark.parametrize("shape", [(5, 5), (9, 4), (4, 9), (1, 6), (6, 1), (64, 33)])
def test_orthogonal_matrices_have_all_singular_values_at_the_gain(shape: tuple[int, int]) -> None:
    weights = one("orthogonal", shape, gain=1.7)
    np.testing.assert_allclose(linalg.svdvals(weights), 1.7, rtol=1e-12)
    gram = weights.T @ weights if shape[0] >= shape[1] else weights @ weights.T
    np.testing.assert_allclose(gram, 1.7**2 * np.eye(min(shape)), atol=1e-12)


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (5, 3)])
def test_the_identity_passes_its_inputs_on(shape: tuple[int, int]) -> None:
    x = np.arange(1.0, shape[0] + 1)
    passed = x @ one("identity", shape, gain=2.0)
    expected = np.zeros(shape[1])
    expected[: min(shape)] = 2 * x[: min(shape)]
    np.testing.assert_array_equal(passed, expected)


@pytest.mark.parametrize(("per", "axis"), [("neuron", 0), ("input", 1)])
@pytest.mark.parametrize("sparsity", [0.0, 0.3, 0.9, 1.0])
def test_sparse_sets_the_share_rounded_up_to_exact_zeros(
    per: str, axis: int, sparsity: float
) -> None:
    shape = (11, 17)
    weights = one("sparse", shape, sparsity=sparsity, std=0.5, per=per)
    zeros = (weights == 0).sum(axis=axis)
    np.testing.assert_array_equal(zeros, int(np.ceil(sparsity * shape[axis])))


def test_sparse_zeros_fall_everywhere_alike() -> None:
    zeros = np.mean(
        [one("sparse", (6, 4), seed, sparsity=0.5) == 0 for seed in range(2000)], axis=0
    )
    # Each place is 0 with probability 1/2: 5 standard errors of 2,000 draws.
    np.testing.assert_allclose(zeros, 0.5, atol=5 * 0.5 / sqrt(2000))


@pytest.mark.parametrize("widths", [[8, 8, 8], [10, 6, 12], [7, 9, 5], [8, 4]])
def test_a_mirrored_relu_network_is_linear_at_the_start(widths: list[int]) -> None:
    shapes = list(zip([3, *widths], [*widths, 2], strict=True))
    rng = np.random.default_rng(0)
    layers = network(shapes, resolve("mirrored_relu", {}), activation="relu")

    def forward(x: Array) -> Array:
        for index, (weights, _) in enumerate(layers):
            x = x @ weights
            x = np.maximum(x, 0) if index < len(layers) - 1 else x
        return x

    x, y = rng.standard_normal((2, 20, 3))
    np.testing.assert_allclose(forward(x - 2 * y), forward(x) - 2 * forward(y), atol=1e-12)


def test_a_mirrored_relu_network_keeps_lengths_exactly() -> None:
    shapes = [(3, 8), (8, 8), (8, 8), (8, 4)]
    layers = network(shapes, resolve("mirrored_relu", {}), activation="relu")
    x = np.random.default_rng(0).standard_normal((20, 3))
    lengths = np.linalg.norm(x, axis=1)
    for weights, _ in layers[:-1]:
        x = np.maximum(x @ weights, 0)
        np.testing.assert_allclose(np.linalg.norm(x, axis=1), lengths, rtol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(x @ layers[-1][0], axis=1), lengths, rtol=1e-12)


@pytest.mark.parametrize("shape", [(2, 8), (3, 5), (4, 4), (5, 3), (6, 16), (1, 9)])
def test_zero_hadamard_is_the_identity_or_part_of_a_hadamard_matrix(
    shape: tuple[int, int],
) -> None:
    weights = one("zero_hadamard", shape)
    if shape[1] <= shape[0]:
        np.testing.assert_array_equal(weights, np.eye(*shape))
        return
    size = 2 ** int(np.ceil(np.log2(shape[1])))
    reference = linalg.hadamard(size) / 2 ** (np.log2(size) / 2)
    np.testing.assert_allclose(weights, reference[: shape[0], : shape[1]], rtol=1e-15)


def test_zero_hadamard_from_2_to_8_has_only_2_distinct_neurons() -> None:
    assert len(np.unique(one("zero_hadamard", (2, 8)), axis=1).T) == 2


def test_rai_gives_every_neuron_one_positive_entry_among_weights_and_bias() -> None:
    shapes = [(4, 3000), (3000, 2)]
    layers = network(shapes, resolve("rai", {}), bias=resolve("rai", {}, bias=True))
    weights, bias = layers[0]
    joint = np.vstack([weights, bias])
    draw = np.random.default_rng([0, 0, 0]).standard_normal((5, 3000)) * 0.6007 / sqrt(4)
    changed = ~np.isclose(joint, draw, rtol=1e-12)
    np.testing.assert_array_equal(changed.sum(axis=0), 1)
    assert joint[changed].min() > 0
    # Beta(2, 1) has mean 2/3 and variance 1/18.
    assert abs(joint[changed].mean() - 2 / 3) < 5 * sqrt(1 / 18 / 3000)
    # Each of the 5 places is chosen alike.
    counts = changed.sum(axis=1)
    assert np.abs(counts - 600).max() < 5 * sqrt(3000 * 0.2 * 0.8)


@pytest.mark.parametrize("epsilon", [0.0, 0.1])
def test_clones_with_noise_are_exact_clones_only_without_noise(epsilon: float) -> None:
    weights = one("clones_with_noise", (5, 6), value=0.3, epsilon=epsilon)
    draw = np.random.default_rng([0, 0, 1]).standard_normal((5, 6))
    np.testing.assert_allclose(weights, 0.3 + epsilon * draw, rtol=1e-14)
    assert len(np.unique(weights, axis=1).T) == (1 if epsilon == 0 else 6)


def test_tied_columns_tie_hidden_layers_and_leave_the_output_free() -> None:
    layers = network([(4, 6), (6, 5), (5, 3)], resolve("tied_columns", {}))
    for weights, _ in layers[:-1]:
        assert len(np.unique(weights, axis=1).T) == 1
        assert len(np.unique(weights[:, 0])) == len(weights)
    assert len(np.unique(layers[-1][0], axis=1).T) == 3


def test_lsuv_gives_every_layer_unit_variance_on_the_data() -> None:
    rng = np.random.default_rng(0)
    inputs = 3 + 5 * rng.standard_normal((300, 4))
    layers = network(
        [(4, 9), (9, 7), (7, 2)],
        resolve("lsuv", {}),
        bias=resolve("normal", {"std": 0.3}, bias=True),
        inputs=inputs,
    )
    entering = inputs
    for weights, bias in layers:
        assert np.var(entering @ weights) == pytest.approx(1.0, abs=0.1)
        scale = linalg.svdvals(weights)
        np.testing.assert_allclose(scale, scale[0], rtol=1e-12)
        entering = np.tanh(entering @ weights + bias)


def test_lsuv_leaves_a_layer_alone_that_no_scale_can_help() -> None:
    layers = network([(4, 3), (3, 1)], resolve("lsuv", {}), inputs=np.zeros((10, 4)))
    np.testing.assert_allclose(linalg.svdvals(layers[0][0]), 1.0, rtol=1e-12)


def test_lsuv_sees_the_layers_before_it_whatever_made_them() -> None:
    inputs = np.random.default_rng(1).standard_normal((200, 4))
    specs = [resolve("constant", {"value": 2.0}), resolve("lsuv", {})]
    layers = initialize(
        [(4, 6), (6, 3)], specs, [ZEROS] * 2, activation="relu", seed=0, inputs=inputs
    )
    entering = np.maximum(inputs @ np.full((4, 6), 2.0), 0)
    assert np.var(entering @ layers[1][0]) == pytest.approx(1.0, abs=0.1)


def expectation(function: str, power: int, q: float, *, slope: bool) -> float:
    entry = ACTIVATIONS[function]

    def integrand(z: float) -> float:
        point = np.array(sqrt(q) * z)
        value = float(entry.slope(point) if slope else entry(point))
        return float(value**power * np.exp(-z * z / 2) / sqrt(2 * np.pi))

    edges = [-12, -3, 0, 3, 12]
    return sum(float(integrate.quad(integrand, a, b)[0]) for a, b in pairwise(edges))


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_the_exact_gain_keeps_the_second_moment(activation: str) -> None:
    gain = exact_gain(activation)
    moment = gain**2 * expectation(activation, 2, 1.0, slope=False)
    assert moment == pytest.approx(1.0, rel=1e-8)


def test_the_exact_gain_of_relu_and_selu_is_known_in_closed_form() -> None:
    assert exact_gain("relu") == pytest.approx(sqrt(2), rel=1e-13)
    assert exact_gain("leaky_relu") == pytest.approx(sqrt(2 / (1 + 0.01**2)), rel=1e-13)
    assert exact_gain("linear") == pytest.approx(1, rel=1e-13)
    assert exact_gain("selu") == pytest.approx(1, rel=1e-12)


def test_the_gains_of_pytorch_are_its_documented_table() -> None:
    published = {
        "linear": 1,
        "sigmoid": 1,
        "tanh": 5 / 3,
        "relu": sqrt(2),
        "leaky_relu": sqrt(2 / (1 + 0.01**2)),
        "selu": 0.75,
    }
    known = {name: entry.torch_gain for name, entry in ACTIVATIONS.items()}
    assert published == {name: gain for name, gain in known.items() if gain is not None}
    assert torch_gain("gelu") == 1


@pytest.mark.parametrize("kind", ["none", "torch", "exact"])
@pytest.mark.parametrize("name", ["glorot_normal", "lecun_uniform", "orthogonal"])
def test_the_gain_of_the_activation_multiplies_the_given_one(name: str, kind: str) -> None:
    factor = {"none": 1.0, "torch": 5 / 3, "exact": exact_gain("tanh")}[kind]
    plain = one(name, (6, 5))
    np.testing.assert_allclose(
        one(name, (6, 5), gain=0.5, activation_gain=kind), 0.5 * factor * plain, rtol=1e-12
    )


@pytest.mark.parametrize("sigma_b", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "elu", "selu", "gelu", "softsign"])
def test_on_the_edge_of_chaos_chi_is_one_at_the_fixed_point_of_the_variance(
    activation: str, sigma_b: float
) -> None:
    sigma_w = critical_sigma_w(activation, sigma_b)

    def gap(log_q: float) -> float:
        q = float(np.exp(log_q))
        return sigma_w**2 * expectation(activation, 2, q, slope=True) - 1

    if sigma_b == 0 and activation != "sigmoid":
        # The fixed point is q = 0, where chi is the squared slope at 0, averaged over both sides.
        slopes = ACTIVATIONS[activation].slope(np.array([-1e-12, 1e-12]))
        assert sigma_w**2 * np.mean(slopes**2) == pytest.approx(1, rel=1e-9)
        return
    # The variance where chi = 1, searched from the largest; there the map must stand still.
    grid = np.linspace(np.log(1e-4), np.log(1e3), 60)
    signs = [gap(x) for x in grid]
    crossings = [i for i in range(59) if signs[i] * signs[i + 1] < 0]
    roots = [np.exp(optimize.brentq(gap, grid[i], grid[i + 1], xtol=1e-12)) for i in crossings]
    drift = [
        abs(sigma_w**2 * expectation(activation, 2, q, slope=False) + sigma_b**2 - q) / q
        for q in roots
    ]
    assert min(drift) < 1e-6


@pytest.mark.parametrize("sigma_b", [0.0, 0.5])
def test_the_edge_of_chaos_of_relu_is_he_initialization(sigma_b: float) -> None:
    assert critical_sigma_w("relu", sigma_b) == pytest.approx(sqrt(2), rel=1e-12)


def test_softplus_has_no_edge_of_chaos_and_the_refusal_says_so() -> None:
    with pytest.raises(ArgumentError, match="activation is 'softplus'; allowed: with edge_of_chao"):
        network([(2, 3), (3, 1)], resolve("edge_of_chaos", {}), activation="softplus")
