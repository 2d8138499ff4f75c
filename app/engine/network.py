"""Forward and backward pass of several networks of one shape, written down as calls.

Arrays are feature-major, (runs, neurons, samples): one row a neuron. What goes into a layer
carries one more row of ones, which the last column of its weights, the bias, multiplies.

Source of the equations: Rumelhart, Hinton & Williams (1986), "Learning representations by
back-propagating errors".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.engine.activations import Activation, Scratch
from app.engine.layout import Layout
from app.engine.losses import OutputHead
from app.engine.ops import Call, Program

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
        hidden = layout.layers[:-1]
        shapes = [(layout.runs, layer.rows + 1, samples) for layer in hidden]
        # All hidden layers in one block each, so that one call can serve them all.
        self._pre, pre = _block(shapes)
        self._act, act = _block(shapes)
        self._fed = act
        for block in act:
            block[:, -1, :] = 1.0
        output = layout.layers[-1]
        z = np.zeros((layout.runs, output.rows, samples))
        self._outputs = np.zeros((layout.runs, head.outputs, samples))
        self.pre_activations: list[Array] = [block[:, :-1, :] for block in pre] + [z]
        self.activations: list[Array] = [block[:, :-1, :] for block in act] + [self._outputs]
        self.deltas: list[Array] = []
        self.gradients: Array = np.zeros(0)
        self.forward = self._write_forward()
        self.backward = Program()

    def enter(self, inputs: Array) -> Call:
        """Return the call that takes a batch into the first layer."""
        return partial(np.matmul, self._weights[0], inputs, self.pre_activations[0])

    def compare(self, targets: Array) -> Call:
        """Return the call that compares outputs and targets."""
        delta = self.deltas[-1][:, : self._head.outputs, :]
        return partial(np.subtract, self._outputs, targets, delta)

    def leave(self, inputs: Array) -> Call:
        """Return the call that gives the gradient of the first layer."""
        into = self._layout.view(self.gradients, self._layout.layers[0])
        return partial(np.matmul, self.deltas[0], inputs.transpose(0, 2, 1), into)

    def _write_forward(self) -> Program:
        emit = Program()
        for layer in self._layout.layers:
            index = layer.layer_index
            z = self.pre_activations[index]
            if index > 0:
                emit(np.matmul, self._weights[index], self._fed[index - 1], z)
            if index < len(self._fed):
                a = self.activations[index]
                for group in self._groups:
                    runs = slice(group.first, group.last)
                    scratch = self._scratch_like(z[runs])
                    group.activation.forward(emit, z[runs], a[runs], scratch)
            else:
                temporary = np.empty((self._layout.runs, 1, self._samples))
                real = z[:, : self._head.outputs, :]
                self._head.forward(emit, real, self._outputs, temporary)
        return emit

    def prepare_backward(self, gradients: Array) -> None:
        """Make the buffers and calls of the backward pass; a forward pass needs none of them.

        ``gradients`` is the flat vector to write to, laid out as the parameters.
        """
        emit = self.backward
        layers = self._layout.layers
        self.gradients = gradients
        into = self._layout.views(gradients)
        self.deltas = [np.zeros((self._layout.runs, layer.rows, self._samples)) for layer in layers]
        slopes = self._write_slopes(emit)
        delta = self.deltas[-1]
        emit(np.multiply, delta, self._head.delta_scale(self._samples, self._head.outputs), delta)
        for layer in reversed(layers[1:]):
            index = layer.layer_index
            delta, before = self.deltas[index], self.deltas[index - 1]
            emit(np.matmul, delta, self._fed[index - 1].transpose(0, 2, 1), into[index])
            outgoing = self._weights[index][:, :, :-1].transpose(0, 2, 1)
            emit(np.matmul, outgoing, delta, before)
            emit(np.multiply, before, slopes[index - 1], before)

    def _write_slopes(self, emit: Program) -> list[Array]:
        """Write f'(pre_activation) of all hidden layers: one call where all runs share f."""
        if not self._fed:
            return []
        block, slopes = _block([fed.shape for fed in self._fed])
        if len(self._groups) == 1:
            derivative = self._groups[0].activation.derivative
            derivative(emit, self._pre, self._act, block, self._scratch_like(block))
            return [slope[:, :-1, :] for slope in slopes]
        slopes = [slope[:, :-1, :] for slope in slopes]
        for z, a, d in zip(self.pre_activations, self.activations, slopes, strict=False):
            for group in self._groups:
                runs = slice(group.first, group.last)
                scratch = self._scratch_like(z[runs])
                group.activation.derivative(emit, z[runs], a[runs], d[runs], scratch)
        return slopes

    def _scratch_like(self, array: Array) -> Scratch:
        return _shared_arrays(self._scratch, array.shape)


def _block(shapes: Sequence[tuple[int, ...]]) -> tuple[Array, list[Array]]:
    """Return one flat array of zeros and its consecutive parts in the given shapes."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    block = np.zeros(sum(sizes))
    stops = np.cumsum(sizes)
    parts = [
        block[stop - size : stop].reshape(shape)
        for stop, size, shape in zip(stops, sizes, shapes, strict=True)
    ]
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
