"""Splitting points into a train and a test part."""

import numpy as np
from numpy.typing import NDArray


def stratified_split(
    rng: np.random.Generator, strata: NDArray[np.int64], test_fraction: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the train and of the test points, each in random order.

    Each stratum gives the test part its share rounded down or up, such that the whole test part
    has the fraction asked for, and keeps at least one point for training.
    """
    order = rng.permutation(strata.size)
    groups = [order[strata[order] == stratum] for stratum in np.unique(strata)]
    counts = _test_counts([group.size for group in groups], test_fraction)
    test = np.concatenate([group[:count] for group, count in zip(groups, counts, strict=True)])
    train = np.concatenate([group[count:] for group, count in zip(groups, counts, strict=True)])
    return rng.permutation(train), rng.permutation(test)


def size_of_test(samples: int, strata: int, test_fraction: float) -> int:
    """Number of test points that ``stratified_split`` gives for ``strata`` of about equal size."""
    least, larger = divmod(samples, strata)
    sizes = [least + (index < larger) for index in range(strata)]
    return sum(_test_counts(sizes, test_fraction))


def _test_counts(sizes: list[int], test_fraction: float) -> list[int]:
    """Largest remainders: whole shares first, what is missing to the largest fractional parts."""
    shares = [size * test_fraction for size in sizes]
    counts = [int(share) for share in shares]
    missing = round(sum(sizes) * test_fraction) - sum(counts)
    by_remainder = sorted(range(len(sizes)), key=lambda index: counts[index] - shares[index])
    for index in by_remainder[:missing]:
        counts[index] += 1
    return [min(count, size - 1) for count, size in zip(counts, sizes, strict=True)]
