"""Moments and histograms of many arrays in a few calls.

They are groups of one flat array. Each group's numbers are added up by themselves, in one order,
so its results do not depend on the groups beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.records.readings import FixedHistogram, Spread

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


def chunks(sizes: Sequence[int]) -> Iterator[slice]:
    """Cut ``sizes`` into stretches that sum to at most ``CHUNK_NUMBERS``, one of them at least."""
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
    def of(cls, sizes: Sequence[int]) -> "Groups":
        """Groups of ``sizes``, one after another."""
        lengths = np.array(sizes, dtype=np.int64)
        return cls(np.cumsum(lengths) - lengths, lengths)


def means_and_stds(flat: Array, groups: Groups) -> tuple[Array, Array]:
    """Return mean and standard deviation (divided by the number) of each group.

    Very small or large deviations are scaled before they are squared, so that those of a vanished
    signal do not underflow, nor those of a huge one overflow; equal numbers have the deviation 0
    exactly.
    """
    starts, sizes = groups.starts, groups.sizes
    low, high = np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)
    mean = np.add.reduceat(flat, starts) / sizes
    equal = low == high
    if equal.any():
        mean[equal] = low[equal]
    largest = np.maximum(high - mean, mean - low)
    deviations = flat - np.repeat(mean, sizes)
    if largest.min() > _SMALL and largest.max() < _LARGE:
        np.multiply(deviations, deviations, out=deviations)
        return mean, np.sqrt(np.add.reduceat(deviations, starts) / sizes)
    usual = (largest > _SMALL) & (largest < _LARGE) | equal
    scale = np.where(usual, 1.0, largest)
    deviations /= np.repeat(scale, sizes)
    np.multiply(deviations, deviations, out=deviations)
    return mean, scale * np.sqrt(np.add.reduceat(deviations, starts) / sizes)


class MomentMeter:
    """Means and standard deviations of many arrays of known sizes, none of them empty."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._chunks = [(part, Groups.of(sizes[part])) for part in chunks(sizes)]

    def read(self, arrays: Sequence[Array]) -> tuple[list[float], list[float]]:
        """Return the mean and the standard deviation of each array."""
        means: list[float] = []
        stds: list[float] = []
        for part, groups in self._chunks:
            mean, std = means_and_stds(np.concatenate(list(arrays[part]), axis=None), groups)
            means += mean.tolist()
            stds += std.tolist()
        return means, stds


class SpreadMeter:
    """Moments and histograms of many arrays of known sizes, each with a range of its own.

    ``ranges`` holds the lowest and the highest edge of each.
    """

    def __init__(
        self, sizes: Sequence[int], ranges: Sequence[tuple[float, float]], bins: int
    ) -> None:
        # Arrays of one size lie side by side, to be sorted together.
        self._places = sorted(range(len(sizes)), key=sizes.__getitem__)
        ordered = [sizes[place] for place in self._places]
        self._chunks = [(part, Groups.of(ordered[part])) for part in chunks(ordered)]
        low, high = np.array([ranges[place] for place in self._places]).T
        self._edges: Array = np.linspace(low, high, bins + 1).T.copy()
        # Counting up to a limit leaves it out; the last bin holds its right edge.
        self._limits = self._edges.copy()
        self._limits[:, -1] = np.nextafter(high, np.inf)

    def read(self, arrays: Sequence[Array]) -> list[Spread]:
        """Return the spread of each array; NaN counts as above its range."""
        spreads: dict[int, Spread] = {}
        for part, groups in self._chunks:
            places = self._places[part]
            flat = np.concatenate([arrays[place] for place in places], axis=None)
            _sort(flat, groups)
            mean, std = means_and_stds(flat, groups)
            ends = groups.starts + groups.sizes
            rows = zip(groups.starts.tolist(), ends.tolist(), self._limits[part], strict=True)
            under = np.array([flat[start:end].searchsorted(limits) for start, end, limits in rows])
            histograms = map(
                FixedHistogram,
                self._edges[part],
                np.diff(under, axis=1),
                under[:, 0].tolist(),
                (groups.sizes - under[:, -1]).tolist(),
            )
            made = map(Spread, mean.tolist(), std.tolist(), histograms)
            spreads.update(zip(places, made, strict=True))
        return [spreads[place] for place in range(len(arrays))]


def _sort(flat: Array, groups: Groups) -> None:
    """Sort each group, those of one size that lie side by side in one call."""
    ends = [*np.flatnonzero(np.diff(groups.sizes)) + 1, len(groups.sizes)]
    first = 0
    for end in ends:
        size = int(groups.sizes[first])
        start = int(groups.starts[first])
        flat[start : start + (end - first) * size].reshape(-1, size).sort(axis=1)
        first = end
