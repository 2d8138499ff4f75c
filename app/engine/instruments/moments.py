"""Moments and histograms of many arrays in a few calls.

Arrays of one size are the rows of one block. Each row is added up by itself, so its results do not
depend on the rows beside it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CHUNK_NUMBERS = 2**16
"""Float64; how many numbers are taken at once (512 KiB, so that what is made of them stays in the
cache), unless one array alone holds more."""
_SMALL, _LARGE = 1e-140, 1e140
"""Between these, squares lose no digit: the smallest float64 with all digits is 2.2e-308, the
largest 1.8e308."""


def blocks(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Give the places of equal sizes together, as many as fit into ``CHUNK_NUMBERS``."""
    by_size: dict[int, list[int]] = {}
    for place, size in enumerate(sizes):
        by_size.setdefault(size, []).append(place)
    for size, places in by_size.items():
        count = max(1, CHUNK_NUMBERS // size)
        yield from (places[start : start + count] for start in range(0, len(places), count))


def stack(arrays: Sequence[Array], places: Sequence[int]) -> Array:
    """Return some of the arrays, all of one size, as the rows of a new block."""
    block = np.empty((len(places), arrays[places[0]].size))
    for row, place in zip(block, places, strict=True):
        row[:] = arrays[place].ravel()
    return block


def means_and_stds(block: Array) -> tuple[Array, Array]:
    """Return mean and standard deviation (divided by the number) of each row.

    Very small or large deviations are scaled before they are squared, so that those of a vanished
    signal do not underflow, nor those of a huge one overflow; equal numbers have the deviation 0
    exactly.
    """
    size = block.shape[1]
    low, high = block.min(axis=1), block.max(axis=1)
    mean = block.sum(axis=1) / size
    equal = low == high
    if equal.any():
        mean[equal] = low[equal]
    largest = np.maximum(high - mean, mean - low)
    deviations = block - mean[:, None]
    if ((largest > _SMALL) & (largest < _LARGE) | equal).all():
        np.square(deviations, out=deviations)
        return mean, np.sqrt(deviations.sum(axis=1) / size)
    largest[equal] = 1.0
    deviations /= largest[:, None]
    np.square(deviations, out=deviations)
    return mean, largest * np.sqrt(deviations.sum(axis=1) / size)


def moments(arrays: Sequence[Array]) -> tuple[list[float], list[float]]:
    """Return means and standard deviations of arrays, none of them empty."""
    means, stds = [0.0] * len(arrays), [0.0] * len(arrays)
    for places in blocks([array.size for array in arrays]):
        mean, std = means_and_stds(stack(arrays, places))
        for place, one, other in zip(places, mean.tolist(), std.tolist(), strict=True):
            means[place], stds[place] = one, other
    return means, stds


class FixedHistogram:
    """Counts each row of a block between edges that are laid down beforehand.

    ``ranges`` (rows, 2) holds the lowest and the highest edge of each row. A bin holds its left
    edge, the last one its right edge too.
    """

    def __init__(self, ranges: Array, bins: int) -> None:
        low, high = ranges[:, 0], ranges[:, 1]
        self.edges: Array = np.linspace(low, high, bins + 1).T.copy()
        self._limits = self.edges.copy()
        self._limits[:, -1] = np.nextafter(high, np.inf)

    def counts(self, block: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (rows, bins) counts and (rows, 2) what lies below and above the range.

        ``block`` is (rows, numbers), each row ascending; NaN comes last and counts as above.
        """
        lower = np.array(
            [row.searchsorted(limits) for row, limits in zip(block, self._limits, strict=True)]
        )
        outside = np.stack([lower[:, 0], block.shape[1] - lower[:, -1]], axis=1)
        return np.diff(lower, axis=1), outside
