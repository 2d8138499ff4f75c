"""Strides: steps of a run's own optimizer on a copy of it, and multiples of them."""

from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.experiment import RunConfig
from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead
from app.engine.network.ops import Program
from app.engine.network.passes import Pass
from app.engine.training.optimizers import OPTIMIZERS, Clock, UpdateArrays
from app.engine.training.rates import decays, learning_rates
from app.engine.training.trainer import Schedule, TrainingState
from app.engine.training.training_pass import TrainingPass, TrainingSet, activation_groups

Array = NDArray[np.float64]

_LARGEST_RISE: Final = 1.02
"""A stride of several steps after which the loss of its own samples is larger is taken back."""


@dataclass(frozen=True, slots=True)
class Network:
    """A copy of a run before its first update, which the strides change.

    ``layout`` is that of a single run, ``parameters`` are flat.
    """

    config: RunConfig
    layout: Layout
    head: OutputHead
    parameters: Array
    data: TrainingSet


@dataclass(frozen=True, slots=True)
class Stride:
    """One stride: its length in steps, the loss of its own samples before and after.

    ``kept`` is the share of the promised fall that came true. ``full`` says whether its samples
    were the whole training set, ``moves`` whether any parameter changed.
    """

    length: int
    before: float
    after: float
    kept: float
    full: bool
    moves: bool
    finite: bool


class Walker:
    """A copy of one run that can take strides."""

    def __init__(self, network: Network, schedule: Schedule) -> None:
        self._network = network
        self._samples = len(network.data.inputs)
        self._batch = min(schedule.batch_size or self._samples, self._samples)
        self._shuffle = schedule.shuffle
        self._w = network.parameters
        self._before = self._w.copy()
        self._step, self._gradients, self._slope = (np.zeros_like(self._w) for _ in range(3))
        self._now, self._then = (network.layout.views(flat) for flat in (self._w, self._before))
        self._update = self._write_update(network.config)
        self._batches: dict[int, _Loaded] = {}
        self._rng = np.random.default_rng([network.config.seed, streams.SHUFFLE])
        self._order: NDArray[np.int64] = np.arange(0)
        self._at = 0
        # The loss of the whole training set, while its pass holds the parameters as they are.
        self._standing: float | None = None

    def training_loss(self) -> float:
        """Return the loss of the whole training set."""
        if self._standing is None:
            self._standing = self._load(np.arange(self._samples)).loss()
        return self._standing

    def moved(self, layer_index: int) -> bool:
        """Return whether the last stride changed a weight of a layer."""
        now, then = self._now[layer_index], self._then[layer_index]
        return bool((now[:, :, :-1] != then[:, :, :-1]).any())

    def go(self, length: int) -> Stride:
        """Take a stride of so many steps, or of fewer if it would leap over what it aims for."""
        full = self._size(length) == self._samples
        if full and self._standing is not None:
            batch, before = self._batches[self._samples], self._standing
        else:
            batch = self._load(self._pick(length))
            before = batch.loss()
        batch.differentiate()
        np.copyto(self._before, self._w)
        # The update may write over the gradient.
        np.copyto(self._slope, self._gradients)
        self._update.run()
        np.subtract(self._w, self._before, out=self._step)
        promised = -float(self._slope @ self._step)
        while True:
            if length > 1:
                np.multiply(self._step, length, out=self._w)
                np.add(self._before, self._w, out=self._w)
            after = batch.loss()
            if length == 1 or after <= _LARGEST_RISE * before:
                break
            length = max(1, length // 4)
            np.add(self._before, self._step, out=self._w)
        self._standing = after if full else None
        return Stride(
            length=length,
            before=before,
            after=after,
            # Where nothing is promised, nothing can be broken.
            kept=(before - after) / (length * promised) if promised != 0.0 else 1.0,
            full=full,
            moves=bool(self._step.any()),
            finite=isfinite(after) and bool(np.isfinite(self._w).all()),
        )

    def _size(self, length: int) -> int:
        """Return the number of samples of a stride: of a power of 2 minibatches, or all.

        Each size needs buffers of its own, so there should not be many.
        """
        return min(self._batch << (length.bit_length() - 1), self._samples)

    def _pick(self, length: int) -> NDArray[np.int64]:
        """Return the samples of a stride, in the order in which the run would take them."""
        size = self._size(length)
        if size == self._samples:
            return np.arange(size)
        if self._at + size > len(self._order):
            everything = np.arange(self._samples)
            self._order = self._rng.permutation(self._samples) if self._shuffle else everything
            self._at = 0
        self._at += size
        return self._order[self._at - size : self._at]

    def _load(self, picked: NDArray[np.int64]) -> "_Loaded":
        size = len(picked)
        if size not in self._batches:
            network = self._network
            groups = activation_groups([network.config])
            buffers = Pass(network.layout, groups, network.head, self._w, size)
            buffers.prepare_backward(self._gradients)
            self._batches[size] = _Loaded(network, buffers)
        self._batches[size].load(picked)
        return self._batches[size]

    def _write_update(self, config: RunConfig) -> Program:
        emit, clock = Program(), Clock()
        w, g = self._w, self._gradients
        # The step is worked out after the update, so its room is free until then.
        scratch = self._step
        if config.l2:
            emit(np.multiply, w, decays(self._network.layout, [config]), scratch)
            emit(np.add, g, scratch, g)
        emit(clock.tick)
        optimizer = OPTIMIZERS[config.optimizer.name]
        numbers = optimizer.numbers(config.optimizer.parameters)
        state = TrainingState.at_start(w, [config]).states
        rate = learning_rates(self._network.layout, [config])
        on = UpdateArrays(w, g, rate, state[: optimizer.states], (scratch,))
        optimizer.update(emit, numbers, on, clock)
        return emit


class _Loaded:
    """A pass that holds some samples of the training set."""

    def __init__(self, network: Network, buffers: Pass) -> None:
        data, size = network.data, buffers.samples
        self._data = data
        self._inputs = np.zeros((1, size, data.inputs.shape[1]))
        self._targets = np.zeros((1, size, data.targets.shape[1]))
        self._pass = TrainingPass([network.config], buffers, self._inputs, self._targets)
        self.differentiate = self._pass.go_back

    def load(self, picked: NDArray[np.int64]) -> None:
        """Take the samples of these indices."""
        np.take(self._data.inputs, picked, 0, self._inputs[0], "clip")
        np.take(self._data.targets, picked, 0, self._targets[0], "clip")

    def loss(self) -> float:
        """Carry the samples forwards and return their mean loss."""
        self._pass.go_forward()
        passed, targets = self._pass, self._targets.transpose(0, 2, 1)
        z = passed.pre_activations[-1][:, : passed.head.outputs]
        losses = passed.head.sample_losses(z, passed.activations[-1], targets)
        return float(losses.sum()) / passed.samples
