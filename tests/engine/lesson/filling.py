"""A step's figures, read from the snapshots of its own request as the page reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from app.engine.experiment import RecordConfig
from app.engine.lesson.lesson_numbers import share, short
from app.engine.lesson.path import STEPS
from app.engine.lesson.steps import Figure, Step, decide
from app.engine.records.events import LayerSnapshot, RunSnapshot, Snapshot
from app.engine.simulation import simulate
from app.questions.lesson.compute import experiment

#: Steps of equal length in which the page plays a training.
PLAYED = 60


Seen = tuple[int, RunSnapshot]
"""A run at a recorded epoch."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A step after a run: its figures' values, the right choice, the explanation in full."""

    step: Step
    values: Mapping[str, float]
    answer: str | None
    explained: str


@cache
def filled(name: str, seeds: int = 1) -> tuple[Filled, ...]:
    """Run a step with so many seeds, from its own on."""
    (step,) = (step for step in STEPS if step.name == name)
    return tuple(_fill(step, [run[seed] for run in _runs(step, seeds)]) for seed in range(seeds))


def _runs(step: Step, seeds: int) -> list[list[list[Seen]]]:
    """For each run of a step and each seed its snapshots."""
    once = experiment(step.request)
    asked = {figure.quantity for figure in step.figures}
    stride = -(-once.epochs // PLAYED) if "seen_apart" in asked else once.epochs
    epochs = tuple(sorted({*range(0, once.epochs, stride), once.epochs}))
    is_looked_at = not asked.isdisjoint({"seen_apart", "visibly_distinct"})
    watched = replace(
        once,
        runs=tuple(replace(run, seed=seed) for run in once.runs for seed in range(seeds)),
        record=RecordConfig(epochs, 1, neuron_outputs=is_looked_at, instruments=("signal",)),
    )
    seen: list[list[Seen]] = [[] for _ in watched.runs]
    for event in simulate(watched, lambda: False):
        if isinstance(event, Snapshot):
            for run in event.runs:
                seen[run.run].append((event.epoch, run))
    return [seen[start : start + seeds] for start in range(0, len(seen), seeds)]


def _fill(step: Step, by_run: Sequence[Sequence[Seen]]) -> Filled:
    values = {figure.name: _value(figure, by_run[figure.run]) for figure in step.figures}
    written = {figure.name: _write(figure, values[figure.name]) for figure in step.figures}
    return Filled(step, values, decide(step, values), step.explanation.format_map(written))


def _value(figure: Figure, seen: Sequence[Seen]) -> float:
    _, run = seen[0 if figure.moment == "start" else -1]
    if figure.layer_index is None:
        holder = run if figure.quantity == "gradient_flow" else run.figures
        return _number(getattr(holder, figure.quantity))
    if figure.quantity == "seen_apart":
        layers = [(epoch, each.layers[figure.layer_index]) for epoch, each in seen]
        apart = (epoch for epoch, layer in layers if (layer.visibly_distinct or 0) > 1)
        return float(next(apart, np.nan))
    return _of_layer(figure, run.layers[figure.layer_index])


def _of_layer(figure: Figure, layer: LayerSnapshot) -> float:
    if figure.quantity == "weight_rms":
        return float(np.hypot(layer.weight_stats.mean, layer.weight_stats.std))
    if figure.quantity in {"distinct_neurons", "visibly_distinct"}:
        return _number(getattr(layer, figure.quantity))
    assert layer.signal is not None
    if figure.quantity == "saturated":
        return _number(layer.signal.saturated)
    return _number(layer.signal.activation.std)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _write(figure: Figure, value: float) -> str:
    if figure.form == "count":
        return str(round(value))
    return share(value) if figure.form == "share" else short(value)
