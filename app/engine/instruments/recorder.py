"""What is measured of the networks at a recorded epoch."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RecordConfig, RunConfig
from app.engine.instruments.clones import clone_classes
from app.engine.instruments.likeness import VISIBLE, effective_ranks, stacks
from app.engine.instruments.signal import SignalMeter, gradient_flow
from app.engine.instruments.symmetry import read_symmetry
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.extras import MULTIPLIER
from app.engine.network.layers import LayerLayout
from app.engine.network.layout import Layout
from app.engine.records.events import Figures, Histogram, LayerSnapshot, RunSnapshot, WeightStats
from app.engine.records.readings import SignalReading, SymmetryReading
from app.engine.training.evaluation import Evaluator
from app.engine.training.training_pass import TrainingPass

Array = NDArray[np.float64]

AUTO_SNAPSHOTS = 32
"""About how many epochs are recorded by default: enough for smooth play, few enough to send."""


def log_spaced_epochs(epochs: int, count: int = AUTO_SNAPSHOTS) -> tuple[int, ...]:
    """Return 0, ``epochs`` and about ``count`` epochs between, ever further apart.

    Most happens early, so early epochs stand closer together.
    """
    if epochs == 0:
        return (0,)
    spaced = np.rint(np.geomspace(1, epochs, count)).astype(int)
    return (0, *sorted(set(spaced.tolist())))


def weight_histograms(weights: Array, bins: int) -> list[Histogram]:
    """Return the histogram of each row of ``weights`` between its own least and largest value.

    The same edges and counts as ``numpy.histogram`` gives for a row, whose edges are at -0.5 and
    +0.5 around the value where all are equal; but where the values lie too close together for
    ``bins`` different edges this gives a result too.
    """
    return _histograms(weights, weights.min(axis=1), weights.max(axis=1), bins)


def _histograms(weights: Array, low: Array, high: Array, bins: int) -> list[Histogram]:
    equal = low == high
    edges = np.linspace(low - 0.5 * equal, high + 0.5 * equal, bins + 1).T.copy()
    histograms = []
    for row, row_edges in zip(weights, edges, strict=True):
        # How many edges are at or below each value: a bin holds its left edge, the last one its
        # right edge too.
        below = row_edges.searchsorted(row, side="right")
        np.minimum(below, bins, out=below)
        counts = np.bincount(below, minlength=bins + 1)[1:]
        histograms.append(Histogram(row_edges, counts))
    return histograms


class Recorder:
    """Measures the runs of one layout, whose parameters change in place.

    ``probe`` carries the probe through the networks, None where nothing is seen on it;
    ``training`` carries the training set, None without the instrument ``signal``.
    """

    def __init__(
        self,
        config: RecordConfig,
        runs: Sequence[RunConfig],
        layout: Layout,
        parameters: Array,
        probe: Evaluator | None,
        training: TrainingPass | None,
    ) -> None:
        self._config = config
        self._layout = layout
        self._parameters = parameters
        self._symmetry = "symmetry" in config.instruments
        self._activated = layout.architecture.activated(len(layout.layers))
        self._ranges = [_range(run) for run in runs]
        self._probe = probe
        self._training = training
        self._meter = None if training is None else SignalMeter(training, config.histogram_bins)

    def record(self, names: Sequence[int], figures: Sequence[Figures]) -> list[RunSnapshot]:
        """Return a snapshot of each run; ``names`` are the runs' numbers in the experiment."""
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
                figures=figures[run],
                gradient_flow=None if seen.signals is None else _flow(seen.signals[run]),
                layers=tuple(layers[run] for layers in by_layer),
            )
            for run, name in enumerate(names)
        ]

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
        histograms = _histograms(weights, low, high, self._config.histogram_bins)
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
            shaped = weights[run].reshape(layer.fan_in, layer.fan_out)
            snapshots.append(
                LayerSnapshot(
                    layer_index=index,
                    weight_histogram=histograms[run],
                    weight_stats=WeightStats(*stats),
                    neuron_outputs=None if seen.outputs is None else seen.outputs[index][run],
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
