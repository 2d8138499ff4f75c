"""The errors the engine raises for values it cannot accept."""

from collections.abc import Mapping
from typing import TypeVar

from app.engine.names import allowed_names, canonical

Entry = TypeVar("Entry")

REPR_LENGTH = 120
"""Characters of a refused value quoted in a message: enough to recognise it."""


class ArgumentError(ValueError):
    """A value was refused: names the argument, what came and what is allowed.

    The message reads ``{argument} is {value!r}; allowed: {allowed}``, with a long value shortened.
    """

    def __init__(self, argument: str, value: object, allowed: str) -> None:
        self.argument = argument
        self.value = value
        self.allowed = allowed
        super().__init__(f"{argument} is {shortened(value)}; allowed: {allowed}")

    def __reduce__(self) -> tuple[type["ArgumentError"], tuple[str, object, str]]:
        """Rebuild from the three parts, so that the error survives the way out of a process."""
        return type(self), (self.argument, self.value, self.allowed)


def find(table: Mapping[str, Entry], argument: str, name: str) -> Entry:
    """Return the entry of that name or alias; raise ArgumentError where the table has none."""
    known = canonical(table, name)
    if known is None:
        raise ArgumentError(argument, name, allowed_names(table, name))
    return table[known]


def shortened(value: object) -> str:
    """The value's repr, cut to REPR_LENGTH characters."""
    if isinstance(value, (list, tuple)) and len(value) > REPR_LENGTH:
        return f"a {type(value).__name__} of {len(value)} items"
    try:
        text = repr(_beginning(value, [REPR_LENGTH]))
    except ValueError:
        # Python refuses to write integers of more than 4,300 digits.
        return f"a very long {type(value).__name__}"
    return text if len(text) <= REPR_LENGTH else text[: REPR_LENGTH - 1] + "…"


def _beginning(value: object, left: list[int]) -> object:
    """The value, or of nested lists the first items: as many as could be quoted, and one.

    ``left`` holds how many may still be taken. Half a million numbers take a second to write.
    """
    if not isinstance(value, (list, tuple)):
        left[0] -= 1
        return value
    taken: list[object] = []
    for item in value:
        if left[0] < 0:
            break
        taken.append(_beginning(item, left))
    left[0] -= not value
    return taken if isinstance(value, list) else tuple(taken)


class StoppedError(Exception):
    """A computation ended before its result, because whoever wanted it asked it to stop."""


class BrokenClonesError(Exception):
    """Neurons that nothing tells apart came apart: a fault of the arithmetic, not learning.

    ``layer_index`` is that of their layer, ``first`` and ``second`` their places in it, from 0.
    """

    def __init__(self, epoch: int, layer_index: int, first: int, second: int) -> None:
        self.epoch = epoch
        self.layer_index = layer_index
        self.first = first
        self.second = second
        super().__init__(
            f"Neurons {first + 1} and {second + 1} of layer {layer_index + 1} started with the "
            f"same incoming weights, bias and outgoing weights, but differ after epoch {epoch}. "
            "That is a fault of this server's arithmetic, not learning. Please report it with this "
            "experiment."
        )
