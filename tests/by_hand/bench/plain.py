"""The training loop anyone would write with NumPy, to measure the engine against.

Sample-major arrays, one network, no padding, no preallocation: what a careful tutorial shows.
Binary cross-entropy on one sigmoid output or cross-entropy on softmax; hidden layers tanh; SGD.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class PlainNetwork:
    """A dense tanh network trained by minibatch SGD."""

    def __init__(self, widths: Sequence[int], seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.weights = [
            rng.normal(size=(fan_in, fan_out)) * np.sqrt(2 / (fan_in + fan_out))
            for fan_in, fan_out in pairwise(widths)
        ]
        self.biases = [np.zeros(fan_out) for fan_out in widths[1:]]

    def step(self, inputs: Array, targets: Array, learning_rate: float) -> None:
        """One update; ``inputs`` (samples, features), ``targets`` (samples, outputs)."""
        activations = [inputs]
        for weights, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            activations.append(np.tanh(activations[-1] @ weights + bias))
        z = activations[-1] @ self.weights[-1] + self.biases[-1]
        if z.shape[1] == 1:
            outputs = 1 / (1 + np.exp(-z))
        else:
            exps = np.exp(z - z.max(axis=1, keepdims=True))
            outputs = exps / exps.sum(axis=1, keepdims=True)
        delta = (outputs - targets) / len(inputs)
        for index in reversed(range(len(self.weights))):
            weight_grad = activations[index].T @ delta
            bias_grad = delta.sum(axis=0)
            if index:
                delta = (delta @ self.weights[index].T) * (1 - activations[index] ** 2)
            self.weights[index] -= learning_rate * weight_grad
            self.biases[index] -= learning_rate * bias_grad

    def epoch(
        self, inputs: Array, targets: Array, batch_size: int, rng: np.random.Generator
    ) -> None:
        """One pass over the shuffled data."""
        order = rng.permutation(len(inputs))
        for start in range(0, len(inputs), batch_size):
            batch = order[start : start + batch_size]
            self.step(inputs[batch], targets[batch], 0.1)
