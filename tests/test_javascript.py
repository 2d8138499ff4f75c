"""Runs the page's own unit tests, so that one line runs every test."""

import re
import shutil
import subprocess

import pytest

from tests.conftest import ROOT, lacking

FILES = sorted(
    str(path.relative_to(ROOT))
    for ending in ("*.test.js", "*.test.mjs")
    for path in (ROOT / "tests" / "js").rglob(ending)
)


def is_new_enough(node: str) -> bool:
    """Whether this Node.js takes ES modules without a package.json that says so."""
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return int(told.stdout.removeprefix("v").split(".")[0]) >= 20


@pytest.mark.timeout(300)
def test_every_javascript_test_passes() -> None:
    node = shutil.which("node")
    if node is None or not is_new_enough(node):
        lacking("Node.js 20 or newer", "install it")
    done = subprocess.run(
        [node, "--test", *FILES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^[#ℹ] pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed.group(1)) >= len(FILES) > 0, done.stdout
