"""Where the numbers of several networks of one shape lie in memory.

The runs of an experiment share their shapes, so each quantity is one array with the run axis in
front, all parameters lie in one flat vector, layer after layer and in a layer run after run, and
the bias is the last column of the weight matrix: one product, one update, one copy serve all runs.
Each run is still multiplied by itself, so its numbers are the same alone or in company.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.engine.network.architecture import DENSE_CHAIN, Architecture
from app.engine.network.extras import Extra, ExtraLayout
from app.engine.network.layers import LayerLayout, padded

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layout:
    """All parameters of ``runs`` networks in one flat vector of ``size`` float64.

    First the weight layers, then what the architecture has besides them.
    """

    runs: int
    widths: tuple[int, ...]
    layers: tuple[LayerLayout, ...]
    extras: tuple[ExtraLayout, ...]
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
        extras: list[ExtraLayout] = []
        for extra in architecture.extras(widths):
            extras.append(ExtraLayout(extra, padded(extra.size), start))
            start += runs * padded(extra.size)
        return cls(runs, tuple(widths), tuple(layers), tuple(extras), start, architecture)

    def of_runs(self, runs: int) -> "Layout":
        """Return the layout of another number of the same networks."""
        return Layout.of(self.widths, runs, self.architecture)

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

    def extra_view(self, flat: Array, one: ExtraLayout) -> Array:
        """Return an extra of ``flat`` as (runs, its numbers), sharing its memory."""
        return self._rows(flat, one)[:, : one.extra.size]

    def touching(self, flat: Array, layer_index: int) -> list[Array]:
        """Return what stands for a layer's neurons, each (runs, neurons, numbers), sharing memory.

        Incoming weights with the bias behind them, gains and shifts, outgoing weights: all that
        can tell two neurons apart.
        """
        kin = self.architecture.kin(self.widths, layer_index)
        neurons = self.layers[layer_index].fan_out
        incoming = [self.view(flat, self.layers[index])[:, :neurons] for index in kin.rows]
        outgoing = [
            self.view(flat, self.layers[index])[:, :, :neurons].transpose(0, 2, 1)
            for index in kin.columns
        ]
        return [*incoming, *self._of_neurons(flat, kin.extras), *outgoing]

    def making(self, flat: Array, layer_index: int) -> list[Array]:
        """Return what makes what a layer's neurons put out of what comes in, in the same form."""
        incoming = self.view(flat, self.layers[layer_index])
        shaping = self.architecture.shaping(self.widths, layer_index)
        neurons = self.layers[layer_index].fan_out
        return [incoming[:, :neurons], *self._of_neurons(flat, shaping)]

    def _of_neurons(self, flat: Array, extras: Sequence[Extra]) -> list[Array]:
        return [
            self.extra_view(flat, one)[:, :, None] for one in self.extras if one.extra in extras
        ]

    def segments(self, first: int, last: int) -> tuple[slice, ...]:
        """Return the parts of a flat vector that hold the runs ``first`` to ``last - 1``."""
        if (first, last) == (0, self.runs):
            return (slice(0, self.size),)
        sizes = [(layer.start, layer.rows * layer.columns) for layer in self.layers]
        sizes += [(one.start, one.rows) for one in self.extras]
        return tuple(slice(start + first * size, start + last * size) for start, size in sizes)

    def fill(self, per_run: Sequence[float], *, bias: bool) -> Array:
        """Return a flat vector with one value a run at every real weight and 0 at padding.

        With ``bias`` false the biases are 0 too; what is no weight or bias is 0.
        """
        flat = np.zeros(self.size)
        for run, value in enumerate(per_run):
            self.fill_run(flat, run, [value] * len(self.layers), bias=bias)
        return flat

    def fill_run(self, flat: Array, run: int, values: Sequence[float], *, bias: bool) -> None:
        """Write a value a layer at every real weight of a run and, with ``bias``, every bias."""
        for layer, value in zip(self.layers, values, strict=True):
            self.weights(flat, layer, run)[...] = value
            if bias:
                self.bias(flat, layer, run)[...] = value

    def fill_extras(self, flat: Array, run: int, value_of: Callable[[Extra], float]) -> None:
        """Write at every extra of a run its value."""
        for one in self.extras:
            self.extra_view(flat, one)[run] = value_of(one.extra)

    def select(self, flat: Array, runs: Sequence[int]) -> Array:
        """Return a copy of ``flat`` with the given runs only, laid out as for their number."""
        views = [*self.views(flat), *(self._rows(flat, one) for one in self.extras)]
        return np.concatenate([view[list(runs)].ravel() for view in views])

    def _rows(self, flat: Array, one: ExtraLayout) -> Array:
        return flat[one.start : one.start + self.runs * one.rows].reshape(self.runs, one.rows)
