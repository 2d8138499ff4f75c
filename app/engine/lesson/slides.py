"""The lesson's story of two slides and its rule of thumb, each line beside what the runs show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Annotated, Final

from app.engine.lesson.claims import LEARNED
from app.engine.lesson.lesson_numbers import short
from app.engine.lesson.start_and_end import LayerState, RunStory
from app.engine.records.annotations import Example

RULE: Final = "Don't let neurons be clones. Randomize to specialize."

GROWN: Final = 1.2
"""Factor by which the effective rank has to grow to count as more diverse."""

Stories = Mapping[str, Mapping[str, Sequence[RunStory]]]
"""By net and row, one a seed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the lesson, and what the table's runs show of it."""

    text: Annotated[str, Example("Each neuron starts unique.")]
    """What the lesson says."""
    found: Annotated[str, Example("In 10 of 10 networks every neuron has weights of its own.")]
    """What the runs show."""
    holds: Annotated[bool | None, Example(value=True)]
    """Whether they bear it out; null where it is so in one of the two networks only."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One of the lesson's two slides."""

    title: Annotated[str, Example("Random initialization")]
    """Its heading."""
    lines: tuple[Line, ...]
    """What it says, line by line."""


@dataclass(frozen=True, slots=True)
class Recap:
    """What the lesson says in short, measured."""

    slides: tuple[Slide, ...]
    """Its two slides."""
    rule: Line
    """Its rule of thumb."""


def make_recap(stories: Stories) -> Recap:
    """Set the slides and the rule of thumb beside the runs of the table."""
    return Recap(
        (
            Slide("Zero initialization", (_same_gradient(stories), _no_breaking(stories))),
            Slide(
                "Random initialization",
                (
                    _small_weights(stories),
                    _unique(stories),
                    _diverse(stories),
                    _trains(stories),
                ),
            ),
        ),
        _rule(stories),
    )


def _same_gradient(stories: Stories) -> Line:
    runs = [*_of(stories, "zeros"), *_of(stories, "zeros_sigmoid")]
    alike = sum(all(layer.distinct == 1 for layer in run.start.hidden) for run in runs)
    return Line(
        "All neurons receive the same input, so they give the same output and get the same "
        "gradient.",
        f"In {alike} of {len(runs)} networks with zeros, tanh or sigmoid, all neurons of a layer "
        "are one and the same.",
        alike == len(runs),
    )


def _no_breaking(stories: Stories) -> Line:
    tanh, sigmoid = (_of(stories, row, "shallow") for row in ("zeros", "zeros_sigmoid"))
    runs = [*_of(stories, "zeros"), *_of(stories, "zeros_sigmoid")]
    alike = sum(all(layer.distinct == 1 for layer in run.end.hidden) for run in runs)
    moved = median(run.end.hidden[0].weight_rms for run in sigmoid)
    stayed = max(run.end.hidden[0].weight_rms for run in tanh)
    return Line(
        "All weights update identically: the symmetry is not broken.",
        f"After training the neurons are still the same in {alike} of {len(runs)}. In the shallow "
        f"networks the hidden weights have moved with sigmoid, all alike, to {short(moved)} (root "
        f"mean square); with tanh they are at {short(stayed)}.",
        alike == len(runs),
    )


def _small_weights(stories: Stories) -> Line:
    sizes = [layer.weight_rms for run in _of(stories, "small") for layer in run.start.hidden]
    return Line(
        "The weights are random and small.",
        f"Here they are drawn with std 0.01: {short(min(sizes))} to {short(max(sizes))} (root mean "
        "square) in a layer.",
        max(sizes) < 0.05,
    )


def _unique(stories: Stories) -> Line:
    runs = _of(stories, "small")
    unique = sum(_all_differ(run.start.hidden) for run in runs)
    return Line(
        "Each neuron starts unique.",
        f"In {unique} of {len(runs)} networks every neuron has weights of its own.",
        unique == len(runs),
    )


def _diverse(stories: Stories) -> Line:
    found, grown = [], 0
    for net in stories:
        runs = _of(stories, "small", net)
        before = median(run.start.hidden[-1].effective_rank for run in runs)
        after = median(run.end.hidden[-1].effective_rank for run in runs)
        grown += after > GROWN * before
        found.append(f"{net}, {before:.1f} before training, {after:.1f} after it")
    return Line(
        "Diverse features can be learned.",
        "In how many directions the outputs of the last hidden layer vary (effective rank): "
        f"{'; '.join(found)}.",
        _verdict(grown, len(stories)),
    )


def _trains(stories: Stories) -> Line:
    found, good = [], 0
    for net in stories:
        runs = _of(stories, "small", net)
        good += _count_learned(runs) == len(runs)
        found.append(f"{net}, {_count_learned(runs)} of {len(runs)}")
    return Line(
        "The model trains effectively.",
        f"Seeds that learn the task: {'; '.join(found)}.",
        _verdict(good, len(stories)),
    )


def _rule(stories: Stories) -> Line:
    small, glorot = (_of(stories, row, "deep") for row in ("small", "glorot"))
    differ = sum(_all_differ(run.end.hidden) for run in small)
    return Line(
        RULE,
        f"It is half of the story. Of {len(small)} deep networks with small random weights "
        f"{differ} have no clones at all, and {_count_learned(small)} learn; of {len(glorot)} with "
        f"Glorot's, {_count_learned(glorot)} learn. Randomize, at the size that the layers ask "
        "for.",
        _trains(stories).holds,
    )


def _of(stories: Stories, row: str, *nets: str) -> list[RunStory]:
    """The runs of a row on some nets, or on all."""
    return [run for net in nets or stories for run in stories[net][row]]


def _all_differ(layers: Sequence[LayerState]) -> bool:
    return all(layer.distinct == layer.fan_out for layer in layers)


def _count_learned(runs: Sequence[RunStory]) -> int:
    return sum(run.end.train_accuracy >= LEARNED for run in runs)


def _verdict(good: int, of: int) -> bool | None:
    """True where all are good, False where none is, None between."""
    return True if good == of else None if good else False
