"""Numbers as they are stored: their bits, their values, and hashes that tell equal vectors.

The page computes the same in JavaScript, whose whole numbers have 32 bits.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Words = NDArray[np.uint32]
Raw = NDArray[Any]

STORED: Final[dict[str, np.dtype[Any]]] = {
    "float64": np.dtype("<f8"),
    "float32": np.dtype("<f4"),
    "float16": np.dtype("<f2"),
    "bfloat16": np.dtype("<u2"),
}
"""How each kind of number lies in memory; NumPy has no bfloat16, the upper half of a float32."""

PRECISION: Final = {"float64": 2.0**-53, "float32": 2.0**-24, "float16": 2.0**-11, "bfloat16": 2e-3}
"""By what share a number is rounded at most."""

# Of MurmurHash3's finalizer (Appleby, 2011), which spreads every bit of a word over all of it.
_FIRST: Final = np.uint32(0x85EBCA6B)
_SECOND: Final = np.uint32(0xC2B2AE35)
_LANE: Final = np.uint32(0x27D4EB2F)
_GOLDEN: Final = np.uint32(0x9E3779B9)


def values_of(raw: Raw, dtype: str) -> Array:
    """Give stored numbers as float64."""
    if dtype == "bfloat16":
        raw = (raw.astype(np.uint32) << np.uint32(16)).view(np.float32)
    # A signalling NaN, which only a broken file holds, becomes a quiet one.
    with np.errstate(invalid="ignore"):
        return raw.astype(np.float64)


def words_of(raw: Raw, dtype: str) -> Words:
    """Give 32 bits of each stored number: all of them but for float64, whose halves are mixed."""
    if dtype == "float64":
        halves = np.ascontiguousarray(raw).view(np.uint64)
        low = halves.astype(np.uint32)
        return np.asarray((low * _FIRST) ^ (halves >> np.uint64(32)).astype(np.uint32))
    if dtype == "float32":
        return np.ascontiguousarray(raw).view(np.uint32)
    return np.ascontiguousarray(raw).view(np.uint16).astype(np.uint32)


def mixed(words: Words) -> Words:
    """Mix the bits of each word."""
    h = words ^ (words >> np.uint32(16))
    h *= _FIRST
    h ^= h >> np.uint32(13)
    h *= _SECOND
    h ^= h >> np.uint32(16)
    return h


def salts(start: int, stop: int) -> Words:
    """Give a word for each place from ``start`` on, so that what is hashed knows its place."""
    places = np.arange(start, stop, dtype=np.uint64).astype(np.uint32)
    return mixed(places * _GOLDEN + _GOLDEN)


def lanes(words: Words, axis: int) -> tuple[Words, Words]:
    """Sum two hashes of salted words along an axis."""
    h = mixed(words)
    first = h.sum(axis=axis, dtype=np.uint32)
    h ^= h >> np.uint32(15)
    h *= _LANE
    h ^= h >> np.uint32(13)
    return first, h.sum(axis=axis, dtype=np.uint32)


def distinct(first: Words, second: Words) -> int:
    """Count the different pairs of hashes."""
    joined = (first.astype(np.uint64) << np.uint64(32)) | second
    return int(np.unique(joined).size)


def digest(first: Words, second: Words) -> str:
    """Give 64 bits of hex digits of all columns' hashes."""
    salt = salts(0, first.size)
    with np.errstate(over="ignore"):
        parts = [mixed(lane ^ salt).sum(dtype=np.uint32) for lane in (first, second)]
    return "".join(f"{int(part):08x}" for part in parts)
