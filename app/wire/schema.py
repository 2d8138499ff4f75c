"""The JSON schemas of records, by name, as components of an OpenAPI document."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from app.wire.arrays import FORMS
from app.wire.map_stream import MAP_LINES
from app.wire.record_fields import (
    Choice,
    Either,
    Field,
    Many,
    Numbers,
    Object,
    Plain,
    Raw,
    Record,
    Row,
    Value,
    fields_of,
)
from app.wire.stream import LINES

Schema = dict[str, Any]

REFERENCE: Final = "#/components/schemas/"
STREAMS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {"Event": LINES, "MapEvent": MAP_LINES}
)
"""The lines of each kind of stream, by the name of the schema of any one of them."""

_TYPES: Final[Mapping[type, str]] = MappingProxyType(
    {str: "string", int: "integer", bool: "boolean", float: "number"}
)
_NULL: Final[Mapping[str, str]] = MappingProxyType({"type": "null"})


def name_of(record: type) -> str:
    """Return the name of a record's schema: that of its class, a line's without that word."""
    return record.__name__.removesuffix("Line") or record.__name__


def schemas_of(records: Iterable[type]) -> dict[str, Schema]:
    """Return the schemas of records and of all that they hold, by name.

    Raises:
        ValueError: two records have the same name.
    """
    found: dict[str, Schema] = {}
    owners: dict[str, type] = {}
    waiting = list(records)
    while waiting:
        record = waiting.pop(0)
        name = name_of(record)
        if owners.setdefault(name, record) is not record:
            other = owners[name]
            raise ValueError(
                f"two records are called {name}: {record.__module__} and {other.__module__}"
            )
        if name not in found:
            found[name] = _schema(record)
            for field in fields_of(record):
                waiting += _records(field.value)
    return found


def event_schemas() -> dict[str, Schema]:
    """Return the schemas of any one line of each kind of stream, by name."""
    return {name: _one_of(lines) for name, lines in STREAMS.items()}


def _one_of(lines: Iterable[type[Any]]) -> Schema:
    names = {line.kind: REFERENCE + name_of(line) for line in lines}
    return {
        "oneOf": [{"$ref": reference} for reference in names.values()],
        "discriminator": {"propertyName": "kind", "mapping": names},
    }


def _schema(record: type) -> Schema:
    fields = fields_of(record)
    return {
        "type": "object",
        "title": name_of(record),
        "description": (record.__doc__ or "").strip(),
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields if not field.omitted],
    }


def _property(field: Field) -> Schema:
    schema = _of(field.value)
    if field.nullable and _NULL not in schema.get("anyOf", ()):
        options = schema.pop("anyOf", None) or [schema]
        schema = {"anyOf": [*options, dict(_NULL)]}
    schema["description"] = field.description
    if field.has_example:
        schema["examples"] = [field.example]
    return schema


def _of(value: Value) -> Schema:
    if isinstance(value, Plain):
        schema: Schema = {} if value.type is object else {"type": _TYPES[value.type]}
        return schema if value.finite else {"anyOf": [schema, dict(_NULL)]}
    if isinstance(value, Choice):
        if len(value.values) == 1:
            return {"type": "string", "const": value.values[0]}
        return {"type": "string", "enum": list(value.values)}
    if isinstance(value, Many):
        return {"type": "array", "items": _of(value.item)}
    if isinstance(value, Row):
        count = len(value.items)
        items = [_of(item) for item in value.items]
        return {"type": "array", "prefixItems": items, "minItems": count, "maxItems": count}
    if isinstance(value, Object) or (isinstance(value, Raw) and value.schema is None):
        return {"type": "object", "additionalProperties": True}
    if isinstance(value, Numbers):
        return _numbers(value)
    if isinstance(value, Record):
        return {"$ref": REFERENCE + name_of(value.cls)}
    if isinstance(value, Raw):
        return {"$ref": f"{REFERENCE}{value.schema}"}
    return {"anyOf": [_of(option) for option in value.options]}


def _numbers(value: Numbers) -> Schema:
    schema = _of(Plain(int if value.whole else float, value.finite))
    for _ in range(value.dimensions):
        schema = {"type": "array", "items": schema}
    if value.compact is None:
        return schema
    forms = ({"$ref": REFERENCE + name_of(form)} for form in FORMS[value.compact])
    return {"anyOf": [schema, *forms]}


def _records(value: Value) -> Iterable[type]:
    """Give the records that a value refers to."""
    if isinstance(value, Record):
        yield value.cls
    elif isinstance(value, Numbers) and value.compact is not None:
        yield from FORMS[value.compact]
    elif isinstance(value, Many):
        yield from _records(value.item)
    elif isinstance(value, Row | Either):
        for item in value.items if isinstance(value, Row) else value.options:
            yield from _records(item)
