"""The lines of a map's stream."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal

from app.engine.maps.records import Legend, MapCell
from app.engine.records.annotations import Example, Mark, Written
from app.wire.stream import FailedLine, Version


@dataclass(frozen=True, slots=True)
class MapStartedLine:
    """The first line of a map: what is known before its cells."""

    kind: ClassVar[Literal["started"]] = "started"
    """Which event this is."""
    version: Version
    """The program's version."""
    request: Annotated[bytes, Written("MapRequest"), Example({"seeds": 1})]
    """The request with every default filled in."""
    legend: Annotated[Legend, Mark.INLINE]
    """The axes and the order of the cells."""


@dataclass(frozen=True, slots=True)
class MapDoneLine:
    """The last line of a map that was computed to its end."""

    kind: ClassVar[Literal["done"]] = "done"
    """Which event this is."""
    cells: Annotated[int, Example(64)]
    """How many there were."""
    diverged_cells: Annotated[int, Example(3)]
    """How many of them diverged with every seed."""


#: The kinds of lines, in the order in which they come.
MAP_LINES: Final = (MapStartedLine, MapCell, MapDoneLine, FailedLine)
