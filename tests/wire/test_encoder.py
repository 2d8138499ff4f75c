"""Any record becomes the JSON that its annotations promise, and fits the schema made from them."""

import json
import math
import random
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pytest

from app.engine.records.annotations import Array, Axes, Example, Mark, Written
from app.wire.answers import ANSWERS
from app.wire.encoder import _MOST_HELD, encode
from app.wire.schema import name_of
from tests.wire.lines import misfits, strict
from tests.wire.records import random_record, written


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same in JSON, the order of fields included."""
    return json.dumps(one) == json.dumps(other)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("cls", ANSWERS, ids=lambda cls: str(cls.__name__))
def test_any_record_is_written_as_its_fields_say(cls: type, compact: bool) -> None:
    rng = random.Random(f"{cls.__name__} {compact}")
    for _ in range(60):
        record = random_record(cls, rng)
        line = strict(encode(record, compact=compact))
        assert same(line, written(record, compact=compact))
        assert misfits(name_of(cls), line) == []


@dataclass(frozen=True, slots=True)
class Inner:
    """A record within another."""

    values: Annotated[Array, Axes("numbers", compact="floats"), Example([1.0])]
    """Numbers."""


@dataclass(frozen=True, slots=True)
class Outer:
    """Every way in which a field may stand between others."""

    own: Annotated[bytes, Written("Anything")]
    """Written already, and first."""
    gone: Annotated[int | None, Mark.OMITTED]
    """Alone between two that are written by themselves."""
    matrix: Annotated[Array | None, Axes("rows", "columns", compact="bytes")]
    """Null where it is None."""
    many: tuple[Inner, ...]
    """Records that hold arrays."""
    maybe: Annotated[Inner | None, Mark.OMITTED]
    """Left out where it is None."""
    secret: Annotated[object, Mark.UNSENT]
    """Not for the wire."""
    last: Annotated[float, Example(0.5)]
    """Plain, and last."""


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("gone", [None, 7])
@pytest.mark.parametrize("maybe", [None, Inner(np.array([-0.0, 1.0]))])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_fields_follow_each_other_with_one_comma_between(
    compact: bool, gone: int | None, maybe: Inner | None, count: int
) -> None:
    matrix = None if count == 1 else np.array([[math.nan, -0.0], [math.inf, 1.0]])
    many = tuple(Inner(np.arange(float(index))) for index in range(count))
    record = Outer(b'{"a":1}', gone, matrix, many, maybe, object(), -0.0)
    found = strict(encode(record, compact=compact))
    names = ["own", "gone", "matrix", "many", "maybe", "last"]
    left_out = {name for name, value in (("gone", gone), ("maybe", maybe)) if value is None}
    assert list(found) == [name for name in names if name not in left_out]
    assert found["own"] == {"a": 1}
    assert same(found, written(record, compact=compact))


def test_arrays_beyond_what_is_held_at_once_come_out_in_their_places() -> None:
    sizes = [1, _MOST_HELD, 2, _MOST_HELD // 2, _MOST_HELD // 2 + 1, 0, 3]
    many = tuple(Inner(np.arange(float(size))) for size in sizes)
    record = Outer(b"1", None, None, many, None, None, 0.0)
    assert same(strict(encode(record, compact=True)), written(record, compact=True))
