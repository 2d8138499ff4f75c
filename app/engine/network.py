"""Forward and backward pass of several networks of one shape, written down as calls.

What comes out of a layer is seen as (runs, neurons, samples), one row a neuron, and lies in memory
neuron by neuron, so that all real rows of all runs are one contiguous piece. What goes into a
layer carries one more row of ones, which the last column of its weights, the bias, multiplies.

Source of the equations: Rumelhart, Hinton & Williams (1986), "Learning representations by
back-propagating errors".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.engine.activations import Activation, Scratch
from app.engine.layout import Layout
from app.engine.losses import OutputHead
from app.engine.ops import Call, Program
from app.engine.products import product

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ActivationGroup:
    """The runs ``first`` to ``last - 1``, which share an activation."""

    activation: Activation
    first: int
    last: int


def with_ones(inputs: Array) -> Array:
    """Return (samples, features) with a column of ones after the last."""
    return np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)


class Pass:
    """The buffers and the calls that carry one batch of a fixed size through the networks.

    A whole pass is, in this order: the call ``enter(inputs)``, ``forward``, and to get gradients
    as well the call ``compare(targets)``, ``backward``, the call ``leave(inputs)``. Only those
    three calls touch the data. ``inputs`` is (runs or 1, features + 1, samples), its last row
    ones; ``targets`` is (runs or 1, outputs, samples).

    After ``forward``: ``pre_activations[l]`` and ``activations[l]`` are (runs, rows, samples) of
    layer l, the output layer included. After ``leave``: ``deltas[l]``, dLoss/dpre_activation, of
    the same shape, and ``gradients`` is the flat gradient, laid out as the parameters.
    """

    def __init__(
        self,
        layout: Layout,
        groups: Sequence[ActivationGroup],
        head: OutputHead,
        parameters: Array,
        samples: int,
    ) -> None:
        self._layout = layout
        self._groups = groups
        self._head = head
        self._samples = samples
        self._weights = layout.views(parameters)
        self._scratch: dict[tuple[tuple[int, ...], int], Array] = {}
        self._hidden = [(layer.rows, layout.runs, samples) for layer in layout.layers[:-1]]
        with_ones_row = [(rows + 1, runs, size) for rows, runs, size in self._hidden]
        # All hidden layers in one block each, so that one call can serve them all.
        self._z, z = _block(with_ones_row)
        self._a, a = _block(with_ones_row)
        for block in a:
            block[-1] = 1.0
        self._fed = [block.transpose(1, 0, 2) for block in a]
        output = np.zeros((layout.runs, layout.layers[-1].rows, samples))
        self._outputs = np.zeros((layout.runs, head.outputs, samples))
        self.pre_activations: list[Array] = [*map(_real_rows, z), output]
        self.activations: list[Array] = [*map(_real_rows, a), self._outputs]
        self.deltas: list[Array] = []
        self.gradients: Array = np.zeros(0)
        self.forward = self._write_forward()
        self.backward = Program()

    def enter(self, inputs: Array) -> Call:
        """Return the call that takes a batch into the first layer."""
        first = self._layout.layers[0]
        return product(self._weights[0], inputs, self.pre_activations[0], alike_rows=first.fan_out)

    def compare(self, targets: Array) -> Call:
        """Return the call that compares outputs and targets."""
        delta = self.deltas[-1][:, : self._head.outputs, :]
        return partial(np.subtract, self._outputs, targets, delta)

    def leave(self, inputs: Array) -> Call:
        """Return the call that gives the gradient of the first layer."""
        first = self._layout.layers[0]
        into = self._layout.view(self.gradients, first)
        entering = inputs.transpose(0, 2, 1)
        return product(self.deltas[0], entering, into, alike_rows=first.fan_out)

    def _write_forward(self) -> Program:
        emit = Program()
        for layer in self._layout.layers:
            index = layer.layer_index
            z, a = self.pre_activations[index], self.activations[index]
            if index > 0:
                fed = self._fed[index - 1]
                emit(product(self._weights[index], fed, z, alike_rows=layer.fan_out))
            if index < len(self._hidden):
                for activation, (z_part, a_part) in self._by_group(z, a):
                    activation.forward(emit, z_part, a_part, self._scratch_like(z_part))
            else:
                temporary = np.empty((self._layout.runs, 1, self._samples))
                self._head.forward(emit, z[:, : self._head.outputs], a, temporary)
        return emit

    def prepare_backward(self, gradients: Array) -> None:
        """Make the buffers and calls of the backward pass; a forward pass needs none of them.

        ``gradients`` is the flat vector to write to, laid out as the parameters.
        """
        emit = self.backward
        layers = self._layout.layers
        self.gradients = gradients
        into = self._layout.views(gradients)
        hidden = [_block([shape])[1][0].transpose(1, 0, 2) for shape in self._hidden]
        self.deltas = [*hidden, np.zeros_like(self.pre_activations[-1])]
        slopes = self._write_slopes(emit)
        delta = self.deltas[-1]
        emit(np.multiply, delta, self._head.delta_scale(self._samples, self._head.outputs), delta)
        for layer in reversed(layers[1:]):
            index = layer.layer_index
            delta, before = self.deltas[index], self.deltas[index - 1]
            fed = self._fed[index - 1].transpose(0, 2, 1)
            alike = {"alike_rows": layer.fan_out, "alike_columns": layer.fan_in}
            emit(product(delta, fed, into[index], **alike))
            outgoing = self._weights[index][:, :, :-1].transpose(0, 2, 1)
            emit(product(outgoing, delta, before, alike_rows=layer.fan_in))
            # In the order of memory, in which NumPy needs a single loop.
            in_order, slope = before.transpose(1, 0, 2), slopes[index - 1].transpose(1, 0, 2)
            emit(np.multiply, in_order, slope, in_order)

    def _write_slopes(self, emit: Program) -> list[Array]:
        """Write f'(pre_activation) of all hidden layers: one call where all runs share f."""
        block, parts = _block([(rows + 1, runs, size) for rows, runs, size in self._hidden])
        slopes = [_real_rows(part) for part in parts]
        if len(self._groups) == 1:
            derivative = self._groups[0].activation.derivative
            derivative(emit, self._z, self._a, block, self._scratch_like(block))
            return slopes
        for z, a, d in zip(self.pre_activations, self.activations, slopes, strict=False):
            for activation, (z_part, a_part, d_part) in self._by_group(z, a, d):
                scratch = self._scratch_like(z_part)
                activation.derivative(emit, z_part, a_part, d_part, scratch)
        return slopes

    def _by_group(self, *arrays: Array) -> Iterator[tuple[Activation, list[Array]]]:
        """Give each activation with its runs' part of the arrays, in the order of memory."""
        for group in self._groups:
            runs = slice(group.first, group.last)
            yield group.activation, [array.transpose(1, 0, 2)[:, runs] for array in arrays]

    def _scratch_like(self, array: Array) -> Scratch:
        return _shared_arrays(self._scratch, array.shape)


def _real_rows(block: Array) -> Array:
    """Return (rows + 1, runs, samples) without the last row, as (runs, rows, samples)."""
    return block[:-1].transpose(1, 0, 2)


def _block(shapes: Sequence[tuple[int, int, int]]) -> tuple[Array, list[Array]]:
    """Return one flat array of zeros and its consecutive parts, each (rows, runs, samples)."""
    sizes = [rows * runs * samples for rows, runs, samples in shapes]
    block = np.zeros(sum(sizes))
    parts = []
    for stop, size, shape in zip(np.cumsum(sizes), sizes, shapes, strict=True):
        parts.append(block[stop - size : stop].reshape(shape))
    return block, parts


def _shared_arrays(
    cache: dict[tuple[tuple[int, ...], int], Array], shape: tuple[int, ...]
) -> Callable[[int], Array]:
    """Return a source of temporary arrays of ``shape``; all users of the cache share them."""

    def scratch(index: int) -> Array:
        if (shape, index) not in cache:
            cache[shape, index] = np.zeros(shape)
        return cache[shape, index]

    return scratch
