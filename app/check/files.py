"""Weight files of every kind that can be read, and what to do with those that cannot."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.check.hdf5 import open_hdf5
from app.check.numpy_files import read_npy, read_npz
from app.check.refusal import FileError
from app.check.safetensors import read_safetensors
from app.engine.identify.tensor_summary import Tensor

READABLE: Final = (".h5", ".hdf5", ".keras", ".npy", ".npz", ".safetensors")
PICKLES: Final = (".bin", ".ckpt", ".joblib", ".pickle", ".pkl", ".pt", ".pth")
_SHARD: Final = re.compile(r"-\d{5}-of-(\d{5})(?=\.)")


@contextmanager
def open_weights(path: Path) -> Iterator[tuple[list[Tensor], list[str]]]:
    """Give the tensors of a file while it is open, and the names of what is no weights.

    Raises:
        FileError: it cannot be read; the message says what can be done.
    """
    suffix = path.suffix.lower()
    if suffix in PICKLES:
        raise FileError(_conversion(path))
    if suffix not in READABLE:
        raise FileError(f"{path} is of no kind that is known; allowed: {', '.join(READABLE)}")
    try:
        if not path.is_file():
            raise FileError(f"{path} is no file")
        if suffix in {".h5", ".hdf5", ".keras"}:
            with open_hdf5(path) as (tensors, others):
                yield _named(tensors), others
        else:
            readers = {".npy": read_npy, ".npz": read_npz, ".safetensors": read_safetensors}
            tensors, others = readers[suffix](path)
            yield _named(tensors), others
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}") from None


def _named(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Put a question mark for half a character in a name, which no output can hold."""
    return [replace(it, name=it.name.encode("utf-8", "replace").decode()) for it in tensors]


def _conversion(path: Path) -> str:
    target = path.with_suffix(".safetensors").name
    return (
        f"{path} is a pickle, which may run any code when it is read, so it is not. If you trust "
        "it, convert it:\n"
        '  python -c "import torch, safetensors.torch as s; s.save_file({k: v.contiguous().clone() '
        f"for k, v in torch.load('{path.name}', map_location='cpu', weights_only=True).items()}}, "
        f"'{target}')\""
    )


def models_of(paths: Sequence[Path]) -> list[list[Path]]:
    """Group files to models: the shards of one are together, every other file is one by itself."""
    groups: dict[str, list[Path]] = {}
    for path in paths:
        groups.setdefault(_SHARD.sub(r"-of-\1", str(path)), []).append(path)
    return list(groups.values())
