"""What an initializer's entries are like over many draws, in layers of several shapes.

One draw says little of a law: another right one gives other numbers, and a wrong one may come close
by chance. Over some hundred thousand entries the law shows, and how sure that is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.errors import ArgumentError, StoppedError
from app.engine.initializers.all_initializers import INITIALIZERS
from app.engine.initializers.entry import LayerContext
from app.engine.initializers.law import Law
from app.engine.initializers.network import resolve

Array = NDArray[np.float64]

ENTRIES: Final = 100_000
"""Entries of each shape: a standard deviation is known to 1 in 450 then."""
LEAST_DRAWS: Final = 40
"""Of each shape, however large: what differs from draw to draw has to show."""
SHOWN_SAMPLES: Final = 64
"""Standard normal inputs shown to an initializer that looks at data."""
SEEDS: Final = 0x10_0000
"""The first draw's seed; other draws follow."""

LAYERS: Final = (
    LayerContext(0, 3, 3, 40, "tanh", SEEDS),
    LayerContext(1, 3, 50, 7, "tanh", SEEDS),
    LayerContext(3, 5, 120, 80, "tanh", SEEDS),
)
"""Layers with few and many inputs, wider and narrower, early and late: where formulas that are
alike in one layer differ."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over draws and its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What many draws of one layer gave.

    ``spread`` estimates the mean square distance of entries from ``centre``. ``below`` and
    ``above`` are the shares of entries, over all draws, that lie below and above each of
    ``points``. ``alike`` is the mean square cosine of two neurons' incoming weights: 1 for neurons
    with one direction, about 1 / fan_in for independent ones. ``repeated`` tells that two draws
    were the same.
    """

    layer: LayerContext
    draws: int
    entries: int
    mean: Estimate
    spread: Estimate
    minimum: float
    maximum: float
    below: tuple[float, ...]
    above: tuple[float, ...]
    alike: float
    fewest_distinct: int
    repeated: bool


def draw_often(
    name: str,
    parameters: Mapping[str, object],
    layer: LayerContext,
    *,
    centre: float,
    points: Sequence[float],
    should_stop: Callable[[], bool],
) -> Drawn:
    """Draw an initializer again and again for one layer; the same arguments give the same result.

    Raises:
        ArgumentError: it cannot be drawn for this layer.
        StoppedError: ``should_stop`` said so.
    """
    entry = INITIALIZERS[name]
    draws = max(LEAST_DRAWS, -(-ENTRIES // (layer.fan_in * layer.fan_out)))
    means, squares, alike = np.empty(draws), np.empty(draws), np.empty(draws)
    below, above = np.zeros(len(points)), np.zeros(len(points))
    least, most, fewest = np.inf, -np.inf, layer.fan_out
    seen: set[bytes] = set()
    for index in range(draws):
        if should_stop():
            raise StoppedError
        one = replace(layer, seed=layer.seed + index)
        if entry.needs_data:
            rng = np.random.default_rng([one.seed, streams.INSPECTION])
            one = replace(one, inputs=rng.standard_normal((SHOWN_SAMPLES, one.fan_in)))
        if index == 0 and entry.check is not None:
            entry.check(one, parameters)
        weights = entry.call(one, parameters).run(one) + 0.0
        means[index] = weights.mean()
        squares[index] = np.mean((weights - centre) ** 2)
        alike[index] = _alikeness(weights)
        least, most = min(least, weights.min()), max(most, weights.max())
        for place, point in enumerate(points):
            below[place] += np.mean(weights < point)
            above[place] += np.mean(weights > point)
        fewest = min(fewest, len({neuron.tobytes() for neuron in weights.T}))
        seen.add(weights.tobytes())
    return Drawn(
        layer=layer,
        draws=draws,
        entries=draws * layer.fan_in * layer.fan_out,
        mean=_estimate(means),
        spread=_estimate(squares),
        minimum=float(least),
        maximum=float(most),
        below=tuple(float(share) for share in below / draws),
        above=tuple(float(share) for share in above / draws),
        alike=float(alike.mean()),
        fewest_distinct=fewest,
        repeated=len(seen) < draws,
    )


def quantiles(law: Law, shares: Sequence[float]) -> tuple[float, ...]:
    """Return the values below which these shares of a continuous law lie.

    By the trapezoidal rule on a grid of 20,001 points over its bounds, or over eight standard
    deviations on either side: right to a ten-thousandth of the standard deviation.

    Raises:
        ValueError: the law has no density.
    """
    if law.density is None or law.atoms:
        raise ValueError("the law is not continuous")
    low = law.mean - 8.0 * law.std if law.minimum is None else law.minimum
    high = law.mean + 8.0 * law.std if law.maximum is None else law.maximum
    x = np.linspace(low, high, 20_001)
    y = law.density(x)
    mass = np.concatenate([[0.0], np.cumsum((y[1:] + y[:-1]) / 2.0 * np.diff(x))])
    return tuple(float(value) for value in np.interp(shares, mass / mass[-1], x))


def _estimate(values: Array) -> Estimate:
    error = values.std(ddof=1) / sqrt(len(values))
    return Estimate(float(values.mean()), float(error))


def _alikeness(weights: Array) -> float:
    """Return the mean square cosine of two columns; 1 where one is all 0."""
    norms = np.linalg.norm(weights, axis=0)
    if not norms.all():
        return 1.0
    cosines = (weights / norms).T @ (weights / norms)
    count = weights.shape[1]
    return float((np.sum(cosines**2) - count) / (count * (count - 1)))


def constant_of(formula: str, layer: LayerContext) -> float:
    """Return the value of a formula without random numbers, such as ``2 / fan_in``, for a layer.

    Raises:
        ArgumentError: it is no formula, or gives more than one value.
    """
    spec = resolve("expression", {"expression": formula})
    entry = INITIALIZERS[spec.name]
    values = {
        float(value)
        for seed in (0, 1)
        for value in entry.call(replace(layer, seed=seed), spec.parameters)
        .run(replace(layer, seed=seed))
        .flat
    }
    if len(values) > 1:
        raise ArgumentError("formula", formula, "a formula that gives one number for a layer")
    return values.pop()
