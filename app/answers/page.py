"""An answer with its numbers in place: what a template shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Final

from app.answers import chart
from app.answers.all_answers import GROUPS, Group
from app.answers.measured import fill, kept
from app.answers.written_answer import Answer, Measured, joined, paragraphs
from app.engine.citation import Citation

#: What of the playground is shown on the page, and what can be changed there.
_SHOWN: Final = "/?embed=1&show=stage,transport&allow=seed"


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Everything that stands on a page, in its order; ``svg`` is markup, all else is text."""

    name: str
    question: str
    short: str
    embed: str
    experiment: str
    look_for: str
    picture_title: str
    svg: str
    law: tuple[str, ...]
    code: tuple[tuple[str, str], ...]
    myths: tuple[tuple[str, str], ...]
    sources: tuple[Citation, ...]
    group: str
    others: tuple[tuple[str, str], ...]


@cache
def pages() -> dict[str, AnswerPage]:
    """Return every page by its name, in the order of the index."""
    return {
        answer.name: make_page(answer, kept()[answer.name], group)
        for group in GROUPS
        for answer in group.answers
    }


def index() -> Sequence[tuple[str, Sequence[AnswerPage]]]:
    """Return the groups, each with its pages."""
    made = pages()
    return [(group.title, [made[one.name] for one in group.answers]) for group in GROUPS]


def make_page(answer: Answer, measured: Measured, group: Group) -> AnswerPage:
    """Put what was measured into an answer; raise KeyError where it quotes what was not."""

    def filled(template: str) -> str:
        return fill(joined(template), measured.figures)

    title = filled(answer.chart.title)
    code = answer.code
    return AnswerPage(
        name=answer.name,
        question=answer.question,
        short=filled(answer.short),
        embed=f"{_SHOWN}#{answer.live}",
        experiment=f"/#{answer.live}",
        look_for=filled(answer.look_for),
        picture_title=title,
        svg=chart.svg(answer.chart, title, measured.series),
        law=tuple(map(filled, paragraphs(answer.law))),
        code=tuple(
            (framework, cleandoc(lines))
            for framework, lines in (
                ("PyTorch", code.torch),
                ("Keras", code.keras),
                ("JAX", code.jax),
            )
        ),
        myths=tuple((myth.said, filled(myth.but)) for myth in answer.myths),
        sources=answer.sources,
        group=group.title,
        others=tuple((one.name, one.question) for one in group.answers if one is not answer),
    )
