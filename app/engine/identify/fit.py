"""Whether a law can have made a tensor, by its summary alone."""

from dataclasses import dataclass
from math import inf, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.identify.bits import PRECISION
from app.engine.identify.summary import BINS, Side, Summary
from app.engine.initializers.law import Law

Array = NDArray[np.float64]

REFUSED: Final = 6.0
"""Standard deviations from what a law promises beyond which it is refused: a true law is refused
in one tensor of a hundred million."""

LEAST_EXPECTED: Final = 5.0
"""Entries that a bin should hold for its count to be judged; thinner bins are joined."""

TAIL: Final = 12.0
"""How far unbounded laws are integrated, in std: what lies beyond weighs less than 1e-32."""

PANELS: Final = 96
"""Pieces of a law's range for its moments."""

NODES, WEIGHTS = np.polynomial.legendre.leggauss(6)


@dataclass(frozen=True, slots=True)
class Fit:
    """A law beside a tensor.

    ``likelihood`` is the log-likelihood of its histogram less that of a law that fits it exactly,
    so at most 0. ``refused`` says in words why the law cannot have made it, None where it can.
    """

    likelihood: float
    refused: str | None


def fit(summary: Summary, law: Law, *, independent: bool, copies: int = 1) -> Fit:
    """Compare a law with a tensor: bounds, zeros, mean, std, histogram, and spread over rows.

    ``independent`` tells whether the law draws its entries one by one; ``copies`` how often each of
    them occurs, its negative counted along.
    """
    if law.density is None:
        refused = _discrete(summary, law)
        return Fit(-inf if refused else 0.0, refused)
    kurtosis = shape_of(law)[0] if law.std > 0.0 else 0.0
    count = summary.finite // copies
    refused = _bounds(summary, law, count) or _moments(summary, law, kurtosis, count)
    if refused is None and independent:
        refused = _mean(summary, law) or _spread(summary, law, kurtosis)
    if refused is not None:
        return Fit(-inf, refused)
    return _histogram(summary, law, copies)


def expected_counts(summary: Summary, law: Law) -> tuple[float, ...]:
    """Give how many entries a law expects in each bin; nothing where it has no density."""
    if law.density is None or summary.std == 0.0:
        return ()
    return tuple((_bins(law, summary.edges, 0.0)[0] * summary.finite).tolist())


def likely_std(summary: Summary, law: Law, copies: int) -> bool:
    """Whether a law's std is near enough for a closer look, which takes a thousand times longer."""
    if law.std == 0.0 or summary.std == 0.0:
        return law.std == summary.std
    # A kurtosis of 9 is beyond every law here.
    return (
        abs(log(summary.std / law.std))
        < REFUSED * sqrt(8.0 * copies / (4.0 * summary.finite)) + 1e-2
    )


def _discrete(summary: Summary, law: Law) -> str | None:
    if summary.values is None:
        return "its entries take many values"
    if len(summary.values) != len([1 for _, share in law.atoms if share > 0.0]):
        return "its entries take other values"
    tolerance = 2.0 * PRECISION[summary.dtype]
    for (value, count), (expected, share) in zip(summary.values, law.atoms, strict=True):
        if abs(value - expected) > tolerance * abs(expected):
            return f"it holds {value:.4g} where the law has {expected:.4g}"
        slack = 0.5 + REFUSED * sqrt(max(0.0, summary.finite * share * (1.0 - share)))
        if abs(count - summary.finite * share) > slack:
            return f"{value:.4g} occurs {count} times"
    return None


def _bounds(summary: Summary, law: Law, count: int) -> str | None:
    slack = 4.0 * PRECISION[summary.dtype] * max(abs(summary.minimum), abs(summary.maximum))
    if law.minimum is not None and summary.minimum < law.minimum - slack:
        return f"its least entry is {summary.minimum:.3g}, the law's is {law.minimum:.3g}"
    if law.maximum is not None and summary.maximum > law.maximum + slack:
        return f"its largest entry is {summary.maximum:.3g}, the law's is {law.maximum:.3g}"
    if summary.values is not None and count > 2 * len(summary.values) + 8 and not law.atoms:
        return "its entries take few values"
    zero = sum(share for value, share in law.atoms if value == 0.0)
    expected = summary.finite * zero
    if abs(summary.zeros - expected) > REFUSED * sqrt(expected * (1.0 - zero)) + 4.0:
        return f"{summary.zeros} entries are 0, where the law expects {expected:.0f}"
    return None


def _moments(summary: Summary, law: Law, kurtosis: float, count: int) -> str | None:
    if law.std == 0.0:
        return None
    # In a small tensor the chi-squared tail is longer than the normal one.
    spread = sqrt(max(kurtosis - 1.0, 0.1) / count)
    share = (summary.std**2 + (summary.mean - law.mean) ** 2) / law.std**2
    if not 1.0 / (1.0 + _upper(spread)) < share < 1.0 + _upper(spread):
        return f"its std is {summary.std:.3g}, the law's is {law.std:.3g}"
    return None


def _mean(summary: Summary, law: Law) -> str | None:
    slack = REFUSED * law.std / sqrt(summary.finite) + PRECISION[summary.dtype] * summary.std
    if abs(summary.mean - law.mean) > slack:
        return f"its mean is {summary.mean:.3g}, the law's is {law.mean:.3g}"
    return None


def _upper(spread: float) -> float:
    return REFUSED * spread * (1.0 + REFUSED * spread / 2.0) + 2e-3


