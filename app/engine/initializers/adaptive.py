"""Initializers that look at more than the layer's size: at the data, or at the activation."""

from collections.abc import Callable
from functools import cache
from math import sqrt

import numpy as np

from app.engine.errors import ArgumentError
from app.engine.initializers import law, recipes, sources
from app.engine.initializers.entry import Array, Call, Initializer, LayerContext, Values
from app.engine.initializers.gaussian import gaussian_expectation
from app.engine.initializers.law import Law
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.dense_layer import DenseLayer
from app.engine.parameters import Parameter, integer, number

TOLERANCE = Parameter(
    "tolerance",
    "number",
    0.1,
    minimum=0.0,
    maximum=1.0,
    exclusive_minimum=True,
    step=0.01,
    description="How far from 1 the variance of the layer's pre-activations may be.",
)
MAX_TRIES = Parameter(
    "max_tries",
    "integer",
    10,
    minimum=1,
    maximum=100,
    step=1,
    description="Most rescalings; the first one suffices, as the layer is linear in its weights.",
)
SIGMA_B = Parameter(
    "sigma_b",
    "number",
    0.0,
    minimum=0.0,
    maximum=3.0,
    step=0.05,
    description="Standard deviation of the biases; choose the normal bias with this std as well.",
)

SMALLEST_Q = 1e-12
LARGEST_Q = 1e6
"""Range of variances of pre-activations searched for the fixed point."""

SMALLEST_SLOPE_AT = 1e-300
"""So near 0 that every slope is that at 0."""

BISECTIONS = 200
"""Enough to halve the range down to the spacing of floats."""


def _lsuv(layer: LayerContext, values: Values) -> Call:
    """Orthogonal, with the gain that the data ask for."""
    if layer.inputs is None:
        raise ValueError("lsuv needs the inputs of its layer")
    dense = DenseLayer(layer.fan_in, layer.fan_out, len(layer.inputs))
    dense.set(Call(recipes.orthogonal, {"gain": 1.0}).run(layer), np.zeros(layer.fan_out))
    gain = _unit_variance_gain(
        dense.forward(layer.inputs.T), number(values, "tolerance"), integer(values, "max_tries")
    )
    return Call(recipes.orthogonal, {"gain": gain})


def _unit_variance_gain(pre_activation: Array, tolerance: float, max_tries: int) -> float:
    gain = 1.0
    for _ in range(max_tries):
        variance = float(np.var(gain * pre_activation))
        # Inputs that are all 0 or all alike cannot be scaled to any variance.
        if abs(variance - 1.0) <= tolerance or variance == 0.0:
            break
        gain /= sqrt(variance)
    return gain


def _edge(layer: LayerContext, values: Values) -> Call:
    return Call(recipes.normal, {"std": _edge_std(layer, values)})


def _edge_law(layer: LayerContext, values: Values) -> Law:
    return law.normal(0.0, _edge_std(layer, values))


def _edge_std(layer: LayerContext, values: Values) -> float:
    sigma_w = critical_sigma_w(layer.activation, number(values, "sigma_b"))
    return sigma_w / sqrt(layer.fan_in)


def _check_edge(layer: LayerContext, values: Values) -> None:
    critical_sigma_w(layer.activation, number(values, "sigma_b"))


@cache
def critical_sigma_w(activation: str, sigma_b: float) -> float:
    """The sigma_w that puts a wide net of this activation on the edge of chaos.

    At the fixed point q = sigma_w^2 E[f(sqrt(q) z)^2] + sigma_b^2 of the variance of
    pre-activations, chi_1 = sigma_w^2 E[f'(sqrt(q) z)^2] is 1: differences between two inputs
    neither grow nor shrink. Where chi_1 does not depend on q (linear, ReLU, leaky ReLU) it is 1
    for one sigma_w whatever sigma_b; with biases no fixed point exists there. Raises ArgumentError
    for an activation that has no such point. Source: Schoenholz et al. (2016), sections 2 and 3.
    """
    function = ACTIVATIONS[activation]

    def sigma_w_squared(q: float) -> float:
        return 1.0 / gaussian_expectation(lambda z: np.square(function.slope(sqrt(q) * z)))

    def missing_bias(q: float) -> float:
        signal = gaussian_expectation(lambda z: np.square(function(sqrt(q) * z)))
        return q - sigma_w_squared(q) * signal - sigma_b**2

    if function.at_zero == 0.0 and sigma_b == 0.0:
        # The fixed point is q = 0, where only the slopes on both sides of 0 count.
        slopes = function.slope(np.array([-SMALLEST_SLOPE_AT, SMALLEST_SLOPE_AT]))
        return 1.0 / sqrt(float(np.mean(np.square(slopes))))
    if abs(missing_bias(1.0) + sigma_b**2) < 1e-12:
        return sqrt(sigma_w_squared(1.0))
    root = _largest_root(missing_bias)
    if root is None:
        raise ArgumentError(
            "activation", activation, "with edge_of_chaos, an activation that has such an edge"
        )
    return sqrt(sigma_w_squared(root))


def _largest_root(function: Callable[[float], float]) -> float | None:
    """Where an eventually increasing function crosses 0 last, or None where it stays below."""
    grid = np.geomspace(SMALLEST_Q, LARGEST_Q, 73)
    below = [index for index, q in enumerate(grid) if function(float(q)) < 0.0]
    if not below or below[-1] == grid.size - 1:
        return None
    low, high = float(grid[below[-1]]), float(grid[below[-1] + 1])
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        if function(middle) < 0.0:
            low = middle
        else:
            high = middle
    return high


ENTRIES = (
    Initializer(
        name="lsuv",
        label="LSUV",
        aliases=("layer-sequential unit-variance",),
        group="adaptive",
        formula="W = Q / std(x Q), Q orthogonal, x the layer's inputs on the training data",
        reason=(
            "Measured, not assumed: each layer's weights are scaled until its pre-activations have "
            "variance 1 on the training data, within the tolerance."
        ),
        parameters=(TOLERANCE, MAX_TRIES),
        call=_lsuv,
        law=lambda _layer, _values: None,
        breaks_symmetry="yes",
        suits=tuple(ACTIVATIONS),
        citation=sources.MISHKIN,
        needs_data=True,
        scales="orthogonal",
    ),
    Initializer(
        name="edge_of_chaos",
        label="Edge of chaos",
        aliases=("mean field", "critical initialization"),
        group="adaptive",
        independent=True,
        formula="w ~ N(0, sigma_w^2 / fan_in), sigma_w such that chi_1 = 1",
        reason=(
            "With this sigma_w, which depends on the activation, signals and gradients reach "
            "deepest."
        ),
        parameters=(SIGMA_B,),
        call=_edge,
        law=_edge_law,
        check=_check_edge,
        breaks_symmetry="yes",
        suits=tuple(entry.name for entry in ACTIVATIONS.values() if entry.stable_edge),
        citation=sources.SCHOENHOLZ,
    ),
)
