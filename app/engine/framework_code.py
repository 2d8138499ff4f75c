"""How a thing of the engine is written in other frameworks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkCode:
    """Python code for the same thing, for the code that is exported."""

    torch: str
    keras: str
    flax: str
