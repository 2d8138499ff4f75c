"""Formulas of one's own: what they mean, what is refused, and that nothing escapes."""

import copy
import warnings
from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.errors import ArgumentError
from app.engine.initializers import INITIALIZERS, LayerContext, check_network, initialize, resolve
from app.engine.initializers.expression import ExpressionError
from app.engine.initializers.expression.nodes import FUNCTIONS, MATRICES, VARIABLES
from app.engine.initializers.gains import exact_gain

Array = NDArray[np.float64]
SHAPES = [(3, 4), (4, 2)]
ZEROS = resolve("zeros", {}, bias=True)


def weights(expression: str, layer: int = 0, **parameters: object) -> Array:
    spec = resolve("expression", {"expression": expression, **parameters})
    drawn = initialize(
        SHAPES, [spec] * 2, [ZEROS] * 2, activation="tanh", seed=3, inputs=np.zeros((1, 3))
    )
    return drawn[layer][0]


def named(name: str, layer: int = 0, **parameters: object) -> Array:
    drawn = initialize(
        SHAPES,
        [resolve(name, parameters)] * 2,
        [ZEROS] * 2,
        activation="tanh",
        seed=3,
        inputs=np.zeros((1, 3)),
    )
    return drawn[layer][0]


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize(
    "line",
    [
        "np.random.randn(layer_dims[1], layer_dims[0]) * 0.01",
        "W[1] = np.random.randn(layer_dims[1], layer_dims[0]) * 0.01",
        "parameters = np.random.randn(layer_dims[l], layer_dims[l-1]) * 0.01",
    ],
)
def test_the_usual_line_of_courses_works_as_typed_and_is_normal_of_std_001(
    line: str, layer: int
) -> None:
    np.testing.assert_array_equal(weights(line, layer), named("normal", layer, std=0.01))


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize(
    ("expression", "scheme"),
    [
        ("randn(fan_in, fan_out) * sqrt(2 / fan_in)", "he_normal"),
        ("randn(fan_in, fan_out) * sqrt(2 / (fan_in + fan_out))", "glorot_normal"),
        ("uniform(-sqrt(6 / fan_in), sqrt(6 / fan_in))", "he_uniform"),
        ("uniform(-1, 1, (fan_in, fan_out)) / sqrt(fan_in)", "torch_linear_default"),
        ("orthogonal(fan_in, fan_out)", "orthogonal"),
        ("eye(fan_in, fan_out)", "identity"),
        ("0", "zeros"),
        ("zeros((fan_in, fan_out)) + 1", "ones"),
    ],
)
def test_schemes_written_as_formulas_give_the_same_weights(
    expression: str, scheme: str, layer: int
) -> None:
    np.testing.assert_allclose(weights(expression, layer), named(scheme, layer), rtol=1e-14)


def test_names_mean_what_they_say() -> None:
    assert np.all(weights("fan_in * 1000 + fan_out * 100 + layer * 10 + depth") == 3412)
    assert np.all(weights("fan_in * 1000 + fan_out * 100 + layer * 10 + depth", 1) == 4222)
    assert np.all(weights("gain") == 5 / 3)
    assert np.all(weights("gain", gain=2.0, activation_gain="exact") == 2 * exact_gain("tanh"))
    assert np.all(weights("pi") == np.pi)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("2 ** 3 ** 2", 512),
        ("10 - 4 - 3", 3),
        ("8 / 4 / 2", 1),
        ("abs(-3) + exp(0) + log(1) + sqrt(16)", 8),
        ("math.sqrt(np.exp(0))", 1),
        ("  .5e1", 5),
    ],
)
def test_arithmetic_follows_python(expression: str, value: float) -> None:
    np.testing.assert_allclose(weights(expression), np.full((3, 4), value), rtol=1e-15)


def test_successive_draws_differ_and_the_first_is_the_common_one() -> None:
    rng = np.random.default_rng([3, streams.WEIGHTS, 0])
    first, second = rng.standard_normal((2, 3, 4))
    np.testing.assert_array_equal(weights("randn() - 2 * randn()"), first - 2 * second)


def test_a_size_of_one_is_repeated() -> None:
    tied = weights("randn(fan_in, 1)")
    assert len(np.unique(tied, axis=1).T) == 1
    assert len(np.unique(tied[:, 0])) == 3


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("", 1),
        ("   ", 1),
        ("1 +", 4),
        ("1 2", 3),
        ("(1", 3),
        ("1)", 2),
        ("(1]", 3),
        ("foo * 2", 1),
        ("2 * foo", 5),
        ("  2 * foo(1)", 7),
        ("randn", 1),
        ("randn(2, 2, 2)", 1),
        ("randn(fan_out, fan_in)", 7),
        ("randn(fan_in, fan_out + 1)", 15),
        ("randn(100000, 100000)", 7),
        ("eye(10 ** 9)", 5),
        ("randn(layer_dims[0], layer_dims[1])", 7),
        ("layer_dims[2]", 12),
        ("1 + layer_dims", 5),
        ("9 ** 9 ** 9", 1),
        ("1 + 1 / 0", 5),
        ("2 * log(0 - abs(randn()))", 5),
        ("sqrt(1, 2)", 1),
        ("uniform(1)", 1),
        ("uniform(0, randn())", 12),
        ("randn(dtype=1)", 1),
        ("1e999", 1),
        ("9" * 400, 1),
        ("0x10", 2),
        ("1j", 2),
        ("1_000", 2),
        ("'a'", 1),
        ("lambda: 1", 1),
        ("1 if 1 else 2", 3),
        ("None", 1),
        ("__import__('os')", 12),
        ("__import__(1)", 1),
        ("().__class__", 1),
        ("np.__dict__", 1),
        ("np.random.seed(1)", 1),
        ("(1).real", 1),
        ("randn().T", 1),
        ("a = b = 1", 1),
        ("a, b = 1", 1),
        ("W += 1", 1),
        ("W[1] = ", 8),
        ("[1]", 1),
        ("(1, 2)", 1),
        ("randn(*fan_in)", 1),
        ("é", 1),
        ("1 # 2", 3),
        ("1\n2", 2),
        ("(" * 21 + "1" + ")" * 21, 21),
        ("-" * 200 + "1", 151),
        ("1" + "+1" * 100, 151),
        ("orthogonal() + " * 4 + "orthogonal()", 61),
    ],
)
def test_a_refusal_points_at_its_column(expression: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        weights(expression)
    error = caught.value
    assert error.argument == "expression"
    assert error.value == expression
    assert error.column == column
    assert str(error).startswith(f"expression, column {column}: ")


def test_a_text_too_long_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ArgumentError, match="at most 500 characters"):
        resolve("expression", {"expression": "1" * 10_000})


