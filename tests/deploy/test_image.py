"""What the image is made of."""

from fnmatch import fnmatch
from pathlib import PurePosixPath

from tests.conftest import ROOT


def kept(path: PurePosixPath, lines: list[str]) -> bool:
    """Whether .dockerignore lets a file into the image: its last line that names it decides."""
    names = [str(path), *(str(parent) for parent in path.parents)]
    is_kept = True
    for line in lines:
        pattern = line.removeprefix("!").removeprefix("**/")
        if any(fnmatch(name, pattern) or PurePosixPath(name).name == pattern for name in names):
            is_kept = line.startswith("!")
    return is_kept


def test_all_that_the_pages_are_made_of_is_in_the_image() -> None:
    lines = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    files = [
        PurePosixPath(path.relative_to(ROOT))
        for room in ("app", "static", "templates")
        for path in (ROOT / room).rglob("*")
        if path.is_file()
    ]
    # What is made when the image is: compiled modules and the bundle.
    made = {"__pycache__", "bundle"}
    needed = [path for path in files if not made & set(path.parts)]
    assert needed
    assert [path for path in needed if not kept(path, lines)] == []
    assert not kept(PurePosixPath("tests/conftest.py"), lines)
