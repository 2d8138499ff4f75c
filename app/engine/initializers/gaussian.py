"""Expectations over a standard normal variable, by quadrature."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HALF_EDGES = (0.0, *np.geomspace(1e-4, 1.0, 13), *np.arange(2.0, 14.0))
"""Edges of the panels on each side of 0, in standard deviations.

What lies beyond the last weighs less than 1e-37. 0 is an edge, so that the kink of ReLU and its kin
costs no accuracy; the panels crowd round it to resolve f(1000 z) as well, whose bend is as narrow.
"""

NODES = 24
"""Gauss-Legendre nodes on each panel: exact to rounding for what is smooth there."""


def _rule() -> tuple[Array, Array]:
    """Nodes and weights, the Gaussian density included."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    edges = np.array([-edge for edge in HALF_EDGES[:0:-1]] + list(HALF_EDGES))
    half = (edges[1:] - edges[:-1])[:, np.newaxis] / 2.0
    centre = (edges[1:] + edges[:-1])[:, np.newaxis] / 2.0
    z = (centre + half * nodes).ravel()
    density = np.exp(-z * z / 2.0) / np.sqrt(2.0 * np.pi)
    return z, (half * weights).ravel() * density


_Z, _WEIGHTS = _rule()


def gaussian_expectation(function: Callable[[Array], Array]) -> float:
    """E[function(z)] for z ~ N(0, 1); the function is smooth except at 0 and works on arrays."""
    return float(function(_Z) @ _WEIGHTS)


def gaussian_moments(function: Callable[[Array], Array]) -> tuple[float, float]:
    """E[function(z)] and E[function(z)^2], of a function as above."""
    values = function(_Z)
    return float(values @ _WEIGHTS), float(np.square(values) @ _WEIGHTS)
