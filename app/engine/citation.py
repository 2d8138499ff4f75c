"""Where a fact comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """A source: text to print and, where there is one, an address."""

    text: str
    url: str | None = None
