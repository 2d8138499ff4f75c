"""What is measured of the networks at a recorded epoch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RecordConfig, RunConfig
from app.engine.instruments.clones import clone_classes
from app.engine.instruments.histograms import histograms_between
from app.engine.instruments.likeness import VISIBLE, effective_ranks, stacks
from app.engine.instruments.signal import SignalMeter, gradient_flow
from app.engine.instruments.state import State, examine
from app.engine.instruments.strides import Network
from app.engine.instruments.symmetry import read_symmetry
from app.engine.instruments.trial import Trial, try_start
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.extras import MULTIPLIER
from app.engine.network.layers import LayerLayout
from app.engine.records.events import Figures, LayerSnapshot, RunSnapshot, WeightStats
from app.engine.records.readings import SignalReading, SymmetryReading
from app.engine.training.evaluation import Evaluator
from app.engine.training.trainer import Schedule, Trainer
from app.engine.training.training_pass import TrainingPass, TrainingSet, activation_groups

Array = NDArray[np.float64]


class Recorder:
    """Looks at some runs of a trainer: those with their own seed, without its repetitions.

    ``places`` gives for the name of each run, its number in the experiment, its place in the
    trainer. Where these are all runs there are, they are looked at where they lie; otherwise they
    are copied out before each look.
    """

    def __init__(
        self,
        trainer: Trainer,
        places: Mapping[int, int],
        config: RecordConfig,
        data: TrainingSet,
        probe_inputs: Array,
    ) -> None:
        self.places = dict(places)
        self._trainer, self._config, self._data = trainer, config, data
        self._all = len(places) == trainer.layout.runs
        runs = [trainer.runs[place] for place in places.values()]
        if self._all:
            layout, parameters = trainer.layout, trainer.state.parameters
        else:
            layout = trainer.layout.of_runs(len(places))
            parameters = np.zeros(layout.size)
        self._layout, self._parameters = layout, parameters
        self._symmetry = "symmetry" in config.instruments
        self._activated = layout.architecture.activated(len(layout.layers))
        self._ranges = [_range(run) for run in runs]
        self._probe: Evaluator | None = None
        if config.neuron_outputs or self._symmetry:
            groups = activation_groups(runs)
            self._probe = Evaluator(layout, groups, trainer.head, parameters, probe_inputs)
        self._make_pass = partial(TrainingPass.over, data, runs, layout, trainer.head, parameters)
        # Over all samples at once, it may take much room: it is kept only if it is used often.
        self._training = self._make_pass() if "signal" in config.instruments else None
        bins = config.histogram_bins
        self._meter = None if self._training is None else SignalMeter(self._training, bins)

    def record(self, figures: Sequence[Figures]) -> list[RunSnapshot]:
        """Return a snapshot of each run; ``figures`` are those of all runs of the trainer."""
        self._refresh()
        outputs = None if self._probe is None else self._probe.neuron_outputs()
        clones = [self._clone_classes(layer) for layer in self._layout.layers]
        seen = _Seen(
            outputs if self._config.neuron_outputs else None,
            clones,
            self._read_signals(),
            {} if outputs is None else self._look(outputs),
        )
        by_layer = [self._layers(layer, seen) for layer in self._layout.layers]
        return [
            RunSnapshot(
                run=name,
                figures=figures[place],
                gradient_flow=None if seen.signals is None else _flow(seen.signals[run]),
                layers=tuple(layers[run] for layers in by_layer),
            )
            for run, (name, place) in enumerate(self.places.items())
        ]

    def examine(self) -> dict[int, State]:
        """Return the state of each run, by its name."""
        self._refresh()
        training = self._training or self._make_pass()
        return dict(zip(self.places, examine(training), strict=True))

    def try_starts(
        self, schedule: Schedule, epochs: int, goal: float, should_stop: Callable[[], bool]
    ) -> dict[int, Trial]:
        """Try the start of each run on a copy, see ``try_start``."""
        trainer, data = self._trainer, self._data
        layout = trainer.layout.of_runs(1)
        trials = {}
        for name, place in self.places.items():
            parameters = trainer.layout.select(trainer.state.parameters, [place])
            network = Network(trainer.runs[place], layout, trainer.head, parameters, data)
            trials[name] = try_start(network, schedule, epochs, goal, should_stop)
        return trials

    def _refresh(self) -> None:
        if not self._all:
            trainer = self._trainer
            kept = list(self.places.values())
            np.copyto(self._parameters, trainer.layout.select(trainer.state.parameters, kept))

    def _clone_classes(self, layer: LayerLayout) -> list[tuple[int, ...]]:
        incoming = self._layout.view(self._parameters, layer)[:, : layer.fan_out]
        return [clone_classes(run) for run in incoming]

    def _look(self, outputs: Sequence[Array]) -> "dict[tuple[int, int], _Look]":
        """Compare the neurons of each layer, by layer and run; the output layer for symmetry alone.

        ``outputs`` are (runs, points, fan_out), one a layer.
        """
        layers = len(outputs) if self._symmetry else len(outputs) - 1
        keys = [(layer, run) for layer in range(layers) for run in range(self._layout.runs)]
        ranges = np.array(
            [self._ranges[run] if layer in self._activated else np.nan for layer, run in keys]
        )
        alike = [self._alike(layer) for layer in range(layers)]
        looks: dict[tuple[int, int], _Look] = {}
        for places, stack in stacks(
            [outputs[layer][run] for layer, run in keys],
            [alike[layer][run] for layer, run in keys],
        ):
            lowest, highest = stack.extremes()
            known = ranges[places]
            bounds = VISIBLE * np.where(np.isnan(known), highest - lowest, known)
            ranks = effective_ranks(stack.outputs)
            symmetry = read_symmetry(stack, ranks) if self._symmetry else [None] * len(places)
            found = map(_Look, ranks.tolist(), stack.alike(bounds), symmetry)
            looks.update(zip((keys[place] for place in places), found, strict=True))
        return looks

    def _alike(self, layer_index: int) -> list[tuple[int, ...]]:
        """Return by run which neurons of a layer are made of the same numbers, gains included."""
        making = self._layout.making(self._parameters, layer_index)
        return [clone_classes(run) for run in np.concatenate(making, axis=2)]

    def _extras(self, layer_index: int) -> list[dict[str, Any]]:
        """Return by run what is shown with a layer besides its weights and bias."""
        shown: list[dict[str, Any]] = [{} for _ in range(self._layout.runs)]
        for one in self._layout.extras if self._config.weights else ():
            if one.extra.layer_index != layer_index:
                continue
            for run, values in enumerate(self._layout.extra_view(self._parameters, one)):
                single = one.extra.name == MULTIPLIER
                shown[run][one.extra.name] = float(values[0]) if single else values.copy()
        return shown

    def _read_signals(self) -> list[tuple[SignalReading, ...]] | None:
        if self._training is None or self._meter is None:
            return None
        self._training.run()
        return self._meter.read()

    def _layers(self, layer: LayerLayout, seen: "_Seen") -> list[LayerSnapshot]:
        index = layer.layer_index
        runs, last = self._layout.runs, len(self._layout.layers) - 1
        incoming = self._layout.view(self._parameters, layer)[:, : layer.fan_out]
        # In the order of (fan_in, fan_out), and a copy: training goes on in the original.
        weights = incoming[:, :, : layer.fan_in].transpose(0, 2, 1).copy().reshape(runs, -1)
        low, high = weights.min(axis=1), weights.max(axis=1)
        derived, bins = self._config.derived, self._config.histogram_bins
        histograms = histograms_between(weights, low, high, bins) if derived else [None] * runs
        mean = weights.sum(axis=1) / weights.shape[1]
        deviations = weights - mean[:, None]
        np.multiply(deviations, deviations, out=deviations)
        std = np.sqrt(deviations.sum(axis=1) / weights.shape[1])
        statistics = zip(mean.tolist(), std.tolist(), low.tolist(), high.tolist(), strict=True)
        extras = self._extras(index)
        snapshots = []
        for run, stats in enumerate(statistics):
            clones = seen.clones[index][run]
            look = seen.looks.get((index, run))
            visible = look if seen.outputs is not None and index < last else None
            sent = seen.outputs if derived else None
            shaped = weights[run].reshape(layer.fan_in, layer.fan_out)
            snapshots.append(
                LayerSnapshot(
                    layer_index=index,
                    weight_histogram=histograms[run],
                    weight_stats=WeightStats(*stats),
                    neuron_outputs=None if sent is None else sent[index][run],
                    distinct_neurons=len(set(clones)),
                    clone_class=clones,
                    weights=shaped if self._config.weights else None,
                    bias=incoming[run, :, -1].copy() if self._config.weights else None,
                    **extras[run],
                    effective_rank=None if visible is None else visible.effective_rank,
                    visible_class=None if visible is None else visible.visible_class,
                    visibly_distinct=None if visible is None else len(set(visible.visible_class)),
                    symmetry=None if look is None else look.symmetry,
                    signal=None if seen.signals is None else seen.signals[run][index],
                )
            )
        return snapshots


@dataclass(frozen=True, slots=True)
class _Look:
    """What the neurons of a layer of a run look like beside each other."""

    effective_rank: float
    visible_class: tuple[int, ...]
    symmetry: SymmetryReading | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of all runs: by layer and run, ``signals`` by run and layer."""

    outputs: list[Array] | None
    clones: list[list[tuple[int, ...]]]
    signals: list[tuple[SignalReading, ...]] | None
    looks: dict[tuple[int, int], _Look]


def _range(run: RunConfig) -> float:
    """Return the range of what a run's activation puts out where it has ends, else NaN."""
    bounds = ACTIVATIONS[run.activation].range
    return np.nan if bounds is None else bounds[1] - bounds[0]


def _flow(signals: Sequence[SignalReading]) -> float:
    """Return the gradient flow; NaN where the last layer has no delta."""
    flow = gradient_flow(signals)
    return nan if flow is None else flow
