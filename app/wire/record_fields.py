"""What the wire knows of a record: its fields, read from the class that defines it.

A value's type is one of the small classes below; encoder, schema and JavaScript types are all made
from them, so that they cannot differ.
"""

import ast
import inspect
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Final, Literal, Union, get_args, get_origin
from typing import get_type_hints as type_hints

import numpy as np

from app.engine.records.annotations import Axes, Example, Form, Mark, Written


@dataclass(frozen=True, slots=True)
class Plain:
    """A text, a number, a truth value, or anything; numbers may be null unless they are finite."""

    type: type
    finite: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one type, of any length."""

    item: "Value"


@dataclass(frozen=True, slots=True)
class Row:
    """A list of values whose number is known."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Object:
    """An object whose fields are not described."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """An array."""

    dimensions: int
    whole: bool
    finite: bool
    compact: Form | None


@dataclass(frozen=True, slots=True)
class Record:
    """Another record."""

    cls: type


@dataclass(frozen=True, slots=True)
class Raw:
    """JSON that is written elsewhere, described by the schema of this name; None is any object."""

    schema: str | None


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: tuple["Value", ...]


Value = Plain | Choice | Many | Row | Object | Numbers | Record | Raw | Either
_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it stands on the wire.

    ``path`` leads to it from the record: two names for what an inline record holds, where
    ``held_by_none`` tells whether that record may be None. ``tag`` is the value that tells the
    record from others, with which each of its kind begins.
    """

    name: str
    path: tuple[str, ...]
    value: Value
    description: str
    nullable: bool = False
    omitted: bool = False
    example: Any = _NOTHING
    held_by_none: bool = False
    tag: str | None = None

    @property
    def has_example(self) -> bool:
        """Whether the record gives an example."""
        return self.example is not _NOTHING


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """Return the fields of a record in their order on the wire, the tag first.

    Raises:
        TypeError: a field is of no type that the wire knows, or is not described.
    """
    hints, texts = type_hints(record, include_extras=True), descriptions(record)
    found: list[Field] = []
    for name, hint in hints.items():
        if get_origin(hint) is ClassVar:
            tag = getattr(record, name)
            found.append(Field(name, (name,), Choice((tag,)), texts[name], example=tag, tag=tag))
    for name in (field.name for field in fields(record)):
        hint, notes = _unwrapped(hints[name])
        if Mark.UNSENT in notes:
            continue
        if name not in texts:
            raise TypeError(f"{record.__name__}.{name} is not described by a text under it")
        hint, nullable = _without_none(hint)
        if Mark.INLINE in notes:
            found += (_inlined(name, inner, nullable=nullable) for inner in fields_of(hint))
            continue
        try:
            value = _value(hint, notes)
        except TypeError as error:
            raise TypeError(f"{record.__name__}.{name}: {error}") from None
        example = next((note.value for note in notes if isinstance(note, Example)), _NOTHING)
        omitted = Mark.OMITTED in notes
        found.append(
            Field(
                name,
                (name,),
                value,
                texts[name],
                nullable=nullable and not omitted,
                omitted=omitted,
                example=example,
            )
        )
    return tuple(found)


def _inlined(holder: str, field: Field, *, nullable: bool) -> Field:
    if nullable and field.omitted:
        raise TypeError(
            f"{holder} may be None, and so cannot hold {field.name}, which may be left out"
        )
    return replace(
        field,
        path=(holder, *field.path),
        nullable=field.nullable or nullable,
        held_by_none=nullable,
    )


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Take a type from its annotations, the outermost first."""
    notes: tuple[Any, ...] = ()
    while get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        # Flattened by typing itself: those of the alias come first, and the field's own count.
        notes += tuple(reversed(more))
    return hint, notes


def _behind_its_name(hint: Any) -> Any:
    """Take the type that an alias stands for; NDArray is one from NumPy 2.5 on."""
    named = getattr(get_origin(hint), "__value__", None)
    return hint if named is None else named[get_args(hint)]


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Take None from a union."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint, False
    options = tuple(option for option in get_args(hint) if option is not type(None))
    nullable = len(options) < len(get_args(hint))
    return (Union[options] if len(options) > 1 else options[0]), nullable  # noqa: UP007


def _value(hint: Any, notes: tuple[Any, ...] = ()) -> Value:
    inner, more = _unwrapped(hint)
    notes += more
    inner = _behind_its_name(inner)
    origin, arguments = get_origin(inner), get_args(inner)
    if inner is Any:
        return Plain(object)
    if inner in (str, int, bool):
        return Plain(inner)
    if inner is float:
        return Plain(float, Mark.FINITE in notes)
    if inner is bytes:
        return Raw(next(note.schema for note in notes if isinstance(note, Written)))
    if origin is Literal:
        return Choice(arguments)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return Many(_value(arguments[0], notes))
        return Row(tuple(_value(argument, notes) for argument in arguments))
    if origin is np.ndarray:
        return _numbers(arguments, notes)
    if inner is Mapping or origin is Mapping:
        return Object()
    if origin in (Union, types.UnionType):
        return Either(tuple(_value(option, notes) for option in arguments))
    if is_dataclass(inner) and isinstance(inner, type):
        return Record(inner)
    raise TypeError(f"{hint} is of no type that the wire knows")


def _numbers(arguments: tuple[Any, ...], notes: tuple[Any, ...]) -> Numbers:
    axes = next((note for note in notes if isinstance(note, Axes)), None)
    if axes is None:
        raise TypeError("an array has to say what its axes are")
    whole = issubclass(get_args(arguments[1])[0], np.integer)
    return Numbers(len(axes.names), whole, whole or Mark.FINITE in notes, axes.compact)


@cache
def descriptions(record: type) -> Mapping[str, str]:
    """Return the texts under a class's fields, by field."""
    found = {}
    body = _classes(record.__module__)[record.__qualname__].body
    for before, after in pairwise(body):
        if (
            isinstance(before, ast.AnnAssign)
            and isinstance(before.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[before.target.id] = " ".join(str(after.value.value).split())
    return found


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
