"""Gains: by what to multiply a standard deviation to make up for an activation function."""

from functools import cache
from math import sqrt

import numpy as np

from app.engine.initializers.gaussian import gaussian_expectation
from app.engine.network.activations import ACTIVATIONS


def torch_gain(activation: str) -> float:
    """PyTorch's recommended gain, and 1 for an activation its table lacks."""
    gain = ACTIVATIONS[activation].torch_gain
    return 1.0 if gain is None else gain


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
