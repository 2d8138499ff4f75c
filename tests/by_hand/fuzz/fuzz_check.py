"""Broken and hostile weight files, and summaries that lie, to be run by hand.

    python -m tests.by_hand.fuzz.fuzz_check --seconds 300 --seed 0

Good files of every kind are changed: bytes flipped, cut out, repeated; headers made to lie of
shapes, offsets, kinds and lengths; NaN, infinities and numbers that overflow put in; archives made
to expand to more than they say. Good summaries are changed likewise and asked of /identify. Fails
on anything but an answer that strict JSON can hold, or a refusal in words; on more memory than
``MEMORY``; and on what takes longer than ``PATIENCE``. A file that fails is kept.
"""

import argparse
import copy
import json
import resource
import struct
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from pydantic import ValidationError
from safetensors.numpy import save_file

from app.check.files import open_weights
from app.check.model import framework_of, summaries
from app.check.refusal import FileError
from app.check.report import as_markdown, as_text
from app.engine.identify.whole_model import identify
from app.questions.identify.request import IdentifyRequest, plan, to_given
from app.schemas.refusals import RefusedError, problems
from app.wire.encoder import encode

MEMORY = 3 * 2**30
"""Bytes of address space, libraries included."""

PATIENCE = 10.0
"""Seconds for one input; the good ones take some hundredths."""

NUMBERS: list[Any] = [
    *(
        0,
        1,
        -1,
        2,
        3,
        2**31,
        2**32 - 1,
        2**53,
        2**63,
        2**64,
        10**30,
        0.5,
        -0.0,
        1e-320,
        1e60,
        1e308,
    ),
    *(float("nan"), float("inf"), None, True, "", "F32", [], {}, [1], [[1]], [2**40, 2**40]),
]

Mutation = Callable[[np.random.Generator, Path], None]


def arrays(rng: np.random.Generator) -> dict[str, Any]:
    """Give a small model with numbers that are hard to summarize."""
    odd = rng.standard_normal((9, 7)).astype("f4")
    odd.reshape(-1)[rng.integers(0, 63, 2)] = rng.choice(
        np.array([np.nan, np.inf, -np.inf, 3e38, 1e-40, -0.0], "f4"), 2
    )
    return {
        "a.weight": rng.standard_normal((12, 8)).astype("f4") * 10.0 ** rng.integers(-30, 30),
        "a.bias": np.zeros(12, "f4"),
        "b.weight": rng.standard_normal((4, 12)) * 10.0 ** rng.integers(-200, 200),
        "c.weight": odd,
        "d": np.arange(3),
        "e.weight": rng.standard_normal((3, 2, 2, 2)).astype("f2"),
    }


def write(rng: np.random.Generator, kind: str, path: Path) -> None:
    """Write a good file."""
    held = arrays(rng)
    if kind == "safetensors":
        save_file(held, path)
    elif kind == "npy":
        np.save(path, held["c.weight"])
    elif kind == "npz":
        save: Any = np.savez_compressed if rng.integers(2) else np.savez
        save(path, **held)
    else:
        target = path if kind == "h5" else path.with_name("model.weights.h5")
        with h5py.File(target, "w") as file:
            for name, array in held.items():
                file.create_dataset(
                    name.replace(".", "/"), data=array, compression="gzip" if array.ndim else None
                )
        if kind == "keras":
            with zipfile.ZipFile(path, "w") as archive:
                archive.write(target, target.name)


def flip(rng: np.random.Generator, path: Path) -> None:
    """Change some bytes, mostly early ones."""
    raw = bytearray(path.read_bytes())
    reach = len(raw) if rng.integers(2) else min(len(raw), 400)
    for place in rng.integers(0, reach, rng.integers(1, 6)):
        raw[place] = rng.choice([0, 1, 255, 127, 128, int(rng.integers(256))])
    path.write_bytes(raw)


def cut(rng: np.random.Generator, path: Path) -> None:
    """Take bytes out, or repeat them."""
    raw = path.read_bytes()
    first, last = sorted(rng.integers(0, len(raw) + 1, 2))
    path.write_bytes(raw[:first] + (raw[last:] if rng.integers(2) else raw[first:last] * 2))


def lie(rng: np.random.Generator, path: Path) -> None:
    """Change a value of the header of a safetensors file or of an array; of others, a length."""
    raw = path.read_bytes()
    if path.suffix == ".safetensors":
        length = struct.unpack("<Q", raw[:8])[0]
        header = json.loads(raw[8 : 8 + length])
        for _ in range(rng.integers(1, 3)):
            entry = header[list(header)[rng.integers(len(header))]]
            if isinstance(entry, dict):
                corrupt(rng, entry)
        text = json.dumps(header).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text + raw[8 + length :])
    elif path.suffix == ".npy":
        words = raw[10:128].decode("latin1").replace("(9, 7)", str(rng.choice(SHAPES)))
        words = words.replace(
            "<f4", str(rng.choice(["<f4", "<f8", ">f2", "O", "V2", "<U9", "f4,f4"]))
        )
        body = words.rstrip().encode("latin1").ljust(117)[:117] + b"\n"
        path.write_bytes(raw[:10] + body + raw[128:])
    else:
        flip(rng, path)


