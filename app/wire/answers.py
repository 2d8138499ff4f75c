"""All that the server says in records: events, and the answers of questions."""

from dataclasses import dataclass
from typing import Annotated, Final

from app.engine.depth.config import Propagation
from app.engine.explanation.gradient import Explanation
from app.engine.identify.whole_model import Identified
from app.engine.initializers.inspect import Inspection
from app.engine.lesson.slides import Recap
from app.engine.lesson.steps import Step
from app.engine.lesson.table import Table
from app.engine.records.annotations import Example, Mark, Written
from app.wire.map_stream import MAP_LINES
from app.wire.stream import LINES, Simulation, Version


@dataclass(frozen=True, slots=True)
class ExplanationAnswer:
    """One weight's gradient taken apart: gradient = mean over samples of activation x delta."""

    request: Annotated[bytes, Written(None), Example({"layer_index": 0, "from_neuron": 0})]
    """The request with every default filled in."""
    words: Annotated[
        tuple[str, ...],
        Example(
            [
                "The weight from input 1 to neuron 2 of layer 1 is 0.5. Its gradient is 0.",
                "Exactly 0, because the input is 0.",
            ]
        ),
    ]
    """The same in sentences, which count from 1: what the gradient is, and then why."""
    explanation: Annotated[Explanation, Mark.INLINE]
    """The gradient and its factors."""


@dataclass(frozen=True, slots=True)
class PropagationAnswer:
    """The answer of the depth experiment, with what was asked."""

    request: Annotated[bytes, Written(None), Example({"width": 100, "depth": 30})]
    """The request with every default filled in and every curve whole."""
    propagation: Annotated[Propagation, Mark.INLINE]
    """What went through the networks, and the theory."""


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """The lesson's guided path, as it is written."""

    version: Version
    """The program's version."""
    steps: tuple[Step, ...]
    """The path, in order."""


@dataclass(frozen=True, slots=True)
class LessonTableAnswer:
    """Where the path ends: the lesson's table and its summary, measured."""

    version: Version
    """The program's version."""
    table: Table
    """What the lesson says in a table, every cell decided by runs."""
    recap: Recap
    """Its two slides and its rule of thumb."""


ANSWERS: Final[tuple[type, ...]] = (
    *LINES,
    *(line for line in MAP_LINES if line not in LINES),
    Simulation,
    ExplanationAnswer,
    PropagationAnswer,
    Inspection,
    Identified,
    LessonAnswer,
    LessonTableAnswer,
)
