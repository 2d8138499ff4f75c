"""Which neurons are bit-identical, and when they come apart."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.engine.network.layout import Layout

Array = NDArray[np.float64]


def clone_classes(incoming: Array) -> tuple[int, ...]:
    """Return for each row the index of the first bit-identical row.

    ``incoming`` is (neurons, numbers), the incoming weights and the bias of each neuron.
    """
    first: dict[bytes, int] = {}
    return tuple(first.setdefault(row.tobytes(), index) for index, row in enumerate(incoming))


def near_classes(rows: Array, tolerance: float) -> tuple[tuple[int, ...], float]:
    """Return for each row the first one that is nearly equal, and the largest difference left.

    ``rows`` is (neurons, numbers). Rows in order; each joins the first representative from which
    none of its numbers differs by more than ``tolerance``, or becomes one itself.
    """
    classes: list[int] = []
    representatives: list[int] = []
    widest = 0.0
    for index, row in enumerate(rows):
        # Most rows differ in their first number already.
        firsts = rows[representatives, 0]
        for at in np.flatnonzero(np.abs(firsts - row[0]) <= tolerance):
            gap = float(np.abs(rows[representatives[at]] - row).max())
            if gap <= tolerance:
                classes.append(representatives[at])
                widest = max(widest, gap)
                break
        else:
            representatives.append(index)
            classes.append(index)
    return tuple(classes), widest


class CloneTracker:
    """Notes the epoch in which clones of a layer first came apart, for every layer of some runs.

    Clones can only come apart; so each class is known by its first neuron, and an epoch costs one
    comparison of the clones with their firsts, and nothing in layers without clones.
    ``runs`` names each run and gives its place in the layout.
    """

    def __init__(self, layout: Layout, parameters: Array, runs: Mapping[int, int]) -> None:
        self._parted: dict[int, list[int | None]] = {
            name: [None] * len(layout.layers) for name in runs
        }
        self._clones: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
        for layer in layout.layers:
            for name, run in runs.items():
                classes = clone_classes(layout.view(parameters, layer)[run, : layer.fan_out])
                copies = [neuron for neuron, first in enumerate(classes) if first != neuron]
                if copies:
                    firsts = [classes[neuron] for neuron in copies]
                    self._clones[name, layer.layer_index] = copies, firsts

    def look(self, epoch: int, layout: Layout, parameters: Array, runs: Mapping[int, int]) -> None:
        """Note which clones came apart in the epoch just trained."""
        for (name, index), (copies, firsts) in list(self._clones.items()):
            if name not in runs:
                continue
            incoming = layout.view(parameters, layout.layers[index])[runs[name]]
            if not np.array_equal(incoming[copies], incoming[firsts]):
                self._parted[name][index] = epoch
                del self._clones[name, index]

    def parted(self, name: int) -> tuple[int | None, ...]:
        """Return for each layer of a run the epoch of the first parting; None before it."""
        return tuple(self._parted[name])
