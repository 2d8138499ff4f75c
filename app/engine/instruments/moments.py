"""Moments and histograms of many groups of numbers in a few calls.

A group is a stretch of one flat array. Each group's numbers are added up by themselves, in one
order, so its results do not depend on the groups beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Scalar = TypeVar("Scalar", bound=np.generic)

CHUNK_NUMBERS = 2**16
"""Float64; how many numbers are taken at once (512 KiB, so that what is made of them stays in the
cache), unless one group alone holds more."""

_SMALL, _LARGE = 1e-140, 1e140
"""Between these, squares lose no digit: the smallest float64 with all digits is 2.2e-308, the
largest 1.8e308."""
_DOWNWARDS = 1e-6
"""Bins; more than rounding can shift a number among at most thousands of bins."""


def chunks(sizes: Sequence[int]) -> Iterator[slice]:
    """Cut groups of ``sizes`` into stretches of at most ``CHUNK_NUMBERS``, one group at least."""
    first, held = 0, 0
    for index, size in enumerate(sizes):
        if held and held + size > CHUNK_NUMBERS:
            yield slice(first, index)
            first, held = index, 0
        held += size
    yield slice(first, len(sizes))


@dataclass(frozen=True, slots=True)
class Groups:
    """Where each group begins in a flat array, and how long it is; none is empty."""

    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, sizes: Sequence[int] | NDArray[np.int64]) -> "Groups":
        """Groups of ``sizes``, one after another."""
        lengths = np.array(sizes, dtype=np.int64)
        return cls(np.cumsum(lengths) - lengths, lengths)

    def spread_out(self, per_group: NDArray[Scalar]) -> NDArray[Scalar]:
        """Repeat one number a group for each of the group's numbers.

        A lone group's number is left to be broadcast.
        """
        return per_group if len(per_group) == 1 else np.repeat(per_group, self.sizes)


def means_and_stds(flat: Array, groups: Groups) -> tuple[Array, Array]:
    """Return mean and standard deviation (divided by the number) of each group.

    Very small or large deviations are scaled before they are squared, so that those of a vanished
    signal do not underflow, nor those of a huge one overflow; equal numbers have the deviation 0
    exactly.
    """
    low = np.minimum.reduceat(flat, groups.starts)
    high = np.maximum.reduceat(flat, groups.starts)
    mean = np.add.reduceat(flat, groups.starts) / groups.sizes
    largest = np.maximum(high - mean, mean - low)
    equal = low == high
    if equal.any():
        mean[equal], largest[equal] = low[equal], 0.0
    deviations = flat - groups.spread_out(mean)
    scale = np.where((largest > _SMALL) & (largest < _LARGE) | (largest == 0.0), 1.0, largest)
    if (scale != 1.0).any():
        deviations /= groups.spread_out(scale)
    np.multiply(deviations, deviations, out=deviations)
    variance = np.add.reduceat(deviations, groups.starts) / groups.sizes
    return mean, scale * np.sqrt(variance)


class FixedHistogram:
    """Counts each group between edges of its own that are laid down beforehand.

    ``ranges`` (groups, 2) holds the lowest and the highest edge of each group.
    """

    def __init__(self, groups: Groups, ranges: Array, bins: int) -> None:
        low, high = ranges[:, 0], ranges[:, 1]
        self.edges: Array = np.linspace(low, high, bins + 1, axis=1)
        self._bins = bins
        scale = bins / (high - low)
        self._scale = groups.spread_out(scale)
        self._shift = groups.spread_out(1.0 - low * scale - _DOWNWARDS)
        # Bin 0 is below the range, bin ``bins + 1`` above it; the last bin in the range is closed.
        limits = np.full((len(low), bins + 3), np.inf)
        limits[:, 0] = -np.inf
        limits[:, 1:-1] = self.edges
        limits[:, -2] = np.nextafter(high, np.inf)
        self._limits = limits.ravel()
        order = np.arange(len(low))
        self._next = groups.spread_out(order * (bins + 3) + 1)
        self._row = groups.spread_out(order * (bins + 2))

    def counts(self, flat: Array) -> NDArray[np.int64]:
        """Return (groups, bins + 2): below the range, in each bin, above the range."""
        place = flat * self._scale
        place += self._shift
        # fmax takes the other one where one is NaN, which then counts as below the range.
        np.fmax(place, 0.0, out=place)
        np.minimum(place, self._bins + 1.0, out=place)
        index = place.astype(np.intp)
        # Shifted downwards, the place of a number at or next to a bin's left edge is one too low.
        index += flat >= self._limits.take(index + self._next)
        index += self._row
        width = self._bins + 2
        total = len(self.edges) * width
        return np.bincount(index, minlength=total).reshape(-1, width)
