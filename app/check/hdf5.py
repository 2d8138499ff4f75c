"""Reading Keras' formats by h5py, where that is installed."""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.check.numpy_files import HIGHEST_RATIO, LARGEST_EXPANSION
from app.check.refusal import FileError
from app.engine.errors import ArgumentError
from app.engine.identify.bits import STORED, Raw
from app.engine.identify.tensor_summary import Tensor

WEIGHTS_FILE: Final = "model.weights.h5"
"""What a .keras file keeps its weights in."""


@contextmanager
def open_hdf5(path: Path) -> Iterator[tuple[list[Tensor], list[str]]]:
    """Give the tensors of an .h5 or .keras file while it is open, and the names of all else.

    Raises:
        FileError: it cannot be read, or h5py is not installed.
    """
    try:
        import h5py
    except ImportError:
        raise FileError(
            f"{path} needs h5py: pip install h5py, or pip install 'unclone[check]'"
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        source = _extracted(path, Path(folder)) if path.suffix == ".keras" else path
        try:
            with h5py.File(source, "r") as file:
                yield _tensors(path, file, h5py.Dataset)
        except ArgumentError:
            # Of what is done with the tensors, not of the file.
            raise
        except (OSError, RuntimeError, KeyError, ValueError) as error:
            raise FileError(f"{path} is no HDF5 file that can be read: {error}") from None


def _extracted(path: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(WEIGHTS_FILE)
            if info.file_size > max(LARGEST_EXPANSION, HIGHEST_RATIO * path.stat().st_size):
                raise FileError(f"{path} would expand to {info.file_size} bytes")
            return Path(archive.extract(info, folder))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise FileError(f"{path} is no .keras file: {error}") from None
    except (EOFError, zlib.error) as error:
        raise FileError(f"{path} is damaged: {str(error) or 'it ends too soon'}") from None


def _tensors(path: Path, file: Any, dataset: Any) -> tuple[list[Tensor], list[str]]:
    tensors: list[Tensor] = []
    others: list[str] = []

    def visit(found: str | bytes, item: Any) -> None:
        if not isinstance(item, dataset):
            return
        # h5py gives names that are not in UTF-8 as bytes.
        name = found if isinstance(found, str) else found.decode("utf-8", "replace")
        kind = item.dtype.name
        # The optimizer's moments are no weights, and a file may point to others.
        if kind not in STORED or item.size == 0 or name.startswith("optimizer"):
            others.append(name)
            return
        if item.is_virtual or item.external:
            raise FileError(f"{path}: {name} lies in another file")
        held, stored = item.size * item.dtype.itemsize, item.id.get_storage_size()
        if held > max(2**30, HIGHEST_RATIO * stored):
            raise FileError(f"{path}: {name} would expand from {stored} to {held} bytes")
        tensors.append(_tensor(name, item, kind))

    file.visititems(visit)
    return tensors, others


def _tensor(name: str, item: Any, kind: str) -> Tensor:
    kept: list[Raw] = []

    def read(start: int, stop: int) -> Raw:
        # Each array is read as a whole: the file's chunks do not follow the order of slices.
        if not kept or start == 0:
            kept[:] = [np.asarray(item[()]).reshape(-1).astype(STORED[kind], copy=False)]
        found = kept[0][start:stop]
        if stop == item.size:
            kept.clear()
        return found

    return Tensor(name, tuple(item.shape), kind, read)
