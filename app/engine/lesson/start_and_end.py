"""What the lesson looks at in a run: its network on the whole training set, at start and at end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.errors import StoppedError
from app.engine.experiment import Experiment, RecordConfig
from app.engine.instruments.likeness import effective_ranks
from app.engine.instruments.recorded_epochs import log_spaced_epochs
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.layout import Layout
from app.engine.network.losses import encode_targets
from app.engine.records.events import Diverged, RunSnapshot, Snapshot
from app.engine.simulation import output_head, simulate
from app.engine.training.training_pass import TrainingPass, TrainingSet

Array = NDArray[np.float64]


LOOKS: Final = 24
"""Epochs at which the loss is looked at: enough to see it leap, if not every leap."""


@dataclass(frozen=True, slots=True)
class LayerState:
    """One layer on the whole training set.

    ``distinct`` counts neurons whose incoming weights and bias differ in any bit;
    ``effective_rank`` how many kinds of outputs they have. ``weight_rms`` is the root of the mean
    square of the weights; ``activation_std`` and
    ``delta_std`` are over neurons and samples; ``gradient_zero`` tells whether every weight's
    gradient is exactly 0 for each sample by itself; ``saturated`` is the share of activations on
    the flat parts of the curve, None where it has none.
    """

    fan_out: int
    distinct: int
    effective_rank: float
    weight_rms: float
    activation_std: float
    delta_std: float
    gradient_zero: bool
    saturated: float | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A run at one epoch; ``layers`` holds the output layer last."""

    epoch: int
    train_loss: float
    train_accuracy: float
    layers: tuple[LayerState, ...]

    @property
    def hidden(self) -> tuple[LayerState, ...]:
        """The layers before the output layer."""
        return self.layers[:-1]

    @property
    def flow(self) -> float:
        """Std of delta in the first layer over that in the last."""
        return self.layers[0].delta_std / self.layers[-1].delta_std


@dataclass(frozen=True, slots=True)
class RunStory:
    """A run from its start to its end, or to the last recorded epoch before it diverged.

    ``largest_rise`` is the most by which the loss of a recorded epoch lies above the lowest before
    it: a loss that starts high and comes down has not risen.
    """

    label: str
    start: Moment
    end: Moment
    largest_rise: float
    diverged: bool


def tell(experiment: Experiment, should_stop: Callable[[], bool]) -> list[RunStory]:
    """Run an experiment and give the story of every run, in order.

    Raises StoppedError once ``should_stop`` says so.
    """
    epochs = log_spaced_epochs(experiment.epochs, LOOKS)
    watched = replace(
        experiment, record=RecordConfig(epochs, 1, neuron_outputs=False, weights=True)
    )
    seen: dict[int, list[tuple[int, RunSnapshot]]] = {}
    ended: set[int] = set()
    for event in simulate(watched, should_stop):
        if isinstance(event, Snapshot):
            for run in event.runs:
                seen.setdefault(run.run, []).append((event.epoch, run))
        elif isinstance(event, Diverged):
            ended.add(event.run)
    if should_stop():
        raise StoppedError
    return [
        RunStory(
            config.label,
            _moment(experiment, run, *seen[run][0]),
            _moment(experiment, run, *seen[run][-1]),
            largest_rise([snapshot.figures.train_loss for _, snapshot in seen[run]]),
            run in ended,
        )
        for run, config in enumerate(experiment.runs)
    ]


def largest_rise(losses: Sequence[float]) -> float:
    """The most by which a loss lies above the lowest one before it; 0 where it only falls."""
    lowest, most = losses[0], 0.0
    for loss in losses[1:]:
        most = max(most, loss - lowest)
        lowest = min(lowest, loss)
    return most


@np.errstate(all="ignore")
def _moment(experiment: Experiment, run: int, epoch: int, snapshot: RunSnapshot) -> Moment:
    """Carry the training set through a run's network as a snapshot holds it."""
    data, config = experiment.dataset, experiment.runs[run]
    head = output_head(experiment)
    widths = (data.train_inputs.shape[1], *experiment.hidden_layers, head.outputs)
    layout = Layout.of(widths, 1)
    parameters = np.zeros(layout.size)
    for layer, seen in zip(layout.layers, snapshot.layers, strict=True):
        layout.weights(parameters, layer, 0)[...] = seen.weights
        layout.bias(parameters, layer, 0)[...] = seen.bias
    targets = encode_targets(data.train_targets, head)
    training = TrainingPass.over(
        TrainingSet.of(data.train_inputs, targets), [config], layout, head, parameters
    )
    training.run()
    layers = []
    entering = data.train_inputs.T
    for layer, seen in zip(layout.layers, snapshot.layers, strict=True):
        index, rows = layer.layer_index, slice(layer.fan_out)
        a, delta = training.activations[index][0, rows], training.deltas[index][0, rows]
        hidden = index < len(layout.layers) - 1
        layers.append(
            LayerState(
                fan_out=layer.fan_out,
                distinct=seen.distinct_neurons,
                effective_rank=float(effective_ranks(a.T[None])[0]),
                weight_rms=hypot(seen.weight_stats.mean, seen.weight_stats.std),
                activation_std=float(a.std()),
                delta_std=float(delta.std()),
                gradient_zero=not np.any(entering.any(axis=0) & delta.any(axis=0)),
                saturated=ACTIVATIONS[config.activation].share_flat(a) if hidden else None,
            )
        )
        entering = a
    figures = snapshot.figures
    return Moment(epoch, figures.train_loss, figures.train_accuracy or 0.0, tuple(layers))
