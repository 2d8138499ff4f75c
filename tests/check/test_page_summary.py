"""The page's JavaScript makes the same summary of a file as the command."""

import json
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from app.check.files import open_weights
from app.check.model import framework_of, summaries
from app.engine.identify.whole_model import identify
from app.wire.encoder import encode
from tests.conftest import ROOT, lacking

RNG = np.random.default_rng(9)
SCRIPT = """
import { openAsBlob } from "node:fs";
const [folder, path] = process.argv.slice(1);
const { tensorsOf } = await import(folder + "/files.js");
const { questionOf } = await import(folder + "/model.js");
const tensors = await tensorsOf(await openAsBlob(path), path);
console.log(JSON.stringify(await questionOf(tensors, () => {})));
"""


def arrays() -> dict[str, Any]:
    clones = RNG.standard_normal((40, 30)).astype("f4")
    clones[7] = clones[8] = clones[9]
    clones[20] = 0.0
    broken = RNG.standard_normal((12, 12)).astype("f4")
    broken[3, 4], broken[5, 5] = np.nan, np.inf
    return {
        "h.0.c_attn.weight": RNG.standard_normal((16, 48)).astype("f4"),
        "h.0.c_proj.weight": RNG.standard_normal((16, 16)).astype("f4"),
        "wide.weight": RNG.standard_normal((33, 70_000)).astype("f2"),
        "conv.weight": RNG.standard_normal((24, 3, 3, 3)),
        "clones.weight": clones,
        "broken.weight": broken,
        "constant.weight": np.full((6, 5), 0.5, "f4"),
        "eye.weight": np.eye(9, 5, dtype="f4"),
        "fc.bias": RNG.standard_normal(50).astype("f4"),
        "steps": np.arange(3),
    }


def by_javascript(path: Path, script: str = SCRIPT, *arguments: str) -> Any:
    if shutil.which("node") is None:
        lacking("Node.js", "install nodejs 20 or newer")
    module = (ROOT / "static" / "js" / "check").as_uri()
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script, module, str(path), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def by_python(path: Path) -> Any:
    with open_weights(path) as (tensors, _):
        framework = framework_of((it.name for it in tensors), path.suffix)
        given = summaries(tensors, framework)
    found = [
        {
            "name": it.name,
            "shape": list(it.shape),
            "layout": it.layout,
            "summary": json.loads(encode(it.summary)),
        }
        for it in given
    ]
    return {"framework": framework, "tensors": found}


def write(path: Path, kind: str) -> None:
    if kind == "safetensors":
        save_file(arrays(), path)
    elif kind == "bfloat16":
        words = (RNG.standard_normal((50, 40)).astype("f4").view(np.uint32) >> 16).astype("<u2")
        entry = {"dtype": "BF16", "shape": [50, 40], "data_offsets": [0, 4000]}
        text = json.dumps({"a.kernel": entry}).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text + words.tobytes())
    else:
        save: Any = np.savez if kind == "stored" else np.savez_compressed
        save(path, **arrays(), turned=np.asfortranarray(RNG.standard_normal((5, 7, 3))))


@pytest.mark.parametrize("kind", ["safetensors", "bfloat16", "stored", "compressed"])
def test_page_and_command_agree_on_every_number(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ("m.npz" if kind in {"stored", "compressed"} else "m.safetensors")
    write(path, kind)
    page, command = by_javascript(path), by_python(path)
    assert page["framework"] == command["framework"]
    assert [it["name"] for it in page["tensors"]] == [it["name"] for it in command["tensors"]]
    for here, there in zip(page["tensors"], command["tensors"], strict=True):
        assert same(here, there, here["summary"]["std"]), (here, there)


SIGNALS = """
import { openAsBlob } from "node:fs";
const [folder, path] = process.argv.slice(1);
const { tensorsOf } = await import(folder + "/files.js");
const { sendSignals } = await import(folder + "/send_signals.js");
const tensors = new Map((await tensorsOf(await openAsBlob(path), path)).map((t) => [t.name, t]));
const layers = JSON.parse(process.argv[3]).map(([name, bias, layout, fan_in, fan_out]) => ({
  layer: { name, bias, layout, fan_in, fan_out },
  weights: tensors.get(name),
  bias: tensors.get(bias) ?? null,
}));
console.log(JSON.stringify(await sendSignals(layers, "tanh")));
"""


def test_page_and_command_send_the_same_signals(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    first = RNG.standard_normal((200, 300)).astype("f2") / 16
    # Half of the outputs are one number: what moments alone cannot say.
    middle = np.repeat(RNG.standard_normal((200, 100)) / 9, 2, axis=1).T.copy()
    last = (RNG.standard_normal((50, 200)) / 14).astype("f4")
    arrays = {"a.weight": first, "b.weight": middle, "c.weight": last}
    save_file({**arrays, "b.bias": np.full(200, 0.7)}, path)
    layers = [
        [name, "b.bias" if name == "b.weight" else None, "out_in", *array.shape[::-1]]
        for name, array in arrays.items()
    ]
    page = by_javascript(path, SIGNALS, json.dumps(layers))
    with open_weights(path) as (tensors, _):
        found = identify(summaries(tensors, "torch"), "torch", "tanh").growth
    command = json.loads(encode(found))
    assert set(page) == set(command)
    assert page["source"] == command["source"] == "measured"
    assert [it["name"] for it in page["layers"]] == [it["name"] for it in command["layers"]]
    for name in ("signal", "gradient"):
        here = [it[name] for it in page["layers"]]
        # Other random numbers: 32 of several hundred neurons each, half of them equal.
        assert here == pytest.approx([it[name] for it in command["layers"]], rel=0.1)
    for name in ("signal_factor", "gradient_factor", "loss", "chance"):
        assert page[name] == pytest.approx(command[name], rel=0.1)


def same(here: Any, there: Any, scale: float) -> bool:
    if isinstance(there, dict):
        return set(here) == set(there) and all(same(here[k], there[k], scale) for k in there)
    if isinstance(there, list):
        return len(here) == len(there) and all(map(same, here, there, [scale] * len(there)))
    if isinstance(there, float):
        # Sums of tens of thousands of numbers, in another order.
        return bool(here == pytest.approx(there, rel=1e-9, abs=1e-12 * scale))
    return bool(here == there)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("m.safetensors", struct.pack("<Q", 2**62), "longer than the file"),
        ("m.safetensors", struct.pack("<Q", 2) + b"{]", "no JSON"),
        ("m.safetensors", b"abc", "ends too soon"),
        ("m.npz", b"PK" + bytes(100), "no directory"),
        ("m.npy", b"nonsense, and more of it", "no array"),
        ("m.pt", b"", "is a pickle"),
        ("m.h5", b"", "unclone check"),
    ],
)
def test_the_page_refuses_a_broken_file_in_words(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        by_javascript(path)
    assert words in caught.value.stderr
    assert "FileError" in caught.value.stderr
