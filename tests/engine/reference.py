"""The same training written a second time, as plainly as possible, to compare with.

Sample by sample and formula by formula; shares nothing with the engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import erf, exp, log, pi, sqrt, tanh

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Layers = list[tuple[Array, Array]]


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def _gelu(z: float) -> float:
    return 0.5 * z * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z**3)))


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "tanh": tanh,
    "relu": lambda z: z if z > 0 else 0.0,
    "sigmoid": _sigmoid,
    "linear": lambda z: z,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else exp(z) - 1,
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * (exp(z) - 1)),
    "gelu": _gelu,
    "silu": lambda z: z * _sigmoid(z),
    "softplus": lambda z: log(1 + exp(-abs(z))) + max(z, 0.0),
    "softsign": lambda z: z / (1 + abs(z)),
}


def gelu_exact(z: float) -> float:
    """GELU by its definition, z Phi(z), which the tanh form approximates within 0.0005."""
    return z * 0.5 * (1 + erf(z / sqrt(2)))


def _gelu_slope(z: float) -> float:
    inner = sqrt(2 / pi) * (z + 0.044715 * z**3)
    inner_slope = sqrt(2 / pi) * (1 + 3 * 0.044715 * z**2)
    return 0.5 * (1 + tanh(inner)) + 0.5 * z * inner_slope * (1 - tanh(inner) ** 2)


SLOPES: dict[str, Callable[[float], float]] = {
    "tanh": lambda z: 1 - tanh(z) ** 2,
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "sigmoid": lambda z: _sigmoid(z) * _sigmoid(-z),
    "linear": lambda _z: 1.0,
    "leaky_relu": lambda z: 1.0 if z > 0 else 0.01,
    "elu": lambda z: 1.0 if z > 0 else exp(z),
    "selu": lambda z: 1.0507009873554805 * (1.0 if z > 0 else 1.6732632423543772 * exp(z)),
    "gelu": _gelu_slope,
    "silu": lambda z: _sigmoid(z) + z * _sigmoid(z) * _sigmoid(-z),
    "softplus": _sigmoid,
    "softsign": lambda z: 1 / (1 + abs(z)) ** 2,
}
"""The derivatives, each from calculus, not from the function above."""

FLAT: dict[str, Callable[[float], bool]] = {
    "tanh": lambda a: abs(a) > 0.97,
    "sigmoid": lambda a: a < 0.015 or a > 0.985,
    # A slope (1 - |a|)^2 below that of tanh at 0.97, 1 - 0.97^2.
    "softsign": lambda a: (1 - abs(a)) ** 2 < 1 - 0.97**2,
}
"""Of functions that level off on both sides, which values lie on a flat part."""

BOUNDED = {"tanh": 2.0, "softsign": 2.0, "sigmoid": 1.0}
"""Of functions that are bounded on both sides, how far their ends are apart."""

KINKED = {"relu", "leaky_relu", "elu", "selu"}
"""Functions whose first or second derivative jumps, so that differences across 0 are off."""


def slope(activation: str, z: float) -> float:
    """The derivative of an activation."""
    return SLOPES[activation](z)


def forward(layers: Layers, x: Array, activation: str) -> tuple[list[Array], list[Array]]:
    """Pre-activations and activations of one sample, hidden layers and a linear output."""
    pre, act = [], [x]
    for index, (weights, bias) in enumerate(layers):
        z = np.array(
            [
                sum(act[-1][i] * weights[i, j] for i in range(len(weights))) + bias[j]
                for j in range(len(bias))
            ]
        )
        pre.append(z)
        last = index == len(layers) - 1
        act.append(z if last else np.array([FUNCTIONS[activation](float(v)) for v in z]))
    return pre, act


def sample_loss(z: Array, target: Array, form: str) -> float:
    """The loss of one sample from the linear outputs."""
    if form == "binary_cross_entropy":
        p = _sigmoid(float(z[0]))
        return -log(p) if target[0] == 1 else -log(1 - p)
    if form == "cross_entropy":
        exps = [exp(float(v)) for v in z]
        return -log(exps[int(np.argmax(target))] / sum(exps))
    return float(np.mean((z - target) ** 2))


def _output_delta(z: Array, target: Array, form: str) -> Array:
    if form == "binary_cross_entropy":
        return np.array([_sigmoid(float(z[0])) - target[0]])
    if form == "cross_entropy":
        exps = np.exp(z)
        return np.asarray(exps / exps.sum() - target)
    return np.asarray(2 * (z - target) / len(z))


def gradients(layers: Layers, xs: Array, ts: Array, activation: str, form: str) -> Layers:
    """The mean over the samples of the gradient of every weight and bias."""
    total = [(np.zeros_like(w), np.zeros_like(b)) for w, b in layers]
    for x, target in zip(xs, ts, strict=True):
        pre, act = forward(layers, x, activation)
        delta = _output_delta(pre[-1], target, form)
        for index in reversed(range(len(layers))):
            total[index][0][...] += np.outer(act[index], delta) / len(xs)
            total[index][1][...] += delta / len(xs)
            if index:
                back = layers[index][0] @ delta
                slopes = [slope(activation, float(z)) for z in pre[index - 1]]
                delta = back * np.array(slopes)
    return total


def _sgd(g: Array, _m: Array, _v: Array, _t: int) -> Array:
    return g


def _momentum(g: Array, m: Array, _v: Array, _t: int) -> Array:
    m[...] = 0.9 * m + g
    return m


def _adam(g: Array, m: Array, v: Array, t: int) -> Array:
    m[...] = 0.9 * m + 0.1 * g
    v[...] = 0.999 * v + 0.001 * g * g
    corrected: Array = np.sqrt(v / (1 - 0.999**t)) + 1e-8
    return (m / (1 - 0.9**t)) / corrected


STEPS: dict[str, Callable[[Array, Array, Array, int], Array]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "adam": _adam,
}
"""What an optimizer with its usual parameters subtracts, divided by the learning rate, in step
t = 1, 2, ...; ``m`` and ``v`` are its memory, at first 0."""


@dataclass
class Kept:
    """All that training keeps from update to update: parameters, and two numbers of each."""

    layers: Layers
    first: list[list[Array]]
    second: list[list[Array]]
    learning_rate: float


def train(
    layers: Layers,
    xs: Array,
    ts: Array,
    *,
    activation: str,
    form: str,
    optimizer: str,
    learning_rate: float,
    l2: float,
    batches: Sequence[Sequence[int]],
    touch: Callable[[int, Kept], None] | None = None,
) -> Layers:
    """Update by each of ``batches`` (sample indices) in turn.

    ``touch`` may change what is kept, before the first update and after each; it is told how many
    there have been.
    """
    layers = [(w.copy(), b.copy()) for w, b in layers]
    first = [[np.zeros_like(p) for p in layer] for layer in layers]
    second = [[np.zeros_like(p) for p in layer] for layer in layers]
    kept = Kept(layers, first, second, learning_rate)
    if touch is not None:
        touch(0, kept)
    for t, batch in enumerate(batches, start=1):
        grads = gradients(layers, xs[list(batch)], ts[list(batch)], activation, form)
        for index, layer in enumerate(layers):
            for which, (p, gradient) in enumerate(zip(layer, grads[index], strict=True)):
                g = gradient + l2 * p if which == 0 else gradient
                m, v = first[index][which], second[index][which]
                p[...] -= kept.learning_rate * STEPS[optimizer](g, m, v, t)
        if touch is not None:
            touch(t, kept)
    return layers
