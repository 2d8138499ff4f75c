"""Networks of one architecture, trained in lockstep, and what looks at them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import Experiment, Intervention, RunConfig
from app.engine.initializers import initialize
from app.engine.initializers.shown import Shown, shown_of
from app.engine.instruments.clones import CloneTracker
from app.engine.instruments.guard import CloneGuard
from app.engine.instruments.recorder import Recorder
from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead
from app.engine.records.events import Figures
from app.engine.training import divergence
from app.engine.training.evaluation import Evaluator
from app.engine.training.interventions import intervene
from app.engine.training.trainer import Schedule, Trainer, TrainingState, key
from app.engine.training.training_pass import TrainingSet, activation_groups

Array = NDArray[np.float64]


def initial_parameters(runs: Sequence[RunConfig], layout: Layout, shown: Shown) -> Array:
    """Return the flat parameters of the runs before the first update.

    ``shown`` is what initializers may look at.
    """
    flat = np.zeros(layout.size)
    shapes = [(layer.fan_in, layer.fan_out) for layer in layout.layers]
    for index, run in enumerate(runs):
        drawn = initialize(
            shapes,
            run.initializers,
            run.bias_initializers,
            activation=run.activation,
            seed=run.seed,
            inputs=shown.inputs,
            architecture=run.architecture,
            answer=shown.answer,
        )
        for layer, (weights, bias) in zip(layout.layers, drawn, strict=True):
            layout.weights(flat, layer, index)[...] = weights
            layout.bias(flat, layer, index)[...] = bias
        layout.fill_extras(flat, index, run.architecture.start)
    # Clones are told by their bits, and -0.0 has other bits than 0.0.
    flat += 0.0
    return flat


def layout_of(experiment: Experiment, head: OutputHead, run: RunConfig, count: int = 1) -> Layout:
    """Return how ``count`` networks like that of a run lie in memory."""
    inputs = experiment.dataset.train_inputs.shape[1]
    widths = (inputs, *experiment.hidden_layers, head.outputs)
    return Layout.of(widths, count, run.architecture.form())


@dataclass(frozen=True, slots=True)
class Member:
    """One network that is trained: a run with its own seed (``copy`` 0) or a later one."""

    run: int
    copy: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all networks of an experiment share.

    ``inputs`` and ``targets`` are those of the training set and, after them, of the test set.
    """

    experiment: Experiment
    head: OutputHead
    data: TrainingSet
    inputs: Array
    targets: Array
    probe: Array

    @property
    def shown(self) -> Shown:
        """What initializers may look at."""
        return shown_of(self.experiment.dataset, self.head)

    @property
    def samples(self) -> int:
        """Samples of the training set."""
        return len(self.experiment.dataset.train_inputs)

    @property
    def schedule(self) -> Schedule:
        """How an epoch is cut into minibatches."""
        return Schedule(self.experiment.batch_size, self.experiment.shuffle)

    def config(self, member: Member) -> RunConfig:
        """Return the configuration of a network."""
        run = self.experiment.runs[member.run]
        return replace(run, seed=run.seed + member.copy) if member.copy else run


