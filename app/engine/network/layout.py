"""Where the numbers of several networks of one shape lie in memory.

The runs of an experiment share their shapes, so each quantity is one array with the run axis in
front, all parameters lie in one flat vector, layer after layer and in a layer run after run, and
the bias is the last column of the weight matrix: one product, one update, one copy serve all runs.
Each run is still multiplied by itself, so its numbers are the same alone or in company.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.engine.network.architecture import DENSE_CHAIN, Architecture
from app.engine.network.layers import LayerLayout, padded

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layout:
    """All weight layers of ``runs`` networks in one flat vector of ``size`` float64."""

    runs: int
    widths: tuple[int, ...]
    layers: tuple[LayerLayout, ...]
    size: int
    architecture: Architecture

    @classmethod
    def of(
        cls, widths: Sequence[int], runs: int, architecture: Architecture = DENSE_CHAIN
    ) -> "Layout":
        """Lay out networks of ``widths`` (inputs, hidden layers..., outputs)."""
        layers: list[LayerLayout] = []
        start, incoming = 0, widths[0]
        last = len(widths) - 2
        for index, (fan_in, fan_out) in enumerate(pairwise(widths)):
            # A single output has no neuron beside it that it could be a clone of; but one row would
            # make a vector of it, for which BLAS has kernels that depend on the strides.
            rows = 2 if index == last and fan_out == 1 else padded(fan_out)
            layers.append(LayerLayout(index, fan_in, fan_out, rows, incoming + 1, start))
            start += runs * rows * (incoming + 1)
            incoming = rows
        return cls(runs, tuple(widths), tuple(layers), start, architecture)

    def view(self, flat: Array, layer: LayerLayout) -> Array:
        """Return a layer of ``flat`` as (runs, rows, columns), sharing its memory."""
        stop = layer.start + self.runs * layer.rows * layer.columns
        return flat[layer.start : stop].reshape(self.runs, layer.rows, layer.columns)

    def views(self, flat: Array) -> tuple[Array, ...]:
        """Return all layers of ``flat``, each (runs, rows, columns), sharing its memory."""
        return tuple(self.view(flat, layer) for layer in self.layers)

    def weights(self, flat: Array, layer: LayerLayout, run: int) -> Array:
        """Return the weights of a layer of a run, (fan_in, fan_out), sharing its memory."""
        return self.view(flat, layer)[run, : layer.fan_out, : layer.fan_in].T

    def bias(self, flat: Array, layer: LayerLayout, run: int) -> Array:
        """Return the bias of a layer of a run, (fan_out,), sharing its memory."""
        return self.view(flat, layer)[run, : layer.fan_out, -1]

    def segments(self, first: int, last: int) -> tuple[slice, ...]:
        """Return the parts of a flat vector that hold the runs ``first`` to ``last - 1``."""
        if (first, last) == (0, self.runs):
            return (slice(0, self.size),)
        return tuple(
            slice(
                layer.start + first * layer.rows * layer.columns,
                layer.start + last * layer.rows * layer.columns,
            )
            for layer in self.layers
        )

    def fill(self, per_run: Sequence[float], *, bias: bool) -> Array:
        """Return a flat vector with one value a run at every real parameter and 0 at padding.

        With ``bias`` false the biases are 0 too.
        """
        flat = np.zeros(self.size)
        for run, value in enumerate(per_run):
            self.fill_run(flat, run, value, bias=bias)
        return flat

    def fill_run(self, flat: Array, run: int, value: float, *, bias: bool) -> None:
        """Write one value at every real weight of a run and, with ``bias``, at every bias."""
        for layer in self.layers:
            self.weights(flat, layer, run)[...] = value
            if bias:
                self.bias(flat, layer, run)[...] = value

    def select(self, flat: Array, runs: Sequence[int]) -> Array:
        """Return a copy of ``flat`` with the given runs only, laid out as for their number."""
        return np.concatenate([view[list(runs)].ravel() for view in self.views(flat)])
