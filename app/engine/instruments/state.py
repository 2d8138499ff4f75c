"""All that a verdict is made from: one run's network on the whole training set, at one moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RunConfig
from app.engine.instruments.clones import clone_classes, near_classes
from app.engine.instruments.signal import SignalMeter, update_ratio
from app.engine.instruments.thresholds import NEAR_CLONES
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.extras import MULTIPLIER
from app.engine.network.layers import LayerLayout
from app.engine.records.readings import SignalReading
from app.engine.training.optimizers import OPTIMIZERS
from app.engine.training.training_pass import TrainingPass

Array = NDArray[np.float64]

_BINS = 1
"""A verdict looks at no histogram."""


@dataclass(frozen=True, slots=True)
class HiddenState:
    """What is exact about a hidden layer.

    ``distinct`` counts neurons of which no two have bit-identical incoming weights and biases.
    Clones for good have bit-identical gains, shifts and outgoing weights too (in the stream of a
    residual network those of all blocks), so that nothing can draw them apart: ``lasting`` counts
    the neurons that are left if these are taken together, and ``separate`` those left if
    near-clones are as well. In a ``frozen`` layer outgoing weights draw nothing apart. ``gap`` is
    the largest difference between weights of near-clones, as a share of the largest weight of its
    side of the layer.
    The others say what is exactly 0 for every training sample: the layer's delta, its slope f' if
    it has one, all weights of the layers that read it, the multiplier of the branch that it ends.
    """

    fan_out: int
    distinct: int
    lasting: int
    separate: int
    gap: float
    frozen: bool
    readers: tuple[int, ...]
    no_delta: bool
    no_slope: bool
    no_reading: bool
    no_multiplier: bool


@dataclass(frozen=True, slots=True)
class State:
    """A run at one moment.

    ``no_signal`` tells whether what comes into the output layer is 0 for every training sample;
    ``step_ratio`` is
    log10(std of the first update / std of the weights), the largest of all layers in which it is
    finite, None if there is none.
    """

    config: RunConfig
    signals: tuple[SignalReading, ...]
    hidden: tuple[HiddenState, ...]
    no_signal: bool
    step_ratio: float | None


def examine(training: TrainingPass) -> list[State]:
    """Carry the training set through the networks and note the state of every run."""
    training.run()
    signals = SignalMeter(training, _BINS).read()
    layers = training.layout.layers
    return [
        State(
            config=config,
            signals=signals[run],
            hidden=tuple(_hidden(training, run, layer) for layer in layers[:-1]),
            no_signal=not training.entering[-1][run : run + 1, : layers[-1].fan_in].any(),
            step_ratio=_step_ratio(training, run),
        )
        for run, config in enumerate(training.runs)
    ]


def _hidden(training: TrainingPass, run: int, layer: LayerLayout) -> HiddenState:
    index, rows = layer.layer_index, slice(layer.fan_out)
    layout = training.layout
    incoming = layout.view(training.parameters, layer)[run, rows]
    touching = [part[run] for part in layout.touching(training.parameters, index)]
    near, gap = near_classes(
        np.concatenate([_scaled(part) for part in touching], axis=1), NEAR_CLONES.value
    )
    bent = index in layout.architecture.activated(len(layout.layers))
    frozen = index in training.runs[run].freeze
    making = [part[run] for part in layout.making(training.parameters, index)]
    columns = layout.architecture.kin(layout.widths, index).columns
    readers = tuple(one for one in columns if one > index)
    read = [layout.weights(training.parameters, layout.layers[one], run) for one in readers]
    multipliers = [
        layout.extra_view(training.parameters, one)[run]
        for one in layout.extras
        if one.extra.name == MULTIPLIER and one.extra.layer_index == index
    ]
    activation = ACTIVATIONS[training.runs[run].activation]
    return HiddenState(
        fan_out=layer.fan_out,
        distinct=_count(incoming),
        lasting=_count(np.concatenate(making if frozen else touching, axis=1)),
        separate=len(set(near)),
        gap=gap,
        frozen=frozen,
        readers=readers,
        no_delta=not training.deltas[index][run, rows].any(),
        no_slope=bent and not activation.slope(training.arguments[index][run, rows]).any(),
        no_reading=not any(weights.any() for weights in read),
        no_multiplier=any(not value.any() for value in multipliers),
    )


def _count(rows: Array) -> int:
    return len(set(clone_classes(rows)))


def _scaled(weights: Array) -> Array:
    """Return weights as shares of the largest of them."""
    largest = float(np.abs(weights).max())
    return weights / largest if largest > 0.0 else weights


def _step_ratio(training: TrainingPass, run: int) -> float | None:
    config = training.runs[run]
    optimizer = OPTIMIZERS[config.optimizer.name]
    ratios = []
    rates = config.layer_rates(len(training.layout.layers))
    for layer in training.layout.layers:
        weights = training.layout.weights(training.parameters, layer, run)
        gradient = training.layout.weights(training.gradients, layer, run) + config.l2 * weights
        step = optimizer.first_step(config.optimizer.parameters, gradient)
        ratios.append(update_ratio(step, weights, rates[layer.layer_index]))
    finite = [ratio for ratio in ratios if ratio is not None and np.isfinite(ratio)]
    return max(finite, default=None)
