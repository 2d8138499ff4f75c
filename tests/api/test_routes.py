"""What the routes answer in one piece: status, headers, documentation, refusals."""

import asyncio
import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.pages import FRESH_SECONDS, Pages
from app.api.static_files import PageFiles
from app.engine.initializers import INITIALIZERS
from app.limits import LIMITS
from app.main import create_app
from app.schemas.request import SimulationRequest
from app.settings import STATIC, Settings
from app.web.encoding import IMMUTABLE, REVALIDATE, Encoded

pytestmark = pytest.mark.anyio

PAGES = ["/", "/docs", "/health", "/catalog", "/openapi.json", "/static/icon.svg", "/nowhere"]


async def test_health_is_ok_and_readiness_waits_for_a_worker(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()) == (503, {"status": "starting"})


async def test_the_catalog_lists_every_choice_with_its_parameters(
    client: httpx.AsyncClient,
) -> None:
    catalog = (await client.get("/catalog")).json()
    assert [entry["name"] for entry in catalog["initializers"]] == list(INITIALIZERS)
    for group in ("datasets", "activations", "optimizers", "losses", "bias_initializers"):
        assert catalog[group]
        assert all(entry["label"] for entry in catalog[group])
    names = {
        parameter["name"] for entry in catalog["datasets"] for parameter in entry["parameters"]
    }
    given = {"task", "inputs", "targets", "test_inputs", "test_targets"}
    assert names == {"samples", "noise", "test_fraction", "seed"} | given
    ranges = {entry["name"]: entry["range"] for entry in catalog["activations"]}
    assert (ranges["tanh"], ranges["sigmoid"], ranges["relu"]) == ([-1, 1], [0, 1], None)
    SimulationRequest.model_validate(catalog["defaults"])


async def test_the_catalog_shows_every_limit_with_unit_and_reason(
    client: httpx.AsyncClient,
) -> None:
    limits = (await client.get("/catalog")).json()["limits"]
    assert [limit["name"] for limit in limits] == [entry.name for entry in fields(LIMITS)]
    assert all(limit["value"] > 0 and limit["reason"] for limit in limits)


async def test_addresses_start_from_the_clones_whatever_the_page_opens_with(
    client: httpx.AsyncClient,
) -> None:
    """The page's address tells the difference from this preset: it is part of every shared link."""
    presets = (await client.get("/catalog")).json()["presets"]
    [base] = [preset["request"] for preset in presets if preset["name"] == "clones"]
    assert base == {
        "runs": [
            {"label": "Constant 0.5", "initializer": {"name": "constant", "value": 0.5}},
            {"label": "Glorot normal", "initializer": "glorot_normal"},
        ]
    }


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_carries_the_security_headers(
    client: httpx.AsyncClient, path: str
) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in headers
    assert "access-control-allow-origin" not in headers


async def test_the_form_for_embedding_may_be_framed_and_the_whole_page_not() -> None:
    for embed, expected in (("*", "frame-ancestors *"), ("'self'", "frame-ancestors 'self'")):
        app = create_app(Settings(embed_ancestors=embed))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await client.get("/?show=stage&embed=1")
            policy = answer.headers["content-security-policy"]
            assert policy.endswith(expected)
            assert "default-src 'none'" in policy
            assert 'class="is-embed"' in answer.text
            known = {"if-none-match": answer.headers["etag"]}
            unchanged = await client.get("/?embed=1", headers=known)
            assert unchanged.status_code == 304
            assert unchanged.headers["content-security-policy"] == policy
            for path in ("/", "/?embed=0", "/docs?embed=1", "/catalog?embed=1"):
                headers = (await client.get(path)).headers
                assert headers["content-security-policy"].endswith("frame-ancestors 'none'")


