"""The stages a network is made of. Each knows its parameters and its calls, there and back.

A block reads what the block before it puts out, as (runs, neurons + 1, samples) with a last row of
ones, which the bias multiplies; on the way back it is given dLoss/d(its output) and hands
dLoss/d(its input) to the block before it. Another kind of layer is another block; nothing else
knows how a network is wired.

Source of the equations: Rumelhart, Hinton & Williams (1986), "Learning representations by
back-propagating errors".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.network.layers import LayerLayout
from app.engine.network.losses import OutputHead
from app.engine.network.normalization import LayerNorm
from app.engine.network.ops import Call, Emit, rows_like
from app.engine.network.products import product

Array = NDArray[np.float64]
Activate = Callable[[Emit, Array, Array], None]
"""``activate(emit, z, a)`` writes the activation of each run, a = f(z)."""


def _empty() -> Array:
    return np.zeros((0, 0, 0))


@dataclass(slots=True)
class LayerArrays:
    """What one weight layer works on during a pass.

    ``weights`` and ``gradient`` are (runs, rows, columns), the last column the bias; the others
    (runs, rows, samples). ``argument`` is what the activation is taken of: the pre-activation,
    unless that is normalized first. ``activation`` is what the layer puts out: without an
    activation function the pre-activation itself. ``fed`` is the same with a row of ones below.
    ``carried`` is what comes back to its output, before it is multiplied by the slope, where that
    is to be kept. What a layer does not need, such as all for the way back before a backward pass
    is prepared, is empty. ``watch``, if there is one, is called with what comes in before it is
    multiplied, on every pass.
    """

    layout: LayerLayout
    weights: Array
    pre_activation: Array
    argument: Array = field(default_factory=_empty)
    activation: Array = field(default_factory=_empty)
    fed: Array = field(default_factory=_empty)
    entering: Array = field(default_factory=_empty)
    watch: Callable[[Array], None] | None = None
    slope: Array = field(default_factory=_empty)
    delta: Array = field(default_factory=_empty)
    gradient: Array = field(default_factory=_empty)
    carried: Array | None = None

    def enter(self, entering: Array) -> Call:
        """Return the call that makes the pre-activation, x W + b, of what comes in."""
        rows = self.layout.fan_out
        return product(self.weights, entering, self.pre_activation, alike_rows=rows)

    def receive(self, emit: Emit, entering: Array | None) -> None:
        """Write the pre-activation of what comes in; None is the data, which the pass takes in."""
        if entering is None:
            return
        self.entering = entering
        if self.watch is not None:
            emit(self.watch, entering)
        emit(self.enter(entering))

    def move(self, direction: Array) -> Array:
        """Return the change of the pre-activation that a small change of what comes in makes.

        Both have a last row besides the neurons, which is 0: the bias does not move.
        """
        moved = rows_like(direction, self.layout.rows + 1)
        product(self.weights, direction, moved[:, :-1], alike_rows=self.layout.fan_out)()
        return moved

    def leave(self, entering: Array, *, of_neurons: bool = True) -> Call:
        """Return the call that makes the gradient of weights and bias.

        ``of_neurons`` tells whether neurons come in, which may be clones, or the data.
        """
        return product(
            self.delta,
            entering.transpose(0, 2, 1),
            self.gradient,
            alike_rows=self.layout.fan_out,
            alike_columns=self.layout.fan_in if of_neurons else 0,
        )

    def carry_back(self, into: Array) -> Call:
        """Return the call that makes dLoss/d(what came in): the delta through the weights."""
        outgoing = self.weights[:, :, :-1].transpose(0, 2, 1)
        return product(outgoing, self.delta, into, alike_rows=self.layout.fan_in)

    def send_back(self, emit: Emit, entering: Array | None, into: Array | None) -> None:
        """Write what follows from the delta: gradients, and what the block before is given."""
        if entering is not None and self.gradient.size:
            emit(self.leave(entering))
        if into is not None:
            emit(self.carry_back(into))


class Block(Protocol):
    """A stage between two places of a network.

    ``output`` is what the next block reads, ``arriving`` where it writes dLoss/d(output), without
    the row of ones.
    """

    @property
    def output(self) -> Array:
        """What comes out, (runs, neurons + 1, samples)."""

    @property
    def arriving(self) -> Array:
        """Where dLoss/d(output) is written, (runs, neurons, samples)."""

    def forward(self, emit: Emit, entering: Array | None) -> None:
        """Write the calls forward; None for the first block, whose product with the data is made.

        That product differs from batch to batch, so the pass makes it.
        """

    def backward(self, emit: Emit, entering: Array | None, into: Array | None) -> None:
        """Write the calls back: gradients, and what the block before it is given."""

    def move(self, direction: Array) -> Array:
        """Return what a small change of what comes in becomes, up to where signals are measured.

        That is the pre-activation of a dense layer, and what any other block puts out. Both changes
        are (runs, neurons + 1, samples), the last row 0; the slopes are those of the last pass
        forward and back.
        """

    def move_on(self, moved: Array) -> Array:
        """Return what becomes of that change on the rest of the way through the block."""


@dataclass(frozen=True, slots=True)
class Dense:
    """h = f(x W + b), or with a normalization h = f(LN(x W + b))."""

    layer: LayerArrays
    activate: Activate
    norm: LayerNorm | None = None

    @property
    def output(self) -> Array:
        """The activations with their row of ones."""
        return self.layer.fed

    @property
    def arriving(self) -> Array:
        """The layer's delta, before it is multiplied by the slope."""
        return self.layer.delta

    def forward(self, emit: Emit, entering: Array | None) -> None:
        """Write x W + b and its activation."""
        self.layer.receive(emit, entering)
        if self.norm is not None:
            self.norm.forward(emit, self.layer.pre_activation, self.layer.argument)
        self.activate(emit, self.layer.argument, self.layer.activation)

    def backward(self, emit: Emit, entering: Array | None, into: Array | None) -> None:
        """Write the delta, then what follows from it."""
        # In the order of memory, in which NumPy needs a single loop.
        delta, slope = (array.transpose(1, 0, 2) for array in (self.layer.delta, self.layer.slope))
        if self.layer.carried is not None:
            emit(np.copyto, self.layer.carried, self.layer.delta)
        emit(np.multiply, delta, slope, delta)
        if self.norm is not None:
            self.norm.backward(emit, self.layer.delta, self.layer.delta)
        self.layer.send_back(emit, entering, into)

    def move(self, direction: Array) -> Array:
        """Return the change of x W + b."""
        return self.layer.move(direction)

    def move_on(self, moved: Array) -> Array:
        """Return the change of the activation."""
        argument = moved if self.norm is None else self.norm.move(moved)
        through = rows_like(argument)
        np.multiply(argument[:, :-1], self.layer.slope, through[:, :-1])
        return through


