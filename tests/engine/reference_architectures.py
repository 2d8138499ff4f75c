"""Networks with normalizations and branches, trained a second time, as the contract words it.

Sample by sample and number by number on a tape; shares nothing with the engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from tests.engine import reference
from tests.engine.tape import Number, differentiate, normalized, number, total

Array = NDArray[np.float64]
Parameters = dict[tuple[str, int], Array]
"""By what it is (weights, bias, norm_gain, norm_shift, branch_multiplier) and its layer."""


@dataclass(frozen=True)
class Net:
    """An architecture as a request words it, and the activation."""

    request: Mapping[str, object]
    layers: int
    activation: str

    @property
    def kind(self) -> str:
        return str(self.request["kind"])

    @property
    def norm(self) -> str:
        return str(self.request.get("normalization", "none"))

    @property
    def block_layers(self) -> int:
        return int(str(self.request["block_layers"]))


class Forward:
    """One sample's way through a network."""

    def __init__(self, net: Net, numbers: Mapping[tuple[str, int], NDArray[np.object_]]) -> None:
        self.net, self.numbers = net, numbers
        self.layer_outputs: list[list[Number]] = []

    def outputs(self, x: Array) -> list[Number]:
        """The linear outputs."""
        h = [number(float(one)) for one in x]
        return self.dense(h) if self.net.kind == "dense" else self.residual(h)

    def dense(self, h: list[Number]) -> list[Number]:
        for index in range(self.net.layers - 1):
            h = self.affine(index, h)
            if self.net.norm == "layer_norm":
                h = self.layer_norm(index, h)
            h = self.note(self.act(h))
        return self.affine(self.net.layers - 1, h)

    def residual(self, x: list[Number]) -> list[Number]:
        h = self.note(self.affine(0, x))
        m, out = self.net.block_layers, self.net.layers - 1
        for first in range(1, out, m):
            u = self.layer_norm(first, h) if self.net.norm == "pre" else h
            for index in range(first, first + m):
                u = self.affine(index, u)
                if index < first + m - 1 or m == 1:
                    u = self.act(u)
                self.note(u)
            a = self.numbers["branch_multiplier", first + m - 1][0]
            h = [one + a * other for one, other in zip(h, u, strict=True)]
            if self.net.norm == "post":
                h = self.layer_norm(first + m - 1, h)
        if self.net.norm == "pre":
            h = self.layer_norm(out, h)
        return self.affine(out, h)

    def affine(self, index: int, h: list[Number]) -> list[Number]:
        weights, bias = self.numbers["weights", index], self.numbers["bias", index]
        return [
            total([*(one * weights[i, j] for i, one in enumerate(h)), bias[j]])
            for j in range(len(bias))
        ]

    def layer_norm(self, index: int, h: list[Number]) -> list[Number]:
        gain, shift = (self.numbers[name, index] for name in ("norm_gain", "norm_shift"))
        return normalized(h, list(gain), list(shift))

    def act(self, h: list[Number]) -> list[Number]:
        function = reference.FUNCTIONS[self.net.activation]
        slope = reference.SLOPES[self.net.activation]
        return [one.through(function, slope) for one in h]

    def note(self, h: list[Number]) -> list[Number]:
        self.layer_outputs.append(h)
        return h


def _sample_loss(z: list[Number], target: Array, form: str) -> Number:
    if form == "binary_cross_entropy":
        sign = 1.0 if target[0] == 1 else -1.0
        return z[0].through(
            lambda v: log(1 + exp(-sign * v)), lambda v: -sign / (1 + exp(sign * v))
        )
    if form == "cross_entropy":
        exps = total([one.through(exp, exp) for one in z])
        return exps.through(log, lambda v: 1 / v) - z[int(np.argmax(target))]
    gaps = [one - float(t) for one, t in zip(z, target, strict=True)]
    return total([gap * gap for gap in gaps]) * (1 / len(z))


def loss_and_gradients(
    net: Net, parameters: Parameters, xs: Array, ts: Array, form: str
) -> tuple[float, Parameters]:
    """The mean loss of samples and its gradient by every parameter."""
    numbers = {key: _numbers(values) for key, values in parameters.items()}
    losses = [
        _sample_loss(Forward(net, numbers).outputs(x), t, form) for x, t in zip(xs, ts, strict=True)
    ]
    loss = total(losses) * (1 / len(losses))
    differentiate(loss)
    return loss.value, {key: _slopes(found) for key, found in numbers.items()}


def outputs(net: Net, parameters: Parameters, x: Array) -> list[float]:
    """The linear outputs for a sample."""
    numbers = {key: _numbers(values) for key, values in parameters.items()}
    return [one.value for one in Forward(net, numbers).outputs(x)]


def layer_outputs(net: Net, parameters: Parameters, x: Array) -> list[list[float]]:
    """What each hidden layer puts out for a sample."""
    passed = Forward(net, {key: _numbers(values) for key, values in parameters.items()})
    passed.outputs(x)
    return [[one.value for one in layer] for layer in passed.layer_outputs]


def train(
    net: Net,
    parameters: Parameters,
    xs: Array,
    ts: Array,
    *,
    form: str,
    optimizer: str,
    learning_rate: float,
    l2: float,
    batches: Sequence[Sequence[int]],
    scale: Sequence[float] | None = None,
    freeze: Sequence[int] = (),
) -> Parameters:
    """Update by each of ``batches`` (sample indices) in turn."""
    parameters = {key: values.copy() for key, values in parameters.items()}
    first = {key: np.zeros_like(values) for key, values in parameters.items()}
    second = {key: np.zeros_like(values) for key, values in parameters.items()}
    for t, batch in enumerate(batches, start=1):
        _, gradients = loss_and_gradients(net, parameters, xs[list(batch)], ts[list(batch)], form)
        for key, values in parameters.items():
            name, layer = key
            rate, g = learning_rate, gradients[key]
            if name == "weights":
                g = g + l2 * values
            if name in ("weights", "bias"):
                rate *= 1.0 if scale is None else scale[layer]
                rate *= layer not in freeze
            if name == "branch_multiplier" and not net.request.get("trainable_multiplier"):
                rate = 0.0
            values[...] -= rate * reference.STEPS[optimizer](g, first[key], second[key], t)
    return parameters


def _numbers(values: Array) -> NDArray[np.object_]:
    made = np.empty(values.shape, dtype=object)
    for place in np.ndindex(values.shape):
        made[place] = Number(float(values[place]))
    return made


def _slopes(numbers: NDArray[np.object_]) -> Array:
    return np.array([one.slope for one in numbers.ravel()]).reshape(numbers.shape)
