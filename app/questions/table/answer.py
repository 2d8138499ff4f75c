"""What a line of the table holds."""

from typing import Final

from pydantic import Field

from app.schemas.base import Answer


class TableLine(Answer):
    """One line of `/simulate.csv`: one number of one run, at one epoch, of one layer."""

    run: int = Field(examples=[0])
    """Its place in the request's runs."""
    label: str = Field(examples=["Glorot normal"])
    """What the run is called, with an apostrophe before what a spreadsheet would compute."""
    epoch: int = Field(examples=[10])
    """0 is before the first update."""
    layer_index: int | None = Field(examples=[0])
    """The weight layer; empty for what belongs to the run as a whole."""
    quantity: str = Field(examples=["weight_stats.std"])
    """What was measured, as JSON has it: the names on the way to it, joined by dots."""
    value: float | None = Field(examples=[0.44])
    """The number; empty where it is not finite."""


ANSWER: Final = TableLine
