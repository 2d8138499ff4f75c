"""What each layer makes of the training set: how large signals and corrections are."""

from collections.abc import Sequence
from itertools import product
from math import hypot, log10, sqrt

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.moments import MomentMeter, SpreadMeter
from app.engine.instruments.thresholds import OUTPUT_RANGES
from app.engine.network.activation import UNBOUNDED_SHOWN
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.layers import LayerLayout
from app.engine.records.readings import SignalReading
from app.engine.training.training_pass import TrainingPass

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
        self._activated = layout.architecture.activated(len(layout.layers))
        self._slots = list(product(range(layout.runs), layout.layers))
        sizes = [layer.fan_out * training.samples for _, layer in self._slots]
        outputs = layout.layers[-1].fan_out
        # What an output layer's delta is where the output is off by 1.
        unit = training.head.delta_scale(training.samples, outputs)
        ranges = [
            *[UNBOUNDED_SHOWN] * len(sizes),
            *self._activation_ranges(),
            *[(-unit, unit)] * len(sizes),
        ]
        self._spreads = SpreadMeter(3 * sizes, ranges, bins)
        # The pass writes into the same arrays again and again.
        self._outputs = self._of(training.activations)
        self._signals = [
            *self._of(training.pre_activations),
            *self._outputs,
            *self._of(training.deltas),
        ]
        self._updates = [self._arrays_of_update(run, layer) for run, layer in self._slots]
        # Learning rates do not change while a pass is in use: changes by hand make a new one.
        count = len(layout.layers)
        self._rates = [
            training.runs[run].layer_rates(count)[layer.layer_index] for run, layer in self._slots
        ]
        self._moments = MomentMeter([array.size for slot in self._updates for array in slot])

    def _activation_ranges(self) -> list[tuple[float, float]]:
        last = len(self._pass.layout.layers) - 1
        output = OUTPUT_RANGES[self._pass.head.form.activation]
        return [
            output
            if layer.layer_index == last
            else ACTIVATIONS[self._pass.runs[run].activation].shown
            if layer.layer_index in self._activated
            else UNBOUNDED_SHOWN
            for run, layer in self._slots
        ]

    def read(self) -> list[tuple[SignalReading, ...]]:
        """Return for every run a reading of each layer, from the pass as it was last run."""
        training = self._pass
        count, outputs = len(self._slots), self._outputs
        spreads = self._spreads.read(self._signals)
        updates = self._read_updates()
        readings = []
        for slot, (run, layer) in enumerate(self._slots):
            bent = layer.layer_index in self._activated
            function = ACTIVATIONS[training.runs[run].activation]
            readings.append(
                SignalReading(
                    pre_activation=spreads[slot],
                    activation=spreads[count + slot],
                    delta=spreads[2 * count + slot],
                    saturated=function.share_flat(outputs[slot]) if bent else None,
                    dead=_dead_units(outputs[slot]) if bent and function.dies else None,
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

    def _arrays_of_update(self, run: int, layer: LayerLayout) -> tuple[Array, Array, Array, Array]:
        """Return the gradients of weights and biases, the weights, and room for the step."""
        training, layout = self._pass, self._pass.layout
        weight_grad = layout.view(training.gradients, layer)[run, : layer.fan_out, : layer.fan_in]
        bias_grad = layout.view(training.gradients, layer)[run, : layer.fan_out, -1]
        weights = layout.view(training.parameters, layer)[run, : layer.fan_out, : layer.fan_in]
        decays = training.runs[run].l2 > 0.0
        return weight_grad, bias_grad, weights, weights.copy() if decays else weight_grad

    def _read_updates(self) -> list[tuple[float, float, float | None]]:
        """Return for each slot the norms of both gradients and the update ratio."""
        arrays = [array for slot in self._updates for array in slot]
        configs = [self._pass.runs[run] for run, _ in self._slots]
        for config, (weight_grad, _, weights, step) in zip(configs, self._updates, strict=True):
            if config.l2:
                np.multiply(weights, config.l2, out=step)
                np.add(step, weight_grad, out=step)
        means, stds = self._moments.read(arrays)
        updates: list[tuple[float, float, float | None]] = []
        for at, rate in zip(range(0, len(arrays), 4), self._rates, strict=True):
            weight_grad_norm = hypot(means[at], stds[at]) * sqrt(arrays[at].size)
            bias_grad_norm = hypot(means[at + 1], stds[at + 1]) * sqrt(arrays[at + 1].size)
            ratio = _log_ratio(rate * stds[at + 3], stds[at + 2])
            updates.append((weight_grad_norm, bias_grad_norm, ratio))
        return updates


def update_ratio(step: Array, weights: Array, learning_rate: float) -> float | None:
    """Return log10(std(learning_rate * step) / std(weights)).

    None where all weights are equal, -infinity where the step is.
    """
    _, stds = MomentMeter([step.size, weights.size]).read([step, weights])
    return _log_ratio(learning_rate * stds[0], stds[1])


def _log_ratio(step: float, spread: float) -> float | None:
    if spread == 0.0:
        return None
    return log10(step) - log10(spread) if step > 0.0 else -np.inf


def _dead_units(activations: Array) -> tuple[int, ...]:
    return tuple(np.flatnonzero(~activations.any(axis=1)).tolist())
