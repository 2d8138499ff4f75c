"""The lines of real experiments, and whether a value fits its documented schema."""

import json
from functools import cache
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.wire.answers import ANSWERS
from app.wire.arrays import Changes
from app.wire.schema import REFERENCE, event_schemas, schemas_of
from app.wire.stream import encode_line, line_of


def strict(line: bytes) -> Any:
    """Read a line as JSON without NaN and infinity."""

    def no_constant(name: str) -> NoReturn:
        raise AssertionError(f"{name} is no JSON")

    assert b"\n" not in line
    return json.loads(line, parse_constant=no_constant)


def encoded(request: dict[str, Any]) -> list[tuple[Any, bytes]]:
    """The engine's events with their lines."""
    whole = resolve(SimulationRequest.model_validate(request)).request
    written = whole.model_dump_json().encode()
    compact = whole.record.compact
    changes = Changes() if compact == "changes" else None
    return [
        (event, encode_line(line_of(event, written, 1.5), compact=bool(compact), changes=changes))
        for event in simulate(to_experiment(whole))
    ]


def lines(request: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The engine's events with what their lines hold."""
    return [(event, strict(line)) for event, line in encoded(request)]


def misfits(name: str, value: Any) -> list[str]:
    """What of a value does not fit the schema of this name, or is not told of there."""
    return [
        f"{error.json_path}: {error.message[:200]}" for error in _validator(name).iter_errors(value)
    ]


@cache
def _validator(name: str) -> Draft202012Validator:
    schemas = {**schemas_of(ANSWERS), **event_schemas()}
    for schema in schemas.values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    # Requests are described by their own models, and tested with them.
    schemas |= {name: {"type": "object"} for name in ("SimulationRequest", "MapRequest")}
    return Draft202012Validator({"$ref": REFERENCE + name, "components": {"schemas": schemas}})
