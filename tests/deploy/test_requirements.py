"""requirements.txt, which the image installs, holds what pyproject.toml asks for, by hash."""

import re
import tomllib

from packaging.requirements import Requirement

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEXT = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([\w.-]+)==([\w.]+)", TEXT, re.MULTILINE))


def test_every_dependency_is_pinned_to_a_version_that_is_asked_for() -> None:
    for written in PROJECT["dependencies"]:
        wanted = Requirement(written)
        assert wanted.name in PINNED, f"{wanted.name} is not in requirements.txt"
        assert PINNED[wanted.name] in wanted.specifier


def test_every_pin_has_hashes_and_names_no_place() -> None:
    pins = re.split(r"^(?=[\w.-]+==)", TEXT, flags=re.MULTILINE)[1:]
    assert len(pins) >= len(PINNED) > 10
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in TEXT
