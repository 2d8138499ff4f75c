"""Mean-field theory over a map: where deltas neither fade nor grow, and how far they reach.

With q the variance of pre-activations that a layer keeps, chi = sw2 E[f'(sqrt(q) z)^2] is 1 and
q = sw2 E[f(sqrt(q) z)^2] + sb2 is kept at

    sw2 = 1 / E[f'(sqrt(q) z)^2],    sb2 = q - sw2 E[f(sqrt(q) z)^2],    z ~ N(0, 1),

so the critical line is found without looking for a fixed point.
Source: Poole et al. (2016), "Exponential expressivity in deep neural networks through transient
chaos"; Schoenholz et al. (2016), "Deep Information Propagation", for the depth 6 xi.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.depth.theory import depth_scale
from app.engine.depth.theory_moments import Layer
from app.engine.initializers.gaussian import gaussian_expectation
from app.engine.maps.records import MapCurve
from app.engine.network.activations import ACTIVATIONS

Array = NDArray[np.float64]

_CRITICAL: Final = "\N{GREEK SMALL LETTER CHI} = 1"
_TRAINABLE: Final = "6 \N{GREEK SMALL LETTER XI}, trainable depth"
#: Depth scales over which a network can still be trained, by Schoenholz et al. (2016), figure 5.
_DEPTH_SCALES: Final = 6.0
#: Variances of pre-activations at which the critical line is computed.
_VARIANCES: Final = np.logspace(-8, 2, 120)


def critical_line(weights: Array, biases: Array, activation: str) -> list[MapCurve]:
    """Give the line chi = 1 through a map, in indices of its cells; none where there is none.

    ``weights`` and ``biases`` hold for each cell (rows, columns) sigma_w, sqrt(fan_in) times the
    std of the hidden layers' weights, and sigma_b, the std of their biases; NaN where theory does
    not cover the cell. There is a point in each row, or
    in each column where weights differ between rows alone, in which chi passes 1.
    """
    known = _critical_weights(activation)
    if known is None:
        return []
    excess = weights - np.interp(biases, *known)
    # Where weights change from cell to cell the line between two is straight.
    if np.array_equal(weights, np.broadcast_to(weights[:, :1], weights.shape), equal_nan=True):
        points = [(x, y) for y, x in _crossings(excess.T)]
    else:
        points = _crossings(excess)
    return [MapCurve(_CRITICAL, tuple(points))] if len(points) > 1 else []


def depth_line(
    weights: Sequence[float], biases: Sequence[float], depths: Sequence[int], activation: str
) -> list[MapCurve]:
    """Give how deep networks may be, for each column, where rows are rising numbers of layers."""
    rows = np.arange(len(depths), dtype=float)
    points = []
    for column, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        if not np.isfinite(weight + bias):
            continue
        reach = depth_scale(ACTIVATIONS[activation], Layer(weight**2, bias**2))
        depth = np.inf if reach is None else _DEPTH_SCALES * reach
        inside = depths[0] <= depth <= depths[-1]
        edge = -0.5 if depth < depths[0] else rows[-1] + 0.5
        row = float(np.interp(depth, depths, rows)) if inside else float(edge)
        points.append((float(column), row))
    return [MapCurve(_TRAINABLE, tuple(points))] if len(points) > 1 else []


@cache
def _critical_weights(activation: str) -> tuple[Array, Array] | None:
    """Return sigma_b, rising, and the critical sigma_w for each; None where it is not one line."""
    function = ACTIVATIONS[activation]
    scales = [float(scale) for scale in np.sqrt(_VARIANCES)]
    slopes = [_mean_square(function.slope, scale) for scale in scales]
    squares = [_mean_square(function, scale) for scale in scales]
    weights = 1.0 / np.array(slopes)
    rest = _VARIANCES - weights * np.array(squares)
    # What is left of a difference of two equal numbers is rounding.
    biases = np.sqrt(np.where(np.abs(rest) < 1e-9 * _VARIANCES, 0.0, rest).clip(min=0.0))
    one_line = np.all(rest > -1e-6 * _VARIANCES) and np.all(np.diff(biases) >= 0.0)
    return (biases, np.sqrt(weights)) if one_line else None


def _mean_square(function: Callable[[Array], Array], scale: float) -> float:
    """E[f(scale z)^2] for z ~ N(0, 1)."""
    return gaussian_expectation(lambda z: np.square(function(scale * z)))


def _crossings(excess: Array) -> list[tuple[float, float]]:
    """Return (column, row) where the sign changes along a row, the rows in order."""
    found = []
    for row, values in enumerate(excess):
        for column in range(len(values) - 1):
            before, after = values[column], values[column + 1]
            if (before < 0.0 <= after) or (after < 0.0 <= before):
                found.append((column + float(before / (before - after)), float(row)))
                break
    return found
