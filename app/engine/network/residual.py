"""Blocks of residual networks: a stream, and branches that add to it.

Source: He et al. (2016), "Deep residual learning for image recognition", arXiv 1512.03385,
equation 1. The normalization at the head of a branch: He et al. (2016), "Identity mappings in deep
residual networks", arXiv 1603.05027.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.network.blocks import Block
from app.engine.network.extras import ExtraArrays
from app.engine.network.normalization import LayerNorm
from app.engine.network.ops import Emit, rows_like
from app.engine.network.sums import over_neurons, over_samples

Array = NDArray[np.float64]


class _Stream:
    """What comes out of a block, and where what comes back to it is written.

    Both are made when they are first asked for: a forward pass needs no room for the way back.
    """

    def __init__(self) -> None:
        self._like: Array = np.zeros((0, 0, 0))
        self._arriving: Array | None = None
        self.output: Array = np.zeros((0, 0, 0))

    def open(self, like: Array) -> None:
        """Make the output, of the shape of ``like``: (runs, neurons + 1, samples)."""
        self.output = rows_like(like)
        self.output[:, -1] = 1.0

    @property
    def arriving(self) -> Array:
        """Where dLoss/d(output) is written, without the row of ones."""
        if self._arriving is None:
            self._arriving = rows_like(self.output)[:, :-1]
        return self._arriving


class Normalized(_Stream):
    """LN(h), where no branch follows: before the output layer."""

    def __init__(self, norm: LayerNorm) -> None:
        super().__init__()
        self._norm = norm

    def forward(self, emit: Emit, entering: Array | None) -> None:
        """Write LN(h)."""
        stream = _stream(entering)
        self.open(stream)
        self._norm.forward(emit, stream, self.output)

    def backward(self, emit: Emit, _entering: Array | None, into: Array | None) -> None:
        """Write the gradients of gain and shift, and dLoss/dh."""
        self._norm.backward(emit, self.arriving, _stream(into))

    def move(self, direction: Array) -> Array:
        """Return the change of LN(h)."""
        return self._norm.move(direction)

    def move_on(self, moved: Array) -> Array:
        """Return it as it is."""
        return moved


class Residual(_Stream):
    """h + a u, where u is h carried through a branch of blocks; a is one number for each run.

    ``head`` normalizes what the branch is given, u = branch(LN(h)); ``tail`` normalizes the sum,
    LN(h + a u).
    """

    def __init__(
        self,
        branch: Sequence[Block],
        multiplier: ExtraArrays,
        head: LayerNorm | None,
        tail: LayerNorm | None,
    ) -> None:
        super().__init__()
        self._branch = branch
        self._multiplier = multiplier
        self._head, self._tail = head, tail
        self._given: Array = np.zeros((0, 0, 0))

    def forward(self, emit: Emit, entering: Array | None) -> None:
        """Write the branch and the sum."""
        stream = _stream(entering)
        self.open(stream)
        self._given = stream
        if self._head is not None:
            self._given = rows_like(stream)
            self._given[:, -1] = 1.0
            self._head.forward(emit, stream, self._given)
        passed = self._given
        for block in self._branch:
            block.forward(emit, passed)
            passed = block.output
        total = _by_memory(self.output[:, :-1])
        emit(np.multiply, _by_memory(passed[:, :-1]), self._factor, total)
        emit(np.add, total, _by_memory(stream[:, :-1]), total)
        if self._tail is not None:
            self._tail.forward(emit, self.output, self.output)

    def backward(self, emit: Emit, _entering: Array | None, into: Array | None) -> None:
        """Write all gradients of the block, and dLoss/dh."""
        arriving, before = self.arriving, _stream(into)
        if self._tail is not None:
            # What arrived is kept: it is dLoss/d(output), which instruments read.
            arriving = rows_like(arriving)
            self._tail.backward(emit, self.arriving, arriving)
        last = self._branch[-1]
        self._write_multiplier(emit, arriving, last.output[:, :-1])
        emit(np.multiply, _by_memory(arriving), self._factor, _by_memory(last.arriving))
        returning = before if self._head is None else rows_like(before)
        places = [self._given, *(block.output for block in self._branch[:-1])]
        targets = [returning, *(block.arriving for block in self._branch[:-1])]
        for block, entered, target in reversed(
            list(zip(self._branch, places, targets, strict=True))
        ):
            block.backward(emit, entered, target)
        if self._head is not None:
            self._head.backward(emit, returning, before)
        emit(np.add, _by_memory(before), _by_memory(arriving), _by_memory(before))

    def move(self, direction: Array) -> Array:
        """Return the change of the stream after the block."""
        passed = direction if self._head is None else self._head.move(direction)
        for block in self._branch:
            passed = block.move_on(block.move(passed))
        total = rows_like(direction)
        np.multiply(_by_memory(passed), self._factor, _by_memory(total))
        total += direction
        return total if self._tail is None else self._tail.move(total)

    def move_on(self, moved: Array) -> Array:
        """Return it as it is."""
        return moved

    @property
    def _factor(self) -> Array:
        return self._multiplier.values[None]

    def _write_multiplier(self, emit: Emit, arriving: Array, passed: Array) -> None:
        """Write dLoss/da = the sum over neurons and samples of dLoss/dh times u."""
        if not self._multiplier.gradient.size:
            return
        products = np.zeros(_by_memory(arriving).shape)
        by_neuron = np.zeros(arriving.shape[:2])
        in_order, total = np.zeros(products.shape[:2]), np.zeros((1, len(arriving), 1))
        emit(np.multiply, _by_memory(arriving), _by_memory(passed), products)
        emit(over_samples(products, by_neuron.T))
        emit(np.copyto, in_order, by_neuron.T)
        emit(over_neurons(in_order[:, :, None], total))
        emit(np.copyto, self._multiplier.gradient, total[0])


def _stream(array: Array | None) -> Array:
    if array is None:
        raise ValueError("a block of the stream cannot be the first of a network")
    return array


def _by_memory(array: Array) -> Array:
    """Return (runs, rows, samples) in the order of memory, in which NumPy needs a single loop."""
    return array.transpose(1, 0, 2)