SHAPES = [
    "(63,)",
    "(9, 7, 1)",
    "(9, -7)",
    "(2**40,)",
    f"({2**62}, 4)",
    "()",
    "(0, 7)",
    "9",
    "(9, 7.0)",
]


def bomb(rng: np.random.Generator, path: Path) -> None:
    """Put an array of zeros that expands a thousandfold into an archive, with a lying length."""
    if path.suffix not in {".npz", ".keras"}:
        flip(rng, path)
        return
    name = "z.npy" if path.suffix == ".npz" else "model.weights.h5"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        sides = int(rng.integers(1, 4)) * 1024
        order = bool(rng.integers(2))
        text = f"{{'descr': '<f4', 'fortran_order': {order}, 'shape': ({sides}, 1024)}}"
        head = b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + text.encode().ljust(117) + b"\n"
        archive.writestr(name, head + bytes(sides * 4096 + int(rng.integers(-1, 2))))
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    if rng.integers(2):
        raw[at + 20 : at + 28] = rng.bytes(8)
    path.write_bytes(raw)


def corrupt(rng: np.random.Generator, held: Any) -> None:
    """Replace, remove or repeat one value somewhere in objects and lists."""
    keys: list[Any] = list(held) if isinstance(held, dict) else list(range(len(held)))
    if not keys:
        return
    key = keys[rng.integers(len(keys))]
    inner = held[key]
    if isinstance(inner, dict | list) and inner and rng.integers(4):
        corrupt(rng, inner)
    elif rng.integers(8) == 0:
        del held[key]
    elif isinstance(inner, int | float) and not isinstance(inner, bool) and rng.integers(2):
        held[key] = inner * int(rng.integers(-2, 4)) + int(rng.integers(-1, 2))
    else:
        held[key] = copy.deepcopy(NUMBERS[rng.integers(len(NUMBERS))])


def check_file(path: Path) -> dict[str, Any] | None:
    """Read a file and identify it; give the question of its summaries, or None for a refusal."""
    try:
        with open_weights(path) as (tensors, _):
            if not tensors:
                return None
            framework = framework_of((it.name for it in tensors), path.suffix)
            given = summaries(tensors, framework)
            found = identify(given, framework, "relu")
    except FileError:
        return None
    json.loads(encode(found), parse_constant=unlawful)
    as_text(found, colour=True).encode()
    as_markdown(found)
    listed = [
        {
            "name": it.name,
            "shape": list(it.shape),
            "layout": it.layout,
            "summary": json.loads(encode(it.summary)),
        }
        for it in given
    ]
    return {"framework": framework, "tensors": listed}


def ask(question: dict[str, Any]) -> str:
    """Ask /identify; give what came of it."""
    text = json.dumps(question)
    try:
        request = IdentifyRequest.model_validate(json.loads(text))
        plan(request)
    except ValidationError as error:
        json.dumps(problems(error.errors()), allow_nan=False)
        return "refused by a field"
    except RefusedError as error:
        json.dumps(error.problems, allow_nan=False)
        return "refused by a contradiction"
    found = identify(to_given(request), request.framework, request.activation, request.expected)
    json.loads(encode(found), parse_constant=unlawful)
    return "answered"


def unlawful(constant: str) -> None:
    """Refuse what strict JSON has not."""
    raise AssertionError(f"the answer holds {constant}")


def fuzz_one(rng: np.random.Generator, path: Path, outcomes: Counter[str]) -> None:
    """Check a file, and ask about its summaries as they are and as they are changed."""
    question = check_file(path)
    outcomes[f"{path.suffix}: {'refused' if question is None else 'answered'}"] += 1
    if question is None:
        return
    assert ask(question) == "answered", "what the command summarizes is refused"
    for _ in range(12):
        changed = copy.deepcopy(question)
        corrupt(rng, changed["tensors"] if rng.integers(8) else changed)
        path.with_suffix(".json").write_text(json.dumps(changed))
        outcome = ask(changed)
        outcomes[f"summary: {outcome}"] += 1
        # What is refused would be refused again.
        question = changed if outcome == "answered" else question


def main() -> None:
    """Fuzz for some time, and print what came of how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    rng = np.random.default_rng(options.seed)
    kept = Path(tempfile.mkdtemp(prefix="fuzz_check_"))
    mutations: list[Mutation] = [flip, cut, lie, bomb]
    outcomes: Counter[str] = Counter()
    ends = time.monotonic() + options.seconds
    count = failures = 0
    while time.monotonic() < ends:
        count += 1
        kind = str(rng.choice(["safetensors", "npy", "npz", "h5", "keras"]))
        path = kept / f"{count}.{kind}"
        write(rng, kind, path)
        if rng.integers(8):
            mutations[rng.integers(len(mutations))](rng, path)
        started = time.monotonic()
        failed = False
        try:
            fuzz_one(rng, path, outcomes)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            failed = True
            traceback.print_exc()
        seconds = time.monotonic() - started
        if failed or seconds > PATIENCE:
            failures += 1
            print(f"FAILED: {path} after {seconds:.1f} s", flush=True)
        else:
            path.unlink()
            path.with_suffix(".json").unlink(missing_ok=True)
    print(f"{count} files, {failures} failed; kept in {kept}")
    for name, number in sorted(outcomes.items()):
        print(f"  {name}: {number}")
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
