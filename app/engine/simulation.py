"""The whole experiment as a generator of events."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.probe import make_probe
from app.engine.experiment import Experiment, RunConfig
from app.engine.initializers import initialize
from app.engine.instruments.clones import CloneTracker
from app.engine.instruments.guard import CloneGuard
from app.engine.instruments.judge import Judge
from app.engine.instruments.progress import constant_answer, goal, share_learned
from app.engine.instruments.recorder import log_spaced_epochs
from app.engine.instruments.shown import Shown
from app.engine.instruments.sweep import Outcome, make_band, make_sweep
from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead, encode_targets, make_head
from app.engine.records.events import (
    Diverged,
    Done,
    Event,
    Figures,
    LayerShape,
    RunResult,
    RunSnapshot,
    Snapshot,
    Started,
)
from app.engine.records.readings import Band
from app.engine.training import divergence
from app.engine.training.evaluation import Evaluator
from app.engine.training.interventions import due, intervene
from app.engine.training.trainer import (
    Schedule,
    Trainer,
    TrainingSet,
    TrainingState,
    activation_groups,
    key,
)

Array = NDArray[np.float64]


def never() -> bool:
    """Say that the simulation is still wanted."""
    return False


def simulate(experiment: Experiment, should_stop: Callable[[], bool] = never) -> Iterator[Event]:
    """Run an experiment and yield its events as they come.

    A ``Started`` comes first, then snapshots and ``Diverged``, then one ``Done``.
    ``should_stop`` is asked several times an epoch; once it says True the generator ends without
    ``Done``. Holds no more than the current state. Raises ArgumentError for an initializer that
    cannot make weights of the shapes needed, and BrokenClonesError before it would show that
    neurons which nothing tells apart came apart.
    """
    # Overflow is what diverging runs do; it is looked for and reported, not warned of.
    with np.errstate(all="ignore"):
        yield from _Simulation(experiment).events(should_stop)


def output_head(experiment: Experiment) -> OutputHead:
    """Return the output activation and loss of an experiment."""
    data = experiment.dataset
    size = data.classes if data.task == "classification" else data.train_targets.shape[1]
    return make_head(experiment.loss, data.task, size)


def initial_parameters(runs: Sequence[RunConfig], layout: Layout, inputs: Array) -> Array:
    """Return the flat parameters of the runs before the first update.

    ``inputs`` (samples, features) is the training set, for initializers that look at data.
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
            inputs=inputs,
        )
        for layer, (weights, bias) in zip(layout.layers, drawn, strict=True):
            layout.weights(flat, layer, index)[...] = weights
            layout.bias(flat, layer, index)[...] = bias
    # Clones are told by their bits, and -0.0 has other bits than 0.0.
    flat += 0.0
    return flat


@dataclass(frozen=True, slots=True)
class _Member:
    """One network that is trained: a run with its own seed (``copy`` 0) or a later one."""

    run: int
    copy: int


