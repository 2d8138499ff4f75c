"""Gains: by what to multiply a standard deviation to make up for an activation function."""

from collections.abc import Mapping
from functools import cache
from math import sqrt

import numpy as np

from app.engine.initializers.gaussian import gaussian_expectation
from app.engine.network.activations import ACTIVATIONS, LEAKY_SLOPE

TORCH_GAINS: Mapping[str, float] = {
    "linear": 1.0,
    "sigmoid": 1.0,
    "tanh": 5.0 / 3.0,
    "relu": sqrt(2.0),
    "leaky_relu": sqrt(2.0 / (1.0 + LEAKY_SLOPE**2)),
    "selu": 3.0 / 4.0,
}
"""The table of ``torch.nn.init.calculate_gain``; it has no other of our activations."""


def torch_gain(activation: str) -> float:
    """PyTorch's recommended gain, and 1 for an activation its table lacks."""
    return TORCH_GAINS.get(activation, 1.0)


@cache
def exact_gain(activation: str) -> float:
    """1 / sqrt(E[f(z)^2]), z ~ N(0, 1): weights of std gain / sqrt(fan_in) keep E[(x W)^2] at 1.

    Computed by quadrature. Source: the condition of He et al. (2015), section 2.2, for any f.
    """
    function = ACTIVATIONS[activation]
    return 1.0 / sqrt(gaussian_expectation(lambda z: np.square(function(z))))


def gain_for(kind: str, activation: str) -> float:
    """The gain of an activation: ``torch``'s, the ``exact`` one, or 1 for ``none``."""
    if kind == "torch":
        return torch_gain(activation)
    if kind == "exact":
        return exact_gain(activation)
    return 1.0
