"""Losses, accuracies and neuron outputs of several networks on fixed data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead
from app.engine.network.ops import Call
from app.engine.network.passes import ActivationGroup, Pass, with_ones
from app.engine.records.events import Figures

Array = NDArray[np.float64]

CHUNK_NUMBERS = 2**17
"""Float64 a run; a chunk of samples is as large as keeps the activations of a run within this
(1 MiB: they stay in the cache of a core). It must not depend on the number of runs, or a run's
numbers would depend on its company."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Consecutive samples of the data and the pass that takes their number."""

    samples: slice
    enter: Call
    buffers: Pass


class Evaluator:
    """Carries fixed inputs through networks whose parameters change in place.

    ``inputs`` is (samples, features) without the ones.
    """

    def __init__(
        self,
        layout: Layout,
        groups: Sequence[ActivationGroup],
        head: OutputHead,
        parameters: Array,
        inputs: Array,
    ) -> None:
        self.layout = layout
        self.head = head
        self._inputs = with_ones(inputs).T[None]
        numbers = sum(layer.rows for layer in layout.layers)
        size = max(1, CHUNK_NUMBERS // numbers)
        passes: dict[int, Pass] = {}
        self._chunks: list[_Chunk] = []
        for start in range(0, len(inputs), size):
            length = min(size, len(inputs) - start)
            if length not in passes:
                passes[length] = Pass(layout, groups, head, parameters, length)
            samples = slice(start, start + length)
            enter = passes[length].enter(self._inputs[:, :, samples])
            self._chunks.append(_Chunk(samples, enter, passes[length]))

    def _passes(self) -> Iterator[_Chunk]:
        """Carry the inputs forward chunk by chunk; a chunk's buffers hold until the next."""
        for chunk in self._chunks:
            chunk.enter()
            chunk.buffers.forward.run()
            yield chunk

    def neuron_outputs(self) -> list[Array]:
        """Return the activations of every layer on the inputs, each (runs, samples, fan_out)."""
        runs, samples = self.layout.runs, self._inputs.shape[2]
        outputs = [np.empty((runs, samples, layer.fan_out)) for layer in self.layout.layers]
        for chunk in self._passes():
            for layer, into in zip(self.layout.layers, outputs, strict=True):
                a = chunk.buffers.activations[layer.layer_index][:, : layer.fan_out]
                into[:, chunk.samples] = a.transpose(0, 2, 1)
        return outputs

    def finite_layers(self) -> NDArray[np.bool_]:
        """Return for every run and layer whether all pre-activations and activations are finite.

        Shape (runs, layers).
        """
        finite = np.ones((self.layout.runs, len(self.layout.layers)), dtype=bool)
        for chunk in self._passes():
            for layer in self.layout.layers:
                index = layer.layer_index
                for array in (chunk.buffers.pre_activations, chunk.buffers.activations):
                    finite[:, index] &= np.isfinite(array[index][:, : layer.fan_out]).all(
                        axis=(1, 2)
                    )
        return finite

    def figures(self, targets: Array, train_samples: int) -> list[Figures]:
        """Return loss and accuracy of every run, on training and test data in one pass.

        ``targets`` are (samples, outputs), see ``app.engine.network.losses.encode_targets``; the
        first ``train_samples`` are those of the training set.
        """
        runs, samples = self.layout.runs, len(targets)
        losses = np.empty((runs, samples))
        right = np.empty((runs, samples), dtype=bool)
        is_right, by_output = self.head.is_right, targets.T[None]
        for chunk in self._passes():
            z = chunk.buffers.pre_activations[-1][:, : self.head.outputs]
            a = chunk.buffers.activations[-1]
            wanted = by_output[:, :, chunk.samples]
            losses[:, chunk.samples] = self.head.sample_losses(z, a, wanted)
            if is_right is not None:
                right[:, chunk.samples] = is_right(a, wanted)
        train, test = slice(0, train_samples), slice(train_samples, samples)
        known = right if is_right is not None else right[:, :0]
        columns = (
            losses[:, train].mean(axis=1).tolist(),
            _means(losses, test),
            _means(known, train),
            _means(known, test),
        )
        return [Figures(*run) for run in zip(*columns, strict=True)]


def _means(values: NDArray[np.generic], part: slice) -> list[float | None]:
    """Return each row's mean over a part; None where there is nothing to take it of."""
    some = values[:, part]
    if some.shape[1] == 0:
        return [None] * len(some)
    return [float(mean) for mean in some.mean(axis=1)]
