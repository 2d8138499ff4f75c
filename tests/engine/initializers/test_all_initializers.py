"""The catalogue as a whole, and the way from a choice to a network."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import (
    BIAS_INITIALIZERS,
    INITIALIZERS,
    Initializer,
    LayerContext,
    check_network,
    initialize,
    resolve,
)
from app.engine.initializers import recipes as recipe_module
from app.engine.initializers.recipes import variance_scaling
from app.engine.network.activations import ACTIVATIONS

Array = NDArray[np.float64]
SHAPES = [(3, 8), (8, 5), (5, 1)]
INPUTS = np.random.default_rng(0).standard_normal((40, 3))
DRAWABLE = sorted(INITIALIZERS.keys() - {"explicit"})
BIASES = sorted(BIAS_INITIALIZERS.keys() - {"explicit"})
ZEROS = resolve("zeros", {}, bias=True)

REQUIRED = {
    *("zeros", "ones", "constant", "normal", "uniform", "truncated_normal", "variance_scaling"),
    *("glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "lecun_normal"),
    *("lecun_uniform", "orthogonal", "explicit", "sparse", "identity", "torch_linear_default"),
    *("keras_dense_default", "flax_dense_default", "lsuv", "mirrored_relu", "zero_hadamard"),
    *("rai", "edge_of_chaos", "clones_with_noise", "tied_columns", "expression"),
}


def network(weights: Spec, bias: Spec = ZEROS, seed: int = 0) -> list[tuple[Array, Array]]:
    return initialize(
        SHAPES, [weights] * 3, [bias] * 3, activation="tanh", seed=seed, inputs=INPUTS
    )


def test_the_catalogue_is_complete() -> None:
    assert INITIALIZERS.keys() >= REQUIRED
    assert BIAS_INITIALIZERS.keys() >= {
        *("zeros", "ones", "constant", "normal", "uniform", "torch_linear_default", "explicit")
    }


@pytest.mark.parametrize("entries", [INITIALIZERS, BIAS_INITIALIZERS], ids=["weights", "bias"])
def test_every_entry_is_documented(entries: Mapping[str, Initializer]) -> None:
    for name, entry in entries.items():
        assert entry.name == name
        assert entry.label
        assert entry.group
        assert entry.formula
        assert entry.reason.endswith(".")
        assert set(entry.suits) <= set(ACTIVATIONS)
        assert entry.breaks_symmetry in {"yes", "no", "depends"}
        assert len({parameter.name for parameter in entry.parameters}) == len(entry.parameters)
        for parameter in entry.parameters:
            assert parameter.description.endswith(".")
            assert parameter.validate(parameter.default) == parameter.default
        if entry.citation is not None:
            assert entry.citation.url is None or entry.citation.url.startswith("https://")


def test_looks_linear_is_cited_by_those_who_named_it() -> None:
    # The abstract of arXiv 1702.08591 introduces the 'looks linear' (LL) initialization.
    citation = INITIALIZERS["mirrored_relu"].citation
    assert citation is not None
    assert citation.url == "https://arxiv.org/abs/1702.08591"
    assert "Balduzzi" in citation.text
    assert "(2017)" in citation.text


def test_schemes_from_papers_cite_them() -> None:
    uncited = {entry.group for entry in INITIALIZERS.values() if entry.citation is None}
    assert uncited <= {"constant", "random", "symmetry", "given"}


@pytest.mark.parametrize("name", DRAWABLE)
def test_weights_have_their_shape_and_type_and_depend_on_the_seed_alone(name: str) -> None:
    spec = resolve(name, {})
    first, again, other = network(spec), network(spec), network(spec, seed=1)
    for (weights, bias), shape in zip(first, SHAPES, strict=True):
        assert weights.shape == shape
        assert bias.shape == shape[1:]
        assert weights.dtype == bias.dtype == np.float64
        assert weights.flags.c_contiguous
        assert weights.flags.writeable
        assert np.all(np.isfinite(weights))
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(first, again, strict=True))
    random = any(not np.array_equal(a[0], b[0]) for a, b in zip(first, other, strict=True))
    assert random == (name not in {"zeros", "ones", "constant", "identity", "zero_hadamard"})


@pytest.mark.parametrize("name", DRAWABLE)
def test_layers_of_one_shape_do_not_share_their_randomness(name: str) -> None:
    shapes = [(4, 4)] * 3
    spec = resolve(name, {})
    layers = initialize(
        shapes,
        [spec] * 3,
        [ZEROS] * 3,
        activation="tanh",
        seed=0,
        inputs=np.random.default_rng(0).standard_normal((20, 4)),
    )
    same = np.array_equal(layers[0][0], layers[1][0])
    assert same == (name in {"zeros", "ones", "constant", "identity", "zero_hadamard"})


@pytest.mark.parametrize("name", DRAWABLE)
def test_the_claim_about_symmetry_is_true_of_a_hidden_layer(name: str) -> None:
    """Neurons are told apart by incoming weights, or by outgoing ones after the first step."""
    layers = network(resolve(name, {}))
    joint = np.vstack([layers[0][0], layers[1][0].T])
    distinct = len(np.unique(joint, axis=1).T)
    claim = INITIALIZERS[name].breaks_symmetry
    if claim == "yes":
        assert distinct == 8
    elif claim == "no":
        assert distinct == 1


@pytest.mark.parametrize("name", BIAS_INITIALIZERS)
def test_a_bias_is_described_as_a_bias(name: str) -> None:
    entry = BIAS_INITIALIZERS[name]
    assert entry.formula.startswith("b ")
    weights = INITIALIZERS.get(name)
    if weights is not None:
        assert entry.formula != weights.formula
        assert name == "explicit" or entry.reason != weights.reason


@pytest.mark.parametrize("name", BIASES)
def test_what_a_bias_does_to_symmetry_is_true_of_neurons_with_equal_weights(name: str) -> None:
    (_, bias), *_ = network(resolve("constant", {}), resolve(name, {}, bias=True))
    distinct = len(np.unique(bias))
    assert distinct == {"yes": 8, "no": 1}[BIAS_INITIALIZERS[name].breaks_symmetry]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("zero_biases", [True, False])
def test_zero_weights_pass_a_signal_only_by_their_biases(
    activation: str, zero_biases: bool
) -> None:
    bias = ZEROS if zero_biases else resolve("normal", {}, bias=True)
    signal = INPUTS
    for weights, shift in network(resolve("zeros", {}), bias)[:-1]:
        signal = ACTIVATIONS[activation](signal @ weights + shift)
    assert signal.any() != zero_biases


@pytest.mark.parametrize("seed", range(20))
def test_a_mirrored_network_of_any_width_starts_out_linear(seed: int) -> None:
    shapes = [(3, 8), (8, 5), (5, 12), (12, 1)]
    layers = initialize(
        shapes,
        [resolve("mirrored_relu", {})] * 4,
        [ZEROS] * 4,
        activation="relu",
        seed=seed,
        inputs=INPUTS,
    )

    def run(inputs: Array) -> Array:
        for weights, bias in layers[:-1]:
            inputs = np.maximum(inputs @ weights + bias, 0.0)
        return inputs @ layers[-1][0]

    mixed = 2.0 * run(INPUTS[:20]) - 3.0 * run(INPUTS[20:])
    np.testing.assert_allclose(run(2.0 * INPUTS[:20] - 3.0 * INPUTS[20:]), mixed, atol=1e-12)


@pytest.mark.parametrize("bias", BIASES)
def test_biases_have_a_stream_of_their_own(bias: str) -> None:
    first = network(resolve("normal", {}), resolve(bias, {}, bias=True))
    plain = network(resolve("normal", {}))
    for (weights, _), (expected, _) in zip(first, plain, strict=True):
        np.testing.assert_array_equal(weights, expected)


NEGATIVE_ZEROS: list[tuple[str, dict[str, object]]] = [
    ("constant", {"value": -0.0}),
    ("normal", {"std": 0.0}),
    ("uniform", {"low": -0.0, "high": 0.0}),
    ("identity", {"gain": 0.0}),
    ("orthogonal", {"gain": 0.0}),
    ("mirrored_relu", {}),
    ("glorot_normal", {"gain": 0.0}),
    ("sparse", {"sparsity": 1.0}),
    ("tied_columns", {"gain": 0.0}),
    ("variance_scaling", {"scale": 0.0, "distribution": "uniform"}),
]


@pytest.mark.parametrize(("name", "parameters"), NEGATIVE_ZEROS)
def test_minus_zero_never_comes_out(name: str, parameters: dict[str, object]) -> None:
    for weights, bias in network(resolve(name, parameters)):
        assert not np.any(np.signbit(weights) & (weights == 0))
        assert not np.any(np.signbit(bias) & (bias == 0))


NORMAL_FAMILY: list[tuple[str, dict[str, object]]] = [
    ("normal", {"std": 1.0}),
    ("normal", {"std": 3.7}),
    ("variance_scaling", {"scale": 2.0, "mode": "fan_out"}),
    ("glorot_normal", {}),
    ("glorot_normal", {"gain": 2.0, "activation_gain": "exact"}),
    ("he_normal", {"negative_slope": 0.1}),
    ("lecun_normal", {}),
    ("edge_of_chaos", {"sigma_b": 0.3}),
    ("clones_with_noise", {"value": 0.0, "epsilon": 0.2}),
    ("torch_normal", {}),
    ("keras_normal", {}),
    ("jax_normal", {}),
    ("sparse", {"sparsity": 0.0, "std": 0.4}),
]
UNIFORM_FAMILY: list[tuple[str, dict[str, object]]] = [
    ("uniform", {"low": -2.0, "high": 2.0}),
    ("variance_scaling", {"distribution": "uniform"}),
    ("glorot_uniform", {}),
    ("he_uniform", {}),
    ("lecun_uniform", {}),
    ("torch_linear_default", {}),
    ("keras_dense_default", {}),
    ("keras_uniform", {}),
]


@pytest.mark.parametrize(
    ("family", "standard"),
    [
        (NORMAL_FAMILY, lambda rng, shape: rng.standard_normal(shape)),
        (UNIFORM_FAMILY, lambda rng, shape: 2 * rng.random(shape) - 1),
    ],
    ids=["normal", "uniform"],
)
def test_a_family_scales_one_and_the_same_draw(
    family: list[tuple[str, dict[str, object]]],
    standard: Callable[[np.random.Generator, tuple[int, int]], Array],
) -> None:
    for name, parameters in family:
        for index, (weights, _) in enumerate(network(resolve(name, parameters), seed=5)):
            rng = np.random.default_rng([5, streams.WEIGHTS, index])
            ratio = weights / standard(rng, SHAPES[index])
            np.testing.assert_allclose(ratio, ratio.flat[0], rtol=1e-12, err_msg=name)


def test_truncation_keeps_the_common_draw_wherever_it_lies_within_the_cut() -> None:
    weights = network(resolve("truncated_normal", {"std": 1.0}))[0][0]
    draw = np.random.default_rng([0, streams.WEIGHTS, 0]).standard_normal(SHAPES[0])
    inside = np.abs(draw) <= 2
    np.testing.assert_array_equal(weights[inside], draw[inside])
    assert np.abs(weights).max() <= 2


ONE_CALL: list[tuple[str, dict[str, object], tuple[float, str, str]]] = [
    ("glorot_normal", {"gain": 1.5}, (1.5**2, "fan_avg", "normal")),
    ("glorot_uniform", {}, (1.0, "fan_avg", "uniform")),
    ("glorot_truncated_normal", {}, (1.0, "fan_avg", "truncated_normal")),
    ("he_normal", {}, (2.0, "fan_in", "normal")),
    ("he_normal", {"mode": "fan_out"}, (2.0, "fan_out", "normal")),
    ("he_uniform", {"negative_slope": 1.0}, (1.0, "fan_in", "uniform")),
    ("he_truncated_normal", {}, (2.0, "fan_in", "truncated_normal")),
    ("lecun_normal", {}, (1.0, "fan_in", "normal")),
    ("lecun_uniform", {}, (1.0, "fan_in", "uniform")),
    ("lecun_truncated_normal", {}, (1.0, "fan_in", "truncated_normal")),
    ("torch_linear_default", {}, (1 / 3, "fan_in", "uniform")),
    ("keras_dense_default", {}, (1.0, "fan_avg", "uniform")),
    ("flax_dense_default", {}, (1.0, "fan_in", "truncated_normal")),
]


@pytest.mark.parametrize(("name", "parameters", "arguments"), ONE_CALL)
def test_named_schemes_are_one_call_of_variance_scaling_bit_for_bit(
    name: str, parameters: dict[str, object], arguments: tuple[float, str, str]
) -> None:
    scale, mode, distribution = arguments
    general = resolve(
        "variance_scaling", {"scale": scale, "mode": mode, "distribution": distribution}
    )
    named = resolve(name, parameters)
    for (weights, _), (expected, _) in zip(network(named), network(general), strict=True):
        np.testing.assert_array_equal(weights, expected)
    layer = LayerContext(0, 1, 3, 8, "tanh", seed=0)
    assert INITIALIZERS[name].call(layer, named.parameters).recipe is variance_scaling


def test_explicit_takes_the_whole_network_or_one_layer() -> None:
    rng = np.random.default_rng(1)
    whole = [rng.standard_normal(shape).tolist() for shape in SHAPES]
    biases = [rng.standard_normal(shape[1]).tolist() for shape in SHAPES]
    spec = resolve("explicit", {"weights": whole})
    bias = resolve("explicit", {"values": biases}, bias=True)
    for index, (weights, values) in enumerate(network(spec, bias)):
        np.testing.assert_array_equal(weights, whole[index])
        np.testing.assert_array_equal(values, biases[index])
    own = [resolve("explicit", {"weights": matrix}) for matrix in whole]
    own_bias = [resolve("explicit", {"values": vector}, bias=True) for vector in biases]
    layers = initialize(SHAPES, own, own_bias, activation="tanh", seed=0, inputs=INPUTS)
    np.testing.assert_array_equal(layers[1][0], whole[1])
    np.testing.assert_array_equal(layers[1][1], biases[1])


@pytest.mark.parametrize(
    ("weights", "where"),
    [
        ([], "weights"),
        ([[[1.0]]], "weights"),
        ([np.zeros((3, 8)), np.zeros((8, 5)), np.zeros((1, 5))], "weights[2]"),
        ([np.zeros((3, 8)), np.full((8, 5), np.nan), np.zeros((5, 1))], "weights[1]"),
        ([[[1.0], [2.0, 3.0]], [[1.0]], [[1.0]]], "weights[0]"),
        ([np.zeros((3, 8)).tolist(), "abc", [[1.0]]], "weights[1]"),
        (np.zeros((3, 7)), "weights"),
    ],
)
def test_explicit_weights_that_do_not_fit_are_refused_by_place(weights: object, where: str) -> None:
    spec = resolve("explicit", {"weights": weights})
    with pytest.raises(ArgumentError) as caught:
        check_network(SHAPES, [spec] * 3, [ZEROS] * 3, activation="tanh")
    assert caught.value.argument == where
    assert "shape" in caught.value.allowed or "3 arrays" in caught.value.allowed


@pytest.mark.parametrize(
    ("name", "parameters", "argument"),
    [
        ("no_such", {}, "initializer"),
        ("normal", {"std": -1.0}, "std"),
        ("normal", {"std": "big"}, "std"),
        ("normal", {"stddev": 1.0}, "stddev"),
        ("variance_scaling", {"mode": "fan"}, "mode"),
        ("variance_scaling", {"scale": float("inf")}, "scale"),
        ("zeros", {"value": 1.0}, "value"),
        ("lsuv", {"max_tries": 0}, "max_tries"),
    ],
)
def test_a_wrong_choice_is_refused_by_name_with_what_is_allowed(
    name: str, parameters: dict[str, object], argument: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        resolve(name, parameters)
    assert caught.value.argument == argument
    assert caught.value.allowed


def test_an_unknown_bias_initializer_is_refused_with_those_of_biases() -> None:
    with pytest.raises(ArgumentError, match=r"bias_initializer is 'orthogonal'.*torch_linear_d"):
        resolve("orthogonal", {}, bias=True)


@pytest.mark.parametrize(
    ("name", "parameters", "argument"),
    [
        ("uniform", {"low": 1.0, "high": 0.0}, "low"),
        ("torch_truncated_normal", {"std": 100.0, "bound": 1.0}, "bound"),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(
    name: str, parameters: dict[str, object], argument: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        network(resolve(name, parameters))
    assert caught.value.argument == argument


@pytest.mark.parametrize("std", [0.0, 5e-324, 0.01, 1.0, 20.0])
def test_pytorch_cuts_at_a_value_whatever_the_std(std: float) -> None:
    spec = resolve("torch_truncated_normal", {"std": std})
    weights = network(spec)[0][0]
    draw = np.random.default_rng([0, streams.WEIGHTS, 0]).standard_normal(SHAPES[0])
    inside = np.abs(std * draw) <= 2
    np.testing.assert_allclose(weights[inside], std * draw[inside], rtol=1e-12)
    assert np.abs(weights).max() <= 2
    law = INITIALIZERS["torch_truncated_normal"].law(
        LayerContext(0, 1, 3, 8, "tanh", seed=0), spec.parameters
    )
    assert law is not None
    assert np.isfinite(law.std)


def test_each_layer_may_have_an_initializer_of_its_own() -> None:
    specs = [resolve("ones", {}), resolve("he_normal", {}), resolve("zeros", {})]
    layers = initialize(SHAPES, specs, [ZEROS] * 3, activation="tanh", seed=0, inputs=INPUTS)
    assert np.all(layers[0][0] == 1)
    np.testing.assert_array_equal(layers[1][0], network(resolve("he_normal", {}))[1][0])
    assert np.all(layers[2][0] == 0)


def test_every_recipe_is_used_by_an_entry() -> None:
    layers = [LayerContext(index, 3, 3, 8, "tanh", seed=0, inputs=INPUTS) for index in range(3)]
    used = {
        INITIALIZERS[name].call(layer, resolve(name, {}).parameters).recipe.__name__
        for name in DRAWABLE
        for layer in layers
        if name != "expression"
    }
    helpers = {"literal", "rai_bias", "rai_joint"}
    written = {
        name
        for name, value in vars(recipe_module).items()
        if callable(value) and getattr(value, "__module__", "") == recipe_module.__name__
    }
    assert written - helpers <= used
