"""Distributions in closed form: what an initializer promises of its entries."""

from collections.abc import Callable
from dataclasses import dataclass
from math import erf, exp, gamma, lgamma, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Density = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Law:
    """The distribution of one entry, drawn at random, of the array.

    ``minimum`` and ``maximum`` are None where it is unbounded. ``density`` is that of the
    continuous part, None where there is none; it integrates to 1 less the masses of ``atoms``, the
    values with a positive probability, each with that probability.
    """

    mean: float
    std: float
    minimum: float | None
    maximum: float | None
    density: Density | None = None
    atoms: tuple[tuple[float, float], ...] = ()


def point(value: float) -> Law:
    """All entries are ``value``."""
    return Law(value, 0.0, value, value, atoms=((value, 1.0),))


def normal(mean: float, std: float) -> Law:
    """N(mean, std^2), or a point where std is 0."""
    if std == 0.0:
        return point(mean)

    def density(x: Array) -> Array:
        return np.exp(-(((x - mean) / std) ** 2) / 2.0) / (std * sqrt(2.0 * pi))

    return Law(mean, std, None, None, density)


def uniform(low: float, high: float) -> Law:
    """U(low, high), or a point where both are equal."""
    if low == high:
        return point(low)

    def density(x: Array) -> Array:
        return np.where((x >= low) & (x <= high), 1.0 / (high - low), 0.0)

    return Law((low + high) / 2.0, (high - low) / sqrt(12.0), low, high, density)


def truncated_normal(mean: float, std: float, cut: float) -> Law:
    """N(mean, std^2) given that it lies within ``cut`` times ``std`` of its mean."""
    if std == 0.0:
        return point(mean)
    mass = erf(cut / sqrt(2.0))
    edge = exp(-cut * cut / 2.0) / sqrt(2.0 * pi)
    shrunk = std * sqrt(1.0 - 2.0 * cut * edge / mass)
    whole = normal(mean, std).density

    def density(x: Array) -> Array:
        inside = np.abs(x - mean) <= cut * std
        return np.where(inside, (whole(x) if whole else 0.0) / mass, 0.0)

    return Law(mean, shrunk, mean - cut * std, mean + cut * std, density)


def sphere(size: int, radius: float) -> Law:
    """One coordinate of a point uniform on the sphere of ``radius`` in ``size`` dimensions.

    The law of an entry of a random orthogonal matrix: x / radius has the density proportional to
    (1 - x^2)^((size - 3) / 2) and the variance 1 / size.
    """
    if radius == 0.0:
        return point(0.0)
    if size == 1:
        return atoms(((-radius, 0.5), (radius, 0.5)))
    constant = exp(lgamma(size / 2.0) - lgamma((size - 1) / 2.0)) / (sqrt(pi) * radius)

    def density(x: Array) -> Array:
        inside = np.abs(x) < radius
        square = np.where(inside, 1.0 - (x / radius) ** 2, 1.0)
        return np.where(inside, constant * square ** ((size - 3) / 2.0), 0.0)

    return Law(0.0, radius / sqrt(size), -radius, radius, density)


def beta(a: float, b: float) -> Law:
    """Beta(a, b) on 0 to 1, for a and b of at least 1."""
    constant = gamma(a + b) / (gamma(a) * gamma(b))

    def density(x: Array) -> Array:
        inside = (x >= 0.0) & (x <= 1.0)
        clipped = np.clip(x, 0.0, 1.0)
        body = constant * clipped ** (a - 1.0) * (1.0 - clipped) ** (b - 1.0)
        return np.where(inside, body, 0.0)

    return Law(a / (a + b), sqrt(a * b / (a + b + 1.0)) / (a + b), 0.0, 1.0, density)


def atoms(values: tuple[tuple[float, float], ...]) -> Law:
    """A discrete law of ``(value, probability)`` pairs."""
    return mixture(tuple((probability, point(value)) for value, probability in values))


def mixture(parts: tuple[tuple[float, Law], ...]) -> Law:
    """Each law with its probability; the probabilities add up to 1."""
    parts = tuple((share, law) for share, law in parts if share > 0.0)
    mean = sum(share * law.mean for share, law in parts)
    square = sum(share * (law.std**2 + (law.mean - mean) ** 2) for share, law in parts)
    masses: dict[float, float] = {}
    for share, law in parts:
        for value, probability in law.atoms:
            masses[value] = masses.get(value, 0.0) + share * probability
    lows = [law.minimum for _, law in parts if law.minimum is not None]
    highs = [law.maximum for _, law in parts if law.maximum is not None]
    return Law(
        mean,
        sqrt(square),
        min(lows) if len(lows) == len(parts) else None,
        max(highs) if len(highs) == len(parts) else None,
        _mixed_density(parts),
        tuple(sorted(masses.items())),
    )


def _mixed_density(parts: tuple[tuple[float, Law], ...]) -> Density | None:
    continuous = [(share, law.density) for share, law in parts if law.density is not None]
    if not continuous:
        return None

    def density(x: Array) -> Array:
        total = np.zeros_like(x)
        for share, part in continuous:
            total += share * part(x)
        return total

    return density
