"""Which neurons are bit-identical, and when they come apart."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.network.layout import Layout
from app.engine.records.readings import CloneHistory, CloneSplit

Array = NDArray[np.float64]


def clone_classes(incoming: Array) -> tuple[int, ...]:
    """Return for each row the index of the first bit-identical row.

    ``incoming`` is (neurons, numbers), the incoming weights and the bias of each neuron.
    """
    first: dict[bytes, int] = {}
    return tuple(first.setdefault(row.tobytes(), index) for index, row in enumerate(incoming))


class CloneTracker:
    """Follows the clones of every layer of some runs, epoch by epoch.

    Clones can only come apart; so each class is known by its first neuron, and an epoch costs one
    comparison of the clones with their firsts, and nothing in layers without clones.
    ``runs`` names each run and gives its place in the layout.
    """

    def __init__(self, layout: Layout, parameters: Array, runs: Mapping[int, int]) -> None:
        self._start = {
            name: [
                clone_classes(layout.view(parameters, layer)[run, : layer.fan_out])
                for layer in layout.layers
            ]
            for name, run in runs.items()
        }
        self._now = {name: list(classes) for name, classes in self._start.items()}
        self._splits: dict[int, list[list[CloneSplit]]] = {
            name: [[] for _ in layout.layers] for name in runs
        }

    def look(self, epoch: int, layout: Layout, parameters: Array, runs: Mapping[int, int]) -> None:
        """Note which clones came apart in the epoch just trained."""
        for layer in layout.layers:
            for name, run in runs.items():
                classes = self._now[name][layer.layer_index]
                copies = [neuron for neuron, first in enumerate(classes) if first != neuron]
                if not copies:
                    continue
                incoming = layout.view(parameters, layer)[run, : layer.fan_out]
                firsts = [classes[neuron] for neuron in copies]
                if np.array_equal(incoming[copies], incoming[firsts]):
                    continue
                refined = _refine(classes, incoming)
                self._now[name][layer.layer_index] = refined
                self._splits[name][layer.layer_index].append(CloneSplit(epoch, refined))

    def history(self, name: int) -> tuple[CloneHistory, ...] | None:
        """Return what was noted of each layer of a run; None of one that is not followed."""
        if name not in self._start:
            return None
        return tuple(
            CloneHistory(index, start, tuple(splits))
            for index, (start, splits) in enumerate(
                zip(self._start[name], self._splits[name], strict=True)
            )
        )


def _refine(classes: Sequence[int], incoming: Array) -> tuple[int, ...]:
    """Return the classes of neurons that were alike and still are."""
    first: dict[tuple[int, bytes], int] = {}
    return tuple(
        first.setdefault((old, row.tobytes()), index)
        for index, (old, row) in enumerate(zip(classes, incoming, strict=True))
    )
