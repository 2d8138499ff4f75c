"""The tripwire behind the promise that clones stay clones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.errors import BrokenClonesError
from app.engine.instruments.clones import clone_classes
from app.engine.network.layout import Layout
from app.engine.training.trainer import TrainingState

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Clones:
    """Clones in one layer: neuron ``copies[i]`` of run ``runs[i]`` is like ``firsts[i]``."""

    layer_index: int
    runs: Indices
    copies: Indices
    firsts: Indices


class CloneGuard:
    """Watches the neurons that nothing in a network tells apart.

    Neurons with bit-identical incoming weights, bias, outgoing weights and, where there are some,
    gains and shifts change places without any change of the network, so training by gradients
    cannot tell them apart. If they come apart all the same, the arithmetic is at fault, and nothing
    more may be shown of it. What the optimizer keeps of their weights must be the same too.
    """

    def __init__(self, layout: Layout, state: TrainingState) -> None:
        found = (_find(layout, state, index) for index in range(len(layout.layers) - 1))
        self._clones = [clones for clones in found if len(clones.runs)]

    def select(self, kept: Sequence[int]) -> None:
        """Go on with the runs ``kept``, which from now on have the places 0, 1, ..."""
        place = {run: index for index, run in enumerate(kept)}
        self._clones = [_select(clones, place) for clones in self._clones]

    def check(self, epoch: int, layout: Layout, parameters: Array) -> None:
        """Raise BrokenClonesError if any of the clones have come apart by now."""
        for clones in self._clones:
            numbers = _numbers(layout, parameters, clones.layer_index).view(np.int64)
            copies = numbers[clones.runs, clones.copies]
            same = (copies == numbers[clones.runs, clones.firsts]).all(axis=1)
            if not same.all():
                worst = int(np.argmin(same))
                first, second = int(clones.firsts[worst]), int(clones.copies[worst])
                raise BrokenClonesError(epoch, clones.layer_index, first, second)


def _numbers(layout: Layout, parameters: Array, layer_index: int) -> Array:
    """Return what a flat vector holds of a layer's neurons, (runs, neurons, numbers).

    Of the parameters these are incoming weights, bias, gains, shifts and outgoing weights.
    """
    return np.concatenate(layout.touching(parameters, layer_index), axis=2)


def _find(layout: Layout, state: TrainingState, layer_index: int) -> _Clones:
    flats = (state.parameters, *state.states)
    numbers = np.concatenate([_numbers(layout, flat, layer_index) for flat in flats], axis=2)
    classes = np.array([clone_classes(run) for run in numbers], dtype=np.intp)
    runs, copies = np.nonzero(classes != np.arange(classes.shape[1]))
    return _Clones(layer_index, runs, copies, classes[runs, copies])


def _select(clones: _Clones, place: dict[int, int]) -> _Clones:
    kept = np.isin(clones.runs, list(place))
    runs = np.array([place[run] for run in clones.runs[kept].tolist()], dtype=np.intp)
    return _Clones(clones.layer_index, runs, clones.copies[kept], clones.firsts[kept])
