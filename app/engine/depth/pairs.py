"""Expectations over two correlated standard normal variables, by quadrature."""

from collections.abc import Callable
from math import acos, pi

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FARTHEST = 13.0
"""Standard deviations; what lies beyond weighs less than 1e-36."""

RADIUS_EDGES = (0.0, 0.003, 0.03, 0.2, 0.6, *np.arange(1.0, FARTHEST + 1.0))
"""Edges of the radial panels; they crowd at 0 to resolve f(1000 z) as well."""

ANGLE_EDGES = (0.0, 0.0003, 0.003, 0.02, 0.1, 0.3, 0.6, 1.0)
"""Edges of the angular panels from an end of an interval to its middle, as shares of that half."""

NODES = 10
"""Gauss-Legendre nodes on each panel; with them ReLU's closed form comes out to 1e-13."""


def _rule(edges: Array) -> tuple[Array, Array]:
    """Nodes and weights of a composite Gauss-Legendre rule on consecutive panels."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half = (edges[1:] - edges[:-1])[:, np.newaxis] / 2.0
    centre = (edges[1:] + edges[:-1])[:, np.newaxis] / 2.0
    return (centre + half * nodes).ravel(), (half * weights).ravel()


_R, _R_WEIGHTS = _rule(np.array(RADIUS_EDGES))
_R_WEIGHTS = _R_WEIGHTS * _R * np.exp(-_R * _R / 2.0)

_SHARES = np.array([edge / 2.0 for edge in ANGLE_EDGES])
_ANGLE, _ANGLE_WEIGHTS = _rule(np.concatenate([_SHARES, 1.0 - _SHARES[-2::-1]]))


def pair_expectation(function: Callable[[Array], Array], scale: float, cosine: float) -> float:
    """E[f(scale u) f(scale v)] for standard normal u, v of correlation ``cosine``.

    ``function`` works on arrays and is smooth except at 0. In polar coordinates u and v are
    r cos(angle - t/2) and r cos(angle + t/2), cos t = cosine, so that the kinks lie at fixed
    angles, between which each panel sees a smooth function.
    """
    between = acos(min(1.0, max(-1.0, cosine)))
    # By symmetry half of the circle is enough; u and v vanish at the two inner edges.
    edges = np.array([0.0, (pi - between) / 2.0, (pi + between) / 2.0, pi])
    widths = np.diff(edges)[:, np.newaxis]
    angles = (edges[:-1, np.newaxis] + widths * _ANGLE).ravel()
    weights = (widths * _ANGLE_WEIGHTS).ravel() / pi
    first = function(scale * np.outer(np.cos(angles - between / 2.0), _R))
    second = function(scale * np.outer(np.cos(angles + between / 2.0), _R))
    return float(weights @ (first * second) @ _R_WEIGHTS)
