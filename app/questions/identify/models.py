"""Models of requests made from the engine's records, so that each field is defined once."""

from typing import Annotated, Any

from pydantic import Field, create_model

from app.schemas.base import Strict
from app.wire import record_fields as wire


def model_of(record: type) -> type[Strict]:
    """Return the model of a record that is sent to the server: its fields, all of them required."""
    fields: dict[str, Any] = {}
    for field in wire.fields_of(record):
        kind = _type(field.value)
        described = Field(
            description=field.description,
            examples=[field.example] if field.has_example else None,
        )
        fields[field.name] = (kind | None if field.nullable else kind, described)
    return create_model(record.__name__, __base__=Strict, __doc__=record.__doc__, **fields)


def _type(value: wire.Value) -> Any:
    if isinstance(value, wire.Plain):
        return Annotated[int, Field(ge=0)] if value.type is int else value.type
    if isinstance(value, wire.Many):
        return list[_type(value.item)]  # type: ignore[misc]
    if isinstance(value, wire.Row):
        # Strict models take lists for lists alone, and JSON has no tuples.
        return Annotated[
            list[float], Field(min_length=len(value.items), max_length=len(value.items))
        ]
    if isinstance(value, wire.Record):
        return model_of(value.cls)
    raise TypeError(f"no field of a request is {value}")
