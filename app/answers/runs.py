"""What the numbers of a page come from: an experiment, as the page's address names it, run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answers.written_answer import Point
from app.engine.experiment import Experiment, RecordConfig
from app.engine.lesson.claims import LEARNED
from app.engine.records.events import LayerSnapshot, RunSnapshot, Snapshot
from app.engine.records.readings import SignalReading
from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.page_address import read_address
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Watched:
    """A run at its recorded epochs; the first one is before the first update."""

    label: str
    epochs: tuple[int, ...]
    snapshots: tuple[RunSnapshot, ...]

    @property
    def loss(self) -> float:
        """Training loss at the end."""
        return self.snapshots[-1].figures.train_loss

    @property
    def first_loss(self) -> float:
        """Training loss before the first update."""
        return self.snapshots[0].figures.train_loss

    @property
    def accuracy(self) -> float:
        """Share of the training points that are right at the end.

        Raises:
            ValueError: the data has no classes.
        """
        share = self.snapshots[-1].figures.train_accuracy
        if share is None:
            raise ValueError(f"{self.label} is no classification")
        return share

    @property
    def losses(self) -> list[Point]:
        """Epoch and training loss."""
        return [
            (float(epoch), one.figures.train_loss)
            for epoch, one in zip(self.epochs, self.snapshots, strict=True)
        ]

    @property
    def hidden(self) -> tuple[LayerSnapshot, ...]:
        """The hidden layers at the end."""
        return self.snapshots[-1].layers[:-1]

    @property
    def hidden_at_start(self) -> tuple[LayerSnapshot, ...]:
        """The hidden layers before the first update."""
        return self.snapshots[0].layers[:-1]

    def learned_by(self, share: float) -> float:
        """First recorded epoch at which this share of the training points is right; inf if none."""
        return next(
            (
                float(epoch)
                for epoch, one in zip(self.epochs, self.snapshots, strict=True)
                if (one.figures.train_accuracy or 0.0) >= share
            ),
            float("inf"),
        )


def experiment_of(asked: str | Mapping[str, Any]) -> Experiment:
    """Make the experiment that an address of the page names, or a request.

    Raises:
        ArgumentError, RefusedError, ValidationError: it is not understood, or not allowed.
    """
    if isinstance(asked, str):
        request = read_address(f"#{asked}", "address")
    else:
        request = SimulationRequest.model_validate(dict(asked))
    return to_experiment(resolve(request).request)


def watch(
    asked: str | Mapping[str, Any],
    *,
    epochs: Sequence[int] | None = None,
    signal: bool = False,
    outputs: bool = True,
    seeds: range | None = None,
) -> list[Watched]:
    """Run the experiment of an address or a request, and return its runs in order.

    ``epochs`` are recorded, by default about log-spaced ones; with ``signal`` also what each layer
    makes of the training set, without ``outputs`` nothing of what the eye sees. With ``seeds``
    every run is made once for each of them, one after another.
    """
    experiment = experiment_of(asked)
    runs = experiment.runs
    if seeds is not None:
        runs = tuple(replace(run, seed=seed) for run in runs for seed in seeds)
    record = RecordConfig(
        None if epochs is None else tuple(epochs),
        neuron_outputs=outputs,
        weights=True,
        instruments=("signal",) if signal else (),
        verdicts=False,
    )
    seen: dict[int, list[tuple[int, RunSnapshot]]] = {}
    for event in simulate(replace(experiment, runs=runs, record=record, seeds=1)):
        if isinstance(event, Snapshot):
            for run in event.runs:
                seen.setdefault(run.run, []).append((event.epoch, run))
    return [
        Watched(
            config.label,
            tuple(epoch for epoch, _ in seen[index]),
            tuple(run for _, run in seen[index]),
        )
        for index, config in enumerate(runs)
    ]


def learned(runs: Sequence[Watched]) -> int:
    """Return how many runs got nearly every training point right."""
    return sum(run.accuracy >= LEARNED for run in runs)


def in_groups(runs: Sequence[Watched], seeds: int) -> list[Sequence[Watched]]:
    """Return for each run of an address its runs over the seeds."""
    return [runs[start : start + seeds] for start in range(0, len(runs), seeds)]


def weights_of(layer: LayerSnapshot) -> Array:
    """Return a layer's weights with the biases as last row, (fan_in + 1, fan_out).

    Raises:
        ValueError: they were not recorded.
    """
    if layer.weights is None or layer.bias is None:
        raise ValueError(f"no weights were recorded in layer {layer.layer_index}")
    return np.vstack([layer.weights, layer.bias[None]])


def signal_of(layer: LayerSnapshot) -> SignalReading:
    """Return what a layer makes of the training set; raise ValueError where it was not recorded."""
    if layer.signal is None:
        raise ValueError(f"no signal was recorded in layer {layer.layer_index}")
    return layer.signal
