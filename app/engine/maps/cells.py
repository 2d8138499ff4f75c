"""Cells of a map that are trained together, and what came of each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isnan

from app.engine.errors import StoppedError
from app.engine.experiment import Experiment, Intervention, RecordConfig
from app.engine.instruments.sweep import make_band, quantile
from app.engine.maps.order import Place
from app.engine.maps.records import CellFigures, MapCell
from app.engine.records.events import Done, RunSnapshot, Snapshot
from app.engine.records.readings import Quantiles
from app.engine.simulation import simulate


def measure(
    experiment: Experiment, places: Sequence[Place], seeds: int, should_stop: Callable[[], bool]
) -> list[MapCell]:
    """Train the runs of an experiment, each the network of the cell at its place.

    Each is trained with its own seed and those that follow, ``seeds`` in all, as with the seeds of
    an ``Experiment``; here all of them are measured, after the last epoch, and none is judged.
    Raises StoppedError if ``should_stop`` says so on the way, and what ``simulate`` raises.
    """
    ended: dict[int, RunSnapshot] = {}
    whole = False
    for event in simulate(_each_seed_a_run(experiment, seeds), should_stop):
        if isinstance(event, Snapshot):
            ended = {run.run: run for run in event.runs}
        whole = isinstance(event, Done)
    if not whole:
        raise StoppedError
    cells = []
    for index, place in enumerate(places):
        own = range(index * seeds, (index + 1) * seeds)
        cells.append(_cell(place, [ended[run] for run in own if run in ended], seeds))
    return cells


def _each_seed_a_run(experiment: Experiment, seeds: int) -> Experiment:
    """Return the experiment with a run for each seed of each run, recorded at its end alone."""
    runs = [replace(run, seed=run.seed + copy) for run in experiment.runs for copy in range(seeds)]
    record = RecordConfig(
        epochs=(experiment.epochs,), histogram_bins=1, instruments=("signal",), verdicts=False
    )
    interventions = [
        same for one in experiment.interventions for same in _for_each_seed(one, seeds)
    ]
    return replace(experiment, runs=tuple(runs), record=record, interventions=tuple(interventions))


def _for_each_seed(one: Intervention, seeds: int) -> list[Intervention]:
    if one.run is None:
        return [one]
    return [replace(one, run=one.run * seeds + copy) for copy in range(seeds)]


def _cell(place: Place, ended: Sequence[RunSnapshot], seeds: int) -> MapCell:
    """Sum up the seeds of a cell, of which those that did not diverge ended with a snapshot."""
    diverged = seeds - len(ended)
    band = make_band([run.figures for run in ended], diverged)
    return MapCell(
        *place,
        status="completed" if ended else "diverged",
        diverged_seeds=diverged,
        figures=CellFigures(
            train_loss=band.train_loss.median,
            test_loss=_middle(band.test_loss),
            train_accuracy=_middle(band.train_accuracy),
            test_accuracy=_middle(band.test_accuracy),
            gradient_flow=_median([run.gradient_flow for run in ended]),
            distinct_neurons=_medians(
                [[layer.distinct_neurons for layer in run.layers] for run in ended]
            ),
            visibly_distinct=_medians(
                [
                    [
                        layer.visibly_distinct
                        for layer in run.layers
                        if layer.visibly_distinct is not None
                    ]
                    for run in ended
                ]
            ),
        ),
    )


def _middle(quantiles: Quantiles | None) -> float | None:
    return None if quantiles is None else quantiles.median


def _medians(by_run: Sequence[Sequence[int]]) -> tuple[float, ...] | None:
    """Return the median of each item of rows of one length; None without any row."""
    columns = zip(*by_run, strict=True)
    return tuple(quantile(sorted(column), 0.5) for column in columns) if by_run else None


def _median(values: Sequence[float | None]) -> float | None:
    """Return the median of the values that there are."""
    known = sorted(value for value in values if value is not None and not isnan(value))
    return quantile(known, 0.5) if known else None
