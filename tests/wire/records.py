"""Records for tests: random ones of any class, and how they stand in JSON, written down again.

Both read the annotations of the classes by themselves, not by what ``app.wire`` makes of them.
"""

import base64
import json
import math
import random
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from app.engine.records.annotations import Axes, Mark
from app.wire.arrays import as_bytes

TEXTS = ("", "text", 'quoted "', "a\\b\n", "\u00e9\u2028\U0001f600")
LARGEST = float(np.finfo(np.float32).max)


def split(hint: Any) -> tuple[Any, list[Any]]:
    """A type without its annotations, and these."""
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        return inner, notes
    return hint, []


def random_record(cls: type, rng: random.Random) -> Any:
    """A record of a class with any values that its fields may have, edge cases often."""
    hints = get_type_hints(cls, include_extras=True)
    return cls(
        **{field.name: _value(hints[field.name], (), rng) for field in fields(cls) if field.init}
    )


def _value(hint: Any, around: tuple[Any, ...], rng: random.Random) -> Any:
    inner, own = split(hint)
    if Mark.UNSENT in own:
        return object()
    notes = (*own, *around)
    origin, arguments = get_origin(inner), get_args(inner)
    if inner is float:
        return _float(notes, rng)
    if origin is Literal:
        return rng.choice(arguments)
    if origin is tuple and arguments[-1] is Ellipsis:
        return tuple(_value(arguments[0], notes, rng) for _ in range(rng.randrange(3)))
    if origin is tuple:
        return tuple(_value(argument, notes, rng) for argument in arguments)
    if origin is np.ndarray:
        return _array(get_args(arguments[1])[0], notes, rng)
    if origin in (Union, types.UnionType):
        return _value(rng.choice(arguments), notes, rng)
    if inner is Mapping or origin is Mapping:
        return MappingProxyType({"any": [rng.choice(TEXTS)]})
    if is_dataclass(inner) and isinstance(inner, type):
        return random_record(inner, rng)
    simple: dict[Any, Any] = {
        int: rng.choice([0, 1, -1, 2**53, rng.randrange(1000)]),
        bool: rng.random() < 0.5,
        str: rng.choice(TEXTS),
        bytes: b'{"any": ["request"]}',
        Any: rng.choice([None, 1, "text", [1.5]]),
        type(None): None,
    }
    return simple[inner]


def _float(notes: tuple[Any, ...], rng: random.Random) -> float:
    odd = [] if Mark.FINITE in notes else [math.nan, math.inf, -math.inf]
    edges = [*odd, 0.0, -0.0, 5e-324, 1.7976931348623157e308, -1e300, 0.1]
    return rng.choice(edges) if rng.random() < 0.6 else rng.gauss(0.0, 1.0)


def _array(dtype: type, notes: tuple[Any, ...], rng: random.Random) -> Any:
    (axes,) = (note for note in notes if isinstance(note, Axes))
    # Edges are at least two; all others may be none.
    least = 2 if axes.compact == "edges" else 0
    shape = [rng.randrange(least, 4) for _ in axes.names]
    count = math.prod(shape)
    if issubclass(dtype, np.integer):
        return np.array([rng.randrange(2**40) for _ in range(count)], np.int64).reshape(shape)
    return np.array([_float(notes, rng) for _ in range(count)], np.float64).reshape(shape)


def written(record: Any, *, compact: bool) -> dict[str, Any]:
    """What a record is in JSON, with None for null."""
    found: dict[str, Any] = {}
    hints = get_type_hints(type(record), include_extras=True)
    for name, hint in hints.items():
        if get_origin(hint) is ClassVar:
            found[name] = getattr(record, name)
    for field in fields(record):
        value, (inner, notes) = getattr(record, field.name), split(hints[field.name])
        if Mark.UNSENT in notes or (Mark.OMITTED in notes and value is None):
            continue
        if Mark.INLINE in notes:
            cls = next(one for one in (*get_args(inner), inner) if is_dataclass(one))
            names = [one.name for one in fields(cls)]
            nothing = dict.fromkeys(names)
            found |= nothing if value is None else written(value, compact=compact)
        else:
            found[field.name] = value_written(value, hints[field.name], compact=compact)
    return found


def value_written(value: Any, hint: Any, *, compact: bool) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return json.loads(value)
    if isinstance(value, np.ndarray):
        return array_written(value, form(hint) if compact else None)
    if is_dataclass(value):
        return written(value, compact=compact)
    if isinstance(value, tuple):
        return [value_written(item, hint, compact=compact) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def form(hint: Any) -> str | None:
    """The compact form that is noted anywhere in a type."""
    inner, notes = split(hint)
    own = [note.compact for note in notes if isinstance(note, Axes)]
    return own[0] if own else next(filter(None, map(form, get_args(inner))), None)


def array_written(value: Any, compact: str | None) -> Any:
    if compact is None:
        return (
            value_written(tuple(value.tolist()), None, compact=False)
            if value.ndim == 1
            else [array_written(row, None) for row in value]
        )
    if compact == "edges":
        return {"first": value[0], "last": value[-1], "bins": len(value) - 1}
    if compact == "bytes":
        return json.loads(as_bytes(value))
    narrow = np.clip(value, -LARGEST, LARGEST).astype("<f4")
    text = base64.b64encode(narrow.tobytes()).decode()
    return {"dtype": "f32", "shape": list(value.shape), "base64": text}
