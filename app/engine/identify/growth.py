"""Signals and gradients at the start of a model, estimated from the moments of its weights.

The mean-field estimate: pre-activations of a layer are normal with mean 0 and the variance
q = fan_in std^2 E[f(z)^2] + bias variance, z being those of the layer before.
Source: Poole et al. (2016); Schoenholz et al. (2017).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log, sqrt
from typing import Annotated

import numpy as np

from app.engine.initializers.gaussian import gaussian_expectation
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS
from app.engine.records.annotations import Example


@dataclass(frozen=True, slots=True)
class ChainLayer:
    """One weight layer of a chain; ``power`` is the mean square of a weight, of its bias too."""

    name: str
    fan_in: int
    neurons: int
    power: float
    bias_power: float


@dataclass(frozen=True, slots=True)
class LayerGrowth:
    """What is expected in one layer."""

    name: Annotated[str, Example("layers.0.weight")]
    """Its weights' name."""
    signal: Annotated[float, Example(0.62)]
    """Root mean square of its pre-activations, for inputs whose numbers have the mean square 1."""
    gradient: Annotated[float, Example(0.87)]
    """Root mean square of the gradient at its pre-activations, those of the last layer being 1."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What is expected of a chain of layers at the start."""

    activation: Annotated[str, Example("relu")]
    """The activation between them."""
    layers: tuple[LayerGrowth, ...]
    """In order, the first one first."""
    signal_factor: Annotated[float, Example(0.7)]
    """By what the signal grows in a layer, on average."""
    gradient_factor: Annotated[float, Example(0.7)]
    """By what the gradient grows in a layer on its way back, on average."""
    classes: Annotated[int | None, Example(10)]
    """Outputs of the last layer, taken for classes; null for a single one."""
    loss: Annotated[float | None, Example(2.41)]
    """Cross-entropy that is expected before the first step; null where there are no classes."""
    chance: Annotated[float | None, Example(2.303)]
    """That of equal probabilities, ln(classes)."""


def growth(chain: Sequence[ChainLayer], activation: str) -> Growth | None:
    """Estimate a chain; None for one that is empty or beyond the floating point numbers."""
    function = ACTIVATIONS[activation]
    power, lengths, slopes = 1.0, [], []
    for layer in chain:
        q = layer.fan_in * layer.power * power + layer.bias_power
        if not isfinite(q) or q > 1e200:
            return None
        lengths.append(q)
        power, slope = _moments(function, q)
        slopes.append(slope)
    if not lengths:
        return None
    gradients = [1.0]
    # Back through the weights of the layer after, and the slope of the layer itself.
    for layer, slope in zip(chain[:0:-1], slopes[-2::-1], strict=True):
        gradients.append(gradients[-1] * layer.neurons * layer.power * slope)
    gradients.reverse()
    steps = max(1, len(chain) - 1)
    last = chain[-1]
    classes = last.neurons if last.neurons > 1 else None
    return Growth(
        activation=activation,
        layers=tuple(
            LayerGrowth(layer.name, sqrt(q), sqrt(g))
            for layer, q, g in zip(chain, lengths, gradients, strict=True)
        ),
        signal_factor=_factor(lengths[0], lengths[-1], steps),
        gradient_factor=_factor(gradients[-1], gradients[0], steps),
        classes=classes,
        loss=None if classes is None else expected_loss(classes, lengths[-1]),
        chance=None if classes is None else log(classes),
    )


def expected_loss(classes: int, variance: float) -> float:
    """Return the cross-entropy of normal logits of a variance, whatever the targets.

    E[log sum exp] of independent logits lies below ln K + variance / 2, which it approaches where
    the variance is small, and near sqrt(2 variance ln K) where it is large.
    """
    small = log(classes) + variance * (1.0 - 1.0 / classes) / 2.0
    return min(small, log(classes) + sqrt(2.0 * variance * log(classes)))


def _moments(function: Activation, q: float) -> tuple[float, float]:
    scale = sqrt(q)
    return (
        gaussian_expectation(lambda z: np.square(function(scale * z))),
        gaussian_expectation(lambda z: np.square(function.slope(scale * z))),
    )


def _factor(first: float, last: float, steps: int) -> float:
    if first <= 0.0 or last <= 0.0:
        return 0.0
    return float((last / first) ** (0.5 / steps))
