"""The errors the engine raises for values it cannot accept."""

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


def shortened(value: object) -> str:
    """The value's repr, cut to REPR_LENGTH characters."""
    if isinstance(value, (list, tuple)) and len(value) > REPR_LENGTH:
        return f"a {type(value).__name__} of {len(value)} items"
    try:
        text = repr(value)
    except ValueError:
        # Python refuses to write integers of more than 4,300 digits.
        return f"a very long {type(value).__name__}"
    return text if len(text) <= REPR_LENGTH else text[: REPR_LENGTH - 1] + "…"
