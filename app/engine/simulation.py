"""The whole experiment as a generator of events."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.probe import make_probe
from app.engine.experiment import Experiment
from app.engine.instruments.judge import Judge
from app.engine.instruments.progress import constant_answer, goal, share_learned
from app.engine.instruments.recorded_epochs import recorded_epochs
from app.engine.instruments.recorder import Recorder
from app.engine.instruments.sweep import Outcome, make_band, make_sweep
from app.engine.lockstep import Lockstep, Member, Surroundings, companies
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
from app.engine.training.interventions import due
from app.engine.training.training_pass import TrainingSet

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
    # Overflow is what diverging runs do; it is looked for and reported, not warned of. Between two
    # events NumPy warns whoever goes on as it did before, also if nobody asks for the next one.
    with np.errstate(all="ignore"):
        events = _Simulation(experiment).events(should_stop)
    while True:
        with np.errstate(all="ignore"):
            event = next(events, None)
        if event is None:
            return
        yield event


def output_head(experiment: Experiment) -> OutputHead:
    """Return the output activation and loss of an experiment."""
    data = experiment.dataset
    size = data.classes if data.task == "classification" else data.train_targets.shape[1]
    return make_head(experiment.loss, data.task, size)


class _Simulation:
    """The state of a running experiment: which networks still go, and how the others ended."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        data = experiment.dataset
        self._head = output_head(experiment)
        self._probe = make_probe(data)
        train = encode_targets(data.train_targets, self._head)
        test = encode_targets(data.test_targets, self._head)
        around = Surroundings(
            experiment,
            self._head,
            TrainingSet.of(data.train_inputs, train),
            np.concatenate([data.train_inputs, data.test_inputs]),
            np.concatenate([train, test]),
            self._probe.inputs,
        )
        self._schedule = around.schedule
        self._outcomes: dict[Member, Outcome] = {}
        self._judge = Judge(constant_answer(train, test, self._head), experiment.epochs)
        self._verdicts_due = False
        self._companies = companies(around)
        layers = self._companies[0].trainer.layout.layers
        self._shapes = [LayerShape(one.layer_index, one.fan_in, one.fan_out) for one in layers]

    def events(self, should_stop: Callable[[], bool]) -> Iterator[Event]:
        """Yield everything that happens."""
        experiment = self._experiment
        yield Started(tuple(self._shapes), self._probe, experiment.dataset, self._head.form)
        asked = experiment.record.epochs
        usual = recorded_epochs(experiment.epochs, experiment.interventions)
        wanted = frozenset(usual if asked is None else asked)
        for epoch in range(experiment.epochs + 1):
            if epoch > 0 and not self._train_epoch(should_stop):
                return
            yield from self._end_diverged(epoch)
            yield from self._intervene(epoch)
            if not self._companies:
                break
            figures: dict[Member, Figures] = {}
            ends = epoch in (0, experiment.epochs) or epoch in wanted
            for company in self._companies:
                if ends:
                    company.check(epoch)
                    figures |= company.figures()
                company.track(epoch)
            if epoch in wanted and self._recorders:
                yield self._snapshot(epoch, figures)
            if epoch == 0:
                # After its snapshot: to try a start takes longer than to show it.
                self._begin(figures, should_stop)
            if epoch == experiment.epochs:
                self._complete(epoch, figures)
            if should_stop():
                return
        yield Done(tuple(self._result(run) for run in range(len(experiment.runs))))

    @property
    def _recorders(self) -> "list[tuple[Lockstep, Recorder]]":
        """The companies that have a run with its own seed, with their recorders."""
        return [(one, one.recorder) for one in self._companies if one.recorder is not None]

    def _train_epoch(self, should_stop: Callable[[], bool]) -> bool:
        return all(company.trainer.train_epoch(should_stop) for company in self._companies)

    def _begin(self, figures: Mapping[Member, Figures], should_stop: Callable[[], bool]) -> None:
        enough = goal(self._judge.constant.train_loss)
        epochs = self._experiment.epochs
        for company, recorder in self._recorders:
            if self._experiment.record.verdicts:
                trials = recorder.try_starts(self._schedule, epochs, enough, should_stop)
                self._judge.begin(recorder.examine(), trials, _by_run(figures))
                self._verdicts_due = True
            company.begin_tracking()

    def _snapshot(self, epoch: int, figures: Mapping[Member, Figures]) -> Snapshot:
        runs = [
            self._place(company, run)
            for company, recorder in self._recorders
            for run in recorder.record([figures[member] for member in company.members])
        ]
        runs.sort(key=lambda run: run.run)
        if self._verdicts_due:
            runs = [replace(run, verdict=self._judge.start(run.run)) for run in runs]
            self._verdicts_due = False
        if self._experiment.seeds > 1:
            runs = [replace(run, band=self._band(run.run, figures)) for run in runs]
        return Snapshot(epoch, tuple(runs))

    def _place(self, company: Lockstep, run: RunSnapshot) -> RunSnapshot:
        """Add how far a run has come, and when clones came apart."""
        share = share_learned(run.figures.train_loss, self._judge.constant.train_loss)
        layers = (
            replace(layer, parted_epoch=epoch)
            for layer, epoch in zip(run.layers, company.parted(run.run), strict=True)
        )
        return replace(run, layers=tuple(layers), share_learned=share)

    def _band(self, run: int, figures: Mapping[Member, Figures]) -> Band:
        going = [one for member, one in figures.items() if member.run == run]
        return make_band(going, self._experiment.seeds - len(going))

    def _intervene(self, epoch: int) -> Iterator[Diverged]:
        """Make the changes that are due after an epoch's updates."""
        interventions = due(self._experiment, epoch)
        if not interventions:
            return
        ended = []
        for company in self._companies:
            company.check(epoch)
            before = company.trainer.state.parameters.copy()
            company.touch(interventions)
            ended.append((company, company.not_finite(), before))
        yield from self._end(epoch, ended)
        for company in self._companies:
            company.look_anew()

    def _end_diverged(self, epoch: int) -> Iterator[Diverged]:
        """End the runs that an epoch's updates drove out of the finite numbers."""
        ended: list[tuple[Lockstep, list[divergence.Finding], Array | None]] = []
        for company in self._companies:
            findings, trainer = company.not_finite(), company.trainer
            if epoch and findings:
                findings = divergence.trace(trainer, findings)
            ended.append((company, findings, trainer.parameters_before if epoch else None))
        yield from self._end(epoch, ended)

    def _end(
        self,
        epoch: int,
        ended: "Sequence[tuple[Lockstep, list[divergence.Finding], Array | None]]",
    ) -> Iterator[Diverged]:
        """End runs, in their order.

        Each company comes with what was found in it and the parameters with which all its networks
        were last finite, if they were.
        """
        events: list[Diverged] = []
        for company, findings, before in ended:
            if not findings:
                continue
            last = [None] * len(company.members) if before is None else company.figures_with(before)
            for finding in findings:
                member = company.members[finding.run]
                self._outcomes[member] = Outcome("diverged", epoch, last[finding.run])
                if member.copy == 0:
                    events.append(self._diverged(epoch, member.run, finding))
            company.go_on_without({finding.run for finding in findings})
        self._companies = [company for company in self._companies if company.members]
        yield from sorted(events, key=lambda event: event.run)

    def _diverged(self, epoch: int, run: int, finding: divergence.Finding) -> Diverged:
        message = divergence.describe(finding, epoch, self._experiment.runs[run].label)
        event = Diverged(run, epoch, finding.quantity, finding.layer_index, message)
        self._judge.diverge(event)
        return event

    def _complete(self, epoch: int, figures: Mapping[Member, Figures]) -> None:
        for member, one in figures.items():
            self._outcomes[member] = Outcome("completed", epoch, one)
        if not self._experiment.record.verdicts:
            return
        for _, recorder in self._recorders:
            self._judge.end(recorder.examine(), _by_run(figures))

    def _result(self, run: int) -> RunResult:
        experiment, judge = self._experiment, self._judge
        config, seeds = experiment.runs[run], experiment.seeds
        outcomes = [self._outcomes[Member(run, copy)] for copy in range(seeds)]
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


def _by_run(figures: Mapping[Member, Figures]) -> dict[int, Figures]:
    """Return the figures of the runs with their own seed."""
    return {member.run: one for member, one in figures.items() if member.copy == 0}
