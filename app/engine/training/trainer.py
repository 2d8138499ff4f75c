"""Gradient descent on several networks at once, minibatch by minibatch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.experiment import RunConfig, Spec
from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead
from app.engine.network.ops import Program
from app.engine.network.passes import Pass
from app.engine.training.optimizers import OPTIMIZERS, Clock, UpdateArrays
from app.engine.training.rates import decays, learning_rates, set_learning_rates
from app.engine.training.training_pass import TrainingPass, TrainingSet, activation_groups

Array = NDArray[np.float64]

BATCHES_BETWEEN_QUESTIONS = 64
"""Minibatches; how long an epoch goes on before it asks again whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How an epoch is cut into minibatches; ``batch_size`` None is the whole training set."""

    batch_size: int | None
    shuffle: bool

    def sizes(self, samples: int) -> list[int]:
        """Return the sizes of the minibatches of an epoch; the last may be smaller."""
        size = min(self.batch_size or samples, samples)
        whole, rest = divmod(samples, size)
        return [size] * whole + [rest] * (rest > 0)


@dataclass(slots=True)
class TrainingState:
    """All that an update changes; ``parameters`` and each of ``states`` are flat vectors."""

    parameters: Array
    states: tuple[Array, ...]
    step: int

    @classmethod
    def at_start(cls, parameters: Array, runs: Sequence[RunConfig]) -> "TrainingState":
        """Return the state before the first update."""
        count = max(OPTIMIZERS[run.optimizer.name].states for run in runs)
        return cls(parameters, tuple(np.zeros_like(parameters) for _ in range(count)), 0)

    def select(self, layout: Layout, kept: Sequence[int]) -> "TrainingState":
        """Return a copy with some of the runs only."""
        states = tuple(layout.select(state, kept) for state in self.states)
        return TrainingState(layout.select(self.parameters, kept), states, self.step)


class Trainer:
    """Trains runs of one shape in lockstep.

    Runs that share a seed see the same minibatches; each seed has a generator of its own.
    """

    def __init__(
        self,
        runs: Sequence[RunConfig],
        layout: Layout,
        head: OutputHead,
        data: TrainingSet,
        schedule: Schedule,
        state: TrainingState,
        rngs: dict[int, np.random.Generator] | None = None,
    ) -> None:
        self.runs = list(runs)
        self.layout = layout
        self.head = head
        self.state = state
        self._data = data
        self._schedule = schedule
        self._clock = Clock(state.step)
        self._before = TrainingState(
            state.parameters.copy(), tuple(kept.copy() for kept in state.states), state.step
        )
        seeds = [run.seed for run in runs]
        self._seeds = seeds if len(set(seeds)) > 1 else seeds[:1]
        self._rngs = rngs or {
            seed: np.random.default_rng([seed, streams.SHUFFLE]) for seed in dict.fromkeys(seeds)
        }
        # The minibatches in the order of the epoch, one copy for each seed.
        self._inputs = np.repeat(data.inputs[None], len(self._seeds), axis=0)
        self._targets = np.repeat(data.targets[None], len(self._seeds), axis=0)
        self._gradients = np.zeros(layout.size)
        self._rates = learning_rates(layout, runs)
        self._batches = list(self._write_batches())
        self._update = self._write_update()

    def select(self, kept: Sequence[int]) -> "Trainer":
        """Return a trainer that goes on with some of the runs, where this one stands."""
        return Trainer(
            [self.runs[index] for index in kept],
            self.layout.of_runs(len(kept)),
            self.head,
            self._data,
            self._schedule,
            self.state.select(self.layout, kept),
            self._rngs,
        )

    def set_learning_rate(self, run: int, rate: float) -> None:
        """Give a run another learning rate, from the next update on."""
        self.runs[run] = replace(self.runs[run], learning_rate=rate)
        set_learning_rates(self.layout, self._rates, run, self.runs[run])

    def train_epoch(self, should_stop: Callable[[], bool]) -> bool:
        """Train all runs for one epoch; False if ``should_stop`` said so on the way."""
        self._remember()
        if self._schedule.shuffle:
            self._shuffle()
        update = self._update.calls
        batches = iter(self._batches)
        while some := list(islice(batches, BATCHES_BETWEEN_QUESTIONS)):
            for batch in some:
                batch.enter()
                for call in batch.forward:
                    call()
                batch.compare()
                for call in batch.backward:
                    call()
                batch.leave()
                for call in update:
                    call()
            if should_stop():
                return False
        self.state.step = self._clock.step
        return True

    def replay_epoch(self, look: Callable[[Pass], None]) -> None:
        """Go through the last epoch again, to the same end, and show each minibatch's pass.

        ``look`` is called after each update, when the pass still holds what led to it.
        """
        before, state = self._before, self.state
        np.copyto(state.parameters, before.parameters)
        for into, saved in zip(state.states, before.states, strict=True):
            np.copyto(into, saved)
        self._clock.step = before.step
        for batch in self._batches:
            batch.run()
            self._update.run()
            look(batch.buffers)

    @property
    def parameters_before(self) -> Array:
        """The flat parameters with which the last epoch began."""
        return self._before.parameters

    def _remember(self) -> None:
        np.copyto(self._before.parameters, self.state.parameters)
        for saved, state in zip(self._before.states, self.state.states, strict=True):
            np.copyto(saved, state)
        self._before.step = self._clock.step

    def _shuffle(self) -> None:
        samples = len(self._data.inputs)
        orders = {seed: rng.permutation(samples) for seed, rng in self._rngs.items()}
        for index, seed in enumerate(self._seeds):
            # "clip" never clips a permutation; it spares the copy that "raise" would make.
            np.take(self._data.inputs, orders[seed], 0, self._inputs[index], "clip")
            np.take(self._data.targets, orders[seed], 0, self._targets[index], "clip")

    def _write_batches(self) -> list[TrainingPass]:
        groups = activation_groups(self.runs)
        passes: dict[int, Pass] = {}
        batches: list[TrainingPass] = []
        start = 0
        for size in self._schedule.sizes(len(self._data.inputs)):
            if size not in passes:
                buffers = Pass(self.layout, groups, self.head, self.state.parameters, size)
                buffers.prepare_backward(self._gradients)
                passes[size] = buffers
            part = slice(start, start + size)
            inputs, targets = self._inputs[:, part], self._targets[:, part]
            batches.append(TrainingPass(self.runs, passes[size], inputs, targets))
            start += size
        return batches

    def _write_update(self) -> Program:
        emit = Program()
        layout, w, g = self.layout, self.state.parameters, self._gradients
        scratch = np.zeros_like(w)
        if any(run.l2 for run in self.runs):
            emit(np.multiply, w, decays(layout, self.runs), scratch)
            emit(np.add, g, scratch, g)
        if self.state.states:
            emit(self._clock.tick)
        first = 0
        for _, members in groupby(self.runs, key=lambda run: key(run.optimizer)):
            group = list(members)
            choice, last = group[0].optimizer, first + len(group)
            optimizer = OPTIMIZERS[choice.name]
            numbers = optimizer.numbers(choice.parameters)
            for part in layout.segments(first, last):
                states = tuple(state[part] for state in self.state.states[: optimizer.states])
                on = UpdateArrays(w[part], g[part], self._rates[part], states, (scratch[part],))
                optimizer.update(emit, numbers, on, self._clock)
            first = last
        return emit


def key(choice: Spec) -> tuple[str, tuple[tuple[str, object], ...]]:
    """Return what two equal choices have in common, to sort and to group by."""
    return choice.name, tuple(sorted(choice.parameters.items()))
