"""Mean-field theory of signals in wide random networks, layer by layer.

In the limit of wide layers the pre-activations of one input are independent normal variables of
mean 0 and of a variance q_l that follows from the layer before:

    q_1 = sw2 |x|^2 / n + sb2,    q_(l+1) = sw2 E[f(sqrt(q_l) z)^2] + sb2,    z ~ N(0, 1).

Source: Poole et al. (2016), "Exponential expressivity in deep neural networks through transient
chaos" (length map, correlation map); Schoenholz et al. (2016), "Deep Information Propagation"
(chi_1, deltas, depth scales); Pennington et al. (2017), "Resurrecting the sigmoid in deep learning
through dynamical isometry" (chi as mean squared singular value). Only the variance of a weight
enters, not the shape of its law.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1, isfinite, log, log1p, nan, sqrt
from typing import Literal

import numpy as np

from app.engine.depth.config import CurveConfig, DepthConfig, Limit, Theory
from app.engine.depth.pairs import pair_expectation
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, LayerContext
from app.engine.initializers.gaussian import gaussian_expectation
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS

ASSUMES = (
    "Exact for infinitely wide layers of independent weights with mean 0; in narrow layers "
    "measurements scatter around it, and single seeds drift away with depth."
)

SMALLEST_Q = 1e-280
LARGEST_Q = 1e280
"""Beyond these a variance is no longer told from 0 or from infinity."""

LIMIT_LAYERS = 2_000
"""Layers after which the limit is read off."""

SETTLED = 1e-14
"""Relative change of q in a layer that counts as none."""

STEADY = 0.5
"""Share of the step half way below which steps of q count as dying out."""

CRITICAL = 2e-3
"""How near to 1 chi counts as 1: at their critical points functions approach it like 1 / layers;
after LIMIT_LAYERS tanh has come to 0.9995 and ELU, the slowest here, to 0.9990."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The variances of one layer: fan_in times that of a weight, and that of a bias."""

    weight_variance: float
    bias_variance: float


def layer_laws(config: DepthConfig, curve: CurveConfig) -> list[Layer] | str:
    """Give the variances of every layer, or in words why the theory does not cover them."""
    layers = []
    for index in range(config.depth):
        weights, bias = curve.initializers[index], curve.bias_initializers[index]
        place = (config.depth, config.width, config.width, curve.activation, config.seed)
        context = LayerContext(index, *place)
        bias_context = LayerContext(index, *place, bias=True)
        deviations = []
        for entry, layer, values in (
            (INITIALIZERS[weights.name], context, weights.parameters),
            (BIAS_INITIALIZERS[bias.name], bias_context, bias.parameters),
        ):
            law = entry.law(layer, values)
            if law is None or not (entry.independent or law.std == 0.0):
                return f"{entry.label} draws its entries by more than one independent law."
            if law.mean != 0.0:
                return f"{entry.label} has the mean {law.mean:g} here; the theory is for mean 0."
            deviations.append(law.std)
        layers.append(Layer(config.width * (curve.gain * deviations[0]) ** 2, deviations[1] ** 2))
    return layers


def theory(config: DepthConfig, activation: str, layers: Sequence[Layer]) -> Theory:
    """Give the mean-field values of every layer; inputs and output deltas as in the probe."""
    function = ACTIVATIONS[activation]
    lengths = _lengths(function, layers, config.input_std**2)
    moments = [_moments(function, q) for q in lengths]
    following = [*layers[1:], layers[-1]]
    chi = [
        layer.weight_variance * slope
        for layer, (_, _, slope) in zip(following, moments, strict=True)
    ]
    # Cumulative products: forward from the first layer, backward from the last.
    forward = np.cumprod([1.0, *chi[:-1]])
    backward = np.cumprod([1.0, *chi[-2::-1]])[::-1]
    deviations = [sqrt(max(0.0, square - mean * mean)) for mean, square, _ in moments]
    alike = all(layer == layers[0] for layer in layers)
    return Theory(
        weight_variance=tuple(layer.weight_variance for layer in layers),
        bias_variance=tuple(layer.bias_variance for layer in layers),
        activation_std=tuple(deviations),
        second_moment=tuple(lengths),
        chi=tuple(chi),
        delta_std=tuple(np.sqrt(backward).tolist()),
        cosine=tuple(_cosines(function, layers, lengths, config)),
        jacobian_square=tuple(forward.tolist()),
        dead_signal=_dead_signal(function, layers, config.width),
        limit=_limit(function, layers[0], lengths[0]) if alike else None,
    )