async def test_embedding_and_other_origins_can_be_switched_on() -> None:
    settings = Settings(
        frame_ancestors="https://school.example", cors_origins=("https://a.example",)
    )
    transport = httpx.ASGITransport(app=create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/health", headers={"origin": "https://a.example"})
        other = await client.get("/health", headers={"origin": "https://b.example"})
    assert "frame-ancestors https://school.example" in answer.headers["content-security-policy"]
    assert answer.headers["access-control-allow-origin"] == "https://a.example"
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline_but_what_the_policy_names(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    loaded = re.findall(r"""<(?:script|link|img)[^>]*?(?:src|href)=["']([^"']+)""", answer.text)
    assert loaded
    assert all(address.startswith("/") and address[1] != "/" for address in loaded)
    assert not re.search(r"<style|\sstyle=|\son\w+=", answer.text)
    policy = answer.headers["content-security-policy"]
    for inline in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answer.text, re.DOTALL):
        digest = b64encode(sha256(inline.encode()).digest()).decode()
        assert f"script-src 'self' 'sha256-{digest}';" in policy
    for address in loaded:
        assert (await client.get(address)).status_code == 200, address


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app/main.py",
        "/static/%2e%2e/app/main.py",
        "/static/..%2fapp%2fmain.py",
        "/static/%2fetc/passwd",
        "/static/js/..%5c..%5capp",
        "/static/%00",
        "/static/js",
        "/static/",
        "/static/" + "a" * 5_000,
    ],
)
async def test_nothing_but_the_pages_own_files_is_served(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 404


async def test_the_pages_files_are_kept_for_ever_under_the_name_of_their_contents(
    client: httpx.AsyncClient,
) -> None:
    text = (await client.get("/")).text
    (main,) = re.findall(r'<script type="module" src="([^"]+)"', text)
    assert re.fullmatch(r"/static/v[0-9a-f]{16}/js/main\.js", main)
    answer = await client.get(main)
    assert "immutable" in answer.headers["cache-control"]
    plain = await client.get("/static/js/main.js")
    other = await client.get("/static/v0123456789abcdef/js/main.js")
    assert plain.content == other.content == answer.content
    assert plain.headers["cache-control"] == other.headers["cache-control"] == "no-cache"
    assert (await client.get(main.replace("main", "none"))).status_code == 404


async def test_another_content_of_one_file_is_another_version_and_not_kept_as_the_first(
    tmp_path: Path,
) -> None:
    (tmp_path / "js").mkdir()
    file = tmp_path / "js" / "a.js"
    file.write_text("let a = 1;")
    folder = PageFiles(tmp_path)
    version = await folder.version()
    assert (await folder.versioned(f"{version}/js/a.js"))[1] == IMMUTABLE
    file.write_text("let a = 22;")
    stored, kept = await folder.versioned(f"{version}/js/a.js")
    assert stored is not None
    assert (stored.body, kept) == (b"let a = 22;", REVALIDATE)
    newer = await folder.version()
    assert newer != version
    assert (await folder.versioned(f"{newer}/js/a.js"))[1] == IMMUTABLE
    assert (await folder.versioned(f"{version}/js/a.js"))[1] == REVALIDATE


async def test_a_file_is_read_once_for_all_who_ask_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.js").write_text("let a = 1;")
    read: list[Path] = []

    def reading(path: Path) -> Encoded:
        read.append(path)
        return Encoded.of(path.read_bytes(), "text/javascript")

    monkeypatch.setattr("app.api.static_files._read", reading)
    folder = PageFiles(tmp_path)
    found = await asyncio.gather(*(folder.get("a.js") for _ in range(300)))
    assert len(read) == 1
    assert {one.body for one in found if one} == {b"let a = 1;"}
    (tmp_path / "a.js").unlink()
    assert await folder.get("a.js") is None


async def test_a_page_is_rendered_once_and_again_when_a_file_of_it_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, dates = 100.0, {"a.html": (1, 1)}
    monkeypatch.setattr("app.api.pages.monotonic", lambda: now)
    monkeypatch.setattr("app.api.pages.stamps", lambda _folder: dict(dates))
    pages = Pages()
    first = await pages.get("playground.html")
    assert await pages.get("playground.html") is first
    dates["a.html"] = (2, 1)
    assert await pages.get("playground.html") is first
    now += FRESH_SECONDS
    again = await pages.get("playground.html")
    assert again is not first
    assert again.body == first.body


def test_no_script_or_style_names_a_file_without_the_version() -> None:
    texts = [path.read_text() for kind in ("*.js", "*.css") for path in STATIC.rglob(kind)]
    assert texts
    assert not [text for text in texts if re.search(r"""["'(]/static/""", text)]


@pytest.mark.parametrize("path", ["/catalog", "/static/icon.svg", "/openapi.json", "/"])
async def test_what_the_client_has_already_is_not_sent_again(
    client: httpx.AsyncClient, path: str
) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await client.get(path, headers={"if-none-match": '"other"'})
    assert other.status_code == 200


async def test_compressed_and_plain_answers_are_the_same(client: httpx.AsyncClient) -> None:
    plain = await client.get("/catalog", headers={"accept-encoding": "identity"})
    packed = await client.get("/catalog", headers={"accept-encoding": "gzip"})
    refused = await client.get("/catalog", headers={"accept-encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.content == plain.content
    assert len(gzip.compress(plain.content)) < len(plain.content) / 2


def properties(schemas: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, schema in schemas.items():
        for field, described in schema.get("properties", {}).items():
            yield name, field, described


async def test_every_field_of_the_api_has_a_description_and_an_example(
    client: httpx.AsyncClient,
) -> None:
    description = (await client.get("/openapi.json")).json()
    schemas = description["components"]["schemas"]
    for name, field, described in properties(schemas):
        # A model within is described, and has its examples, where it stands.
        if "$ref" not in described:
            assert described.get("description"), (name, field)
            models = "#/components/schemas/" in json.dumps(described)
            assert models or described.get("examples"), (name, field)
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description)))
    assert referred <= set(schemas)


async def test_bounds_are_described_in_the_words_of_json_schema(client: httpx.AsyncClient) -> None:
    schemas = (await client.get("/openapi.json")).json()["components"]["schemas"]
    fields_of = schemas["SimulationRequest"]["properties"]
    assert (fields_of["epochs"]["minimum"], fields_of["epochs"]["maximum"]) == (0, LIMITS.epochs)
    assert fields_of["hidden_layers"]["items"]["minimum"] == 1
    # What pydantic writes when it does not know what a bound applies to.
    assert not re.search(r'"(ge|le|gt|lt|max_length)":', json.dumps(schemas))


async def test_the_stream_is_documented_as_json_lines(client: httpx.AsyncClient) -> None:
    description = (await client.get("/openapi.json")).json()
    answers = description["paths"]["/simulate/stream"]["post"]["responses"]
    assert set(answers) == {"200", "400", "408", "413", "422", "431", "503"}
    assert "itemSchema" in answers["200"]["content"]["application/jsonl"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"seed":\xff}', 400),
        (b"[" * 20_000, 400),
        (b"[" * 100_000, 422),
        (b'{"seed":1' + b"0" * 5_000 + b"}", 400),
        (b'{"seed":', 422),
        (b"[]", 422),
        (b"null", 422),
        (b'{"learning_rate":NaN}', 422),
        (b'{"learning_rate":1e999}', 422),
        (b'{"\\ud800":1}', 422),
        (b'{"runs":[{"label":"\\ud800"}]}', 422),
        (b'{"record":[{"a":1}]}', 422),
        (json.dumps({"x" * 20_000: 1}).encode(), 422),
        (json.dumps({str(number): 1 for number in range(2_000)}).encode(), 422),
        (b" " * (LIMITS.body_bytes + 1), 413),
    ],
    ids=lambda value: str(value)[:30],
)
@pytest.mark.parametrize("route", ["/simulate", "/simulate/stream"])
async def test_a_body_that_is_no_request_is_refused_in_short_strict_json(
    client: httpx.AsyncClient, route: str, body: bytes, status: int
) -> None:
    answer = await client.post(route, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert len(answer.content) < 20_000
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"seed":\xff}', "not UTF-8 from byte 8 on; allowed: JSON in UTF-8"),
        (b"[" * 20_000, "nested too deeply; allowed: at most 500"),
        (b'{"seed":1' + b"0" * 5_000 + b"}", "too many digits; allowed: at most 4300"),
        (b'{"seed":', "allowed: JSON"),
        (b'{"seed":1,"seed":2}', "'seed' is given twice; allowed: once"),
        (b'{"runs":[{"l2":1,"l2":1}]}', "'l2' is given twice; allowed: once"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_an_unreadable_body_is_told_what_it_is_and_what_is_allowed(
    client: httpx.AsyncClient, body: bytes, said: str
) -> None:
    answer = await client.post(
        "/simulate", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert said in answer.text


async def test_lists_in_lists_as_deep_as_is_allowed_can_be_read(client: httpx.AsyncClient) -> None:
    body = b'{"seed":' + b"[" * 499 + b"]" * 499 + b"}"
    answer = await client.post(
        "/simulate", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422


async def test_a_body_without_a_stated_length_is_bounded_too(client: httpx.AsyncClient) -> None:
    async def endless() -> Any:
        for _ in range(LIMITS.body_bytes // 65_536 + 2):
            yield b" " * 65_536

    headers = {"content-type": "application/json"}
    answer = await client.post("/simulate", content=endless(), headers=headers)
    assert answer.status_code == 413


async def test_too_much_work_is_refused_with_cost_limit_and_fields(
    client: httpx.AsyncClient,
) -> None:
    request = {"hidden_layers": [512] * 10, "epochs": 20_000}
    answer = await client.post("/simulate", json=request)
    assert answer.status_code == 422
    text = " ".join(problem["msg"] for problem in answer.json()["detail"])
    for part in ("seconds", "at most 20", "hidden_layers", "epochs", "runs"):
        assert part in text


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("seed=1&seed=2", ["query", "seed"]),
        ("foo=1", ["query", "foo"]),
        ("seed=abc", ["query", "seed"]),
        ("hidden_layers=[0]", ["query", "hidden_layers", 0]),
        ('initializer={"name":"normal","std":-1}', ["query", "initializer", "std"]),
        ('initializer=["zeros"]', ["query", "initializer"]),
    ],
)
async def test_a_wrong_address_is_refused_where_it_is_wrong(
    client: httpx.AsyncClient, query: str, path: list[Any]
) -> None:
    answer = await client.get(f"/simulate?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == path


async def test_the_catalog_that_the_page_names_never_changes(client: httpx.AsyncClient) -> None:
    (address,) = re.findall(r'data-catalog="([^"]+)"', (await client.get("/")).text)
    named = await client.get(address)
    assert named.headers["cache-control"] == IMMUTABLE
    for other in ("/catalog", "/catalog?v=older"):
        answer = await client.get(other)
        assert answer.content == named.content
        assert answer.headers["cache-control"] == "no-cache"
