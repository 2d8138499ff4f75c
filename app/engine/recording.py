"""What is measured of the networks at a recorded epoch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.evaluation import Evaluator, FigureEvaluator
from app.engine.events import Histogram, LayerSnapshot, RunSnapshot, WeightStats
from app.engine.experiment import RecordConfig
from app.engine.layout import LayerLayout, Layout

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
    edges = np.linspace(low - 0.5 * equal, high + 0.5 * equal, bins + 1, axis=1)
    histograms = []
    for row, row_edges in zip(weights, edges, strict=True):
        # A bin holds its left edge; the last one its right edge too.
        index = np.searchsorted(row_edges, row, side="right") - 1
        np.clip(index, 0, bins - 1, out=index)
        histograms.append(Histogram(row_edges, np.bincount(index, minlength=bins)))
    return histograms


def clone_classes(incoming: Array) -> tuple[int, ...]:
    """Return for each row the index of the first bit-identical row.

    ``incoming`` is (neurons, numbers), the incoming weights and the bias of each neuron.
    """
    first: dict[bytes, int] = {}
    return tuple(first.setdefault(row.tobytes(), index) for index, row in enumerate(incoming))


@dataclass(frozen=True, slots=True)
class Recorder:
    """Measures all runs of one layout; ``probe`` is None where outputs are not wanted."""

    layout: Layout
    parameters: Array
    figures: FigureEvaluator
    probe: Evaluator | None
    config: RecordConfig

    def record(self, names: Sequence[int]) -> list[RunSnapshot]:
        """Return a snapshot of each run; ``names`` are the runs' numbers in the experiment."""
        figures = self.figures.figures()
        outputs = None if self.probe is None else self.probe.neuron_outputs()
        by_layer = [self._layers(layer, outputs) for layer in self.layout.layers]
        return [
            RunSnapshot(name, figures[run], tuple(layers[run] for layers in by_layer))
            for run, name in enumerate(names)
        ]

    def _layers(self, layer: LayerLayout, outputs: list[Array] | None) -> list[LayerSnapshot]:
        runs = self.layout.runs
        incoming = self.layout.view(self.parameters, layer)[:, : layer.fan_out]
        # In the order of (fan_in, fan_out), and a copy: training goes on in the original.
        weights = incoming[:, :, : layer.fan_in].transpose(0, 2, 1).copy().reshape(runs, -1)
        histograms = weight_histograms(weights, self.config.histogram_bins)
        statistics = zip(
            weights.mean(axis=1).tolist(),
            weights.std(axis=1).tolist(),
            weights.min(axis=1).tolist(),
            weights.max(axis=1).tolist(),
            strict=True,
        )
        snapshots = []
        for run, stats in enumerate(statistics):
            clones = clone_classes(incoming[run])
            shaped = weights[run].reshape(layer.fan_in, layer.fan_out)
            snapshots.append(
                LayerSnapshot(
                    layer_index=layer.layer_index,
                    weight_histogram=histograms[run],
                    weight_stats=WeightStats(*stats),
                    neuron_outputs=None if outputs is None else outputs[layer.layer_index][run],
                    distinct_neurons=len(set(clones)),
                    clone_class=clones,
                    weights=shaped if self.config.weights else None,
                    bias=incoming[run, :, -1].copy() if self.config.weights else None,
                )
            )
        return snapshots
