"""The page is its bundle where that was made of the page's very files, else its modules."""

import json
import logging
import re
import shutil
from hashlib import sha256
from math import inf
from pathlib import Path

import httpx
import pytest

from app.api.bundle import MANIFEST, Bundle, BundleFolder
from app.api.pages import pages
from app.api.static_files import PageFiles
from app.main import create_app
from app.settings import STATIC, Settings
from app.web.encoding import IMMUTABLE, REVALIDATE

pytestmark = pytest.mark.anyio

SOURCES = "v0123456789abcdef"
FILES = {
    "main-AAAAAAA1.js": b"let a = 1;",
    "main-AAAAAAA1.js.br": b"as brotli",
    "main-AAAAAAA1.js.gz": b"as gzip",
    "page-BBBBBBB1.css": b"a { color: red }",
    "font-CCCCCCC1.woff2": b"font",
}


def write(folder: Path, sources: str = SOURCES, files: dict[str, bytes] = FILES) -> None:
    """Write a bundle as deploy/bundle.sh does."""
    folder.mkdir(exist_ok=True)
    for name, body in files.items():
        folder.joinpath(name).write_bytes(body)
    script, style, font = (min(name for name in files if name[0] == kind) for kind in "mpf")
    manifest = {
        "sources": sources,
        "script": script,
        "imports": [],
        "style": style,
        "fonts": [font],
        "files": {name: sha256(body).hexdigest() for name, body in files.items()},
    }
    folder.joinpath(MANIFEST).write_text(json.dumps(manifest))


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "app.api.bundle"]


def test_a_bundle_is_taken_while_it_was_made_of_the_files_that_are_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = BundleFolder(tmp_path)
    assert folder.made_of(SOURCES) is None
    write(tmp_path)
    made = folder.made_of(SOURCES)
    assert made is not None
    assert folder.made_of(SOURCES) is made
    assert said(caplog) == []
    with caplog.at_level(logging.WARNING):
        assert [folder.made_of("v1111111111111111") for _ in range(3)] == [None] * 3
    (told,) = said(caplog)
    assert "other sources" in told
    assert "deploy/bundle.sh" in told


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("main-AAAAAAA1.js", "let a = 2;", "main-AAAAAAA1.js is not what was made"),
        ("main-AAAAAAA1.js.br", None, "FileNotFoundError"),
        (MANIFEST, "{", "JSONDecodeError"),
        (MANIFEST, '{"sources": 1}', "KeyError: 'files'"),
        (MANIFEST, "[]", "TypeError"),
    ],
)
def test_a_broken_bundle_is_told_once_and_not_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, text: str | None, told: str
) -> None:
    write(tmp_path)
    if text is None:
        tmp_path.joinpath(name).unlink()
    else:
        tmp_path.joinpath(name).write_text(text)
    folder = BundleFolder(tmp_path)
    assert [folder.made_of(SOURCES) for _ in range(3)] == [None] * 3
    (sentence,) = said(caplog)
    assert "The bundle is broken" in sentence
    assert told in sentence


def test_a_script_of_another_bundle_is_the_one_of_this(tmp_path: Path) -> None:
    write(tmp_path)
    bundle = Bundle.read(tmp_path)
    own, other = bundle.get("main-AAAAAAA1.js"), bundle.get("main-ZZZZZZZ9.js")
    assert own[0] is other[0] is not None
    assert (own[1], other[1]) == (True, False)
    assert bundle.get("none-AAAAAAA1.js") == (None, False)


@pytest.fixture
async def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> httpx.AsyncClient:
    """Give a client of an application whose page is a bundle of its real sources."""
    # What another test looked at just now is not looked at again.
    monkeypatch.setattr(pages, "_fresh_until", -inf)
    write(tmp_path, await PageFiles(STATIC).version())
    app = create_app(Settings(bundle=str(tmp_path)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def test_the_page_names_the_bundle_alone_and_gets_it_in_the_smallest_encoding(
    bundled: httpx.AsyncClient,
) -> None:
    async with bundled as client:
        text = (await client.get("/")).text
        named = re.findall(r'"(/static/[^"]+\.(?:js|css|woff2))"', text)
        files = ["font-CCCCCCC1.woff2", "page-BBBBBBB1.css", "main-AAAAAAA1.js"]
        assert named == [f"/static/bundle/{name}" for name in files]
        for accepted, encoding in {"gzip, br": "br", "gzip": "gzip", "": None}.items():
            answer = await client.send(
                client.build_request("GET", named[-1], headers={"accept-encoding": accepted}),
                stream=True,
            )
            body = b"".join([part async for part in answer.aiter_raw()])
            assert answer.headers.get("content-encoding") == encoding
            suffix = {"br": ".br", "gzip": ".gz", None: ""}[encoding]
            assert body == FILES[f"main-AAAAAAA1.js{suffix}"]
            assert answer.headers["cache-control"] == IMMUTABLE
            assert answer.headers["content-type"].startswith("text/javascript")
        other = await client.get("/static/bundle/main-ZZZZZZZ9.js", headers={"accept-encoding": ""})
        assert (other.status_code, other.content) == (200, FILES["main-AAAAAAA1.js"])
        assert other.headers["cache-control"] == REVALIDATE
        assert (await client.get("/static/bundle/manifest.json")).status_code == 404


async def test_deploy_bundle_makes_what_the_server_takes_of_these_files(bundle: Path) -> None:
    made = Bundle.read(bundle)
    page = PageFiles(STATIC)
    assert made.sources == await page.version()
    for name in (made.script, *made.imports, made.style):
        assert list(made.files[name].encodings) == ["br", "gzip"]
        assert len(made.files[name].encodings["br"]) < len(made.files[name].body) / 2
    # Each is a request before the first picture.
    assert len(made.imports) <= 1
    assert f"{made.script}.map" in made.files
    (later,) = (file for name, file in made.files.items() if re.match(r"later-\w+\.js$", name))
    assert b"createLesson" in later.body
    assert b"createDepthTab" in later.body
    style = made.files[made.style].body.decode()
    # The rest belong to other pages, and to the embedded form alone.
    others = {"page.css", "check.css", "answers.css", "embed.css"}
    names = {path.name for path in (STATIC / "css").glob("*.css")}
    assert sorted(page.sheets) == sorted(f"css/{name}" for name in names - others)
    properties = {
        match
        for name in names - others
        for match in re.findall(r"--[\w-]+:", (STATIC / "css" / name).read_text())
    }
    assert sorted(one for one in properties if one not in style) == []
    assert all(f"./{font}" in style for font in made.fonts)
    copy = bundle.with_name("moved")
    shutil.copytree(bundle, copy)
    assert BundleFolder(copy).made_of(made.sources) is not None
