"""What is measured of the networks at a recorded epoch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RecordConfig
from app.engine.instruments.clones import clone_classes
from app.engine.instruments.signal import SignalMeter, gradient_flow
from app.engine.instruments.symmetry import read_symmetry
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
    low, high = weights.min(axis=1), weights.max(axis=1)
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
    """Measures all runs of one layout, whose parameters change in place.

    ``probe`` carries the probe through the networks, None where nothing is seen on it;
    ``training`` carries the training set, None without the instrument ``signal``.
    """

    def __init__(
        self,
        config: RecordConfig,
        layout: Layout,
        parameters: Array,
        probe: Evaluator | None,
        training: TrainingPass | None,
    ) -> None:
        self._config = config
        self._layout = layout
        self._parameters = parameters
        self._symmetry = "symmetry" in config.instruments
        self._probe = probe
        self._training = training
        self._meter = None if training is None else SignalMeter(training, config.histogram_bins)

    def record(self, names: Sequence[int], figures: Sequence[Figures]) -> list[RunSnapshot]:
        """Return a snapshot of each run; ``names`` are the runs' numbers in the experiment."""
        outputs = None if self._probe is None else self._probe.neuron_outputs()
        seen = _Seen(
            outputs if self._config.neuron_outputs else None,
            [self._clone_classes(layer) for layer in self._layout.layers],
            self._read_signals(),
        )
        if outputs is not None and self._symmetry:
            seen.symmetry = _read_symmetry(outputs, seen.clones)
        by_layer = [self._layers(layer, seen) for layer in self._layout.layers]
        return [
            RunSnapshot(
                name,
                figures[run],
                tuple(layers[run] for layers in by_layer),
                None if seen.signals is None else gradient_flow(seen.signals[run]),
            )
            for run, name in enumerate(names)
        ]

    def _clone_classes(self, layer: LayerLayout) -> list[tuple[int, ...]]:
        incoming = self._layout.view(self._parameters, layer)[:, : layer.fan_out]
        return [clone_classes(run) for run in incoming]

    def _read_signals(self) -> list[tuple[SignalReading, ...]] | None:
        if self._training is None or self._meter is None:
            return None
        self._training.run()
        return self._meter.read()

    def _layers(self, layer: LayerLayout, seen: "_Seen") -> list[LayerSnapshot]:
        index = layer.layer_index
        runs = self._layout.runs
        incoming = self._layout.view(self._parameters, layer)[:, : layer.fan_out]
        # In the order of (fan_in, fan_out), and a copy: training goes on in the original.
        weights = incoming[:, :, : layer.fan_in].transpose(0, 2, 1).copy().reshape(runs, -1)
        histograms = weight_histograms(weights, self._config.histogram_bins)
        statistics = zip(
            weights.mean(axis=1).tolist(),
            weights.std(axis=1).tolist(),
            weights.min(axis=1).tolist(),
            weights.max(axis=1).tolist(),
            strict=True,
        )
        snapshots = []
        for run, stats in enumerate(statistics):
            clones = seen.clones[index][run]
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
                    symmetry=None if seen.symmetry is None else seen.symmetry[index][run],
                    signal=None if seen.signals is None else seen.signals[run][index],
                )
            )
        return snapshots


@dataclass(slots=True)
class _Seen:
    """What was seen of all runs: by layer and run, ``signals`` by run and layer."""

    outputs: list[Array] | None
    clones: list[list[tuple[int, ...]]]
    signals: list[tuple[SignalReading, ...]] | None
    symmetry: list[list[SymmetryReading]] | None = None


def _read_symmetry(
    outputs: Sequence[Array], clones: Sequence[Sequence[tuple[int, ...]]]
) -> list[list[SymmetryReading]]:
    """Return for every layer a reading of each run; ``outputs`` are (runs, points, fan_out)."""
    flat = read_symmetry(
        [run for layer in outputs for run in layer], [run for layer in clones for run in layer]
    )
    runs = len(outputs[0])
    return [flat[start : start + runs] for start in range(0, len(flat), runs)]
