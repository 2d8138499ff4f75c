"""What a record says of its fields beyond their types; ``app.wire`` reads it.

Fields of records are annotated with these, as in ``Annotated[float, Example(0.5)]``, and described
by the text under them. A plain ``float`` may be NaN or infinite, which JSON cannot hold: it is null
there. ``Finite`` never is.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

Form = Literal["bytes", "floats", "edges"]


class Mark(Enum):
    """How a field differs from others."""

    FINITE = auto()
    """Its numbers are never NaN or infinite."""
    OMITTED = auto()
    """It is left out, not null, where it is None."""
    INLINE = auto()
    """A record whose fields stand among those of the record that holds it."""
    UNSENT = auto()
    """It is not for the wire."""


@dataclass(frozen=True, slots=True)
class Example:
    """A value that the field may have, in its plain JSON form."""

    value: Any


class Axes:
    """What an array's axes run over, the first one first.

    ``compact`` is the form of an array that is written shorter where that is asked for: ``bytes``
    for a matrix whose values matter to a 255th of their range, ``floats`` for one whose values
    matter to 32 bits, ``edges`` for equally spaced edges of bins. All others are nested lists.
    """

    __slots__ = ("compact", "names")

    def __init__(self, *names: str, compact: Form | None = None) -> None:
        self.names = names
        self.compact = compact


@dataclass(frozen=True, slots=True)
class Written:
    """Of bytes: a value that is JSON already, described by the schema of this name.

    None is any object.
    """

    schema: str | None


Finite = Annotated[float, Mark.FINITE]
Array = NDArray[np.float64]
Edges = Annotated[Array, Axes("edges", compact="edges"), Mark.FINITE]
Counts = Annotated[NDArray[np.int64], Axes("bins")]
