"""Histograms of weights, many rows at once."""

import numpy as np
from numpy.typing import NDArray

from app.engine.records.events import Histogram

Array = NDArray[np.float64]


def weight_histograms(weights: Array, bins: int) -> list[Histogram]:
    """Return the histogram of each row of ``weights`` between its own least and largest value.

    The same edges and counts as ``numpy.histogram`` gives for a row, whose edges are at -0.5 and
    +0.5 around the value where all are equal; but where the values lie too close together for
    ``bins`` different edges this gives a result too.
    """
    return histograms_between(weights, weights.min(axis=1), weights.max(axis=1), bins)


def histograms_between(weights: Array, low: Array, high: Array, bins: int) -> list[Histogram]:
    """Return the histogram of each row between ``low`` and ``high``, its least and largest."""
    equal = low == high
    edges = np.linspace(low - 0.5 * equal, high + 0.5 * equal, bins + 1).T.copy()
    histograms = []
    for row, row_edges in zip(weights, edges, strict=True):
        # How many edges are at or below each value: a bin holds its left edge, the last one its
        # right edge too.
        below = row_edges.searchsorted(row, side="right")
        np.minimum(below, bins, out=below)
        counts = np.bincount(below, minlength=bins + 1)[1:]
        histograms.append(Histogram(row_edges, counts))
    return histograms
