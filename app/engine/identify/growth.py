"""Signals and gradients at the start of a model: measured with its weights, or estimated.

The estimate from the weights' moments is the mean-field one: pre-activations of a layer are normal
with mean 0 and the variance q = fan_in std^2 E[f(z)^2] + bias variance, z being those of the layer
before.
Source: Poole et al. (2016); Schoenholz et al. (2017).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log, sqrt
from typing import Annotated, Final, Literal

import numpy as np

from app.engine.identify.weight_probe import ProbedLayer, probe
from app.engine.initializers.gaussian import gaussian_expectation
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS
from app.engine.records.annotations import Example

LEAST_INNER: Final = 3
"""Layers from which a gradient's growth is looked at apart from the last one."""


@dataclass(frozen=True, slots=True)
class ChainLayer:
    """One weight layer of a chain; ``power`` is the mean square of a weight, of its bias too.

    ``probed`` is where its numbers can be read; None where they cannot.
    """

    name: str
    fan_in: int
    neurons: int
    power: float
    bias_power: float
    probed: ProbedLayer | None = None


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
    source: Annotated[Literal["measured", "estimated"], Example("measured")]
    """measured: with these very weights, by standard normal inputs and gradients that were sent
    through them; estimated: from the weights' moments, the mean-field estimate."""
    layers: tuple[LayerGrowth, ...]
    """In order, the first one first."""
    signal_factor: Annotated[float, Example(0.7)]
    """By what the signal grows in a layer, on average."""
    gradient_factor: Annotated[float, Example(0.7)]
    """By what the gradient grows in a layer on its way back, on average; where there are three
    layers or more, without the step from the last one, whose neurons are few."""
    classes: Annotated[int | None, Example(10)]
    """Outputs of the last layer, taken for classes; null for a single one."""
    loss: Annotated[float | None, Example(2.41)]
    """Cross-entropy that is expected before the first step; null where there are no classes."""
    chance: Annotated[float | None, Example(2.303)]
    """That of equal probabilities, ln(classes)."""


def growth(chain: Sequence[ChainLayer], activation: str) -> Growth | None:
    """Measure a chain whose weights can be read, estimate another.

    None for one that is empty or beyond the floating point numbers.
    """
    if not chain:
        return None
    probed = [layer.probed for layer in chain if layer.probed is not None]
    if len(probed) < len(chain):
        return _estimated(chain, activation)
    found = probe(probed, activation)
    if not all(map(isfinite, (*found.signals, *found.gradients, found.loss))):
        return None
    return _growth(chain, activation, found.signals, found.gradients, found.loss)


def _estimated(chain: Sequence[ChainLayer], activation: str) -> Growth | None:
    function = ACTIVATIONS[activation]
    power, lengths, slopes = 1.0, [], []
    for layer in chain:
        q = layer.fan_in * layer.power * power + layer.bias_power
        if not isfinite(q) or q > 1e200:
            return None
        lengths.append(q)
        power, slope = _moments(function, q)
        slopes.append(slope)
    gradients = [1.0]
    # Back through the weights of the layer after, and the slope of the layer itself.
    for layer, slope in zip(chain[:0:-1], slopes[-2::-1], strict=True):
        gradients.append(gradients[-1] * layer.neurons * layer.power * slope)
    return _growth(chain, activation, lengths, gradients[::-1], None)


def _growth(
    chain: Sequence[ChainLayer],
    activation: str,
    lengths: Sequence[float],
    gradients: Sequence[float],
    loss: float | None,
) -> Growth:
    """Put mean squares together; a loss of None is to be estimated."""
    steps = max(1, len(chain) - 1)
    # The root mean square of the gradient shrinks where fewer neurons send it than receive it.
    last = -1 if len(chain) < LEAST_INNER else -2
    classes = chain[-1].neurons if chain[-1].neurons > 1 else None
    measured = loss is not None
    if loss is None and classes is not None:
        loss = expected_loss(classes, lengths[-1])
    return Growth(
        activation=activation,
        source="measured" if measured else "estimated",
        layers=tuple(
            LayerGrowth(layer.name, sqrt(q), sqrt(g))
            for layer, q, g in zip(chain, lengths, gradients, strict=True)
        ),
        signal_factor=_factor(lengths[0], lengths[-1], steps),
        gradient_factor=_factor(gradients[last], gradients[0], max(1, steps + 1 + last)),
        classes=classes,
        loss=None if classes is None else loss,
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
