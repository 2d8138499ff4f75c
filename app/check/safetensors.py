"""Reading the safetensors format: eight bytes of length, a JSON header, and the numbers.

Read here rather than by the package of that name, because that gives NumPy no bfloat16 and no
slices of it, and because the page has to read the same in the browser.
"""

import json
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.check.refusal import FileError
from app.engine.identify.bits import STORED
from app.engine.identify.tensor_summary import Tensor

LONGEST_HEADER: Final = 100_000_000
"""Bytes: the format's own bound."""

KINDS: Final = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_BYTES: Final = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "BOOL": 1,
    "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2, "U8": 1,
}  # fmt: skip
MOST_AXES: Final = 32


def read_safetensors(path: Path) -> tuple[list[Tensor], list[str]]:
    """Return the tensors of floating point numbers, and the names of all others.

    Raises:
        FileError: the header does not say what the file holds.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > min(LONGEST_HEADER, size - 8):
            raise FileError(
                f"{path} is no safetensors file: its header would have {length} bytes, of "
                f"{max(0, size - 8)} that follow"
            )
        header = _header(path, file.read(length))
    start = 8 + length
    _check_offsets(path, header, size - start)
    tensors, others = [], []
    for name, entry in header.items():
        kind = KINDS.get(entry["dtype"])
        if kind is None:
            others.append(name)
            continue
        begin, end = (start + offset for offset in entry["data_offsets"])
        flat = _Numbers(path, begin, STORED[kind])
        if end > begin:
            tensors.append(Tensor(name, tuple(entry["shape"]), kind, flat.read))
    return tensors, others


class _Numbers:
    """Numbers from a place of a file on, read when they are asked for.

    A mapping would count what it has touched as memory until the system wants it back.
    """

    def __init__(self, path: Path, begin: int, kind: Any) -> None:
        self._path, self._begin, self._kind = path, begin, kind

    def read(self, start: int, stop: int) -> Any:
        place = self._begin + start * self._kind.itemsize
        return np.fromfile(self._path, self._kind, stop - start, offset=place)


def _header(path: Path, text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path}: the header is no JSON ({error})") from None
    if not isinstance(header, dict):
        raise FileError(f"{path}: the header is no JSON object")
    header.pop("__metadata__", None)
    for name, entry in header.items():
        _check_entry(path, name, entry)
    return header


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a name is given twice")
    return read


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _check_entry(path: Path, name: str, entry: object) -> None:
    where = f"{path}: the header's entry {name[:80]!r}"
    if not isinstance(entry, dict) or not {"dtype", "shape", "data_offsets"} <= set(entry):
        raise FileError(f"{where} lacks dtype, shape or data_offsets")
    shape, offsets = entry["shape"], entry["data_offsets"]
    if not isinstance(shape, list) or len(shape) > MOST_AXES or not all(map(_is_whole, shape)):
        raise FileError(f"{where} has no list of whole numbers as its shape")
    if not isinstance(offsets, list) or len(offsets) != 2 or not all(map(_is_whole, offsets)):
        raise FileError(f"{where} has no two whole numbers as its data_offsets")
    if not isinstance(entry["dtype"], str):
        raise FileError(f"{where} has no text as its dtype")
    width = _BYTES.get(entry["dtype"])
    if width is not None and prod(shape) * width != offsets[1] - offsets[0]:
        raise FileError(
            f"{where} says {prod(shape) * width} bytes by its shape, but "
            f"{offsets[1] - offsets[0]} by its data_offsets"
        )


def _check_offsets(path: Path, header: dict[str, Any], size: int) -> None:
    """Refuse entries that overlap, leave gaps, or reach beyond the file."""
    at = 0
    for begin, end, name in sorted(
        (*entry["data_offsets"], name) for name, entry in header.items()
    ):
        if begin != at or end < begin:
            raise FileError(
                f"{path}: {name[:80]!r} begins at byte {begin} of the data, where {at} was due: "
                "entries overlap or leave gaps"
            )
        at = end
    if at != size:
        raise FileError(f"{path} has {size} bytes of data where its header says {at}")
