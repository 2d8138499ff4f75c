"""What a map may be asked for: a base experiment, and two axes of patches on it."""

from typing import Annotated, Final

from pydantic import Field, PlainSerializer

from app.limits import LIMITS
from app.schemas.base import Strict
from app.schemas.field_types import Label, Seeds
from app.schemas.request import SimulationRequest


def _given(patch: SimulationRequest) -> dict[str, object]:
    """Return the fields of a patch that were given, each whole."""
    return patch.model_dump(mode="json", include=patch.model_fields_set)


#: A request of which the fields that were given count, and no others.
Patch = Annotated[SimulationRequest, PlainSerializer(_given)]


class Entry(Strict):
    """One place along an axis: a change to the base, and what it is called."""

    label: Label = Field(examples=["0.3"])
    """What it is called."""
    patch: Patch = Field(examples=[{"learning_rate": 0.3}])
    """Fields of an experiment that take the place of the base's, each as a whole."""


class Axis(Strict):
    """One side of a map: changes in their order."""

    label: Label = Field(examples=["learning rate"])
    """What changes along it."""
    entries: Annotated[list[Entry], Field(min_length=1, max_length=LIMITS.map_side)] = Field(
        examples=[
            [
                {"label": "0.1", "patch": {"learning_rate": 0.1}},
                {"label": "1", "patch": {"learning_rate": 1.0}},
            ]
        ]
    )
    """The changes: of x from left to right, of y from bottom to top."""


_WIDTHS: Final = {
    "label": "width",
    "entries": [
        {"label": "4", "patch": {"hidden_layers": [4, 4]}},
        {"label": "16", "patch": {"hidden_layers": [16, 16]}},
    ],
}


class MapRequest(Strict):
    """A map: a network is trained for each entry of x with each of y.

    It is the base with both patches. What ``record`` says does not matter here.
    """

    base: SimulationRequest = Field(
        default=SimulationRequest(), examples=[{"activation": "tanh", "hidden_layers": [8, 8]}]
    )
    """An experiment of one run, that which no patch changes."""
    x: Axis = Field(
        examples=[
            {
                "label": "learning rate",
                "entries": [
                    {"label": "0.1", "patch": {"learning_rate": 0.1}},
                    {"label": "1", "patch": {"learning_rate": 1.0}},
                ],
            }
        ]
    )
    """What changes from left to right."""
    y: Axis = Field(examples=[_WIDTHS])
    """What changes from bottom to top."""
    seeds: Seeds = Field(default=1, examples=[1])
    """Seeds with which every cell is trained, its own and those that follow."""
