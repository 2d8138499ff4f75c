"""What a page is made of: the text of one answer, and the runs that its numbers come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.engine.citation import Citation
from app.engine.lesson.steps import Claim

Values = Mapping[str, float]
Point = tuple[float, float]
Series = Mapping[str, Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out of the runs of an answer.

    ``figures`` are the numbers that its text quotes, by the names that stand there in braces.
    ``series`` is what its picture shows: by label the points of a line, or one point for a bar.
    """

    figures: Values
    series: Series


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture of an answer: what its series are drawn as.

    ``title`` says what is seen, and is a template. ``x`` and ``y`` name the axes; bars have no
    ``x``. With ``log`` the values have a logarithmic axis.
    """

    form: Literal["lines", "bars"]
    title: str
    y: str
    x: str = ""
    log: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """The same in each framework."""

    torch: str
    keras: str
    jax: str


@dataclass(frozen=True, slots=True)
class Myth:
    """Something that is often said, and what is wrong about it; the latter is a template."""

    said: str
    but: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer.

    ``short``, ``look_for``, the chart's title, ``law`` and what the myths say are templates:
    ``{loss}`` is three digits, ``{right:share}`` per cent, ``{distinct:count}`` a whole number.
    Words between backticks are code, and in ``law`` and in what myths say [words](/answers/NAME)
    lead to another page; lines are broken anywhere, and an empty line parts the paragraphs.

    ``live`` is the address, without ``#``, of the experiment that plays on the page. ``measure``
    runs what the numbers come from, over ``seeds`` seeds where one may lie. ``claims`` say which
    words of the text hold for which numbers, and ``tolerance`` how far, relatively, another
    machine's rounding may carry the numbers.
    """

    name: str
    question: str
    short: str
    live: str
    look_for: str
    chart: Chart
    law: str
    code: Code
    myths: tuple[Myth, ...]
    sources: tuple[Citation, ...]
    measure: Callable[[int], Measured]
    claims: tuple[Claim, ...]
    seeds: int = 1
    tolerance: float = 1e-3

    @property
    def templates(self) -> tuple[str, ...]:
        """Everything that quotes numbers."""
        said = (myth.but for myth in self.myths)
        return tuple(map(joined, (self.short, self.look_for, self.chart.title, self.law, *said)))


def joined(text: str) -> str:
    """Return a text without the line breaks and spaces that it is written with."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each in one line."""
    return [joined(part) for part in text.strip().split("\n\n")]