@dataclass(frozen=True, slots=True)
class Linear:
    """h = x W + b, without an activation."""

    layer: LayerArrays

    @property
    def output(self) -> Array:
        """The pre-activations with their row of ones."""
        return self.layer.fed

    @property
    def arriving(self) -> Array:
        """The layer's delta."""
        return self.layer.delta

    def forward(self, emit: Emit, entering: Array | None) -> None:
        """Write x W + b."""
        self.layer.receive(emit, entering)

    def backward(self, emit: Emit, entering: Array | None, into: Array | None) -> None:
        """Write what follows from the delta."""
        if self.layer.carried is not None:
            emit(np.copyto, self.layer.carried, self.layer.delta)
        self.layer.send_back(emit, entering, into)

    def move(self, direction: Array) -> Array:
        """Return the change of x W + b."""
        return self.layer.move(direction)

    def move_on(self, moved: Array) -> Array:
        """Return it as it is."""
        return moved


@dataclass(frozen=True, slots=True)
class Readout:
    """The output layer: x W + b and the output activation that goes with the loss.

    ``output`` is (runs, outputs, samples) without a row of ones: nothing reads on.
    """

    layer: LayerArrays
    head: OutputHead
    output: Array

    @property
    def arriving(self) -> Array:
        """Where output - target is written; the losses here differ in a factor of it alone."""
        return self.layer.delta[:, : self.head.outputs]

    def forward(self, emit: Emit, entering: Array | None) -> None:
        """Write x W + b and the outputs."""
        self.layer.receive(emit, entering)
        z = self.layer.pre_activation
        temporary = np.empty((len(z), 1, z.shape[2]))
        self.head.forward(emit, z[:, : self.head.outputs], self.output, temporary)

    def backward(self, emit: Emit, entering: Array | None, into: Array | None) -> None:
        """Write the delta, then what follows from it."""
        delta = self.layer.delta
        scale = self.head.delta_scale(delta.shape[2], self.head.outputs)
        emit(np.multiply, delta, scale, delta)
        self.layer.send_back(emit, entering, into)

    def move(self, direction: Array) -> Array:
        """Return the change of x W + b."""
        return self.layer.move(direction)

    def move_on(self, moved: Array) -> Array:
        """Return it as it is: nothing reads on."""
        return moved
