"""The lesson's table: every cell decided by runs on a shallow and on a deep network.

The claims are those of the lesson (its last table and, for Glorot and He, its text); each cell sets
beside the claim what the runs show, the numbers that decide it, and where they say otherwise, why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final

from app.engine.instruments.thresholds import LEAST_PROGRESS, THRESHOLDS
from app.engine.lesson.claims import COLUMNS, LEARNED, NOTES, Column, Row
from app.engine.lesson.measure import RunStory
from app.engine.lesson.words import share, short

UNSTABLE: Final = 2.0
"""A run whose loss rises above so many times ln 2, the loss of knowing nothing, is unstable."""

CHANCE_LOSS: Final = 0.6931471805599453
"""ln 2: the loss of answering one half to both of two equally frequent classes."""


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A number that a cell rests on: over the seeds its median, least and largest value."""

    name: str
    meaning: str
    median: float
    least: float
    largest: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell for one net.

    ``result`` is a word from a fixed list, ``text`` says it with its numbers; ``agrees`` tells
    whether it bears the lesson's claim out, None where there is none.
    """

    column: Column
    claim: str | None
    result: str
    text: str
    figures: tuple[CellFigure, ...]
    agrees: bool | None
    note: str | None


@dataclass(frozen=True, slots=True)
class NetCells:
    """The cells of one row on one net."""

    net: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the finished table."""

    name: str
    label: str
    in_lesson: bool
    nets: tuple[NetCells, ...]


def make_row(row: Row, stories: Mapping[str, Sequence[RunStory]]) -> TableRow:
    """Decide a row's cells from its runs on each net, one a seed."""
    nets = [
        NetCells(name, tuple(_cell(row, column, stories[name]) for column in COLUMNS))
        for name in stories
    ]
    return TableRow(row.name, row.label, row.in_lesson, tuple(nets))


def _cell(row: Row, column: Column, stories: Sequence[RunStory]) -> Cell:
    result, text, figures = _DECIDE[column](row, stories)
    claim = row.claims[column]
    agrees = None if claim is None else result in row.means[column]
    note = NOTES.get((row.name, column, result))
    if agrees is False and note is None:
        note = f"The lesson says '{claim}'; these runs show otherwise: {text}."
    return Cell(column, claim, result, text, figures, agrees, note)


Decision = tuple[str, str, tuple[CellFigure, ...]]


def _symmetry(_row: Row, stories: Sequence[RunStory]) -> Decision:
    width = stories[0].end.hidden[0].fan_out
    fewest = [min(layer.distinct for layer in story.end.hidden) for story in stories]
    figure = _figure(
        "distinct_neurons", f"fewest distinct neurons of {width} in a hidden layer, at end", fewest
    )
    if max(fewest) == 1:
        return "no", f"1 of {width} neurons distinct in each layer", (figure,)
    if min(fewest) == width:
        return "yes", f"{width} of {width} neurons distinct in every layer", (figure,)
    return "partly", f"{min(fewest)} to {max(fewest)} of {width} neurons distinct", (figure,)


def _gradient(row: Row, stories: Sequence[RunStory]) -> Decision:
    activation = str(row.run["activation"])
    bounds = THRESHOLDS[activation]
    flow = _figure(
        "gradient_flow",
        "std of delta in the first layer over the last, at start",
        [story.start.flow for story in stories],
    )
    figures = [flow]
    if all(layer.delta_std == 0.0 for story in stories for layer in story.start.hidden):
        moves = not stories[0].start.layers[-1].gradient_zero
        rest = "only the output weights get some" if moves else "and in the output weights too"
        return "exactly zero", f"exactly 0 in the hidden layers, {rest}", (flow,)
    words = []
    if flow.median < bounds.vanishing.value:
        words.append("vanishes")
    elif flow.median > bounds.exploding.value:
        words.append("explodes")
    text = f"first layer gets {short(flow.median)} of the last one's delta"
    if bounds.saturated is not None:
        shares = [max(layer.saturated or 0.0 for layer in story.start.hidden) for story in stories]
        saturated = _figure(
            "saturated", "share of saturated outputs in the worst layer, at start", shares
        )
        figures.append(saturated)
        if saturated.median > bounds.saturated.value:
            words.append("saturates")
            text += f"; {share(saturated.median)} of a layer's outputs are flat"
    return " and ".join(words) or "flows", text, tuple(figures)


def _outcome(_row: Row, stories: Sequence[RunStory]) -> Decision:
    accuracies = [story.end.train_accuracy for story in stories]
    losses = [story.end.train_loss for story in stories]
    figures = (
        _figure("train_accuracy", "share of training points told apart, at end", accuracies),
        _figure("train_loss", "training loss at end", losses),
        _figure(
            "largest_loss",
            "largest training loss of any recorded epoch",
            [story.largest_loss for story in stories],
        ),
    )
    learned = sum(accuracy >= LEARNED for accuracy in accuracies)
    text = f"median {share(figures[0].median)} right; {learned} of {len(stories)} seeds learn it"
    clones = max(layer.distinct for story in stories for layer in story.end.hidden) == 1
    progress = 1.0 - figures[1].median / CHANCE_LOSS
    unstable = sum(
        story.diverged or story.largest_loss > UNSTABLE * CHANCE_LOSS for story in stories
    )
    nothing = progress < LEAST_PROGRESS.value
    if clones:
        return f"learns {'nothing ' if nothing else ''}as clones", text, figures
    if learned == len(stories):
        return "learns", text, figures
    if unstable > len(stories) / 2:
        return "unstable", f"{text}; the loss leaps up to {short(figures[2].largest)}", figures
    if learned:
        return "learns some seeds only", text, figures
    return ("learns nothing" if nothing else "learns slowly"), text, figures


_DECIDE: Final[Mapping[Column, Callable[[Row, Sequence[RunStory]], Decision]]] = MappingProxyType(
    {
        "symmetry_broken": _symmetry,
        "vanishing_gradient": _gradient,
        "learning_outcome": _outcome,
    }
)


def _figure(name: str, meaning: str, values: Sequence[float]) -> CellFigure:
    return CellFigure(name, meaning, float(median(values)), float(min(values)), float(max(values)))
