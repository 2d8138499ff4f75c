"""Architectures in a request: ``"residual"``, or ``{"kind": "residual", "block_layers": 2}``."""

from collections.abc import Sequence
from typing import Any, Final

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.network.architecture import Architecture
from app.engine.network.architectures import ARCHITECTURES
from app.engine.parameters import integer, validate_parameters
from app.schemas.choice_schemas import Schema, choice_form
from app.schemas.choices import named
from app.schemas.refusals import engine_refusal

KIND: Final = "kind"
RESIDUAL: Final = "residual"


def parse_architecture(value: object) -> Spec:
    """Read an architecture: the name of a kind, or an object."""
    if isinstance(value, Spec):
        return value
    name, parameters = named(value, ARCHITECTURES, key=KIND)
    try:
        return Spec(name, validate_parameters(ARCHITECTURES[name].parameters, parameters))
    except ArgumentError as error:
        raise engine_refusal(error, value) from None


def dump_architecture(choice: Spec) -> dict[str, object]:
    """Write an architecture as it stands in a request."""
    return {KIND: choice.name, **choice.parameters}


def architecture_form() -> Schema:
    """Return the schema of an architecture: a name or an object."""
    return choice_form(ARCHITECTURES, key=KIND)


def architecture_of(choice: Spec) -> Architecture:
    """Return the engine's architecture."""
    return ARCHITECTURES[choice.name].make(choice.parameters)


def is_normalized(choice: Spec) -> bool:
    """Return whether anything in it is normalized."""
    return choice.parameters["normalization"] != "none"


def fitting_widths(choice: Spec, hidden_layers: Sequence[int]) -> str | None:
    """Return in words which hidden layers an architecture allows, if these do not fit it."""
    if choice.name != RESIDUAL:
        return None
    block_layers = integer(choice.parameters, "block_layers")
    one_width = len(set(hidden_layers)) == 1
    if one_width and (len(hidden_layers) - 1) % block_layers == 0:
        return None
    width: Any = hidden_layers[0] if hidden_layers else 8
    example = [width] * (1 + 2 * block_layers)
    return (
        f"hidden layers of one width: a first one, and {block_layers} more in each residual "
        f"block, such as {example}"
    )
