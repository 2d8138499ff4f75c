"""Numbers and layers in the sentences of a verdict."""

from collections.abc import Sequence
from math import isfinite

from app.engine.instruments.state import State


def number(value: float) -> str:
    """Return three digits of a number, as people write them."""
    return f"{value:.3g}" if isfinite(value) else "more than 1e308"


def percent(share: float) -> str:
    """Return a share as whole percent, never rounded to 0 or 100 when it is not."""
    whole = round(100 * share)
    if share > 0.0 and whole == 0:
        return "less than 1 %"
    if share < 1.0 and whole == 100:
        return "more than 99 %"
    return f"{whole} %"


def layer_name(layer_index: int) -> str:
    """Return how people count layers: from 1."""
    return f"layer {layer_index + 1}"


def layer_names(indices: Sequence[int]) -> str:
    """Return several layers, ascending, in words."""
    if len(indices) == 1:
        return layer_name(indices[0])
    *some, last = (str(index + 1) for index in indices)
    return f"layers {', '.join(some)} and {last}"


def layer_names_of(indices: Sequence[int], count: int) -> str:
    """Return several of ``count`` layers, ascending, in words; the last is the output layer."""
    hidden = [index for index in indices if index < count - 1]
    names = [layer_names(hidden)] if hidden else []
    return " and ".join(names + ["the output layer"] * (count - 1 in indices))


def zero_gradient(state: State, moves: Sequence[bool]) -> str:
    """Say which factor makes the corrections of the first layers exactly 0.

    delta = (weights of the next layer x its delta) x slope, with a branch's multiplier where one
    ends, and the gradient of a weight is the
    activation that comes in x the delta that comes back. ``moves`` tells which layers' weights
    get a correction.
    """
    last = len(state.hidden)
    without = [index for index, layer in enumerate(state.hidden) if layer.no_delta]
    # The delta of the layer after this one is not 0, so the factor is found here.
    here = max(without)
    layer = state.hidden[here]
    factors = []
    if layer.no_reading:
        factors.append(f"the weights of {layer_names_of(layer.readers, last + 1)} are all 0")
    if layer.no_multiplier:
        factors.append(f"the multiplier of the branch that {layer_name(here)} ends is 0")
    if layer.no_slope:
        factors.append(f"the slope of {state.config.activation} in {layer_name(here)} is 0")
    cause = " and ".join(factors) or f"the products of the factors in {layer_name(here)} are 0"
    sentence = f"No correction at all reaches {layer_names(without)}: {cause}."
    moving = [index for index, moves_ in enumerate(moves) if moves_]
    if moving:
        return f"{sentence} Only the weights of {layer_names_of(moving, last + 1)} learn."
    if state.no_signal:
        return (
            f"{sentence} The weights of the output layer get none either, since all activations "
            "that come in are 0; only its bias learns."
        )
    return sentence