def _moments(function: Activation, q: float) -> tuple[float, float, float]:
    """E[f], E[f^2] and E[f'^2] at pre-activations of variance q."""
    if not isfinite(q):
        return nan, nan, nan
    scale = sqrt(q)
    return (
        gaussian_expectation(lambda z: function(scale * z)),
        _square(function, q),
        gaussian_expectation(lambda z: np.square(function.slope(scale * z))),
    )


def _square(function: Activation, q: float) -> float:
    """E[f^2] at pre-activations of variance q."""
    scale = sqrt(q)
    return gaussian_expectation(lambda z: np.square(function(scale * z)))


def _lengths(function: Activation, layers: Sequence[Layer], input_square: float) -> list[float]:
    lengths: list[float] = []
    square = input_square
    for layer in layers:
        q = layer.weight_variance * square + layer.bias_variance
        lengths.append(q if q < LARGEST_Q else nan)
        square = _moments(function, lengths[-1])[1]
    return lengths


def _cosines(
    function: Activation, layers: Sequence[Layer], lengths: Sequence[float], config: DepthConfig
) -> list[float]:
    """The cosine between the pre-activations of two inputs, layer by layer."""
    cosines: list[float] = []
    product = config.input_std**2 * config.cosine
    for layer, q in zip(layers, lengths, strict=True):
        shared = layer.weight_variance * product + layer.bias_variance
        defined = isfinite(q) and q > SMALLEST_Q
        cosine = min(1.0, max(-1.0, shared / q)) if defined else nan
        cosines.append(cosine)
        product = pair_expectation(function, sqrt(q), cosine) if defined else nan
    return cosines


def _dead_signal(
    function: Activation, layers: Sequence[Layer], width: int
) -> tuple[float, ...] | None:
    """The probability that one input's signal has died by each layer, exact at any width.

    Without biases a ReLU is off with probability 1/2 whatever comes in, as the law of its weights
    is symmetric; once all of a layer are off, all after it are. By Lu et al. (2019), "Dying ReLU
    and Initialization", it tends to 1 with depth; for many inputs it bounds the probability that a
    network is dead for all of them.
    """
    plain = all(layer.bias_variance == 0.0 and layer.weight_variance > 0.0 for layer in layers)
    if not function.dies or not plain:
        return None
    # 1 - (1 - 2^-width)^layer, without losing what is far below 1.
    alive = log1p(-(0.5**width))
    return tuple(-expm1((index + 1) * alive) for index in range(len(layers)))


def _limit(function: Activation, layer: Layer, q: float) -> Limit:
    steps: list[float] = []
    for _ in range(LIMIT_LAYERS):
        before = q
        q = layer.weight_variance * _square(function, q) + layer.bias_variance
        steps.append(q - before)
        if not SMALLEST_Q < q < LARGEST_Q or abs(q - before) <= SETTLED * q:
            break
    vanishes = q <= SMALLEST_Q
    grows = not q < LARGEST_Q or (len(steps) == LIMIT_LAYERS and _keeps_growing(steps))
    # Not at 0 itself: ReLU and its kin have no slope there.
    at = SMALLEST_Q if vanishes else LARGEST_Q if grows else q
    chi = layer.weight_variance * _moments(function, at)[2]
    critical = abs(chi - 1.0) < CRITICAL
    regime: Literal["ordered", "critical", "chaotic", "unbounded"] = (
        "critical" if critical else "ordered" if chi < 1.0 else "unbounded" if grows else "chaotic"
    )
    scale = None if critical else 1.0 / abs(log(chi)) if chi > 0.0 else 0.0
    return Limit(None if grows else 0.0 if vanishes else q, chi, scale, regime)


def depth_scale(function: Activation, layer: Layer) -> float | None:
    """Give the layers over which deltas change by a factor e, far on; None where chi is 1."""
    return _limit(function, layer, layer.weight_variance + layer.bias_variance).depth_scale


def _keeps_growing(steps: Sequence[float]) -> bool:
    """Whether q grows without bound, by its step now and its step half way.

    On the way to a fixed point steps shrink by a factor a layer, or at a critical one like
    1 / layers^2, to a quarter; where q grows for ever, be it only by the bias variance each layer,
    they do not shrink.
    """
    return steps[-1] > STEADY * steps[len(steps) // 2] > 0.0
