"""Records as strict JSON, by functions that are compiled once for each class.

Everything but large arrays is turned into plain lists and dicts and written by pydantic's Rust
serializer, a record's fields in one call. Large arrays are written past it (``app.wire.arrays``),
one by one, because numbers as Python objects take four times the room of an array.
"""

from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any, Final

from app.engine.records.annotations import Array
from app.wire.arrays import Changes, as_bytes, as_floats, as_json, bounds_of
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

#: Numbers of arrays that are converted together: for few, calls take longer than numbers.
_MOST_HELD: Final = 2**16


class Parts:
    """The parts of a JSON text, put together once, because they may be many megabytes."""

    __slots__ = ("_arrays", "_held", "_places", "_write", "texts")

    def __init__(self, changes: Changes | None = None) -> None:
        self.texts: list[bytes] = []
        self._write = as_floats if changes is None else changes.write
        self._arrays: list[Array] = []
        self._places: list[int] = []
        self._held = 0

    def hold(self, values: Array) -> None:
        """Add an array as 32-bit floats, which are written with those that follow."""
        self._arrays.append(values)
        self._places.append(len(self.texts))
        self.texts.append(b"")
        self._held += values.size
        if self._held > _MOST_HELD:
            self._write_held()

    def joined(self) -> bytes:
        """Give the whole text."""
        self._write_held()
        return b"".join(self.texts)

    def _write_held(self) -> None:
        for place, text in zip(self._places, self._write(self._arrays), strict=True):
            self.texts[place] = text
        self._arrays, self._places, self._held = [], [], 0


def encode(record: Any, *, compact: bool = False, changes: Changes | None = None) -> bytes:
    """Write a record; a number that is not finite becomes null.

    ``compact`` writes large arrays as base64 and equally spaced edges by their ends. With it,
    ``changes`` writes floats as what changed, in a snapshot that it was begun for.
    """
    parts = Parts(changes)
    cls: type = type(record)
    writer(cls, compact)(record, parts)
    return parts.joined()


@cache
def writer(record: type, compact: bool) -> Callable[[Any, Parts], None]:
    """Return the function that adds a record's JSON to parts."""
    return _Compiler(compact).writer(record)


@cache
def plain(record: type, compact: bool) -> Callable[[Any], dict[str, Any]]:
    """Return the function that turns a record without large arrays into dicts and lists."""
    return _Compiler(compact).plain(record)


def is_split(value: Value) -> bool:
    """Whether a value holds what the serializer does not write."""
    if isinstance(value, Numbers):
        return value.compact in ("bytes", "floats")
    if isinstance(value, Record):
        return any(is_split(field.value) for field in fields_of(value.cls))
    return isinstance(value, Raw) or (isinstance(value, Many) and is_split(value.item))