class Lockstep:
    """Networks that still go; those that share an activation and an optimizer share calls."""

    def __init__(self, around: Surroundings, members: Sequence[Member]) -> None:
        self._around = around
        self.members = sorted(members, key=self._order)
        ordered = [around.config(member) for member in self.members]
        layout = layout_of(around.experiment, around.head, ordered[0], len(ordered))
        parameters = initial_parameters(ordered, layout, around.shown)
        state = TrainingState.at_start(parameters, ordered)
        self.trainer = Trainer(ordered, layout, around.head, around.data, around.schedule, state)
        self._guard = CloneGuard(layout, state)
        self._tracker: CloneTracker | None = None
        self._largest_input = float(np.abs(around.data.inputs[:, :-1]).max(initial=0.0))
        self.recorder: Recorder | None = None
        self._look()

    def _order(self, member: Member) -> tuple[object, ...]:
        run = self._around.experiment.runs[member.run]
        return run.activation, key(run.optimizer), member.run, member.copy

    @property
    def places(self) -> dict[int, int]:
        """Where the runs with their own seed stand in the trainer, by the runs' numbers."""
        return {member.run: place for place, member in enumerate(self.members) if member.copy == 0}

    def figures(self) -> dict[Member, Figures]:
        """Return loss and accuracy of every network."""
        around = self._around
        found = self._everything.figures(around.targets, around.samples)
        return dict(zip(self.members, found, strict=True))

    def not_finite(self) -> list[divergence.Finding]:
        """Return what is not finite, one finding a network that has diverged."""
        trainer, around = self.trainer, self._around
        if divergence.surely_finite(trainer, self._largest_input):
            return []
        training = self._evaluator(trainer.state.parameters, around.experiment.dataset.train_inputs)
        targets = around.targets[: around.samples]
        return divergence.find(trainer.layout, trainer.state.parameters, training, targets)

    def figures_with(self, parameters: Array) -> list[Figures]:
        """Return the figures that the networks have with other parameters."""
        evaluator = self._evaluator(parameters, self._around.inputs)
        return list(evaluator.figures(self._around.targets, self._around.samples))

    def go_on_without(self, ended: set[int]) -> None:
        """Drop the networks at these places."""
        kept = [index for index in range(len(self.members)) if index not in ended]
        self.members = [self.members[index] for index in kept]
        if kept:
            self.trainer = self.trainer.select(kept)
            self._guard.select(kept)
            self._look()

    def check(self, epoch: int) -> None:
        """Raise BrokenClonesError if clones have come apart that nothing tells apart."""
        self._guard.check(epoch, self.trainer.layout, self.trainer.state.parameters)

    def touch(self, interventions: Sequence[Intervention]) -> None:
        """Make changes by hand."""
        runs = [member.run for member in self.members]
        intervene(self.trainer, runs, interventions, self._around.shown)

    def look_anew(self) -> None:
        """Take the networks as they are now: clones may be made and parted by hand."""
        self._guard = CloneGuard(self.trainer.layout, self.trainer.state)
        self._look()

    def begin_tracking(self) -> None:
        """Note from now on when clones come apart."""
        trainer = self.trainer
        self._tracker = CloneTracker(trainer.layout, trainer.state.parameters, self.places)

    def track(self, epoch: int) -> None:
        """Note which clones came apart in the epoch just trained."""
        trainer = self.trainer
        if self._tracker is not None:
            self._tracker.look(epoch, trainer.layout, trainer.state.parameters, self.places)

    def parted(self, run: int) -> tuple[int | None, ...]:
        """Return for each layer of a run the epoch in which clones first came apart."""
        if self._tracker is None:
            return (None,) * len(self.trainer.layout.layers)
        return self._tracker.parted(run)

    def _evaluator(self, parameters: Array, inputs: Array) -> Evaluator:
        trainer = self.trainer
        groups = activation_groups(trainer.runs)
        return Evaluator(trainer.layout, groups, self._around.head, parameters, inputs)

    def _look(self) -> None:
        """Prepare what looks at the networks that the trainer now holds."""
        around, trainer, places = self._around, self.trainer, self.places
        self._everything = self._evaluator(trainer.state.parameters, around.inputs)
        record = around.experiment.record
        self.recorder = (
            Recorder(trainer, places, record, around.data, around.probe) if places else None
        )


def companies(around: Surroundings) -> list[Lockstep]:
    """Return all networks of an experiment, those of one architecture together."""
    experiment = around.experiment
    together: dict[object, list[Member]] = {}
    for run, config in enumerate(experiment.runs):
        members = [Member(run, copy) for copy in range(experiment.seeds)]
        together.setdefault(config.architecture.form(), []).extend(members)
    return [Lockstep(around, members) for members in together.values()]
