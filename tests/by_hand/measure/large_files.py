"""How long large weight files take to check, and how much memory, to be run by hand.

    python -m tests.by_hand.measure.large_files
    python -m tests.by_hand.measure.large_files --sparse 20

Writes files of a gigabyte in each kind of number, checks each by the command in a process of its
own, and prints seconds and the largest memory in use. ``--sparse`` writes, instead, one float32
file of so many gigabytes: a true header, and as data a hole that the file system keeps no blocks
for, which reads as zeros. The files lie in ``TMPDIR`` while they are checked.
"""

import argparse
import json
import os
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

WIDTH = 4096
GIGABYTE = 2**30
KINDS = {"F32": 4, "F16": 2, "BF16": 2}


def header(kind: str, count: int, width: int) -> bytes:
    """Give the first bytes of a safetensors file of ``count`` square matrices."""
    size = width * width * KINDS[kind]
    entries = {
        f"layers.{i}.weight": {
            "dtype": kind,
            "shape": [width, width],
            "data_offsets": [i * size, (i + 1) * size],
        }
        for i in range(count)
    }
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def matrices(kind: str, count: int) -> Iterator[bytes]:
    """Give the data of He normal matrices."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        drawn = rng.standard_normal((WIDTH, WIDTH), dtype=np.float32)
        drawn *= np.float32((2.0 / WIDTH) ** 0.5)
        if kind == "F16":
            yield drawn.astype("<f2").tobytes()
        elif kind == "BF16":
            yield ((drawn.view(np.uint32) + 0x8000) >> 16).astype("<u2").tobytes()
        else:
            yield drawn.tobytes()


def checked(path: Path) -> tuple[float, float, int]:
    """Check a file: seconds, the largest memory in MiB, and the exit status."""
    started = time.monotonic()
    output = os.open(os.devnull, os.O_WRONLY)
    command = [sys.executable, "-m", "app", "check", str(path)]
    pid = os.posix_spawn(
        sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output, 1)]
    )
    _, status, usage = os.wait4(pid, 0)
    return time.monotonic() - started, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> None:
    """Measure files of every kind, or a sparse one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sparse", type=int, metavar="GIGABYTES")
    options = parser.parse_args()
    for kind in KINDS if options.sparse is None else ["F32"]:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "model.safetensors", kind, options.sparse)


def measure(path: Path, kind: str, sparse: int | None) -> None:
    """Write a file of a gigabyte, or a sparse one of so many, check it and print what it took."""
    with path.open("wb") as file:
        if sparse is None:
            count = GIGABYTE // (WIDTH * WIDTH * KINDS[kind])
            file.write(header(kind, count, WIDTH))
            file.writelines(matrices(kind, count))
        else:
            # A matrix of 16,384 x 16,384 is a gigabyte.
            file.write(header(kind, sparse, 4 * WIDTH))
            file.truncate(file.tell() + sparse * GIGABYTE)
    seconds, mebibytes, status = checked(path)
    size, blocks = path.stat().st_size, path.stat().st_blocks * 512
    print(
        f"{kind}: {size / GIGABYTE:.2f} GiB ({blocks / GIGABYTE:.2f} on the disk), "
        f"{seconds:.1f} s, {mebibytes:.0f} MiB, exit status {status}",
        flush=True,
    )


if __name__ == "__main__":
    main()
