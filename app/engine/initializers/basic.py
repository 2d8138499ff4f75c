"""Initializers that ignore the size of the layer: constants, normal and uniform."""

from app.engine.errors import ArgumentError
from app.engine.initializers import law, options, recipes, sources
from app.engine.initializers.entry import Call, Initializer, LayerContext, Values
from app.engine.initializers.law import Law
from app.engine.parameters import Parameter, number

SMALL_STD = 0.01
"""The usual small random start: np.random.randn(...) * 0.01."""

KERAS_LIMIT = 0.05
"""Half the width of Keras' RandomUniform."""


def _constant(_layer: LayerContext, values: Values) -> Call:
    return Call(recipes.constant, {"value": number(values, "value")})


def _constant_law(_layer: LayerContext, values: Values) -> Law:
    return law.point(number(values, "value"))


def _fixed(value: float) -> Call:
    return Call(recipes.constant, {"value": value})


def _normal(_layer: LayerContext, values: Values) -> Call:
    return Call(recipes.normal, {"mean": number(values, "mean"), "std": number(values, "std")})


def _normal_law(_layer: LayerContext, values: Values) -> Law:
    return law.normal(number(values, "mean"), number(values, "std"))


def _truncated(_layer: LayerContext, values: Values) -> Call:
    return Call(
        recipes.truncated_normal,
        {
            "mean": number(values, "mean"),
            "std": number(values, "std"),
            "cut": number(values, "cut"),
        },
    )


def _truncated_law(_layer: LayerContext, values: Values) -> Law:
    return law.truncated_normal(
        number(values, "mean"), number(values, "std"), number(values, "cut")
    )


def _uniform(_layer: LayerContext, values: Values) -> Call:
    return Call(recipes.uniform, {"low": number(values, "low"), "high": number(values, "high")})


def _uniform_law(_layer: LayerContext, values: Values) -> Law:
    return law.uniform(number(values, "low"), number(values, "high"))


def check_order(_layer: LayerContext, values: Values) -> None:
    """Refuse bounds in the wrong order."""
    if number(values, "low") > number(values, "high"):
        raise ArgumentError("low", values["low"], f"at most high, which is {values['high']}")


def bounds(low: float, high: float) -> tuple[Parameter, Parameter]:
    """The two bounds of a uniform law."""
    return (
        Parameter(
            "low",
            "number",
            low,
            minimum=-options.LARGEST,
            maximum=options.LARGEST,
            step=0.01,
            description="Lower bound.",
        ),
        Parameter(
            "high",
            "number",
            high,
            minimum=-options.LARGEST,
            maximum=options.LARGEST,
            step=0.01,
            description="Upper bound.",
        ),
    )


CUT = Parameter(
    "cut",
    "number",
    2.0,
    minimum=0.1,
    maximum=10.0,
    step=0.1,
    description="Where the law is cut, in standard deviations on either side of the mean.",
)

ZEROS = Initializer(
    name="zeros",
    label="Zeros",
    aliases=("zero",),
    group="constant",
    formula="w = 0",
    reason=(
        "If every layer starts like this, biases too, tanh and ReLU pass no signal and no weight "
        "ever moves: only the output layer's bias learns."
    ),
    call=lambda _layer, _values: _fixed(0.0),
    law=lambda _layer, _values: law.point(0.0),
    breaks_symmetry="no",
)
ONES = Initializer(
    name="ones",
    label="Ones",
    aliases=("one",),
    group="constant",
    formula="w = 1",
    reason=(
        "If every layer starts like this, with equal biases, the neurons of a layer are clones and "
        "stay clones."
    ),
    call=lambda _layer, _values: _fixed(1.0),
    law=lambda _layer, _values: law.point(1.0),
    breaks_symmetry="no",
)
CONSTANT = Initializer(
    name="constant",
    label="Constant",
    group="constant",
    formula="w = value",
    reason=(
        "If every layer starts like this, with equal biases, the weights can learn, but the "
        "neurons of a layer stay clones: it acts as one neuron."
    ),
    parameters=(options.value(0.5),),
    call=_constant,
    law=_constant_law,
    breaks_symmetry="no",
)
NORMAL = Initializer(
    name="normal",
    label="Normal",
    aliases=("Gaussian", "random normal", "small random"),
    group="random",
    independent=True,
    formula="w ~ N(mean, std^2), never truncated",
    reason=(
        "With the default std of 0.01 a shallow net learns, if slowly; in a deep one the signal "
        "dies out on its way."
    ),
    parameters=(options.mean(), options.std(SMALL_STD)),
    call=_normal,
    law=_normal_law,
    breaks_symmetry="yes",
    suits=("tanh", "sigmoid"),
)
UNIFORM = Initializer(
    name="uniform",
    label="Uniform",
    aliases=("random uniform",),
    group="random",
    independent=True,
    formula="w ~ U(low, high)",
    reason=(
        "Breaks the symmetry, but takes no account of the layer's size; the default bounds are "
        "those of Keras."
    ),
    parameters=bounds(-KERAS_LIMIT, KERAS_LIMIT),
    call=_uniform,
    law=_uniform_law,
    check=check_order,
    breaks_symmetry="yes",
    suits=("tanh", "sigmoid"),
    citation=sources.KERAS_INIT,
)
TRUNCATED_NORMAL = Initializer(
    name="truncated_normal",
    label="Truncated normal",
    aliases=("trunc normal",),
    group="random",
    independent=True,
    formula="w ~ N(mean, std^2) given |w - mean| <= cut std",
    reason=(
        "No outliers; a cut at 2 leaves 0.88 of the standard deviation, and nothing makes up for "
        "the rest."
    ),
    parameters=(options.mean(), options.std(SMALL_STD), CUT),
    call=_truncated,
    law=_truncated_law,
    breaks_symmetry="yes",
    suits=("tanh", "sigmoid"),
    citation=sources.JAX_INIT,
)

ENTRIES = (ZEROS, ONES, CONSTANT, NORMAL, UNIFORM, TRUNCATED_NORMAL)
