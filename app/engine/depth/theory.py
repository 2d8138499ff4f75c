"""Mean-field theory of signals in wide random networks, layer by layer.

In the limit of wide layers the pre-activations of one input are independent normal variables of
mean 0 and of a variance q_l that follows from the layer before:

    q_1 = sw2 |x|^2 / n + sb2,    q_(l+1) = sw2 E[f(sqrt(q_l) z)^2] + sb2,    z ~ N(0, 1).

Source: Poole et al. (2016), "Exponential expressivity in deep neural networks through transient
chaos" (length map, correlation map); Schoenholz et al. (2016), "Deep Information Propagation"
(chi_1, deltas, depth scales); Pennington et al. (2017), "Resurrecting the sigmoid in deep learning
through dynamical isometry" (chi as mean squared singular value). Only the variance of a weight
enters, not the shape of its law. What stands between two places, ``theory_moments`` says.
"""

from collections.abc import Sequence
from math import expm1, log, log1p, sqrt
from typing import Final, Literal

import numpy as np

from app.engine.depth.config import CurveConfig, DepthConfig, Limit, Theory, weight_layers
from app.engine.depth.theory_moments import (
    LARGEST_Q,
    SMALLEST_Q,
    Course,
    DenseCourse,
    Layer,
    Moments,
    course,
)
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, LayerContext
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.architecture import DENSE_CHAIN, Architecture

ASSUMES = (
    "Exact for infinitely wide layers of independent weights with mean 0; in narrow layers "
    "measurements scatter around it, and single seeds drift away with depth."
)

LIMIT_LAYERS = 2_000
"""Layers after which the limit is read off."""

SETTLED = 1e-14
"""Relative change of q in a layer that counts as none."""

STEADY = 0.5
"""Share of the step half way below which steps of q count as dying out."""

CRITICAL = 2e-3
"""How near to 1 chi counts as 1: at their critical points functions approach it like 1 / layers;
after LIMIT_LAYERS tanh has come to 0.9995 and ELU, the slowest here, to 0.9990."""

HUGE: Final = 1e200
"""A variance at which growth in proportion to it is told from growth by a constant."""

PROPORTIONAL: Final = 1e-12
"""Relative growth there that is more than rounding."""


def layer_laws(config: DepthConfig, curve: CurveConfig) -> list[Layer] | str:
    """Give the variances of every weight layer, or why in words the theory does not cover them."""
    layers = []
    count = weight_layers(curve.architecture, config.depth)
    for index in range(count):
        weights, bias = curve.initializers[index], curve.bias_initializers[index]
        place = (count, config.width, config.width, curve.activation, config.seed)
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


def theory(
    config: DepthConfig,
    activation: str,
    layers: Sequence[Layer],
    architecture: Architecture = DENSE_CHAIN,
) -> Theory:
    """Give the mean-field values of every place; inputs and output deltas as in the probe."""
    function = ACTIVATIONS[activation]
    way = course(architecture, function, layers)
    square = config.input_std**2
    places = [way.first(Moments(0.0, square, square * config.cosine)).afresh()]
    chi = []
    for index in range(config.depth):
        following = way.next(index, places[index])
        chi.append(following.slope)
        places.append(following.afresh())
    first, last = places[0], places[config.depth - 1]
    # Cumulative products: forward from the first place, backward from the last.
    forward = np.cumprod([1.0, *chi[:-1]])
    backward = np.cumprod([way.back(last), *chi[-2::-1]])[::-1]
    places = places[: config.depth]
    alike = all(layer == layers[0] for layer in layers)
    return Theory(
        weight_variance=tuple(layer.weight_variance for layer in layers),
        bias_variance=tuple(layer.bias_variance for layer in layers),
        activation_std=tuple(sqrt(way.put_out(place).variance) for place in places),
        second_moment=tuple(place.square for place in places),
        chi=tuple(chi),
        delta_std=tuple(np.sqrt(backward).tolist()),
        cosine=tuple(place.cosine for place in places),
        jacobian_square=tuple(forward.tolist()),
        dead_signal=(
            _dead_signal(function, layers, config.width) if architecture == DENSE_CHAIN else None
        ),
        limit=_limit(way, first) if alike else None,
    )


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


def _limit(way: Course, first: Moments) -> Limit:
    place = first.alone()
    steps: list[float] = []
    for _ in range(LIMIT_LAYERS):
        before = place.variance
        place = way.next(0, place).alone()
        steps.append(place.variance - before)
        if not SMALLEST_Q < place.variance < LARGEST_Q or abs(steps[-1]) <= SETTLED * before:
            break
    vanishes = place.variance <= SMALLEST_Q
    grows = not place.variance < LARGEST_Q or (len(steps) == LIMIT_LAYERS and _keeps_growing(steps))
    # Not at 0 itself: ReLU and its kin have no slope there.
    at = (
        Moments(0.0, SMALLEST_Q)
        if vanishes
        else Moments(0.0, LARGEST_Q)
        if grows
        else place.afresh()
    )
    chi = way.next(0, at).slope
    critical = abs(chi - 1.0) < CRITICAL
    regime: Literal["ordered", "critical", "chaotic", "unbounded"] = (
        "critical" if critical else "ordered" if chi < 1.0 else "unbounded" if grows else "chaotic"
    )
    scale = None if critical else 1.0 / abs(log(chi)) if chi > 0.0 else 0.0
    second_moment = None if grows else 0.0 if vanishes else place.square
    return Limit(second_moment, chi, scale, regime, *_growth(way, steps, grows=grows))


def _growth(
    way: Course, steps: Sequence[float], *, grows: bool
) -> tuple[Literal["bounded", "linear", "exponential"], float | None]:
    """Return how the variance grows, and the factor or what is added.

    In proportion to itself if it does so where it is huge.
    """
    if not grows:
        return "bounded", None
    factor = way.next(0, Moments(0.0, HUGE)).variance / HUGE
    if factor - 1.0 > PROPORTIONAL:
        return "exponential", factor
    return "linear", steps[-1]


def depth_scale(function: Activation, layer: Layer) -> float | None:
    """Give the layers over which deltas change by a factor e, far on; None where chi is 1."""
    start = Moments(0.0, layer.weight_variance + layer.bias_variance)
    return _limit(DenseCourse(function, [layer]), start).depth_scale


def _keeps_growing(steps: Sequence[float]) -> bool:
    """Whether q grows without bound, by its step now and its step half way.

    On the way to a fixed point steps shrink by a factor a layer, or at a critical one like
    1 / layers^2, to a quarter; where q grows for ever, be it only by the bias variance each layer,
    they do not shrink.
    """
    return steps[-1] > STEADY * steps[len(steps) // 2] > 0.0