def _spread(summary: Summary, law: Law, kurtosis: float) -> str | None:
    """Refuse rows or columns that differ more than those of independent entries do."""
    if law.std == 0.0 or summary.rows is None or summary.columns is None:
        return None
    rows = summary.row_count
    columns = summary.finite // rows
    for noun, side, number, length in (
        ("rows", summary.rows, rows, columns),
        ("columns", summary.columns, columns, rows),
    ):
        if number < 2 or length < 2:
            continue
        means = side.mean_spread * length / law.std**2
        powers = side.power_spread * length / (law.std**4 * max(kurtosis - 1.0, 0.05))
        # The variance of a variance: longer tails where each mean is over few entries.
        loose = sqrt((2.0 + 6.0 * kurtosis / length) / number)
        if means > 1.0 + _upper(loose):
            return f"the means of its {noun} differ too much for independent entries"
        if powers > 1.0 + _upper(sqrt((2.0 + 24.0 * kurtosis**2 / length) / number)):
            return f"the sizes of its {noun} differ too much for independent entries"
        if law.mean == 0.0 and _aligned(side, number, length):
            return f"its {noun} are too much alike for independent entries"
    return None


def _aligned(side: Side, number: int, length: int) -> bool:
    sampled = min(number, 32)
    pairs = sampled * (sampled - 1) // 2
    if side.cosine_square is None or pairs == 0:
        return False
    return side.cosine_square * min(length, 65_536) > 1.0 + _upper(sqrt(2.0 / pairs))


def _histogram(summary: Summary, law: Law, copies: int) -> Fit:
    """Give the multinomial likelihood of the histogram; refuse by the G-test, thin bins joined."""
    count = summary.finite
    edges = summary.edges
    probabilities, slack = _bins(law, edges, PRECISION[summary.dtype])
    observed = np.array(summary.counts, dtype=np.float64)
    if bool(np.any((observed > 0.0) & (probabilities <= 0.0))):
        return Fit(-inf, "it has entries where the law has none")
    some = observed > 0.0
    likelihood = float(
        np.sum(observed[some] * np.log(probabilities[some] * count / observed[some]))
    )
    counts = (observed, probabilities * count, slack * count)
    joined = _joined(*(part / copies for part in counts))
    score = float(np.sum((joined[0] - joined[1]) ** 2 / (joined[1] + joined[2] ** 2)))
    if _too_large(score, joined.shape[1]):
        return Fit(-inf, "its entries are spread otherwise")
    return Fit(min(0.0, likelihood / copies), None)


def _bins(law: Law, edges: Array, precision: float) -> tuple[Array, Array]:
    """The probability of each bin, and what rounding may move over its edges."""
    low = edges[:-1] if law.minimum is None else np.maximum(edges[:-1], law.minimum)
    high = edges[1:] if law.maximum is None else np.minimum(edges[1:], law.maximum)
    half = np.maximum(high - low, 0.0)[:, np.newaxis] / 2.0
    middle = (high + low)[:, np.newaxis] / 2.0
    density = law.density
    if density is None:
        raise TypeError("a law without a density has no bins")
    found = (density(middle + half * NODES) * half) @ WEIGHTS
    # The last entry was rounded, and so may lie beyond its law's bound.
    reach = np.maximum(np.abs(edges[:-1]), np.abs(edges[1:])) * precision
    height = np.maximum(density(low), density(high))
    for value, share in law.atoms:
        place = int(np.searchsorted(edges, np.float64(value), side="right")) - 1
        if 0 <= place <= BINS:
            found[min(place, BINS - 1)] += share
    return found, height * reach * 2.0


def _joined(observed: Array, expected: Array, slack: Array) -> Array:
    """Join neighbouring bins until each expects enough; rows: observed, expected, slack."""
    bins: list[list[float]] = []
    held = [0.0, 0.0, 0.0]
    for terms in zip(observed.tolist(), expected.tolist(), slack.tolist(), strict=True):
        held = [old + new for old, new in zip(held, terms, strict=True)]
        if held[1] >= LEAST_EXPECTED:
            bins.append(held)
            held = [0.0, 0.0, 0.0]
    if bins:
        bins[-1] = [old + new for old, new in zip(bins[-1], held, strict=True)]
    return np.array(bins or [held]).T


def _too_large(score: float, bins: int) -> bool:
    """Whether a chi-squared score is, by the cube root of Wilson and Hilferty (1931)."""
    freedom = max(1, bins - 1)
    rest = 2.0 / (9.0 * freedom)
    return bool(((score / freedom) ** (1.0 / 3.0) - (1.0 - rest)) / sqrt(rest) > REFUSED)


def shape_of(law: Law) -> tuple[float, float]:
    """A law's kurtosis, and its density at its upper bound times its std; 0 where it has none."""
    low = law.mean - TAIL * law.std if law.minimum is None else law.minimum
    high = law.mean + TAIL * law.std if law.maximum is None else law.maximum
    total = sum(share * (value - law.mean) ** 4 for value, share in law.atoms)
    if law.density is None:
        return total / law.std**4, 0.0
    edges = np.linspace(low, high, PANELS + 1)
    half, middle = (high - low) / (2 * PANELS), (edges[:-1] + edges[1:])[:, np.newaxis] / 2.0
    nodes = middle + half * NODES
    total += float(np.sum((law.density(nodes) * (nodes - law.mean) ** 4) @ WEIGHTS) * half)
    edge = 0.0
    if law.maximum is not None:
        edge = float(law.density(np.array([law.maximum * (1 - 1e-12)]))[0]) * law.std
    return total / law.std**4, edge