class _Compiler:
    """Writes the source of one function, and collects the names that stand in it."""

    def __init__(self, compact: bool) -> None:
        self._compact = compact
        self._names: dict[str, Any] = {"as_json": as_json}
        self._numbers = count()

    def plain(self, record: type) -> Callable[[Any], dict[str, Any]]:
        lines = ["def function(r):", *self._gathered(fields_of(record)), "    return plain"]
        made: Callable[[Any], dict[str, Any]] = self._made(lines, record)
        return made

    def writer(self, record: type) -> Callable[[Any, Parts], None]:
        lines, begun = ["def function(r, parts):", "    add = parts.texts.append"], False
        group: list[Field] = []
        for field in fields_of(record):
            if not is_split(field.value):
                group.append(field)
                continue
            lines += self._written(group, begun=begun)
            begun, group = begun or bool(group), []
            lines += self._split(field, begun=begun)
            begun = True
        lines += self._written(group, begun=begun)
        lines.append("    add(b'}')")
        made: Callable[[Any, Parts], None] = self._made(lines, record)
        return made

    def _written(self, group: list[Field], *, begun: bool) -> list[str]:
        """Write fields that follow each other in one call of the serializer."""
        if not group:
            return []
        gathered = self._gathered(group)
        if not begun:
            return [*gathered, "    add(as_json(plain)[:-1])"]
        # Without any field there is nothing to add, not even a comma.
        return [*gathered, "    if plain:", "        add(b',' + as_json(plain)[1:-1])"]

    def _gathered(self, group: tuple[Field, ...] | list[Field]) -> list[str]:
        """Put fields into a dict: at once as far as all are there, then one by one."""
        always = 0
        while always < len(group) and not group[always].omitted:
            always += 1
        pairs = [f"{field.name!r}: {self._of(field)}" for field in group[:always]]
        lines = [f"    plain = {{{', '.join(pairs)}}}"]
        for field in group[always:]:
            source = _source(field)
            if field.omitted:
                lines.append(f"    if {source} is not None:")
                lines.append(
                    f"        plain[{field.name!r}] = {self._expression(field.value, source)}"
                )
            else:
                lines.append(f"    plain[{field.name!r}] = {self._of(field)}")
        return lines

    def _of(self, field: Field) -> str:
        """Give the expression of a field that is always there."""
        if field.tag is not None:
            return repr(field.tag)
        source = _source(field)
        made = self._expression(field.value, source)
        if field.held_by_none:
            return f"None if {_holder(field)} is None else {made}"
        if field.nullable and made != source:
            return f"None if {source} is None else {made}"
        return made

    def _expression(self, value: Value, source: str) -> str:
        """Give the expression that makes a value plain, out of that of the value."""
        if isinstance(value, Numbers):
            if value.compact == "edges" and self._compact:
                return f"{self._name(bounds_of)}({source})"
            return f"{source}.tolist()"
        if isinstance(value, Record):
            return f"{self._name(plain(value.cls, self._compact))}({source})"
        if isinstance(value, Many):
            inner = self._expression(value.item, "x")
            return source if inner == "x" else f"[{inner} for x in {source}]"
        if isinstance(value, Either):
            # Options are arrays, which are all written alike.
            return self._expression(value.options[0], source)
        if isinstance(value, Object):
            return f"dict({source})"
        if isinstance(value, Plain | Choice | Row):
            return source
        raise TypeError(f"{value} is not plain")

    def _split(self, field: Field, *, begun: bool) -> list[str]:
        """Write a field past the serializer."""
        source = _source(field)
        key = f'{"," if begun else "{"}"{field.name}":'.encode()
        lines = [f"add({key!r})", *self._parts_of(field.value, source)]
        if field.omitted:
            lines = [f"if {source} is not None:", *(f"    {line}" for line in lines)]
        elif field.nullable:
            rest = (f"    {line}" for line in lines[1:])
            lines = [lines[0], f"if {source} is None:", "    add(b'null')", "else:", *rest]
        return [f"    {line}" for line in lines]

    def _parts_of(self, value: Value, source: str) -> list[str]:
        if isinstance(value, Raw):
            return [f"add({source})"]
        if isinstance(value, Numbers):
            if not self._compact:
                return [f"add(as_json({source}.tolist()))"]
            if value.compact == "floats":
                return [f"parts.hold({source})"]
            return [f"add({self._name(as_bytes)}({source}))"]
        if isinstance(value, Record):
            return [f"{self._name(writer(value.cls, self._compact))}({source}, parts)"]
        if isinstance(value, Many):
            return [
                "add(b'[')",
                f"for place, x in enumerate({source}):",
                "    if place:",
                "        add(b',')",
                *(f"    {line}" for line in self._parts_of(value.item, "x")),
                "add(b']')",
            ]
        raise TypeError(f"{value} cannot be written in parts")

    def _name(self, thing: Any) -> str:
        name = f"f{next(self._numbers)}"
        self._names[name] = thing
        return name

    def _made(self, lines: list[str], record: type) -> Any:
        scope = dict(self._names)
        # The source is made of field names of this program's own classes alone.
        exec(compile("\n".join(lines), f"<wire of {record.__name__}>", "exec"), scope)  # noqa: S102
        return scope["function"]


def _source(field: Field) -> str:
    return ".".join(("r", *field.path))


def _holder(field: Field) -> str:
    return ".".join(("r", *field.path[:-1]))
