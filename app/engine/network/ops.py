"""How the engine writes a computation down once and runs it in two ways.

A formula of the engine is a sequence of calls that write into given arrays, such as
``emit(np.tanh, z, a)``. With ``execute`` as ``emit`` each call is carried out at once. With a
``Program`` the calls are noted, arguments and all, and carried out together as often as wanted:
a training step of a small network is little more than call overhead, and a noted call on
preallocated arrays is the cheapest call there is.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

Emit = Callable[..., object]
Call = Callable[[], object]


def execute(function: Callable[..., object], *arguments: object, **options: object) -> None:
    """Carry a call out at once."""
    function(*arguments, **options)


class Program:
    """A list of calls on fixed arrays, to be carried out in order, again and again."""

    __slots__ = ("calls",)

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __call__(
        self, function: Callable[..., object], *arguments: object, **options: object
    ) -> None:
        """Note a call.

        Numbers become arrays now: converting one anew would cost as much as the call itself.
        """
        arrays = (np.array(value) if isinstance(value, float) else value for value in arguments)
        self.calls.append(partial(function, *arrays, **options))

    def run(self) -> None:
        """Carry all noted calls out, in order."""
        for call in self.calls:
            call()


def rows_like(array: NDArray[np.float64], rows: int | None = None) -> NDArray[np.float64]:
    """Return zeros of the same shape, (runs, rows, samples), row by row in memory.

    ``rows``, if given, is another number of rows.
    """
    runs, same, samples = array.shape
    return np.zeros((same if rows is None else rows, runs, samples)).transpose(1, 0, 2)
