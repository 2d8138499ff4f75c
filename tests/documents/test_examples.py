"""The examples of the documents work as they are pasted."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from app.engine.initializers import INITIALIZERS, entry
from app.engine.parameters import Parameter, number
from tests.conftest import ROOT, lacking
from tests.documents.reading import README, Block, all_blocks, lines

HERE: Final = "http://127.0.0.1:8000"
#: What the answer to a curl example holds, by its route.
TOLD: Final = {
    "/simulate": '"snapshots"',
    "/simulate.csv": '"completed",1',
    "/propagate": '"curves"',
    "/oembed": '"rich"',
    "/grade": '"checks"',
    "/explain": '"words"',
    "/initializers/": '"singular_values"',
    "/export/code": "def initialize(",
    "/identify": '"laws"',
    "/map": '"kind":"cell"',
}


def blocks(language: str, holding: str = "") -> list[Any]:
    """Give the documents' code blocks of one language that hold certain words, as parameters."""
    return [
        pytest.param(block, id=f"{block.document}-{index}")
        for index, block in enumerate(all_blocks())
        if block.language == language and holding in block.text
    ]


def run(command: list[str], folder: Path, codes: tuple[int, ...] = (0,)) -> str:
    """Run an example in a folder; give what it prints."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode in codes, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def test_there_is_one_line_to_run_and_one_to_test() -> None:
    found = [block for block in all_blocks() if block.document == "README.md"]
    for words in (".venv/bin/python -m app", ".venv/bin/python -m pytest"):
        (block,) = [block for block in found if words in block.text]
        assert block.text.count("\n") == 1


def test_every_block_of_code_is_of_a_kind_that_is_tried() -> None:
    # Without a language it is a picture.
    tried = {"sh", "python", "py", ""}
    assert [block for block in all_blocks() if block.language not in tried] == []
    kinds = (
        r"curl ",
        r"python3 -m venv .venv && .venv/bin/pip install",
        r"\.venv/bin/python ",
        r"\.venv/bin/(ruff|mypy)|\.ci/(run|javascript)",
        r"docker (build|compose) ",
        # tests/api/test_bundle.py runs it.
        r"bash deploy/bundle.sh$",
    )
    shell = [block for block in all_blocks() if block.language == "sh"]
    for block in shell:
        starts = block.text.splitlines()
        starts = starts[:1] if starts[0].startswith("curl ") else starts
        assert [line for line in starts if not any(re.match(kind, line) for kind in kinds)] == []


@pytest.mark.parametrize("example", blocks("sh", "curl "))
def test_a_curl_example_works_as_pasted(example: Block, server_url: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        lacking("curl", "install curl")
    assert HERE in example.text
    command = example.text.replace("curl ", "curl --fail-with-body ").replace(HERE, server_url)
    refused = (22,)
    answer = run(
        ["bash", "-euc", command], tmp_path, refused if '"detail"' in example.answer else (0,)
    )
    if example.answer:
        assert json.loads(answer) == json.loads(example.answer)
    else:
        route = max((route for route in TOLD if HERE + route in example.text), key=len)
        assert TOLD[route] in answer


@pytest.mark.parametrize("example", blocks("python"))
def test_a_python_example_works_as_pasted(example: Block, server_url: str, tmp_path: Path) -> None:
    assert HERE in example.text
    path = tmp_path / "example.py"
    path.write_text(example.text.replace(HERE, server_url), encoding="utf-8")
    assert len(run([sys.executable, str(path)], tmp_path).splitlines()) > 1


@pytest.mark.parametrize("line", sorted(set(lines(".venv/bin/python -m tests."))))
def test_a_tool_has_the_parts_and_options_that_are_named(line: str) -> None:
    module, *arguments = line.removeprefix(".venv/bin/python -m ").split()
    told = run([sys.executable, "-m", module, "--help"], ROOT)
    named = {argument for argument in arguments if not re.fullmatch(r"[\d.]+", argument)}
    assert named <= set(re.findall(r"[\w-]+", told))


@pytest.mark.parametrize("line", lines(".venv/bin/python -m pytest -q"))
def test_the_quick_tests_are_there(line: str) -> None:
    command = shlex.split(line.removeprefix(".venv/bin/python"))
    told = run([sys.executable, *command, "--collect-only", "-n0"], ROOT)
    assert int(re.findall(r"^(\d+)(?:/\d+)? tests collected", told, re.MULTILINE)[0]) > 1_000


def test_the_checks_are_those_of_the_continuous_integration() -> None:
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    checks = [*lines(".venv/bin/ruff"), *lines(".venv/bin/mypy")]
    assert checks
    assert [line for line in checks if f"step {line}\n" not in steps] == []
    (set_up,) = [line for line in lines("pip install") if "[test]" in line and "pytest" not in line]
    assert f"{set_up} && .venv/bin/python -m pytest" in README


def test_the_initializer_to_add_is_a_whole_one() -> None:
    names: dict[str, object] = {
        **vars(entry),
        "number": number,
        "np": np,
        "Parameter": Parameter,
    }
    for block in all_blocks():
        if block.language == "py":
            exec(block.text, names)  # noqa: S102 - the document is ours
    added = names["HALF_NORMAL"]
    assert isinstance(added, entry.Initializer)
    layer = entry.LayerContext(
        layer_index=0, depth=1, fan_in=50, fan_out=40, activation="tanh", seed=0
    )
    weights = added.call(layer, {"std": 0.5}).run(layer)
    assert weights.shape == (50, 40)
    assert weights.min() >= 0
    assert weights.mean() == pytest.approx(0.5 * np.sqrt(2 / np.pi), rel=0.1)
    assert added.group in {other.group for other in INITIALIZERS.values()}
    assert added.name not in INITIALIZERS
