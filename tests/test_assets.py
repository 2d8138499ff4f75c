"""The page loads nothing from elsewhere: it works offline, and tells no one of its use."""

import re
from hashlib import sha256

import pytest

from tests.conftest import ROOT

SUFFIXES = {".html", ".js", ".css", ".svg", ".json", ".webmanifest"}
#: Names of languages inside documents, which no browser fetches.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
ADDRESS = re.compile(r"""(?:https?:|wss?:|(?<=["'(=`]))//[\w\[{$][^\s"'<>)`]*""", re.IGNORECASE)


def addresses(text: str) -> list[str]:
    """Give every absolute or protocol-relative address in the text, namespaces aside."""
    return [found for found in ADDRESS.findall(text) if found not in NAMESPACES]


def test_the_gif_encoder_is_the_file_that_its_notice_names() -> None:
    (notice,) = (ROOT / "static" / "vendor").glob("gifenc-*/NOTICE")
    text = notice.read_text(encoding="utf-8")
    found = re.search(r"sha256 of (\S+): ([0-9a-f]{64})", text)
    assert found is not None
    assert sha256((notice.parent / found[1]).read_bytes()).hexdigest() == found[2]
    assert text.startswith(notice.parent.name.replace("-", " "))
    assert (notice.parent / "LICENSE.md").is_file()


# Vendored scripts name addresses that they do not load: those pages are watched in a browser.
def test_no_file_of_the_page_names_another_host() -> None:
    files = [
        path
        for folder in ("static", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in SUFFIXES and "vendor" not in path.parts
    ]
    assert {path.suffix for path in files} >= {".html", ".js", ".css"}
    named = {
        str(path.relative_to(ROOT)): found
        for path in files
        if (found := addresses(path.read_text(encoding="utf-8")))
    }
    assert named == {}


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<link rel=stylesheet href=//cdn.example/x.css>",
        "@import url(//fonts.example/a);",
        'import { a } from "https://esm.example/a";',
        "fetch(`https://${host}/a`)",
        "new WebSocket('wss://live.example')",
    ],
)
def test_the_check_finds_an_address(text: str) -> None:
    assert len(addresses(text)) == 1


@pytest.mark.parametrize(
    "text",
    ['<svg xmlns="http://www.w3.org/2000/svg">', "a = 1; // a comment", "/static/js/main.js"],
)
def test_the_check_lets_local_text_pass(text: str) -> None:
    assert addresses(text) == []
