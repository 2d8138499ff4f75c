"""Files are read as their libraries wrote them; broken and hostile ones are refused in words."""

import io
import json
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from safetensors.numpy import save_file

from app.check.files import models_of, open_weights
from app.check.refusal import FileError
from app.engine.identify.bits import values_of
from app.engine.identify.tensor_summary import Tensor

RNG = np.random.default_rng(2)
ARRAYS = {
    "a.weight": RNG.standard_normal((30, 20)).astype("f4"),
    "b.weight": RNG.standard_normal((7, 5, 3)).astype("f2"),
    "c.bias": RNG.standard_normal(11),
    "steps": np.arange(4),
}


def content(path: Path) -> dict[str, Any]:
    with open_weights(path) as (tensors, others):
        assert others == ["steps"]
        return {it.name: whole(it).reshape(it.shape) for it in tensors}


def whole(it: Tensor) -> Any:
    half = it.size // 2
    # In slices, and twice, as a summary reads.
    first = np.concatenate([it.read(0, half), it.read(half, it.size)])
    assert np.array_equal(first, np.concatenate([it.read(0, half), it.read(half, it.size)]))
    return values_of(first, it.dtype)


@pytest.mark.parametrize("kind", ["safetensors", "npz", "compressed", "h5"])
def test_a_file_holds_what_its_library_wrote(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"model.{'npz' if kind == 'compressed' else kind}"
    if kind == "safetensors":
        save_file(ARRAYS, path)
    elif kind == "h5":
        with h5py.File(path, "w") as file:
            for name, array in ARRAYS.items():
                file[name] = array
    else:
        save = np.savez if kind == "npz" else np.savez_compressed
        save(path, **ARRAYS)  # type: ignore[arg-type]
    found = content(path)
    assert set(found) == set(ARRAYS) - {"steps"}
    for name, array in found.items():
        assert np.array_equal(array, ARRAYS[name].astype("f8"))


@pytest.mark.parametrize("packed", [False, True])
def test_arrays_in_fortrans_order_or_of_big_endians_are_read(packed: bool, tmp_path: Path) -> None:
    for array in (np.asfortranarray(ARRAYS["a.weight"]), ARRAYS["a.weight"].astype(">f4")):
        path = tmp_path / ("w.npz" if packed else "w.npy")
        if packed:
            np.savez_compressed(path, w=array)
        else:
            np.save(path, array)
        with open_weights(path) as ((tensor,), _):
            assert np.array_equal(whole(tensor).reshape(30, 20), ARRAYS["a.weight"])


def test_bfloat16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    values = ARRAYS["a.weight"].view(np.uint32) >> 16
    write_safetensors(
        path,
        {"w": {"dtype": "BF16", "shape": [30, 20], "data_offsets": [0, 1200]}},
        values.astype("<u2").tobytes(),
    )
    with open_weights(path) as ((tensor,), _):
        assert np.allclose(whole(tensor).reshape(30, 20), ARRAYS["a.weight"], rtol=0.01)


def write_safetensors(path: Path, header: object, data: bytes, length: int | None = None) -> None:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)


