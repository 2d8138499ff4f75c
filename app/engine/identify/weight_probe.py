"""Signals sent through a model's own weights: inputs forward, gradients back.

Inputs are standard normal, and so are the gradients at the last layer's pre-activations. Each
matrix is read in slices, once on the way forward and once on the way back, so that none is held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.engine.identify import bits
from app.engine.identify.bits import Array
from app.engine.identify.summary import Layout
from app.engine.identify.tensor_summary import Tensor
from app.engine.network.activations import ACTIVATIONS

SAMPLES: Final = 32
"""Inputs: over some hundred neurons their mean square is known to about one percent."""

MOST_ENTRIES: Final = 2**28
"""Weights up to which signals are sent: some seconds of one core."""

_SLICE: Final = 2**20
_SEED: Final = 17


@dataclass(frozen=True, slots=True)
class ProbedLayer:
    """A dense layer whose numbers can be read; ``bias`` None is 0."""

    weights: Tensor
    layout: Layout
    bias: Tensor | None


@dataclass(frozen=True, slots=True)
class Probed:
    """Mean squares of the pre-activations, and of the gradients there in those of the last layer.

    ``loss`` is the mean cross-entropy of the last pre-activations over all inputs and all classes.
    """

    signals: list[float]
    gradients: list[float]
    loss: float


@np.errstate(all="ignore")
def probe(layers: Sequence[ProbedLayer], activation: str) -> Probed:
    """Send inputs forward and gradients back; where they overflow, numbers are not finite."""
    function = ACTIVATIONS[activation]
    rng = np.random.default_rng(_SEED)
    signal = pre_activation = rng.standard_normal((SAMPLES, _shape(layers[0])[0]))
    signals, slopes = [], []
    for layer in layers:
        pre_activation = _forward(layer, signal)
        signals.append(float(np.mean(np.square(pre_activation))))
        signal, slope = function(pre_activation), function.slope(pre_activation)
        slopes.append(slope)
    delta = rng.standard_normal(pre_activation.shape)
    gradients = [float(np.mean(np.square(delta)))]
    for layer, slope in zip(layers[:0:-1], slopes[-2::-1], strict=True):
        delta = _back(layer, delta) * slope
        gradients.append(float(np.mean(np.square(delta))))
    # The sum over classes less its largest term, so that none overflows.
    top = pre_activation.max(axis=1, keepdims=True)
    spread = np.log(np.exp(pre_activation - top).sum(axis=1)) + top[:, 0]
    loss = float(np.mean(spread - pre_activation.mean(axis=1)))
    return Probed(signals, [power / gradients[0] for power in gradients[::-1]], loss)


def _shape(layer: ProbedLayer) -> tuple[int, int]:
    """fan_in and fan_out."""
    first, last = layer.weights.shape
    return (last, first) if layer.layout == "out_in" else (first, last)


def _slices(tensor: Tensor) -> Iterator[tuple[slice, Array]]:
    """Give rows of the matrix as it lies, and which they are."""
    rows, columns = tensor.shape
    step = max(1, _SLICE // columns)
    for begin in range(0, rows, step):
        end = min(rows, begin + step)
        raw = tensor.read(begin * columns, end * columns)
        yield slice(begin, end), bits.values_of(raw, tensor.dtype).reshape(end - begin, columns)


def _forward(layer: ProbedLayer, signal: Array) -> Array:
    total = np.zeros((len(signal), _shape(layer)[1]))
    for rows, part in _slices(layer.weights):
        if layer.layout == "out_in":
            total[:, rows] = signal @ part.T
        else:
            total += signal[:, rows] @ part
    if layer.bias is not None:
        total += bits.values_of(layer.bias.read(0, layer.bias.size), layer.bias.dtype)
    return total


def _back(layer: ProbedLayer, delta: Array) -> Array:
    total = np.zeros((len(delta), _shape(layer)[0]))
    for rows, part in _slices(layer.weights):
        if layer.layout == "out_in":
            total += delta[:, rows] @ part
        else:
            total[:, rows] = delta @ part.T
    return total
