"""Arrays as JSON in base64, the compact form, and objects that hold such texts.

Written past the serializer, which would look at each of some ten thousand characters again for one
that must be escaped; base64 has none.
"""

from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic_core import to_json

Array = NDArray[np.float64]

_LARGEST_BYTE: Final = 255
#: Where one divided by it, and its product with 255, are surely finite.
_SMALLEST_SCALE: Final = 1e-300
#: Up to so many steps away from zero, steps are exact to far less than one half.
_MOST_STEPS: Final = 1e9
_LARGEST_FLOAT32: Final = float(np.finfo(np.float32).max)


def as_json(value: Any) -> bytes:
    """Write plain values; a number that is not finite becomes null."""
    return to_json(value, inf_nan_mode="null")


def as_object(plain: Mapping[str, Any], written: Mapping[str, bytes]) -> bytes:
    """Write an object of plain values, and of others that are JSON already."""
    parts = [as_json(plain)[:-1]]
    for place, (name, text) in enumerate(written.items()):
        parts += [b',"' if place or plain else b'"', name.encode(), b'":', text]
    parts.append(b"}")
    return b"".join(parts)


def as_numbers(arrays: Sequence[Array]) -> list[bytes]:
    """Write arrays as nested lists of plain numbers."""
    return [as_json(values.tolist()) for values in arrays]


def as_floats(arrays: Sequence[Array]) -> list[bytes]:
    """Write arrays as 32-bit floats, little endian, row by row.

    Numbers too large for 32 bits are held at the largest, so that all stay finite. All in one,
    since for arrays of a few numbers the calls take longer than the numbers.
    """
    if not arrays:
        return []
    held = np.concatenate([values.ravel() for values in arrays])
    np.maximum(held, -_LARGEST_FLOAT32, out=held)
    np.minimum(held, _LARGEST_FLOAT32, out=held)
    narrow = held.astype("<f4")
    written, start = [], 0
    for values in arrays:
        end = start + values.size
        written.append(_in_base64(f'"dtype":"f32","shape":{list(values.shape)}', narrow[start:end]))
        start = end
    return written


def as_bytes(values: Array) -> bytes:
    """Write an array as bytes: value = offset + scale * byte, off by at most scale / 2.

    A value that is not finite, which JSON could not hold either, takes the nearest finite one's
    place: the largest for infinity, the smallest for minus infinity and for NaN.
    """
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


def _in_base64(form: str, values: NDArray[Any]) -> bytes:
    # Written by hand: the serializer would take as long for these as the values take.
    text = b2a_base64(values.data, newline=False)
    return b'{%b,"base64":"%b"}' % (form.encode(), text)
