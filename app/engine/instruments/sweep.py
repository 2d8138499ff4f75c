"""One run over several seeds: how its figures spread, and how many seeds failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from app.engine.instruments.progress import failure_criterion, has_learned
from app.engine.records.events import Figures
from app.engine.records.readings import Band, Quantiles, SeedResult, Sweep


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run with one seed ended; ``figures`` as in ``RunResult``."""

    status: Literal["completed", "diverged"]
    epoch: int
    figures: Figures | None


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of ascending numbers, linearly interpolated; they may be infinite.

    Source: Hyndman & Fan (1996), definition 7.
    """
    place = share * (len(ordered) - 1)
    index = min(int(place), len(ordered) - 2) if len(ordered) > 1 else 0
    low, high = ordered[index], ordered[min(index + 1, len(ordered) - 1)]
    rest = place - index
    # Between two infinities, or at the finite end of an infinite gap, there is nothing to add.
    return low if rest == 0.0 or low == high else low + rest * (high - low)


def make_band(going: Sequence[Figures], diverged: int) -> Band:
    """Return the spread of figures over the seeds still going and the number that diverged."""
    return Band(
        train_loss=_quantiles([one.train_loss for one in going] + [inf] * diverged),
        test_loss=_known([one.test_loss for one in going], [inf] * diverged),
        train_accuracy=_known([one.train_accuracy for one in going], [0.0] * diverged),
        test_accuracy=_known([one.test_accuracy for one in going], [0.0] * diverged),
    )


def make_sweep(
    first_seed: int, outcomes: Sequence[Outcome], constant_loss: float, epochs: int
) -> Sweep:
    """Sum up the seeds of a run that begin with ``first_seed``.

    ``constant_loss`` is that of the best constant answer. Without training (``epochs`` 0) nothing
    can have been learned, and only a divergence is a failure.
    """
    results = []
    for seed, outcome in enumerate(outcomes, start=first_seed):
        figures = outcome.figures
        trained = outcome.status == "completed" and figures is not None
        learned = figures is not None and has_learned(figures.train_loss, constant_loss)
        results.append(
            SeedResult(
                seed=seed,
                status=outcome.status,
                epoch=outcome.epoch,
                failed=not trained or (epochs > 0 and not learned),
                train_loss=None if figures is None else figures.train_loss,
                test_loss=None if figures is None else figures.test_loss,
                train_accuracy=None if figures is None else figures.train_accuracy,
                test_accuracy=None if figures is None else figures.test_accuracy,
            )
        )
    completed = [
        one.figures for one in outcomes if one.status == "completed" and one.figures is not None
    ]
    return Sweep(
        seeds=tuple(results),
        failed=sum(result.failed for result in results) / len(results),
        criterion=failure_criterion(constant_loss),
        band=make_band(completed, len(outcomes) - len(completed)),
    )


def _quantiles(values: Sequence[float]) -> Quantiles:
    ordered = sorted(values)
    return Quantiles(*(quantile(ordered, share) for share in (0.1, 0.25, 0.5, 0.75, 0.9)))


def _known(going: Sequence[float | None], diverged: Sequence[float]) -> Quantiles | None:
    known = [value for value in going if value is not None]
    return _quantiles([*known, *diverged]) if len(known) == len(going) and known else None
