"""The lesson's table: every cell decided by runs on a shallow and on a deep network.

The claims are those of the lesson (its last table and, for Glorot and He, its text); each cell sets
beside the claim what the runs show, the numbers that decide it, and where they say otherwise, why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Annotated, Final

from app.engine.instruments.thresholds import EXPLODING, LEAST_PROGRESS, SATURATED, VANISHING
from app.engine.lesson.claims import CHANCE_LOSS, COLUMNS, LEARNED, Column, Net, Row
from app.engine.lesson.lesson_numbers import share, short
from app.engine.lesson.notes import NOTES
from app.engine.lesson.start_and_end import RunStory
from app.engine.network.activations import ACTIVATIONS
from app.engine.records.annotations import Example

UNSTABLE: Final = 2.0
"""A run whose loss, having been lower, rises by so many times ln 2, the loss of knowing nothing, is
unstable."""


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A number that a cell rests on, over the seeds."""

    name: Annotated[str, Example("gradient_flow")]
    """What it is called."""
    meaning: Annotated[str, Example("std of delta in the first layer over the last, at start")]
    """What it is, in words."""
    median: Annotated[float, Example(0.293)]
    """Median over the seeds."""
    least: Annotated[float, Example(0.249)]
    """Least."""
    largest: Annotated[float, Example(0.346)]
    """Largest."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table, on one network."""

    column: Annotated[Column, Example("vanishing_gradient")]
    """Which question it answers."""
    claim: Annotated[str | None, Example("Safer")]
    """What the lesson says; null where it says nothing."""
    result: Annotated[str, Example("vanishes")]
    """What the runs show, in a word or two from a fixed list."""
    text: Annotated[str, Example("the first layer gets 2.9e-15 times the last one's correction")]
    """The same with its numbers."""
    figures: tuple[CellFigure, ...]
    """The numbers that decide it."""
    agrees: Annotated[bool | None, Example(value=False)]
    """Whether the runs bear the claim out; null without a claim."""
    note: Annotated[str | None, Example("Small weights are safe in a shallow net alone.")]
    """Why the measurement qualifies the claim; null where it does not."""


@dataclass(frozen=True, slots=True)
class NetCells:
    """A row's cells on one network."""

    net: Annotated[str, Example("deep")]
    """Which network."""
    cells: tuple[Cell, ...]
    """One a column, in the order of columns."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A way to start."""

    name: Annotated[str, Example("small")]
    """A short name."""
    label: Annotated[str, Example("Random, small (std 0.01, tanh)")]
    """Its heading."""
    in_lesson: Annotated[bool, Example(value=True)]
    """Whether the lesson speaks of it; if not, it stands here to qualify the row before."""
    nets: tuple[NetCells, ...]
    """Its cells, by network."""


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    """A column of the table."""

    name: Annotated[Column, Example("symmetry_broken")]
    """A short name."""
    label: Annotated[str, Example("Symmetry broken?")]
    """Its heading."""


@dataclass(frozen=True, slots=True)
class Table:
    """The lesson's table, every cell decided by runs."""

    columns: tuple[ColumnHeading, ...]
    """The questions."""
    nets: tuple[Net, ...]
    """The networks that answer them."""
    seeds: Annotated[int, Example(5)]
    """Networks behind each cell."""
    rows: tuple[TableRow, ...]
    """The ways to start."""


HEADINGS: Final = (
    ColumnHeading("symmetry_broken", "Symmetry broken?"),
    ColumnHeading("vanishing_gradient", "Risk of vanishing gradient"),
    ColumnHeading("learning_outcome", "Learning outcome"),
)


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
    known = NOTES.get((row.name, column, result))
    note = None if known is None else known.text
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
    meaning = "std of delta in the first layer over that in the last"
    start = _figure(
        "gradient_flow", f"{meaning}, at start", [story.start.flow for story in stories]
    )
    end = _figure("gradient_flow_end", f"{meaning}, at end", [story.end.flow for story in stories])
    figures = [start, end]
    if all(layer.delta_std == 0.0 for story in stories for layer in story.start.hidden):
        moves = not stories[0].start.layers[-1].gradient_zero
        rest = (
            "; only the output weights get a gradient"
            if moves
            else " and in the output weights too"
        )
        return "exactly zero", f"at the start exactly 0 in the hidden layers{rest}", (start, end)
    text = (
        f"the first layer gets {short(start.median)} times the last one's correction at the start, "
        f"{short(end.median)} times at the end"
    )
    if ACTIVATIONS[str(row.run["activation"])].flat is not None:
        shares = [max(layer.saturated or 0.0 for layer in story.start.hidden) for story in stories]
        saturated = _figure(
            "saturated", "share of saturated outputs in the worst layer, at start", shares
        )
        figures.append(saturated)
        if saturated.median > SATURATED.value:
            text += f"; in the worst layer {share(saturated.median)} of the outputs start flat"
    if start.median < VANISHING.value:
        result = "vanishes"
    elif end.median < VANISHING.value:
        result = "vanishes later"
    else:
        result = "explodes" if start.median > EXPLODING.value else "flows"
    return result, text, tuple(figures)


def _outcome(_row: Row, stories: Sequence[RunStory]) -> Decision:
    losses = [story.end.train_loss for story in stories]
    accuracy = _figure(
        "train_accuracy",
        "share of training points told apart, at end",
        [story.end.train_accuracy for story in stories],
    )
    loss = _figure("train_loss", "training loss at end", losses)
    rise = _figure(
        "largest_rise",
        "most by which the training loss lies above the lowest before",
        [story.largest_rise for story in stories],
    )
    result = _learning(stories, accuracy, loss)
    learned = sum(map(_has_learned, stories))
    text = f"median {share(accuracy.median)} right; {learned} of {len(stories)} seeds learn it"
    leaping = sum(map(_is_unstable, stories))
    if leaping and result != "learns":
        text += f"; in {leaping} of them the loss leaps on the way, by up to {short(rise.largest)}"
    return result, text, (accuracy, loss, rise)


def _learning(stories: Sequence[RunStory], accuracy: CellFigure, loss: CellFigure) -> str:
    """The word for how the runs end."""
    nothing = 1.0 - loss.median / CHANCE_LOSS < LEAST_PROGRESS.value
    if max(layer.distinct for story in stories for layer in story.end.hidden) == 1:
        return "learns nothing (all clones)" if nothing else "learns (all clones)"
    if accuracy.least >= LEARNED:
        return "learns"
    most = len(stories) / 2
    if sum(story.diverged for story in stories) > most:
        return "unstable"
    if not any(map(_has_learned, stories)) and nothing:
        return "learns nothing"
    if sum(map(_is_unstable, stories)) > most:
        return "unstable"
    return "learns with some seeds only" if any(map(_has_learned, stories)) else "learns slowly"


def _has_learned(story: RunStory) -> bool:
    return story.end.train_accuracy >= LEARNED


def _is_unstable(story: RunStory) -> bool:
    return story.diverged or story.largest_rise > UNSTABLE * CHANCE_LOSS


_DECIDE: Final[Mapping[Column, Callable[[Row, Sequence[RunStory]], Decision]]] = MappingProxyType(
    {
        "symmetry_broken": _symmetry,
        "vanishing_gradient": _gradient,
        "learning_outcome": _outcome,
    }
)


def _figure(name: str, meaning: str, values: Sequence[float]) -> CellFigure:
    return CellFigure(name, meaning, float(median(values)), float(min(values)), float(max(values)))