def test_the_check_refuses_what_drawing_would_refuse() -> None:
    for expression in ["foo", "log(randn())", "randn(5, 5)"]:
        spec = resolve("expression", {"expression": expression})
        with pytest.raises(ExpressionError):
            check_network(SHAPES, [spec] * 2, [ZEROS] * 2, activation="tanh", seed=3)


def test_the_error_can_be_rebuilt_from_its_parts_as_between_processes() -> None:
    error = copy.copy(ExpressionError("1 +", 4, "this is no formula"))
    assert (error.value, error.column, error.problem) == ("1 +", 4, "this is no formula")
    assert str(error) == "expression, column 4: this is no formula; the expression is '1 +'"


def evaluate_or_refuse(expression: str) -> None:
    """The law of the fuzz tests: finite weights of the layer's shape, or a pointed refusal."""
    spec = resolve("expression", {"expression": expression})
    layer = LayerContext(0, 2, 3, 4, "tanh", seed=0)
    refusal: ExpressionError | None = None
    drawn: Array = np.empty((0, 0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            drawn = INITIALIZERS["expression"].call(layer, spec.parameters).run(layer)
        except ExpressionError as error:
            refusal = error
    if refusal is None:
        assert drawn.shape == (3, 4)
        assert drawn.dtype == np.float64
        assert np.all(np.isfinite(drawn))
    else:
        assert 1 <= refusal.column <= len(expression) + 1


WORDS = [
    *VARIABLES,
    *FUNCTIONS,
    *MATRICES,
    *("layer_dims[0]", "layer_dims[l]", "layer_dims", "np", "np.random.", "__class__", "W[1] ="),
    *("+", "-", "*", "/", "**", "(", ")", "[", "]", ",", ".", "=", "*(", "size=", "low="),
    *(
        "0",
        "1",
        "2",
        "0.5",
        "1e308",
        "1e-308",
        "9",
        "3",
        "4",
        " ",
        "lambda",
        "for",
        "x:=",
        "'",
        "#",
    ),
    *("\\", "\n", "\0", "é", "１", "𝐱", "if", "0x", "1_", "1j", "...", "@", "~", "->", "{", "f'"),
]


@settings(max_examples=400, deadline=2000)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_no_sequence_of_words_escapes(expression: str) -> None:
    evaluate_or_refuse(expression[:500])


@settings(max_examples=300, deadline=2000)
@given(st.text(max_size=60))
def test_no_text_escapes(expression: str) -> None:
    evaluate_or_refuse(expression)


Compute = Callable[[np.random.Generator], Array]
Written = tuple[str, Compute]
"""A formula beside a function that computes it another way."""

LEAVES: list[Written] = [
    ("1", lambda _rng: np.array(1.0)),
    ("2.5", lambda _rng: np.array(2.5)),
    ("fan_in", lambda _rng: np.array(3.0)),
    ("fan_out", lambda _rng: np.array(4.0)),
    ("pi", lambda _rng: np.array(np.pi)),
    ("randn()", lambda rng: rng.standard_normal((3, 4))),
    ("rand(fan_in, 1)", lambda rng: rng.random((3, 1))),
    ("eye()", lambda _rng: np.eye(3, 4)),
]
BINARY = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power}


def binary(parts: tuple[Written, str, Written]) -> Written:
    (left, first), symbol, (right, second) = parts
    operation = BINARY[symbol]
    return f"({left} {symbol} {right})", lambda rng: operation(first(rng), second(rng))


def unary(parts: tuple[str, Written]) -> Written:
    name, (inner, compute) = parts
    operation = getattr(np, name)
    return f"{name}({inner})", lambda rng: operation(compute(rng))


FORMULAS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(sorted(BINARY)), inner).map(binary),
        st.tuples(st.sampled_from(FUNCTIONS), inner).map(unary),
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=2000)
@given(FORMULAS)
def test_formulas_agree_with_numpy_wherever_they_are_finite(written: Written) -> None:
    expression, compute = written
    try:
        drawn = weights(expression)
    except ExpressionError:
        return
    with np.errstate(all="ignore"):
        expected = compute(np.random.default_rng([3, streams.WEIGHTS, 0]))
    np.testing.assert_array_equal(drawn, np.broadcast_to(expected, (3, 4)))


def test_the_default_formula_is_he_initialization() -> None:
    spec = resolve("expression", {})
    layer = LayerContext(0, 1, 200, 300, "relu", seed=0)
    drawn = INITIALIZERS["expression"].call(layer, spec.parameters).run(layer)
    assert drawn.std() == pytest.approx(sqrt(2 / 200), rel=5 / sqrt(2 * 60_000))
