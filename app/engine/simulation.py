"""The whole experiment as a generator of events."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine import divergence
from app.engine.evaluation import Evaluator, FigureEvaluator
from app.engine.events import (
    Diverged,
    Done,
    Event,
    Figures,
    LayerShape,
    RunResult,
    Snapshot,
    Started,
)
from app.engine.experiment import Experiment, RunConfig
from app.engine.initializers import initialize
from app.engine.layout import Layout
from app.engine.losses import OutputHead, encode_targets, make_head
from app.engine.probe import make_probe
from app.engine.recording import Recorder, log_spaced_epochs
from app.engine.training import (
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
    cannot make weights of the shapes needed.
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


class _Simulation:
    """The state of a running experiment: which runs still go, and what trains them."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        data = experiment.dataset
        self._head = output_head(experiment)
        self._probe = make_probe(data)
        train = encode_targets(data.train_targets, self._head)
        test = encode_targets(data.test_targets, self._head)
        self._targets = np.concatenate([train, test])
        self._inputs = np.concatenate([data.train_inputs, data.test_inputs])
        self._largest_input = float(np.abs(data.train_inputs).max(initial=0.0))
        self._results: dict[int, RunResult] = {}
        # Runs that share an activation and an optimizer stand side by side, to share calls.
        runs = experiment.runs
        self._names = sorted(
            range(len(runs)), key=lambda run: (runs[run].activation, key(runs[run].optimizer), run)
        )
        ordered = [runs[name] for name in self._names]
        widths = (data.train_inputs.shape[1], *experiment.hidden_layers, self._head.outputs)
        layout = Layout.of(widths, len(ordered))
        parameters = initial_parameters(ordered, layout, data.train_inputs)
        self._trainer = Trainer(
            ordered,
            layout,
            self._head,
            TrainingSet.of(data.train_inputs, train),
            Schedule(experiment.batch_size, experiment.shuffle),
            TrainingState.at_start(parameters, ordered),
        )
        self._recorder = self._make_recorder()

    def events(self, should_stop: Callable[[], bool]) -> Iterator[Event]:
        """Yield everything that happens."""
        experiment = self._experiment
        yield self._started()
        recorded = experiment.record.epochs
        wanted = set(log_spaced_epochs(experiment.epochs) if recorded is None else recorded)
        for epoch in range(experiment.epochs + 1):
            if epoch > 0 and not self._trainer.train_epoch(should_stop):
                return
            yield from self._end_diverged(epoch)
            if not self._names:
                break
            if epoch in wanted:
                runs = self._recorder.record(self._names)
                yield Snapshot(epoch, tuple(sorted(runs, key=lambda run: run.run)))
            if should_stop():
                return
        self._complete(experiment.epochs)
        yield Done(tuple(self._results[run] for run in range(len(experiment.runs))))

    def _started(self) -> Started:
        layers = self._trainer.layout.layers
        shapes = (LayerShape(layer.layer_index, layer.fan_in, layer.fan_out) for layer in layers)
        return Started(tuple(shapes), self._probe, self._experiment.dataset, self._head.form)

    def _end_diverged(self, epoch: int) -> Iterator[Diverged]:
        trainer = self._trainer
        layout, parameters = trainer.layout, trainer.state.parameters
        if divergence.surely_finite(layout, parameters, self._largest_input):
            return
        inputs = self._experiment.dataset.train_inputs
        training = self._evaluator(parameters, inputs)
        targets = self._targets[: len(inputs)]
        figures = FigureEvaluator(training, targets, len(inputs))
        findings = divergence.find(layout, parameters, training, figures)
        if not findings:
            return
        last_figures: list[Figures | None] = [None] * layout.runs
        if epoch > 0:
            findings = divergence.trace(trainer, findings)
            before = self._evaluator(trainer.parameters_before, self._inputs)
            last_figures = list(FigureEvaluator(before, self._targets, len(inputs)).figures())
        for finding in sorted(findings, key=lambda finding: self._names[finding.run]):
            name = self._names[finding.run]
            label = self._experiment.runs[name].label
            self._results[name] = RunResult(
                name, label, "diverged", epoch, last_figures[finding.run]
            )
            yield Diverged(name, epoch, finding.quantity, finding.layer_index)
        self._go_on_without({finding.run for finding in findings})

    def _go_on_without(self, ended: set[int]) -> None:
        kept = [index for index in range(len(self._names)) if index not in ended]
        self._names = [self._names[index] for index in kept]
        if kept:
            self._trainer = self._trainer.select(kept)
            self._recorder = self._make_recorder()

    def _complete(self, epoch: int) -> None:
        if not self._names:
            return
        for name, figures in zip(self._names, self._recorder.figures.figures(), strict=True):
            label = self._experiment.runs[name].label
            self._results[name] = RunResult(name, label, "completed", epoch, figures)

    def _evaluator(self, parameters: Array, inputs: Array) -> Evaluator:
        trainer = self._trainer
        groups = activation_groups(trainer.runs)
        return Evaluator(trainer.layout, groups, self._head, parameters, inputs)

    def _make_recorder(self) -> Recorder:
        record = self._experiment.record
        layout, parameters = self._trainer.layout, self._trainer.state.parameters
        train_samples = len(self._experiment.dataset.train_inputs)
        return Recorder(
            layout,
            parameters,
            FigureEvaluator(
                self._evaluator(parameters, self._inputs), self._targets, train_samples
            ),
            self._evaluator(parameters, self._probe.inputs) if record.neuron_outputs else None,
            record,
        )
