"""What a tensor is beside its entries' law: orthogonal, mirrored, of equal columns, diagonal.

Which laws are so is seen from a small draw by their own entries.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from app.engine.errors import ArgumentError
from app.engine.identify.bits import PRECISION
from app.engine.identify.summary import Side, Summary
from app.engine.identify.tensor_summary import summarize, tensor_of
from app.engine.initializers import INITIALIZERS, LayerContext
from app.engine.initializers.network import resolve

PROXY: Final = (36, 48)
"""Sides of the small draws, the smaller and the larger, where both are large: more than SAMPLED, so
that what an odd side leaves over is sampled in neither or in both."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Facts about a tensor's inputs and neurons; None where it is too small to tell."""

    orthogonal_inputs: bool | None
    orthogonal_neurons: bool | None
    mirrored_inputs: bool
    mirrored_neurons: bool
    equal_neurons: bool
    diagonal: bool

    def allows(self, other: "Structure") -> bool:
        """Whether a tensor of this structure may be one of the other."""
        for name in self.__slots__:
            mine, its = getattr(self, name), getattr(other, name)
            if mine is not None and its is not None and mine != its:
                return False
        return True


def sides(summary: Summary, layout: str) -> tuple[Side | None, Side | None]:
    """Give the inputs' side and the neurons' side."""
    pair = (summary.rows, summary.columns)
    return pair if layout == "in_out" else pair[::-1]


def structure_of(summary: Summary, layout: str) -> Structure:
    """Read a structure from a summary."""
    inputs, neurons = sides(summary, layout)
    rows, columns = summary.row_count, summary.finite // summary.row_count
    counts = (rows, columns) if layout == "in_out" else (columns, rows)
    nonzero = summary.finite - summary.zeros
    return Structure(
        orthogonal_inputs=_orthogonal(inputs, counts[1], summary.dtype),
        orthogonal_neurons=_orthogonal(neurons, counts[0], summary.dtype),
        mirrored_inputs=_mirrored(inputs, counts[0]),
        mirrored_neurons=_mirrored(neurons, counts[1]),
        equal_neurons=neurons is not None and neurons.distinct == 1 and summary.std > 0.0,
        diagonal=summary.diagonal == nonzero == min(rows, columns) > 0 and min(counts) > 1,
    )


def _orthogonal(side: Side | None, length: int, dtype: str) -> bool | None:
    if side is None or side.cosine_square is None:
        return None
    return side.cosine_square * length < max(1e-10, (16.0 * PRECISION[dtype]) ** 2)


def _mirrored(side: Side | None, count: int) -> bool:
    return side is not None and side.opposite >= min(count, 32) // 2 and side.parallel == 0


def promised(name: str, layer: LayerContext) -> Structure | None:
    """Give the structure of an entry's draws for a layer; None where it needs more than a layer."""
    fan_in, fan_out = layer.fan_in, layer.fan_out
    if min(fan_in, fan_out) > max(PROXY):
        small, large = PROXY
        sizes = (large, large) if fan_in == fan_out else (small, large)
        sizes = sizes if fan_in < fan_out else sizes[::-1]
        # What is mirrored leaves one over where a side is odd.
        fan_in, fan_out = sizes[0] + fan_in % 2, sizes[1] + fan_out % 2
    else:
        most = max(PROXY) + 2
        fan_in, fan_out = (side if side <= most else most + side % 2 for side in (fan_in, fan_out))
    return _drawn(name, fan_in, fan_out, (layer.layer_index, layer.depth), layer.activation)


@lru_cache(maxsize=4096)
def _drawn(
    name: str, fan_in: int, fan_out: int, place: tuple[int, int], activation: str
) -> Structure | None:
    inputs = np.random.default_rng(0).standard_normal((8, fan_in))
    layer = LayerContext(*place, fan_in, fan_out, activation, seed=0, inputs=inputs)
    entry = INITIALIZERS[name]
    try:
        drawn = entry.call(layer, resolve(name, {}).parameters).run(layer)
    except (ArgumentError, ValueError):
        return None
    return structure_of(summarize(tensor_of(name, drawn), "in_out"), "in_out")