class _Simulation:
    """The state of a running experiment: which networks still go, and what trains them."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        data = experiment.dataset
        self._head = output_head(experiment)
        self._probe = make_probe(data)
        train = encode_targets(data.train_targets, self._head)
        test = encode_targets(data.test_targets, self._head)
        self._data = TrainingSet.of(data.train_inputs, train)
        self._targets = np.concatenate([train, test])
        self._inputs = np.concatenate([data.train_inputs, data.test_inputs])
        self._largest_input = float(np.abs(data.train_inputs).max(initial=0.0))
        self._schedule = Schedule(experiment.batch_size, experiment.shuffle)
        self._outcomes: dict[_Member, Outcome] = {}
        self._judge = Judge(constant_answer(train, test, self._head), experiment.epochs)
        self._tracker: CloneTracker | None = None
        self._verdicts_due = False
        # Networks that share an activation and an optimizer stand side by side, to share calls.
        members = [
            _Member(run, copy)
            for run in range(len(experiment.runs))
            for copy in range(experiment.seeds)
        ]
        self._members = sorted(members, key=self._order)
        ordered = [self._config(member) for member in self._members]
        widths = (data.train_inputs.shape[1], *experiment.hidden_layers, self._head.outputs)
        layout = Layout.of(widths, len(ordered))
        parameters = initial_parameters(ordered, layout, data.train_inputs)
        self._trainer = Trainer(
            ordered,
            layout,
            self._head,
            self._data,
            self._schedule,
            TrainingState.at_start(parameters, ordered),
        )
        self._guard = CloneGuard(layout, self._trainer.state)
        self._look_at_members()

    def _order(self, member: _Member) -> tuple[object, ...]:
        run = self._experiment.runs[member.run]
        return run.activation, key(run.optimizer), member.run, member.copy

    def _config(self, member: _Member) -> RunConfig:
        run = self._experiment.runs[member.run]
        return replace(run, seed=run.seed + member.copy) if member.copy else run

    def events(self, should_stop: Callable[[], bool]) -> Iterator[Event]:
        """Yield everything that happens."""
        experiment = self._experiment
        yield self._started()
        recorded = experiment.record.epochs
        wanted = set(log_spaced_epochs(experiment.epochs) if recorded is None else recorded)
        samples = len(experiment.dataset.train_inputs)
        for epoch in range(experiment.epochs + 1):
            if epoch > 0 and not self._trainer.train_epoch(should_stop):
                return
            yield from self._end_diverged(epoch)
            yield from self._intervene(epoch)
            if not self._members:
                break
            ends = epoch in (0, experiment.epochs) or epoch in wanted
            if ends:
                self._guard.check(epoch, self._trainer.layout, self._trainer.state.parameters)
            figures = self._everything.figures(self._targets, samples) if ends else []
            if self._tracker is not None:
                trainer = self._trainer
                self._tracker.look(epoch, trainer.layout, trainer.state.parameters, self._places)
            if epoch in wanted and self._shown is not None:
                yield self._snapshot(epoch, self._shown, figures)
            if epoch == 0:
                # After its snapshot: to try a start takes longer than to show it.
                self._begin(figures, should_stop)
            if epoch == experiment.epochs:
                self._complete(epoch, figures)
            if should_stop():
                return
        yield Done(tuple(self._result(run) for run in range(len(experiment.runs))))

    def _started(self) -> Started:
        layers = self._trainer.layout.layers
        shapes = (LayerShape(layer.layer_index, layer.fan_in, layer.fan_out) for layer in layers)
        return Started(tuple(shapes), self._probe, self._experiment.dataset, self._head.form)

    def _begin(self, figures: list[Figures], should_stop: Callable[[], bool]) -> None:
        if self._shown is None:
            return
        trials = self._shown.try_starts(
            self._schedule,
            self._experiment.epochs,
            goal(self._judge.constant.train_loss),
            should_stop,
        )
        self._judge.begin(self._shown.examine(), trials, self._by_run(figures))
        self._verdicts_due = True
        trainer = self._trainer
        self._tracker = CloneTracker(trainer.layout, trainer.state.parameters, self._places)

    def _snapshot(self, epoch: int, shown: Shown, figures: list[Figures]) -> Snapshot:
        runs = [self._place(run) for run in sorted(shown.record(figures), key=lambda run: run.run)]
        if self._verdicts_due:
            runs = [replace(run, verdict=self._judge.start(run.run)) for run in runs]
            self._verdicts_due = False
        if self._experiment.seeds > 1:
            runs = [replace(run, band=self._band(run.run, figures)) for run in runs]
        return Snapshot(epoch, tuple(runs))

    def _place(self, run: RunSnapshot) -> RunSnapshot:
        """Add how far a run has come, and when clones came apart."""
        share = share_learned(run.figures.train_loss, self._judge.constant.train_loss)
        parted = (
            (None,) * len(run.layers) if self._tracker is None else self._tracker.parted(run.run)
        )
        layers = (
            replace(layer, parted_epoch=epoch)
            for layer, epoch in zip(run.layers, parted, strict=True)
        )
        return replace(run, layers=tuple(layers), share_learned=share)

    def _band(self, run: int, figures: list[Figures]) -> Band:
        pairs = zip(self._members, figures, strict=True)
        going = [one for member, one in pairs if member.run == run]
        return make_band(going, self._experiment.seeds - len(going))

    def _intervene(self, epoch: int) -> Iterator[Diverged]:
        """Make the changes that are due after an epoch's updates."""
        interventions = due(self._experiment, epoch)
        if not interventions or not self._members:
            return
        trainer = self._trainer
        self._guard.check(epoch, trainer.layout, trainer.state.parameters)
        before = trainer.state.parameters.copy()
        runs = [member.run for member in self._members]
        intervene(trainer, runs, interventions, self._experiment.dataset.train_inputs)
        findings = self._not_finite()
        if findings:
            yield from self._end(epoch, findings, before)
        if self._members:
            # Clones may be made and parted by hand.
            self._guard = CloneGuard(self._trainer.layout, self._trainer.state)
            self._look_at_members()

    def _end_diverged(self, epoch: int) -> Iterator[Diverged]:
        """End the runs that an epoch's updates drove out of the finite numbers."""
        findings = self._not_finite()
        if not findings:
            return
        if epoch == 0:
            yield from self._end(epoch, findings, None)
            return
        findings = divergence.trace(self._trainer, findings)
        yield from self._end(epoch, findings, self._trainer.parameters_before)

    def _not_finite(self) -> list[divergence.Finding]:
        trainer = self._trainer
        layout, parameters = trainer.layout, trainer.state.parameters
        if divergence.surely_finite(trainer, self._largest_input):
            return []
        inputs = self._experiment.dataset.train_inputs
        training = self._evaluator(parameters, inputs)
        return divergence.find(layout, parameters, training, self._targets[: len(inputs)])

    def _end(
        self, epoch: int, findings: list[divergence.Finding], before: Array | None
    ) -> Iterator[Diverged]:
        """End runs; ``before`` are the parameters with which all were last finite, if they were."""
        last_figures: list[Figures | None] = [None] * self._trainer.layout.runs
        if before is not None:
            samples = len(self._experiment.dataset.train_inputs)
            evaluator = self._evaluator(before, self._inputs)
            last_figures = list(evaluator.figures(self._targets, samples))
        for finding in sorted(findings, key=lambda finding: self._members[finding.run].run):
            member = self._members[finding.run]
            self._outcomes[member] = Outcome("diverged", epoch, last_figures[finding.run])
            if member.copy == 0:
                label = self._experiment.runs[member.run].label
                message = divergence.describe(finding, epoch, label)
                event = Diverged(member.run, epoch, finding.quantity, finding.layer_index, message)
                self._judge.diverge(event)
                yield event
        self._go_on_without({finding.run for finding in findings})

    def _go_on_without(self, ended: set[int]) -> None:
        kept = [index for index in range(len(self._members)) if index not in ended]
        self._members = [self._members[index] for index in kept]
        if kept:
            self._trainer = self._trainer.select(kept)
            self._guard.select(kept)
            self._look_at_members()

    def _complete(self, epoch: int, figures: list[Figures]) -> None:
        for member, one in zip(self._members, figures, strict=True):
            self._outcomes[member] = Outcome("completed", epoch, one)
        if self._shown is not None:
            self._judge.end(self._shown.examine(), self._by_run(figures))

    def _result(self, run: int) -> RunResult:
        experiment, judge = self._experiment, self._judge
        config, seeds = experiment.runs[run], experiment.seeds
        outcomes = [self._outcomes[_Member(run, copy)] for copy in range(seeds)]
        own = outcomes[0]
        return RunResult(
            run,
            config.label,
            own.status,
            own.epoch,
            own.figures,
            verdicts=judge.verdicts(run),
            sweep=(
                make_sweep(config.seed, outcomes, judge.constant.train_loss, experiment.epochs)
                if seeds > 1
                else None
            ),
        )

    @property
    def _places(self) -> dict[int, int]:
        """Where the runs with their own seed stand in the trainer, by the runs' numbers."""
        return {member.run: place for place, member in enumerate(self._members) if member.copy == 0}

    def _by_run(self, figures: list[Figures]) -> dict[int, Figures]:
        return {run: figures[place] for run, place in self._places.items()}

    def _evaluator(self, parameters: Array, inputs: Array) -> Evaluator:
        trainer = self._trainer
        groups = activation_groups(trainer.runs)
        return Evaluator(trainer.layout, groups, self._head, parameters, inputs)

    def _look_at_members(self) -> None:
        """Prepare what looks at the networks that the trainer now holds."""
        trainer, places = self._trainer, self._places
        self._everything = self._evaluator(trainer.state.parameters, self._inputs)
        record = self._experiment.record
        self._shown = (
            Shown(trainer, places, record, self._data, self._probe.inputs) if places else None
        )
