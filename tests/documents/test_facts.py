"""The documents say what is so: nothing public is left out, and what they name is there."""

import json
import re
import subprocess
import sys
from dataclasses import fields
from tempfile import TemporaryFile

import httpx
import pytest

from app import server
from app.api.observe import _OUTCOMES
from app.engine.initializers import INITIALIZERS
from app.limits import Limits
from app.settings import Settings
from tests.conftest import ROOT, START_SECONDS, ServerProcess
from tests.documents.reading import API, OPERATIONS, TEXTS, in_code, rows, section
from tests.documents.tables import TABLES, rewritten, tables_of


@pytest.mark.parametrize("document", [name for name in TEXTS if tables_of(TEXTS[name])])
def test_the_tables_are_those_of_the_code(document: str) -> None:
    assert TEXTS[document] == rewritten(TEXTS[document]), "run python -m tests.documents"


def test_every_table_is_in_one_document() -> None:
    assert sorted(name for text in TEXTS.values() for name in tables_of(text)) == sorted(TABLES)


def test_initializers_named_as_other_frameworks_do_are_there() -> None:
    text = TEXTS["docs/initializers.md"]
    named = [
        name
        for _, here in rows(section(text, "The names of other frameworks"))
        for name in in_code(here)
    ]
    assert len(named) > 10
    assert [name for name in named if name not in INITIALIZERS] == []


def test_the_routes_are_those_of_the_server(server_url: str) -> None:
    paths = httpx.get(f"{server_url}/openapi.json", timeout=START_SECONDS).json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    routes |= {"GET /", "GET /check", "GET /docs", "GET /openapi.json", "GET /metrics"}
    listed = {name for row in rows(API.split("\n## ")[0]) for name in in_code(row[0])}
    assert listed == routes
    named = {name for text in TEXTS.values() for name in in_code(text)}
    assert {name for name in named if re.match(r"(GET|POST) /", name)} <= routes


def test_the_settings_and_limits_are_those_of_the_server() -> None:
    settings = {f"UNCLONE_{entry.name.upper()}": entry for entry in fields(Settings)}
    limits = {f"UNCLONE_LIMIT_{entry.name.upper()}" for entry in fields(Limits)}
    told = {row[0].strip("`"): row[2] for row in rows(section(OPERATIONS, "Settings"))}
    assert set(told) == set(settings)
    for name, setting in settings.items():
        if isinstance(setting.default, str | int):
            assert told[name] == f"`{setting.default}`"
    named = set(re.findall(r"UNCLONE_[A-Z0-9_]*[A-Z0-9]", "\n".join(TEXTS.values())))
    assert named == set(settings) | limits


def test_the_options_are_those_of_the_command() -> None:
    command = [sys.executable, "-m", "app", "--help"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"--[a-z]+", text)) - {"--help"}
    assert options == {row[0].strip("`") for row in rows(section(OPERATIONS, "Start"))}


@pytest.mark.parametrize(
    ("bound", "value"),
    [
        ("address and headers of a request", server.HEADER_BYTES),
        ("time in which a request must arrive, headers and body", server.REQUEST_SECONDS),
        ("time for which an idle connection is kept", server.KEEP_ALIVE_SECONDS),
        ("time that running answers get after SIGTERM", server.SHUTDOWN_SECONDS),
    ],
)
def test_the_bounds_of_a_connection_are_the_servers(bound: str, value: float) -> None:
    told = dict(rows(section(OPERATIONS, "Limits").split("<!-- end -->")[1]))
    assert re.split(r" (?:bytes|seconds)", told[bound])[0] == f"{value:g}"


def test_the_metrics_are_those_of_the_server(server_url: str) -> None:
    text = httpx.get(f"{server_url}/metrics", timeout=START_SECONDS).text
    families = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    told = {name for row in rows(section(OPERATIONS, "Metrics")) for name in in_code(row[0])}
    assert families <= told
    # Only Linux tells of its processes.
    assert {name for name in told - families if not name.startswith("process_")} == set()


def test_the_fields_of_the_log_are_those_of_the_server() -> None:
    with TemporaryFile() as log:
        running = ServerProcess("--workers", "1", stderr=log)
        assert httpx.get(f"{running.url}/catalog", timeout=START_SECONDS).status_code == 200
        running.stop()
        log.seek(0)
        (line,) = [line for line in map(json.loads, log) if line["message"] == "request"]
    told = rows(section(OPERATIONS, "Logs"))
    assert {name for row in told for name in in_code(row[0])} == set(line)
    (outcomes,) = [meaning for names, meaning in told if names == "`outcome`"]
    assert in_code(outcomes) == {*_OUTCOMES.values(), "ok", "failed", "error"}


@pytest.mark.parametrize("document", TEXTS)
def test_every_file_a_document_points_to_is_there(document: str) -> None:
    text = TEXTS[document]
    folder = (ROOT / document).parent
    for target, anchor in re.findall(r"\]\(([^):#]*)(?:#([^)]+))?\)", text):
        path = folder / target if target else ROOT / document
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            plain = {re.sub(r"[^\w -]", "", heading.lower()) for heading in headings}
            assert anchor in {heading.replace(" ", "-") for heading in plain}
    named = re.findall(r"(?<![\w/.])((?:app|static|templates|tests|deploy|docs)/[\w./-]*\w)", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_package_says_the_licence_that_the_file_has() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n")
    assert "the Unclone authors" in licence
    assert 'license = "MIT"\n' in project
    assert 'authors = [{ name = "the Unclone authors" }]\n' in project
