"""The lines of a stream and the document of a whole experiment: events with what goes with them."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal

from app.engine.records.annotations import Example, Finite, Mark, Written
from app.engine.records.events import Diverged, Done, Event, Snapshot, Started
from app.version import VERSION
from app.wire.arrays import Changes
from app.wire.encoder import encode

Version = Annotated[str, Example(VERSION)]
Request = Annotated[bytes, Written("SimulationRequest"), Example({"activation": "tanh"})]


@dataclass(frozen=True, slots=True)
class StartedLine:
    """The first event: what is known before the first update."""

    kind: ClassVar[Literal["started"]] = "started"
    """Which event this is."""
    version: Version
    """The program's version."""
    request: Request
    """The resolved request: every default filled in, every run whole."""
    started: Annotated[Started, Mark.INLINE]
    """What is known."""


@dataclass(frozen=True, slots=True)
class DoneLine:
    """The last event of an experiment that ran to its end."""

    kind: ClassVar[Literal["done"]] = "done"
    """Which event this is."""
    done: Annotated[Done, Mark.INLINE]
    """How it ended."""
    elapsed_s: Annotated[Finite, Example(0.08)]
    """Seconds that it took to compute, when it was computed."""


@dataclass(frozen=True, slots=True)
class FailedLine:
    """The last event of an experiment that broke off."""

    kind: ClassVar[Literal["failed"]] = "failed"
    """Which event this is."""
    message: Annotated[str, Example("The process that computed this was lost.")]
    """Why."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """The same as the stream in one document."""

    version: Version
    """The program's version."""
    request: Request
    """The resolved request: every default filled in, every run whole."""
    started: Annotated[Started, Mark.INLINE]
    """What is known before the first update."""
    snapshots: tuple[Snapshot, ...]
    """All recorded epochs, in order."""
    diverged: tuple[Diverged, ...]
    """The runs that stopped early."""
    done: Annotated[Done, Mark.INLINE]
    """How it ended."""


Line = StartedLine | Snapshot | Diverged | DoneLine | FailedLine
#: The kinds of lines, in the order in which they come.
LINES: Final = (StartedLine, Snapshot, Diverged, DoneLine, FailedLine)


def line_of(event: Event, request: bytes, elapsed_s: float) -> Line:
    """Return an event with what goes with it on its line.

    ``request`` is the resolved one as JSON, ``elapsed_s`` the seconds of computing so far.
    """
    if isinstance(event, Started):
        return StartedLine(VERSION, request, event)
    return DoneLine(event, round(elapsed_s, 6)) if isinstance(event, Done) else event


def encode_line(line: Line, *, compact: bool, changes: Changes | None) -> bytes:
    """Write a line; ``changes``, where there are some, write the arrays of snapshots."""
    if changes is None or not isinstance(line, Snapshot):
        return encode(line, compact=compact)
    changes.begin(tuple(run.run for run in line.runs))
    return encode(line, compact=compact, changes=changes)


def head_of(line: type[Line]) -> bytes:
    """Return what every line of a kind begins with, by which lines are told apart unparsed."""
    return f'{{"kind":"{line.kind}",'.encode()


#: What the line of the end closes with, which a document leaves out: the time is another each time.
#: No text within JSON can hold it, because its quotes would be escaped there.
ELAPSED: Final = b',"elapsed_s":'
