"""Which neurons of a layer give nearly the same outputs, and how many dimensions they span.

Layers of one width are looked at side by side, in a few calls; each layer's numbers are its own,
whichever layers stand beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.moments import CHUNK_NUMBERS, blocks

Array = NDArray[np.float64]

VISIBLE: Final = 0.02
"""Share of a layer's range by which outputs must differ somewhere for it to be seen: about five of
the 256 steps of a colour scale."""

_GLANCES: Final = 8
"""Points, at least; at so many of them neurons are compared first, which tells most of them
apart."""
_EPSILON: Final = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Stack:
    """The outputs of layers of one width, (layers, points, neurons).

    ``clone_classes`` (layers, neurons) name for each neuron the first one that is bit-identical.
    """

    outputs: Array
    clone_classes: NDArray[np.intp]

    @classmethod
    def of(cls, outputs: Sequence[Array], clone_classes: Sequence[Sequence[int]]) -> "Stack":
        """Make one of layers (points, neurons)."""
        return cls(np.array(outputs), np.array(clone_classes, dtype=np.intp))

    def extremes(self) -> tuple[Array, Array]:
        """Return the smallest and the largest output of each layer, both (layers,)."""
        flat = self.outputs.reshape(len(self.outputs), -1)
        return flat.min(axis=1), flat.max(axis=1)

    def alike(self, bounds: Array) -> list[tuple[int, ...]]:
        """Return for each neuron the first one that it is like, layer by layer.

        Each joins the first earlier representative from which its outputs differ nowhere by more
        than its layer's of ``bounds`` (layers,), or becomes a representative itself.
        """
        classes = self.clone_classes
        near = self._near_at_a_glance(bounds)
        firsts = classes == np.arange(classes.shape[1])
        near &= firsts[:, None, :]
        near &= firsts[:, :, None]
        # A neuron is near itself in any case.
        doubtful = np.count_nonzero(near, axis=(1, 2)) > np.count_nonzero(firsts, axis=1)
        if doubtful.any():
            classes = classes.copy()
            for layer in np.flatnonzero(doubtful).tolist():
                classes[layer] = _join(
                    self.outputs[layer], classes[layer], near[layer], float(bounds[layer])
                )
        return [tuple(layer) for layer in classes.tolist()]

    def _near_at_a_glance(self, bounds: Array) -> NDArray[np.bool_]:
        """Return which neurons are within the bounds at a few equally spaced points.

        (layers, neurons, neurons).
        """
        layers, points, neurons = self.outputs.shape
        some = self.outputs[:, :: max(1, points // _GLANCES)].transpose(1, 0, 2)
        near = np.ones((layers, neurons, neurons), dtype=bool)
        step = max(1, CHUNK_NUMBERS // near.size)
        for start in range(0, len(some), step):
            part = some[start : start + step]
            gaps = part[:, :, :, None] - part[:, :, None, :]
            np.abs(gaps, out=gaps)
            near &= gaps.max(axis=0) <= bounds[:, None, None]
        return near


def _join(
    outputs: Array, classes: NDArray[np.intp], near: NDArray[np.bool_], bound: float
) -> NDArray[np.intp]:
    """Return whom each neuron joins; only those that are ``near`` at some points are compared."""
    joined = np.full(len(classes), -1)
    for first in np.flatnonzero(classes == np.arange(len(classes))).tolist():
        if joined[first] >= 0:
            continue
        joined[first] = first
        others = np.flatnonzero(near[first] & (joined < 0))
        if others.size:
            gaps = np.abs(outputs[:, others] - outputs[:, first, None]).max(axis=0)
            joined[others[gaps <= bound]] = first
    return joined[classes]


def stacks(
    outputs: Sequence[Array], clone_classes: Sequence[Sequence[int]]
) -> Iterator[tuple[list[int], Stack]]:
    """Give the layers of one width together, each time with their places.

    Each of ``outputs`` is (points, neurons), with the same points.
    """
    for places in blocks([array.size for array in outputs]):
        stack = Stack.of(
            [outputs[place] for place in places], [clone_classes[place] for place in places]
        )
        yield places, stack


def effective_ranks(outputs: Array) -> Array:
    """Return exp(-sum p log p) of the singular values' shares p of each layer, (layers,).

    ``outputs`` are (layers, points, neurons). 0 for a layer of zeros, NaN for one that is not
    finite. Source: Roy & Vetterli (2007), "The effective rank", equations 2 to 4.
    """
    # The triangle that is left of a tall matrix has the same singular values.
    triangles: Array = np.asarray(np.linalg.qr(outputs, mode="r"))
    finite = np.isfinite(triangles).all(axis=(1, 2))
    if not finite.all():
        triangles[~finite] = 0.0
    values = np.linalg.svd(triangles, compute_uv=False)
    # What lies below is rounding (the bound of numpy.linalg.matrix_rank).
    kept = values > values[:, :1] * (max(outputs.shape[1:]) * _EPSILON)
    values /= np.where(kept[:, :1], values[:, :1], 1.0)
    values[~kept] = 0.0
    total = values.sum(axis=1, keepdims=True)
    shares = np.where(kept, values / np.maximum(total, 1.0), 1.0)
    ranks: Array = np.exp(-(shares * np.log(shares)).sum(axis=1))
    ranks[~kept[:, 0]] = 0.0
    ranks[~finite] = np.nan
    return ranks
