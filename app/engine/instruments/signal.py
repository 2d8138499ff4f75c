"""What each layer makes of the training set: how large signals and corrections are."""

from collections.abc import Sequence
from itertools import product
from math import log10

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.moments import FixedHistogram, Groups, chunks, means_and_stds
from app.engine.instruments.readings import SignalReading, Spread
from app.engine.instruments.thresholds import OUTPUT_RANGES, PRE_ACTIVATION_RANGE, THRESHOLDS
from app.engine.instruments.training_pass import TrainingPass

Array = NDArray[np.float64]


def gradient_flow(layers: Sequence[SignalReading]) -> float | None:
    """Return the std of delta in the first layer over that in the last, the output layer.

    None where the last has none; not finite where deltas have overflowed.
    """
    last = layers[-1].delta.std
    return None if last == 0.0 else layers[0].delta.std / last


class SignalMeter:
    """Reads the signals of all runs of a training pass."""

    def __init__(self, training: TrainingPass, bins: int) -> None:
        self._pass = training
        layout = training.layout
        self._slots = list(product(range(layout.runs), layout.layers))
        sizes = [layer.fan_out * training.samples for _, layer in self._slots]
        outputs = layout.layers[-1].fan_out
        # What an output layer's delta is where the output is off by 1.
        unit = training.head.delta_scale(training.samples, outputs)
        pre = [PRE_ACTIVATION_RANGE] * len(sizes)
        self._pre_activation = _SpreadMeter(sizes, pre, bins)
        self._activation = _SpreadMeter(sizes, self._activation_ranges(), bins)
        self._delta = _SpreadMeter(sizes, [(-unit, unit)] * len(sizes), bins)

    def _activation_ranges(self) -> list[tuple[float, float]]:
        last = len(self._pass.layout.layers) - 1
        output = OUTPUT_RANGES[self._pass.head.form.activation]
        return [
            output
            if layer.layer_index == last
            else THRESHOLDS[self._pass.runs[run].activation].shown
            for run, layer in self._slots
        ]

    def read(self) -> list[tuple[SignalReading, ...]]:
        """Return for every run a reading of each layer, from the pass as it was last run."""
        training = self._pass
        z = self._pre_activation.read(self._of(training.pre_activations))
        outputs = self._of(training.activations)
        a = self._activation.read(outputs)
        delta = self._delta.read(self._of(training.deltas))
        updates = self._read_updates()
        readings = []
        for slot, (run, layer) in enumerate(self._slots):
            hidden = layer.layer_index < len(training.layout.layers) - 1
            thresholds = THRESHOLDS[training.runs[run].activation]
            flat = thresholds.flat if hidden else None
            mortal = hidden and thresholds.dead is not None
            readings.append(
                SignalReading(
                    pre_activation=z[slot],
                    activation=a[slot],
                    delta=delta[slot],
                    saturated=None if flat is None else _share_outside(outputs[slot], flat),
                    dead=_dead_units(outputs[slot]) if mortal else None,
                    weight_grad_norm=updates[slot][0],
                    bias_grad_norm=updates[slot][1],
                    update_ratio=updates[slot][2],
                )
            )
        layers = len(training.layout.layers)
        return [
            tuple(readings[run * layers : (run + 1) * layers])
            for run in range(training.layout.runs)
        ]

    def _of(self, arrays: Sequence[Array]) -> list[Array]:
        return [arrays[layer.layer_index][run, : layer.fan_out] for run, layer in self._slots]

    def _read_updates(self) -> list[tuple[float, float, float | None]]:
        """Return for each slot the norms of both gradients and the update ratio."""
        training, layout = self._pass, self._pass.layout
        gradients, parameters = layout.views(training.gradients), layout.views(training.parameters)
        updates: list[tuple[float, float, float | None]] = []
        for part in chunks([4 * layer.rows * layer.columns for _, layer in self._slots]):
            arrays: list[Array] = []
            for run, layer in self._slots[part]:
                own = (run, slice(layer.fan_out), slice(layer.fan_in))
                gradient = gradients[layer.layer_index]
                weights, weight_grad = parameters[layer.layer_index][own], gradient[own]
                bias_grad = gradient[run, : layer.fan_out, -1]
                l2 = training.runs[run].l2
                step = weight_grad + l2 * weights if l2 else weight_grad
                arrays += weight_grad, bias_grad, step, weights
            sizes = np.array([array.size for array in arrays])
            mean, std = means_and_stds(np.concatenate(arrays, axis=None), Groups.of(sizes))
            norms = (np.hypot(mean, std) * np.sqrt(sizes)).tolist()
            spreads = std.tolist()
            for place, (run, _) in enumerate(self._slots[part]):
                at = 4 * place
                rate = training.runs[run].learning_rate
                ratio = _log_ratio(rate * spreads[at + 2], spreads[at + 3])
                updates.append((norms[at], norms[at + 1], ratio))
        return updates


def update_ratio(step: Array, weights: Array, learning_rate: float) -> float | None:
    """Return log10(std(learning_rate * step) / std(weights)).

    None where all weights are equal, -infinity where the step is.
    """
    both = np.concatenate([step, weights], axis=None)
    _, std = means_and_stds(both, Groups.of([step.size, weights.size]))
    return _log_ratio(learning_rate * float(std[0]), float(std[1]))


def _log_ratio(step: float, spread: float) -> float | None:
    if spread == 0.0:
        return None
    return log10(step) - log10(spread) if step > 0.0 else -np.inf


def _share_outside(activations: Array, flat: tuple[float, float]) -> float:
    outside = np.count_nonzero(activations < flat[0]) + np.count_nonzero(activations > flat[1])
    return float(outside / activations.size)


def _dead_units(activations: Array) -> tuple[int, ...]:
    return tuple(np.flatnonzero(~activations.any(axis=1)).tolist())


class _SpreadMeter:
    """Moments and histograms of many arrays of known sizes, each with a range of its own."""

    def __init__(
        self, sizes: Sequence[int], ranges: Sequence[tuple[float, float]], bins: int
    ) -> None:
        self._chunks: list[tuple[slice, Groups, FixedHistogram]] = []
        for part in chunks(sizes):
            groups = Groups.of(sizes[part])
            histogram = FixedHistogram(groups, np.array(ranges[part]), bins)
            self._chunks.append((part, groups, histogram))

    def read(self, arrays: Sequence[Array]) -> list[Spread]:
        """Return the spread of each array."""
        spreads: list[Spread] = []
        for part, groups, histogram in self._chunks:
            flat = np.concatenate(list(arrays[part]), axis=None)
            mean, std = means_and_stds(flat, groups)
            counts = histogram.counts(flat)
            outside = counts[:, 0].tolist(), counts[:, -1].tolist()
            columns = zip(
                mean.tolist(), std.tolist(), histogram.edges, counts, *outside, strict=True
            )
            spreads.extend(
                Spread(mean_, std_, edges, count[1:-1], below, above)
                for mean_, std_, edges, count, below, above in columns
            )
        return spreads
