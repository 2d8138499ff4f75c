"""The README is true: its examples work as pasted, and it leaves out nothing public."""

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, entry
from app.engine.parameters import Parameter, number
from app.main import create_app
from app.settings import Settings
from tests.conftest import ROOT, lacking
from tests.readme_table import initializer_table

README = (ROOT / "README.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8000"


def blocks(language: str, holding: str) -> list[str]:
    """Give the README's code blocks of one language that hold certain words."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [block for block in found if holding in block]


def run(command: list[str], folder: Path) -> str:
    """Run an example in an empty folder; give what it prints."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_there_is_one_line_to_run_and_one_to_test() -> None:
    assert len(blocks("sh", "-m app")) == 1
    assert len(blocks("sh", "-m pytest")) == 1
    for line in (*blocks("sh", "-m app"), *blocks("sh", "-m pytest")):
        assert line.count("\n") == 1


@pytest.mark.parametrize("example", blocks("sh", "curl"))
def test_a_curl_example_works_as_pasted(example: str, server_url: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        lacking("curl", "install curl")
    assert HERE in example
    fails = example.replace("curl ", "curl --fail-with-body ")
    answer = run(["bash", "-euc", fails.replace(HERE, server_url)], tmp_path)
    told = {
        "/simulate": '"snapshots"',
        "/initializers/": '"singular_values"',
        "/export/code": "def initialize(",
    }
    (expected,) = [words for route, words in told.items() if HERE + route in example]
    assert expected in answer


@pytest.mark.parametrize("example", blocks("python", ""))
def test_a_python_example_works_as_pasted(example: str, server_url: str, tmp_path: Path) -> None:
    assert HERE in example
    path = tmp_path / "example.py"
    path.write_text(example.replace(HERE, server_url), encoding="utf-8")
    assert len(run([sys.executable, str(path)], tmp_path).splitlines()) > 1


def test_there_are_examples() -> None:
    assert blocks("sh", "curl")
    assert len(blocks("python", "")) >= 2


def test_the_initializer_to_add_is_a_whole_one() -> None:
    names: dict[str, object] = {
        **vars(entry),
        "number": number,
        "np": np,
        "Parameter": Parameter,
    }
    for block in blocks("py", ""):
        exec(block, names)  # noqa: S102 - the README is ours
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


def test_the_table_of_initializers_is_that_of_their_entries() -> None:
    assert README.count(f"\n\n{initializer_table()}\n\n") == 1
    biases = README.split("Biases\nstart with ")[1].split(".\n")[0]
    assert re.findall(r"`(\w+)`", biases) == list(BIAS_INITIALIZERS)


def test_every_route_is_in_the_readme() -> None:
    paths = create_app(Settings(workers=1)).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    routes |= {"GET /", "GET /docs", "GET /openapi.json"}
    assert {route for route in routes if f"`{route}`" not in README} == set()


def test_every_setting_is_in_the_readme() -> None:
    names = {f"UNCLONE_{entry.name.upper()}" for entry in fields(Settings)}
    assert {name for name in names if f"`{name}`" not in README} == set()


def test_every_option_of_the_command_is_in_the_readme() -> None:
    text = run([sys.executable, "-m", "app", "--help"], ROOT)
    options = set(re.findall(r"--[a-z]+", text)) - {"--help"}
    assert options >= {"--host", "--port", "--workers", "--open"}
    assert {option for option in options if f"`{option}`" not in README} == set()


def test_every_file_the_readme_points_to_is_there() -> None:
    targets = re.findall(r"\]\(([^):#]+)\)", README) + re.findall(
        r"`((?:app|static)/[^` ]+)`", README
    )
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
