"""The compact forms of arrays: as JSON in base64, and edges of bins by their ends.

Written past the serializer, which would look at each of some ten thousand characters again for one
that must be escaped; base64 has none.
"""

from binascii import b2a_base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic_core import to_json

from app.engine.records.annotations import Array, Example, Finite, Form

_LARGEST_BYTE: Final = 255
#: Where one divided by it, and its product with 255, are surely finite.
_SMALLEST_SCALE: Final = 1e-300
#: Up to so many steps away from zero, steps are exact to far less than one half.
_MOST_STEPS: Final = 1e9
_LARGEST_FLOAT32: Final = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class ByteMatrix:
    """A matrix of bytes, written with record.compact: value = offset + scale * byte."""

    dtype: Annotated[Literal["u8"], Example("u8")]
    """Unsigned bytes."""
    shape: Annotated[tuple[int, ...], Example([400, 8])]
    """Rows and columns; row by row."""
    offset: Annotated[Finite, Example(-1.0)]
    """The value of byte 0."""
    scale: Annotated[Finite, Example(0.0078)]
    """Added for each step of a byte; 0 when all values are equal."""
    base64: Annotated[str, Example("AAECAw==")]
    """The bytes."""


@dataclass(frozen=True, slots=True)
class FloatArray:
    """An array of 32-bit floats, little endian, written with record.compact."""

    dtype: Annotated[Literal["f32"], Example("f32")]
    """32-bit floats."""
    shape: Annotated[tuple[int, ...], Example([2, 8])]
    """Its shape; row by row."""
    base64: Annotated[str, Example("AACAPw==")]
    """The bytes."""


@dataclass(frozen=True, slots=True)
class FloatChanges:
    """An array of 32-bit floats as what changed, written where record.compact is changes."""

    dtype: Annotated[Literal["f32"], Example("f32")]
    """32-bit floats."""
    shape: Annotated[tuple[int, ...], Example([2, 8])]
    """Its shape; row by row."""
    changes: Annotated[str, Example("AAAAgD8=")]
    """Base64 of the bits of each float, exclusive or those of the same one in the snapshot before;
    in the first snapshot, and where other runs are left than before, the bits alone. First the
    lowest byte of each float, then the second of each, the third and the highest."""


@dataclass(frozen=True, slots=True)
class CompactEdges:
    """Equally spaced bin edges, from the first to the last."""

    first: Annotated[Finite, Example(-1.0)]
    """The lowest edge."""
    last: Annotated[Finite, Example(1.0)]
    """The highest edge."""
    bins: Annotated[int, Example(32)]
    """Number of bins; one edge more."""


#: The records that the forms stand for.
FORMS: Final[Mapping[Form, tuple[type, ...]]] = MappingProxyType(
    {"bytes": (ByteMatrix,), "floats": (FloatArray, FloatChanges), "edges": (CompactEdges,)}
)


def as_json(value: Any) -> bytes:
    """Write plain values; a number that is not finite becomes null."""
    return to_json(value, inf_nan_mode="null")


def bounds_of(edges: Array) -> dict[str, float | int]:
    """Return the ends of equally spaced edges, and how many bins lie between them."""
    return {"first": float(edges[0]), "last": float(edges[-1]), "bins": edges.size - 1}


def as_floats(arrays: Sequence[Array]) -> list[bytes]:
    """Write arrays as 32-bit floats, little endian, row by row.

    Numbers too large for 32 bits are held at the largest, so that all stay finite. All in one,
    since for arrays of a few numbers the calls take longer than the numbers.
    """
    narrow = _narrowed(arrays)
    return [
        _in_base64(f'"dtype":"f32","shape":{list(values.shape)}', narrow[own])
        for values, own in zip(arrays, _places(arrays), strict=True)
    ]


class Changes:
    """Writes the arrays of snapshots as what changed from one to the next.

    Numbers of a training change little from one epoch to the next, so that the upper bytes of what
    changed are mostly 0, and a stream takes half of what the numbers would.
    """

    def __init__(self) -> None:
        self._runs: tuple[int, ...] = ()
        self._before = np.zeros(0, dtype="<u4")
        self._now: list[NDArray[np.uint32]] = []
        self._place = 0

    def begin(self, runs: tuple[int, ...]) -> None:
        """Begin the snapshot of these runs; what changed can be told of the same runs alone."""
        known = self._now if runs == self._runs else []
        self._before = np.concatenate([np.zeros(0, dtype="<u4"), *known])
        self._runs, self._now, self._place = runs, [], 0

    def write(self, arrays: Sequence[Array]) -> list[bytes]:
        """Write the next arrays of the snapshot; numbers too large are held as in ``as_floats``."""
        bits = _narrowed(arrays).view("<u4")
        self._now.append(bits)
        before = self._before[self._place : self._place + bits.size]
        self._place += bits.size
        changed = (bits ^ before if before.size else bits).view(np.uint8).reshape(-1, 4)
        return [
            _in_base64(
                f'"dtype":"f32","shape":{list(values.shape)}', changed[own].T.copy(), "changes"
            )
            for values, own in zip(arrays, _places(arrays), strict=True)
        ]


def _narrowed(arrays: Sequence[Array]) -> NDArray[np.float32]:
    """Return the numbers of all arrays as 32-bit floats, those too large at the largest."""
    if not arrays:
        return np.zeros(0, dtype="<f4")
    held = np.concatenate([values.ravel() for values in arrays])
    np.maximum(held, -_LARGEST_FLOAT32, out=held)
    np.minimum(held, _LARGEST_FLOAT32, out=held)
    return held.astype("<f4")


def _places(arrays: Sequence[Array]) -> Iterator[slice]:
    """Yield where the numbers of each array stand among those of all."""
    ends = list(accumulate(values.size for values in arrays))
    return map(slice, [0, *ends], ends)


def as_bytes(values: Array) -> bytes:
    """Write an array as bytes: value = offset + scale * byte, off by at most scale / 2.

    A value that is not finite, which JSON could not hold either, takes the nearest finite one's
    place: the largest for infinity, the smallest for minus infinity and for NaN.
    """
    low = high = 0.0
    if values.size:
        low, high = float(np.minimum.reduce(values, None)), float(np.maximum.reduce(values, None))
    if not isfinite(high - low):
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        values = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    # Divided before subtracting, so that the range of the largest floats does not overflow.
    scale = high / _LARGEST_BYTE - low / _LARGEST_BYTE
    form = f'"dtype":"u8","shape":{list(values.shape)},"offset":{low!r},"scale":{scale!r}'
    return _in_base64(form, _steps(values, low, scale))


def _steps(values: Array, low: float, scale: float) -> NDArray[np.uint8]:
    """Give how many steps of ``scale`` above ``low`` each value lies, from 0 to 255."""
    if scale <= 0.0:
        return np.zeros(values.shape, dtype=np.uint8)
    if scale > _SMALLEST_SCALE and abs(low) < _MOST_STEPS * scale:
        # In two operations; the cast rounds down, so that one half more rounds to the nearest.
        steps = values * (1.0 / scale)
        steps += 0.5 - low / scale
        return steps.astype(np.uint8)
    steps = values / scale
    steps -= low / scale
    steps.clip(0, _LARGEST_BYTE, out=steps)
    return np.rint(steps, out=steps).astype(np.uint8)


def _in_base64(form: str, values: NDArray[Any], name: str = "base64") -> bytes:
    # Written by hand: the serializer would take as long for these as the values take.
    text = b2a_base64(values.data, newline=False)
    return b'{%b,"%b":"%b"}' % (form.encode(), name.encode(), text)
