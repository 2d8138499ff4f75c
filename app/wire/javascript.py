"""The records as types for the page: ``static/js/wire_types.js``, made from their schemas.

By hand, after a record has changed: ``python -m app.wire.javascript static/js/wire_types.js``.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Final

from app.wire.answers import ANSWERS
from app.wire.schema import REFERENCE, Schema, event_schemas, schemas_of

_WIDTH: Final = 100
_HEAD: Final = """\
/**
 * What the server sends: its records, as they are defined in `app/engine` and `app/wire`.
 *
 * Made by `python -m app.wire.javascript static/js/wire_types.js`; a test fails where it differs.
 */
"""
#: The file with the types that are the page's own; those that records refer to stand there.
_ELSEWHERE: Final = "./types.js"
_TYPES: Final[Mapping[str, str]] = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def wire_types() -> str:
    """Return the text of the file."""
    schemas = schemas_of(ANSWERS)
    lines = [_HEAD.rstrip()]
    for name in sorted(_referred(schemas) - set(schemas)):
        lines += ["", f'/** @typedef {{import("{_ELSEWHERE}").{name}}} {name} */']
    for name, schema in sorted(schemas.items()):
        lines += ["", *typedef(name, schema)]
    for name, schema in event_schemas().items():
        events = [_reference(option["$ref"]) for option in schema["oneOf"]]
        lines += ["", f"/** @typedef {{{' | '.join(events)}}} {name} */"]
    return "\n".join([*lines, "", "export {};"]) + "\n"


def typedef(name: str, schema: Schema) -> Iterator[str]:
    """Give the lines of one type."""
    yield "/**"
    for paragraph in schema["description"].split("\n\n"):
        yield from _wrapped(paragraph)
    yield f" * @typedef {{object}} {name}"
    for field, described in schema["properties"].items():
        shown = field if field in schema["required"] else f"[{field}]"
        type_ = _type(described)
        yield from _wrapped(f"@property {{{type_}}} {shown} {described['description']}", "  ")
    yield " */"


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    lines = wrap(
        text, _WIDTH - 3, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return (f" * {line}" for line in lines)


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _reference(schema["$ref"])
    if "anyOf" in schema:
        # A type that may be null in two ways is named once.
        return " | ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(map(json.dumps, schema["enum"]))
    if "prefixItems" in schema:
        return f"[{', '.join(map(_type, schema['prefixItems']))}]"
    kind = schema.get("type")
    if kind == "array":
        items = schema["items"]
        return f"({_type(items)})[]" if {"anyOf", "enum"} & items.keys() else f"{_type(items)}[]"
    if kind == "object":
        return "Record<string, unknown>"
    return "unknown" if kind is None else _TYPES[kind]


def _reference(reference: str) -> str:
    return reference.removeprefix(REFERENCE)


def _referred(part: object) -> set[str]:
    """Give the names of all schemas that a part of one refers to."""
    if isinstance(part, dict):
        own = {_reference(part["$ref"])} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_referred, part.values()))
    return set().union(*map(_referred, part)) if isinstance(part, list) else set()


def main() -> None:
    """Write the file that is named, or print it."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(wire_types(), encoding="utf-8")
    else:
        sys.stdout.write(wire_types())


if __name__ == "__main__":
    main()
