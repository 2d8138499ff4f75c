"""Layer normalization: each sample's neurons are brought to mean 0 and variance 1.

    y = gain (x - mean) / sqrt(variance + 1e-5) + shift

Mean and variance (divided by the number) are those of a layer's neurons for one sample; gain and
shift, one a neuron, are trained. Source: Ba, Kiros & Hinton (2016), "Layer normalization",
arXiv 1607.06450, equations 3 and 4.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.network.extras import ExtraArrays
from app.engine.network.ops import Emit, rows_like
from app.engine.network.sums import over_neurons, over_samples

Array = NDArray[np.float64]

EPSILON: Final = 1e-5
"""Added to the variance: the value that PyTorch uses too."""


class LayerNorm:
    """One normalization in a pass. Arrays given to it are (runs, at least neurons, samples).

    Rows beyond the neurons are padding; they are neither read nor written.
    """

    def __init__(self, gain: ExtraArrays, shift: ExtraArrays) -> None:
        self._gain, self._shift = gain, shift
        self._neurons = gain.values.shape[1]
        self._normal: Array = np.zeros(0)
        self._inverse: Array = np.zeros(0)

    def forward(self, emit: Emit, x: Array, y: Array) -> None:
        """Write y; it may be x itself."""
        x, y = self._real(x), self._real(y)
        mean = np.zeros((1, *x.shape[1:]))
        self._normal, self._inverse, square = (
            np.zeros(x.shape),
            np.zeros(mean.shape),
            np.zeros(x.shape),
        )
        normal, inverse, neurons = self._normal, self._inverse, float(self._neurons)
        emit(over_neurons(x, mean))
        emit(np.divide, mean, neurons, mean)
        emit(np.subtract, x, mean, normal)
        emit(np.multiply, normal, normal, square)
        emit(over_neurons(square, inverse))
        emit(np.divide, inverse, neurons, inverse)
        emit(np.add, inverse, EPSILON, inverse)
        emit(np.sqrt, inverse, inverse)
        emit(np.divide, 1.0, inverse, inverse)
        emit(np.multiply, normal, inverse, normal)
        emit(np.multiply, normal, _column(self._gain.values), y)
        emit(np.add, y, _column(self._shift.values), y)

    def backward(self, emit: Emit, from_y: Array, into_x: Array) -> None:
        """Write the gradients of gain and shift, and dLoss/dx; ``into_x`` may be ``from_y``.

        With d = gain dLoss/dy and n = (x - mean) / sqrt(variance + epsilon):
        dLoss/dx = (d - mean of d - n mean of d n) / sqrt(variance + epsilon).
        """
        from_y, into_x = self._real(from_y), self._real(into_x)
        product, mean = np.zeros(from_y.shape), np.zeros((1, *from_y.shape[1:]))
        along = np.zeros(mean.shape)
        normal, neurons = self._normal, float(self._neurons)
        if self._gain.gradient.size:
            emit(over_samples(from_y, self._shift.gradient.T))
            emit(np.multiply, from_y, normal, product)
            emit(over_samples(product, self._gain.gradient.T))
        emit(np.multiply, from_y, _column(self._gain.values), into_x)
        emit(over_neurons(into_x, mean))
        emit(np.divide, mean, neurons, mean)
        emit(np.multiply, into_x, normal, product)
        emit(over_neurons(product, along))
        emit(np.divide, along, neurons, along)
        emit(np.subtract, into_x, mean, into_x)
        emit(np.multiply, normal, along, product)
        emit(np.subtract, into_x, product, into_x)
        emit(np.multiply, into_x, self._inverse, into_x)

    def move(self, direction: Array) -> Array:
        """Return the change of y that a small change of x makes.

        The mean of the change and its part along the normalized x are taken out.
        """
        moved = rows_like(direction)
        change, into = self._real(direction), self._real(moved)
        mean, along = np.zeros((1, *change.shape[1:])), np.zeros((1, *change.shape[1:]))
        over_neurons(change, mean)()
        over_neurons(change * self._normal, along)()
        centred = change - mean / self._neurons - self._normal * (along / self._neurons)
        into[...] = centred * self._inverse * _column(self._gain.values)
        return moved

    def _real(self, array: Array) -> Array:
        """Return the neurons in the order of memory, (neurons, runs, samples)."""
        return array.transpose(1, 0, 2)[: self._neurons]


def _column(values: Array) -> Array:
    """Return (runs, neurons) so that it stands beside (neurons, runs, samples)."""
    return values.T[:, :, None]
