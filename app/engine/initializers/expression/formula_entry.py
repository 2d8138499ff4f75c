"""The catalogue's entry for formulas."""

import numpy as np

from app.engine.initializers import options, recipes
from app.engine.initializers.entry import Array, Call, Initializer, LayerContext, Values
from app.engine.initializers.expression.evaluate import evaluate, numpy_code
from app.engine.initializers.expression.parser import parse
from app.engine.initializers.expression.tokens import MAX_LENGTH
from app.engine.parameters import Parameter, text

EXAMPLE = "randn(fan_in, fan_out) * sqrt(2 / fan_in)"

TEXT = Parameter(
    "expression",
    "text",
    EXAMPLE,
    maximum=MAX_LENGTH,
    description=(
        "Numbers, + - * / **, brackets; randn, rand, uniform, zeros, ones, eye and orthogonal of a "
        "shape; sqrt, exp, log, abs; fan_in, fan_out, layer (from 1), depth, gain, pi. A shape "
        "written with layer_dims is taken as (fan_out, fan_in), and the result transposed."
    ),
)


def variables(layer: LayerContext, values: Values) -> dict[str, float]:
    """What the names of a formula stand for in this layer."""
    return {
        "fan_in": float(layer.fan_in),
        "fan_out": float(layer.fan_out),
        "layer": float(layer.layer_index + 1),
        "depth": float(layer.depth),
        "gain": options.total_gain(layer, values),
        "pi": np.pi,
    }


def _call(layer: LayerContext, values: Values) -> Call:
    formula = parse(text(values, "expression"))
    names = variables(layer, values)

    def recipe(rng: np.random.Generator, _shape: tuple[int, ...]) -> Array:
        return evaluate(formula, rng, names)

    return Call(
        recipe,
        {},
        code=lambda: numpy_code(formula, names),
        uses=(recipes.uniform, recipes.orthogonal),
    )


def _check(layer: LayerContext, values: Values) -> None:
    # Whether log or a division gives a finite number shows only when it is computed.
    _call(layer, values).run(layer)


EXPRESSION = Initializer(
    name="expression",
    label="Type your own",
    group="given",
    formula="W = expression",
    reason="Your own formula, measured like the others.",
    parameters=(TEXT, options.gain(), options.activation_gain("torch")),
    call=_call,
    law=lambda _layer, _values: None,
    check=_check,
    check_draws=True,
    breaks_symmetry="depends",
)
