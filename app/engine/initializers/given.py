"""Weights and biases given by the user, number by number."""

import numpy as np

from app.engine.errors import ArgumentError
from app.engine.initializers import recipes
from app.engine.initializers.entry import Array, Call, Initializer, LayerContext, Values
from app.engine.parameters import Parameter

WEIGHTS = Parameter(
    "weights",
    "array",
    (),
    description="A matrix (fan_in, fan_out) for each layer, or the matrix of this layer alone.",
)
VALUES = Parameter(
    "values",
    "array",
    (),
    description="A list of fan_out numbers for each layer, or the list of this layer alone.",
)


def _call(layer: LayerContext, values: Values) -> Call:
    array = given_array(layer, values)
    return Call(recipes.literal, {"values": array.tolist()})


def _check(layer: LayerContext, values: Values) -> None:
    given_array(layer, values)


def given_array(layer: LayerContext, values: Values) -> Array:
    """The layer's array, of shape ``layer.shape``, from the network's list or on its own.

    Raises ArgumentError unless it has this shape, and the list one array for each layer.
    """
    name = "values" if layer.bias else "weights"
    given = values[name]
    if not isinstance(given, (list, tuple, np.ndarray)):
        raise TypeError(f"{name} is no list: {given!r}")
    where = name
    if len(given) and _depth(given) == len(layer.shape) + 1:
        if len(given) != layer.depth:
            raise ArgumentError(name, given, f"{layer.depth} arrays, one for each weight layer")
        given = given[layer.layer_index]
        where = f"{name}[{layer.layer_index}]"
    allowed = f"finite numbers of shape {list(layer.shape)}"
    try:
        array = np.asarray(given)
    except (ValueError, OverflowError):
        raise ArgumentError(where, given, allowed) from None
    if array.shape != layer.shape or array.dtype.kind not in "iuf":
        raise ArgumentError(where, given, allowed)
    if not np.all(np.isfinite(array)):
        raise ArgumentError(where, given, allowed)
    return np.asarray(array, dtype=np.float64)


def _depth(value: object) -> int:
    """How deep lists are nested, by their first items."""
    depth = 0
    while isinstance(value, (list, tuple, np.ndarray)):
        depth += 1
        if not len(value):
            break
        value = value[0]
    return depth


EXPLICIT = Initializer(
    name="explicit",
    label="Explicit",
    group="given",
    formula="W as given",
    reason="Your own numbers, used exactly.",
    parameters=(WEIGHTS,),
    call=_call,
    law=lambda _layer, _values: None,
    check=_check,
    breaks_symmetry="depends",
)
EXPLICIT_BIAS = Initializer(
    name="explicit",
    label="Explicit",
    group="given",
    formula="b as given",
    reason="Your own numbers, used exactly.",
    parameters=(VALUES,),
    call=_call,
    law=lambda _layer, _values: None,
    check=_check,
    breaks_symmetry="depends",
    bias=True,
)

ENTRIES = (EXPLICIT, EXPLICIT_BIAS)
