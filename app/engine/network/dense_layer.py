"""One dense layer by itself, for signals through networks that are drawn and not trained."""

import numpy as np
from numpy.typing import NDArray

from app.engine.network.blocks import LayerArrays
from app.engine.network.layers import LayerLayout, padded

Array = NDArray[np.float64]


class DenseLayer:
    """A dense layer for a fixed number of samples, computed as those of networks that train.

    Signals are (neurons, samples), one row a neuron. Neurons with bit-identical weights and bias
    give bit-identical rows, forward and back. The weights are 0 until they are set.
    """

    def __init__(self, fan_in: int, fan_out: int, samples: int) -> None:
        rows, incoming = padded(fan_out), padded(fan_in)
        self._arrays = LayerArrays(
            LayerLayout(0, fan_in, fan_out, rows, incoming + 1, 0),
            weights=np.zeros((1, rows, incoming + 1)),
            pre_activation=np.zeros((1, rows, samples)),
            delta=np.zeros((1, rows, samples)),
        )
        self._entering = np.zeros((1, incoming + 1, samples))
        self._returning = np.zeros((1, incoming, samples))
        self._enter = self._arrays.enter(self._entering)
        self._carry_back = self._arrays.carry_back(self._returning)

    def set(self, weights: Array, bias: Array) -> None:
        """Take over weights (fan_in, fan_out) and a bias (fan_out,)."""
        layout = self._arrays.layout
        rows = self._arrays.weights[0, : layout.fan_out]
        rows[:, : layout.fan_in] = weights.T
        rows[:, -1] = bias

    def forward(self, signals: Array, *, with_bias: bool = True) -> Array:
        """Return x W + b, or x W alone, (fan_out, samples), newly made."""
        layout = self._arrays.layout
        self._entering[0, : layout.fan_in] = signals
        self._entering[0, -1] = float(with_bias)
        self._enter()
        return self._arrays.pre_activation[0, : layout.fan_out].copy()

    def back(self, deltas: Array) -> Array:
        """Return what deltas (fan_out, samples) are over the weights, (fan_in, samples)."""
        layout = self._arrays.layout
        self._arrays.delta[0, : layout.fan_out] = deltas
        self._carry_back()
        return self._returning[0, : layout.fan_in].copy()
