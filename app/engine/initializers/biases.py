"""Initializers of biases that are not those of weights as well."""

from math import sqrt

from app.engine import streams
from app.engine.initializers import law, recipes, sources
from app.engine.initializers.entry import Call, Initializer, LayerContext, Values
from app.engine.initializers.law import Law
from app.engine.initializers.structured import rai_law


def _torch(layer: LayerContext, _values: Values) -> Call:
    limit = 1.0 / sqrt(layer.fan_in)
    return Call(recipes.uniform, {"low": -limit, "high": limit})


def _torch_law(layer: LayerContext, _values: Values) -> Law:
    limit = 1.0 / sqrt(layer.fan_in)
    return law.uniform(-limit, limit)


def _rai(layer: LayerContext, _values: Values) -> Call:
    return Call(recipes.rai_bias, {"fan_in": layer.fan_in}, stream=streams.WEIGHTS)


ENTRIES = (
    Initializer(
        name="torch_linear_default",
        label="PyTorch nn.Linear default",
        group="framework default",
        formula="b ~ U(-l, l), l = 1 / sqrt(fan_in)",
        reason="PyTorch draws biases too, from the law of the weights; the others start at 0.",
        call=_torch,
        law=_torch_law,
        breaks_symmetry="yes",
        citation=sources.TORCH_LINEAR,
        for_weights=False,
        for_bias=True,
    ),
    Initializer(
        name="rai",
        label="Randomized asymmetric (RAI)",
        aliases=("RAI",),
        group="structured",
        formula="b ~ N(0, 0.6007^2 / fan_in), or Beta(2, 1) where the neuron's positive entry fell",
        reason="Drawn together with the rai weights: the bias may hold the positive entry.",
        call=_rai,
        law=rai_law,
        breaks_symmetry="yes",
        suits=("relu",),
        citation=sources.LU,
        for_weights=False,
        for_bias=True,
    ),
)