def entry(shape: list[Any], begin: int, end: int, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    ("header", "size", "words"),
    [
        ({"w": entry([4], 0, 16)}, 12, "bytes of data"),
        ({"w": entry([4], 0, 16)}, 20, "bytes of data"),
        ({"w": entry([2**40, 2**40], 0, 16)}, 16, "by its shape"),
        ({"w": entry([4], 0, 16), "v": entry([4], 8, 24)}, 24, "overlap"),
        ({"w": entry([4], 0, 16), "v": entry([4], 20, 36)}, 36, "gaps"),
        ({"w": entry([4], 16, 0)}, 16, "by its data_offsets"),
        ({"w": entry([-4], 0, 16)}, 16, "whole numbers"),
        ({"w": entry([4.0], 0, 16)}, 16, "whole numbers"),
        ({"w": entry([True], 0, 4)}, 4, "whole numbers"),
        ({"w": {"dtype": "F32"}}, 0, "lacks"),
        ({"w": {**entry([4], 0, 16), "dtype": 7}}, 16, "no text"),
        ([1], 0, "no JSON object"),
        (b'{"w": 1', 0, "no JSON"),
        (b"[" * 100_000, 0, "no JSON"),
        (b'{"w": {}, "w": {}}', 0, "twice"),
        (b"\xff\xfe", 0, "no JSON"),
    ],
)
def test_a_header_that_lies_is_refused(
    header: object, size: int, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.safetensors"
    write_safetensors(path, header, bytes(size))
    refused(path, words)


@pytest.mark.parametrize("length", [2**63, 10**9, 100])
def test_a_header_longer_than_the_file_is_refused(length: int, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    write_safetensors(path, {}, b"", length)
    refused(path, "header would have")


def refused(path: Path, words: str) -> None:
    with pytest.raises(FileError, match=words):
        read_all(path)


def read_all(path: Path) -> None:
    with open_weights(path) as (tensors, _):
        for tensor in tensors:
            whole(tensor)


def npy(array: Any = None, header: str | None = None, data: bytes = b"") -> bytes:
    if header is not None:
        text = header.encode().ljust(117) + b"\n"
        return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (npy(np.array([{}], dtype=object)), "pickled"),
        (npy(header="{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,)}"), "holds"),
        (npy(header="{'descr': '<f4', 'fortran_order': False, 'shape': (-4,)}"), "no .npy|shape"),
        (npy(header="{'descr': '<f4', 'shape': (4,)}"), "no .npy"),
        (npy(header="__import__('os').system('true')"), "no .npy"),
        (b"\x93NUMPY\x09\x00", "no .npy"),
        (b"", "no .npy"),
    ],
)
@pytest.mark.parametrize("suffix", ["npy", "npz"])
def test_a_broken_array_is_refused(text: bytes, words: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"w.{suffix}"
    if suffix == "npy":
        path.write_bytes(text)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("w.npy", text)
    refused(path, words)


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    size = 5 * 2**30
    # A directory that promises five gigabytes: their bytes need not be there.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w.npy", npy(np.zeros(4, "f4")))
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", min(size, 2**32 - 2))
    path.write_bytes(raw * 1)
    refused(path, "expand|not what it holds")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    np.savez_compressed(path, w=RNG.standard_normal(5000))
    raw = bytearray(path.read_bytes())
    raw[2000:2100] = bytes(100)
    path.write_bytes(raw)
    refused(path, "damaged")
    path.write_bytes(raw[:1000])
    refused(path, "no .npz")


def test_a_keras_file_that_ends_too_soon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    with h5py.File(tmp_path / "model.weights.h5", "w") as file:
        file["w"] = RNG.standard_normal(5000)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "model.weights.h5", "model.weights.h5")
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    # The directory says that more is stored than there is.
    raw[at + 20 : at + 28] = struct.pack("<II", 2**20, 2**20)
    path.write_bytes(raw)
    refused(path, "damaged: it ends too soon")


def test_what_could_run_code_or_is_unknown_is_refused_with_what_to_do(tmp_path: Path) -> None:
    refused(tmp_path / "m.pt", "weights_only=True")
    refused(tmp_path / "m.onnx", "allowed: .h5")
    refused(tmp_path / "m.safetensors", "is no file")
    (tmp_path / "m.h5").write_bytes(b"nonsense")
    refused(tmp_path / "m.h5", "no HDF5")


def test_a_name_in_no_known_encoding_is_read(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file[b"l\xff/kernel"] = ARRAYS["a.weight"]
    with open_weights(tmp_path / "m.h5") as (tensors, _):
        assert [it.name for it in tensors] == ["l\ufffd/kernel"]
    write_safetensors(tmp_path / "m.safetensors", {"l\ud800": entry([4], 0, 16)}, bytes(16))
    with open_weights(tmp_path / "m.safetensors") as (tensors, _):
        assert [it.name for it in tensors] == ["l?"]


def test_an_hdf5_file_that_points_to_another_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        outside = [(str(tmp_path / "secret"), 0, 64)]
        file.create_dataset("w", (16,), "f4", external=outside)
    refused(tmp_path / "m.h5", "another file")


def test_shards_are_one_model() -> None:
    paths = [Path(f"m-0000{i}-of-00002.safetensors") for i in (1, 2)] + [Path("other.npz")]
    assert models_of(paths) == [paths[:2], paths[2:]]


@pytest.mark.parametrize("seed", range(150))
def test_flipped_bytes_give_tensors_or_a_refusal(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    kind = ("safetensors", "npz", "npy")[seed % 3]
    path = tmp_path / f"m.{kind}"
    small = {"a.weight": ARRAYS["a.weight"], "b": ARRAYS["c.bias"]}
    if kind == "safetensors":
        save_file(small, path)
    elif kind == "npz":
        np.savez_compressed(path, **small)  # type: ignore[arg-type]
    else:
        np.save(path, ARRAYS["a.weight"])
    raw = bytearray(path.read_bytes())
    reach = min(len(raw), 300 if seed % 2 else len(raw))
    for place in rng.integers(0, reach, 3):
        raw[place] = rng.integers(0, 256)
    path.write_bytes(raw)
    with suppress(FileError):
        read_all(path)
