"""Where a fact comes from."""

from dataclasses import dataclass
from typing import Annotated

from app.engine.records.annotations import Example


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something comes from."""

    text: Annotated[str, Example("Glorot & Bengio (2010)")]
    """Text to print."""
    url: Annotated[str | None, Example("https://proceedings.mlr.press/v9/glorot10a.html")] = None
    """Where to read it, if anywhere."""
