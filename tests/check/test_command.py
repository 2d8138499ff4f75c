"""The command's output and exit codes, as scripts and continuous integration rely on them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from safetensors.numpy import save_file

from app.__main__ import main
from app.check import check
from tests.conftest import ROOT
from tests.wire.lines import misfits

RNG = np.random.default_rng(4)
GOOD = {
    "layers.0.weight": (RNG.standard_normal((64, 128)) * np.sqrt(2 / 128)).astype("f4"),
    "layers.0.bias": np.zeros(64, "f4"),
    "layers.1.weight": (RNG.standard_normal((10, 64)) * np.sqrt(2 / 64)).astype("f4"),
}


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.safetensors"
    save_file(GOOD, path)
    return str(path)


@pytest.fixture
def clones(tmp_path: Path) -> str:
    path = tmp_path / "clones.safetensors"
    save_file({**GOOD, "layers.0.weight": np.full((64, 128), 0.5, "f4")}, path)
    return str(path)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_exit_code_tells_good_from_faulty_from_unreadable(good: str, clones: str) -> None:
    done = run("check", good)
    assert (done.returncode, done.stderr) == (0, "")
    assert "he_normal" in done.stdout
    assert done.stdout.endswith("3 tensors, no fault.\n")
    done = run("check", clones)
    assert done.returncode == 1
    assert "fault: layers.0.weight: Of 64 neurons 1 is distinct" in done.stdout
    assert "\x1b" not in done.stdout
    done = run("check", good + ".not")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("unclone: ")


def test_expectations_guard_a_test_suite(
    good: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--expect", "kaiming_normal", good]) == 0
    assert main(["check", "--expect", "glorot_normal", good]) == 1
    assert "Glorot normal was expected: std" in capsys.readouterr().out
    assert main(["check", "--expect", "he_norml", good]) == 2
    assert "did you mean he_normal?" in capsys.readouterr().err
    laws = tmp_path / "laws.json"
    for given, code in (
        ({"layers.*.weight": "he_normal", "*.bias": "zeros"}, 0),
        ({"layers.1.*": {"name": "normal", "std": 0.02}}, 1),
        ({"*.weight": "he_normal", "nothing.*": "ones"}, 1),
        ({"*": "no such law"}, 2),
        ([], 2),
    ):
        laws.write_text(json.dumps(given), encoding="utf-8")
        assert main(["check", "--expectations", str(laws), good]) == code, given


def test_an_expectation_that_is_no_law_is_no_fault_of_an_hdf5_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file["l/kernel"] = GOOD["layers.0.weight"]
    (tmp_path / "laws.json").write_text('{"*": "nonsense"}')
    laws = str(tmp_path / "laws.json")
    assert main(["check", "--expectations", laws, str(tmp_path / "m.h5")]) == 2
    error = capsys.readouterr().err
    assert "nonsense" in error
    assert "HDF5" not in error


def test_json_is_the_answer_of_identify_and_a_summary_its_question(
    good: str, clones: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--json", clones]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert misfits("Identified", answer) == []
    assert answer["faults"] == 1
    assert main(["check", "--json", good, clones]) == 1
    assert len(json.loads(capsys.readouterr().out)) == 2
    assert main(["summary", good]) == 0
    question = json.loads(capsys.readouterr().out)
    assert question["framework"] == "torch"
    assert [it["name"] for it in question["tensors"]] == sorted(GOOD)
    assert len(json.dumps(question)) < 4000
    from app.questions.identify.request import PLANNER

    PLANNER.plan(PLANNER.model.model_validate(question))


def test_markdown_is_a_table(clones: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--markdown", clones]) == 1
    text = capsys.readouterr().out
    assert text.startswith("| tensor | shape |")
    assert "- **fault** layers.0.weight: Of 64 neurons" in text
    assert "Signals with relu, measured with these weights" in text
    assert "| layer | signal | gradient |" in text


def test_a_terminal_gets_colour_and_no_name_steers_it(tmp_path: Path) -> None:
    path = tmp_path / "odd.safetensors"
    save_file({"\x1b[2Jw.weight": np.full((8, 8), 0.5, "f4")}, path)
    above, below = pty.openpty()
    command = [sys.executable, "-m", "app", "check", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=below, stderr=below) as process:
        process.wait(timeout=60)
    os.close(below)
    text = os.read(above, 100_000).decode()
    os.close(above)
    assert "\x1b[31m" in text
    assert "\x1b[2J" not in text


def test_arrays_are_checked_without_files() -> None:
    found = check(GOOD, "torch", expected="he_normal")
    assert found.faults == 0
    assert "he_normal" in str(found)
    wrong: dict[str, Any] = {name: array.T for name, array in GOOD.items()}
    assert check(wrong, "torch", expected="he_normal").faults > 0
