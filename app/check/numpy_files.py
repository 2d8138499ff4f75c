"""Reading NumPy's own formats, without ever unpickling."""

import zipfile
import zlib
from collections.abc import Callable
from math import prod
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any, Final

import numpy as np

from app.check.refusal import FileError
from app.engine.identify.bits import STORED, Raw
from app.engine.identify.tensor_summary import Tensor, tensor_of

LARGEST_EXPANSION: Final = 4 * 2**30
HIGHEST_RATIO: Final = 200
"""Bytes that a file may expand to if it is also so many times smaller: no weights are."""

_HEADERS: Final[dict[tuple[int, int], Callable[..., Any]]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def read_npy(path: Path) -> tuple[list[Tensor], list[str]]:
    """Return the array of an .npy file, mapped.

    Raises:
        FileError: it is none, or holds pickled objects.
    """
    with path.open("rb") as file:
        shape, fortran, dtype = _header(path.name, file)
        offset = file.tell()
    if offset + prod(shape) * dtype.itemsize != path.stat().st_size:
        raise FileError(f"{path} says shape {shape} of {dtype}, which is not what it holds")
    if dtype.name not in STORED or prod(shape) == 0:
        return [], [path.stem]
    mapped = np.memmap(path, dtype, "r", offset, shape, "F" if fortran else "C")
    return [_mapped(path.stem, mapped)], []


def read_npz(path: Path) -> tuple[list[Tensor], list[str]]:
    """Return the arrays of an .npz file; those that are compressed are read as they are needed.

    Raises:
        FileError: it is none, holds something else, or is a bomb.
    """
    tensors: list[Tensor] = []
    others: list[str] = []
    try:
        archive = zipfile.ZipFile(path)
        infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise FileError(f"{path} is no .npz file: {error}") from None
    expanded = sum(info.file_size for info in infos)
    if expanded > max(LARGEST_EXPANSION, HIGHEST_RATIO * path.stat().st_size):
        raise FileError(
            f"{path} would expand from {path.stat().st_size} to {expanded} bytes: no weights "
            "compress that well"
        )
    names = [info.filename for info in infos]
    if len(set(names)) < len(names):
        raise FileError(f"{path} holds a name twice")
    for info in infos:
        name = info.filename.removesuffix(".npy")
        if name == info.filename:
            others.append(name)
            continue
        member = _Member(archive, info)
        if member.dtype.name not in STORED or prod(member.shape) == 0:
            others.append(name)
        else:
            tensors.append(member.tensor(name))
    return tensors, others


def _header(name: str, file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Read an array's header: shape, whether Fortran's order, kind of numbers."""
    try:
        version = np.lib.format.read_magic(file)
        if version not in _HEADERS:
            raise ValueError(f"version {version} of the format is not known")
        shape, fortran, dtype = _HEADERS[version](file)
    except (ValueError, TypeError, EOFError, SyntaxError, TokenError) as error:
        raise FileError(f"{name} is no .npy array: {str(error)[:200]}") from None
    if dtype.hasobject:
        raise FileError(f"{name} holds pickled objects, which may run code; save plain arrays")
    if any(size < 0 for size in shape):
        raise FileError(f"{name} has the shape {shape}")
    return shape, fortran, dtype


def _mapped(name: str, array: Raw) -> Tensor:
    """See a mapped array as a tensor: in the order it lies in, or copied where that is another."""
    kind = array.dtype.name
    if not array.flags.c_contiguous or array.dtype != STORED[kind]:
        return tensor_of(name, array)
    flat = array.reshape(-1)
    return Tensor(name, array.shape, kind, lambda start, stop: flat[start:stop])


class _Member:
    """An array within a zip file, read from its beginning to its end, and again if need be."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive, self._info = archive, info
        self.shape, self.fortran, self.dtype = self._restart()
        self._whole: Raw | None = None
        held = prod(self.shape) * self.dtype.itemsize
        if self._offset + held != info.file_size:
            raise FileError(
                f"{info.filename} says shape {self.shape} of {self.dtype}, which is not what it "
                "holds"
            )

    def tensor(self, name: str) -> Tensor:
        kind = self.dtype.name
        if not self.fortran and self.dtype == STORED[kind]:
            return Tensor(name, self.shape, kind, self._read)

        def read(start: int, stop: int) -> Raw:
            if self._whole is None:
                flat = self._read(0, prod(self.shape))
                whole = flat.reshape(self.shape, order="F" if self.fortran else "C")
                self._whole = whole.reshape(-1).astype(STORED[kind])
            found: Raw = self._whole[start:stop]
            if stop == prod(self.shape):
                self._whole = None
            return found

        return Tensor(name, self.shape, kind, read)

    def _restart(self) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
        try:
            self._file: IO[bytes] = self._archive.open(self._info)
        except (RuntimeError, zipfile.BadZipFile, NotImplementedError, OSError) as error:
            raise FileError(f"{self._info.filename} cannot be read: {error}") from None
        try:
            header = _header(self._info.filename, self._file)
        except (zipfile.BadZipFile, zlib.error, OSError) as error:
            raise FileError(f"{self._info.filename} is damaged: {error}") from None
        self._offset, self._at = self._file.tell(), 0
        return header

    def _read(self, start: int, stop: int) -> Raw:
        if start < self._at:
            self._restart()
        size = self.dtype.itemsize
        try:
            while self._at < start:
                self._at += len(self._take(min(start - self._at, 2**20) * size)) // size
            data = self._take((stop - start) * size)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise FileError(f"{self._info.filename} is damaged: {error}") from None
        self._at = stop
        return np.frombuffer(data, self.dtype)

    def _take(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) < count:
            raise EOFError("it ends too soon")
        return data
