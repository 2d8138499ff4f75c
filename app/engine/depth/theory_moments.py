"""What is known of signals at one place of a very wide network, and what each stage makes of it.

Source for a stream: Yang & Schoenholz (2017), "Mean field residual networks: on the edge of chaos",
sections 3 and 4. Normalization divides by the std over the neurons, which in a wide layer is that
of the law.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, isnan, nan, sqrt
from typing import Protocol

import numpy as np

from app.engine.depth.pairs import pair_expectation
from app.engine.initializers.gaussian import gaussian_expectation, gaussian_moments
from app.engine.network.activation import Activation
from app.engine.network.architecture import Architecture, DenseChain, ResidualChain
from app.engine.network.normalization import EPSILON

SMALLEST_Q = 1e-280
LARGEST_Q = 1e280
"""Beyond these a variance is no longer told from 0 or from infinity."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The variances of one layer: fan_in times that of a weight, and that of a bias."""

    weight_variance: float
    bias_variance: float


@dataclass(frozen=True, slots=True)
class Moments:
    """Means over the neurons: of signals, of their squares, of the product for two inputs.

    ``slope`` is the factor that squares of small changes have gained. NaN is what is unknown.
    """

    mean: float
    square: float
    product: float = nan
    slope: float = 1.0

    @property
    def variance(self) -> float:
        """Variance over the neurons."""
        # In this order what is unknown stays so.
        return max(self.square - self.mean * self.mean, 0.0)

    @property
    def cosine(self) -> float:
        """The cosine between two inputs' signals, NaN where it is unknown or they are 0."""
        if isnan(self.product) or not SMALLEST_Q < self.square < inf:
            return nan
        return min(1.0, max(-1.0, self.product / self.square))

    def afresh(self) -> "Moments":
        """Return them with no change counted so far; unknown beyond the largest variance."""
        if not self.square < LARGEST_Q:
            return Moments(nan, nan)
        return Moments(self.mean, self.square, self.product)

    def alone(self) -> "Moments":
        """Return what one input's size alone depends on, the same bound kept."""
        kept = self.afresh()
        return Moments(kept.mean, kept.square, slope=nan)


def carried(before: Moments, layer: Layer) -> Moments:
    """Return what independent weights of mean 0 make of it, x W + b."""
    square = layer.weight_variance * before.square + layer.bias_variance
    product = layer.weight_variance * before.product + layer.bias_variance
    return Moments(0.0, square, product, layer.weight_variance * before.slope)


def activated(before: Moments, function: Activation) -> Moments:
    """Return what the activation makes of normally distributed signals of mean 0."""
    if not isfinite(before.square):
        return Moments(nan, nan, nan, nan)
    scale = sqrt(before.square)
    cosine, slope = before.cosine, before.slope
    if not isnan(slope):
        slope *= gaussian_expectation(lambda z: np.square(function.slope(scale * z)))
    product = nan if isnan(cosine) else pair_expectation(function, scale, cosine)
    return Moments(*gaussian_moments(lambda z: function(scale * z)), product, slope)


def normalized(before: Moments) -> Moments:
    """Return what layer normalization makes of it."""
    divided = before.variance + EPSILON
    product = (before.product - before.mean**2) / divided
    return Moments(0.0, before.variance / divided, product, before.slope / divided)


class Course(Protocol):
    """What theory follows from one place of a kind of network to the next."""

    def first(self, inputs: Moments) -> Moments:
        """Return the moments at the first place."""

    def next(self, index: int, place: Moments) -> Moments:
        """Return those at the place after ``index``; after the last as if it came once more."""

    def put_out(self, place: Moments) -> Moments:
        """Return those of what a place puts out."""

    def back(self, place: Moments) -> float:
        """Return the factor that squared deltas gain from the output layer to the last place."""


@dataclass(frozen=True, slots=True)
class DenseCourse:
    """Layers one after another; a place is a layer's pre-activation before any normalization."""

    function: Activation
    layers: Sequence[Layer]
    is_normalized: bool = False

    def first(self, inputs: Moments) -> Moments:
        """Return the moments of the first layer's pre-activations."""
        return carried(inputs, self.layers[0])

    def next(self, index: int, place: Moments) -> Moments:
        """Return those of the next layer's."""
        return carried(self.put_out(place), self.layers[min(index + 1, len(self.layers) - 1)])

    def put_out(self, place: Moments) -> Moments:
        """Return those of the activations."""
        return activated(normalized(place) if self.is_normalized else place, self.function)

    def back(self, _place: Moments) -> float:
        """Return 1: the last place is the output layer."""
        return 1.0


@dataclass(frozen=True, slots=True)
class ResidualCourse:
    """A stream, to which blocks add their branches; a place is the stream after one of them."""

    function: Activation
    layers: Sequence[Layer]
    chain: ResidualChain

    def first(self, inputs: Moments) -> Moments:
        """Return the moments of what the first layer makes."""
        return carried(inputs, self.layers[0])

    def next(self, index: int, place: Moments) -> Moments:
        """Return those of the stream after the next block."""
        size, multiplier = self.chain.block_layers, self.chain.branch_multiplier
        start = 1 + min(index * size, len(self.layers) - 2 - size)
        passed = normalized(place) if self.chain.normalization == "pre" else place
        for number, layer in enumerate(self.layers[start : start + size], 1):
            passed = carried(passed, layer)
            if number < size or size == 1:
                passed = activated(passed, self.function)
        crossed, square = 2.0 * multiplier * place.mean * passed.mean, multiplier**2
        total = Moments(
            place.mean + multiplier * passed.mean,
            place.square + crossed + square * passed.square,
            place.product + crossed + square * passed.product,
            place.slope + square * passed.slope,
        )
        return normalized(total) if self.chain.normalization == "post" else total

    def put_out(self, place: Moments) -> Moments:
        """Return those of the stream itself."""
        return place

    def back(self, place: Moments) -> float:
        """Return the factor of the output layer, and of the normalization before it."""
        factor = self.layers[-1].weight_variance
        return factor / (place.variance + EPSILON) if self.chain.normalization == "pre" else factor


def course(architecture: Architecture, function: Activation, layers: Sequence[Layer]) -> Course:
    """Return the course of signals through a kind of network with these weight layers."""
    if isinstance(architecture, ResidualChain):
        return ResidualCourse(function, layers, architecture)
    dense = isinstance(architecture, DenseChain) and architecture.normalization == "layer_norm"
    return DenseCourse(function, layers, is_normalized=dense)
