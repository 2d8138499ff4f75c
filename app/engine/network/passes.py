"""Forward and backward pass of several networks of one shape, written down as calls.

What comes out of a layer is seen as (runs, neurons, samples), one row a neuron, and lies in memory
neuron by neuron, so that all real rows of all runs are one contiguous piece. How the layers hang
together is up to the blocks (``app.engine.network.blocks``).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.engine.network.activation import Activation, Scratch
from app.engine.network.blocks import Block, LayerArrays, Readout
from app.engine.network.extras import ExtraArrays
from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead
from app.engine.network.ops import Call, Emit, Program, rows_like

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

    After ``forward``: ``pre_activations[l]``, ``arguments[l]`` (what the activation is taken of)
    and ``activations[l]`` (what the layer puts out) are (runs, rows, samples) of layer l, the
    output layer included; ``entering[l]`` is what comes in, with a row of ones below, and empty
    for the first layer. After ``leave``: ``deltas[l]``, dLoss/dpre_activation, of the same shape,
    ``carried[l]`` dLoss/d(what the layer puts out), None of the output layer and where it is not
    kept, and ``gradients`` is the flat gradient, laid out as the parameters. ``blocks`` are the
    stages in their order, the output layer last.

    ``watch(l, entering)``, if given, is called on the way forward before layer l > 0 multiplies
    what comes in.
    """

    def __init__(
        self,
        layout: Layout,
        groups: Sequence[ActivationGroup],
        head: OutputHead,
        parameters: Array,
        samples: int,
        watch: Callable[[int, Array], None] | None = None,
    ) -> None:
        self.layout = layout
        self.head = head
        self.parameters = parameters
        self.samples = samples
        self._groups = groups
        self._scratch: dict[tuple[tuple[int, ...], int], Array] = {}
        self._activated = layout.architecture.activated(len(layout.layers))
        self._layers = self._make_layers(layout.views(parameters), samples)
        for index, layer in enumerate(self._layers):
            layer.watch = None if watch is None else partial(watch, index)
        self._extras = {
            one.extra: ExtraArrays(layout.extra_view(parameters, one)) for one in layout.extras
        }
        outputs = np.zeros((layout.runs, head.outputs, samples))
        readout = Readout(self._layers[-1], head, outputs)
        blocks = layout.architecture.blocks(self._layers[:-1], self._extras, self._activate)
        self.blocks: list[Block] = [*blocks, readout]
        self.pre_activations = [layer.pre_activation for layer in self._layers]
        self.arguments = [layer.argument for layer in self._layers]
        self.activations = [*(layer.activation for layer in self._layers[:-1]), outputs]
        self.deltas: list[Array] = []
        self.carried: list[Array | None] = []
        self.gradients: Array = np.zeros(0)
        self.forward = self._write_forward()
        self.entering = [layer.entering for layer in self._layers]
        self.backward = Program()

    def enter(self, inputs: Array) -> Call:
        """Return the call that takes a batch into the first layer."""
        return self._layers[0].enter(inputs)

    def compare(self, targets: Array) -> Call:
        """Return the call that compares outputs and targets."""
        return partial(np.subtract, self.activations[-1], targets, self.blocks[-1].arriving)

    def leave(self, inputs: Array) -> Call:
        """Return the call that gives the gradient of the first layer."""
        return self._layers[0].leave(inputs, of_neurons=False)

    def prepare_backward(self, gradients: Array | None, *, carried: bool = False) -> None:
        """Make the buffers and calls of the backward pass; a forward pass needs none of them.

        ``gradients`` is the flat vector to write to, laid out as the parameters; None where deltas
        alone are wanted. With ``carried`` what comes back to the output of each hidden layer is
        kept.
        """
        if gradients is not None:
            self._take_gradients(gradients)
        for layer in self._layers:
            rows, samples = layer.pre_activation.shape[1:]
            delta = np.zeros((rows, self.layout.runs, samples))
            layer.delta = delta.transpose(1, 0, 2)
        for layer in self._layers[:-1] if carried else ():
            layer.carried = np.zeros_like(layer.delta)
        self.deltas = [layer.delta for layer in self._layers]
        self.carried = [layer.carried for layer in self._layers]
        self._write_slopes(self.backward)
        for index in reversed(range(len(self.blocks))):
            before = self.blocks[index - 1] if index else None
            self.blocks[index].backward(
                self.backward,
                before.output if before else None,
                before.arriving if before else None,
            )

    def moving(self, direction: Array) -> Iterator[Array]:
        """Give what a small change at the first block becomes in each, after a pass there and back.

        ``direction``, (runs, neurons, samples), is the change where the first block is measured;
        see ``Block.move``. What comes out is of that form too.
        """
        passed = rows_like(self.blocks[0].output)
        passed[:, : direction.shape[1]] = direction
        for index, block in enumerate(self.blocks):
            moved = block.move(passed) if index else passed
            yield moved[:, :-1]
            passed = block.move_on(moved)

    def _take_gradients(self, gradients: Array) -> None:
        self.gradients = gradients
        for layer, into in zip(self._layers, self.layout.views(gradients), strict=True):
            layer.gradient = into
        for one in self.layout.extras:
            self._extras[one.extra].gradient = self.layout.extra_view(gradients, one)

    def _make_layers(self, weights: Sequence[Array], samples: int) -> list[LayerArrays]:
        """Make the arrays of all layers; those before an activation lie in one block each.

        So one call can serve them all.
        """
        layout, last = self.layout, len(weights) - 1
        shapes = [
            (layer.rows + (layer.layer_index < last), layout.runs, samples)
            for layer in layout.layers
        ]
        self._shapes = [shapes[index] for index in self._activated]
        self._z, z = _block(self._shapes)
        self._a, a = _block(self._shapes)
        arguments = dict(zip(self._activated, z, strict=True))
        activations = dict(zip(self._activated, a, strict=True))
        normalized = layout.architecture.normalized(len(weights))
        layers = []
        for index, shape in enumerate(shapes):
            hidden = index < last
            after = activations.get(index, np.zeros(shape))
            argument = arguments.get(index, after if hidden else np.zeros(shape))
            before = np.zeros(shape) if index in normalized else argument
            after[-1] = 1.0
            real = _real_rows if hidden else _by_run
            layers.append(
                LayerArrays(
                    layout.layers[index],
                    weights[index],
                    pre_activation=real(before),
                    argument=real(argument),
                    activation=real(after),
                    fed=_by_run(after),
                )
            )
        return layers

    def _write_forward(self) -> Program:
        emit = Program()
        entering: Array | None = None
        for block in self.blocks:
            block.forward(emit, entering)
            entering = block.output
        return emit

    def _activate(self, emit: Emit, z: Array, a: Array) -> None:
        for activation, (z_part, a_part) in self._by_group(z, a):
            activation.forward(emit, z_part, a_part, self._scratch_like(z_part))

    def _write_slopes(self, emit: Program) -> None:
        """Write f'(pre_activation) of all activated layers: in one call where all runs share f."""
        block, parts = _block(self._shapes)
        layers = [self._layers[index] for index in self._activated]
        for layer, part in zip(layers, parts, strict=True):
            layer.slope = _real_rows(part)
        if len(self._groups) == 1:
            derivative = self._groups[0].activation.derivative
            derivative(emit, self._z, self._a, block, self._scratch_like(block))
            return
        for layer in layers:
            arrays = (layer.argument, layer.activation, layer.slope)
            for activation, (z_part, a_part, d_part) in self._by_group(*arrays):
                scratch = self._scratch_like(z_part)
                activation.derivative(emit, z_part, a_part, d_part, scratch)

    def _by_group(self, *arrays: Array) -> Iterator[tuple[Activation, list[Array]]]:
        """Give each activation with its runs' part of the arrays, in the order of memory."""
        for group in self._groups:
            runs = slice(group.first, group.last)
            yield group.activation, [array.transpose(1, 0, 2)[:, runs] for array in arrays]

    def _scratch_like(self, array: Array) -> Scratch:
        return _shared_arrays(self._scratch, array.shape)


def _real_rows(block: Array) -> Array:
    """Return (rows + 1, runs, samples) without the last row, as (runs, rows, samples)."""
    return _by_run(block[:-1])


def _by_run(block: Array) -> Array:
    return block.transpose(1, 0, 2)


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
