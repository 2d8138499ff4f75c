"""Whatever is sent, the answer is one that is documented: no mistake of the server, no hang."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.openapi import describe
from app.limits import LIMITS
from app.main import add_questions, create_app
from app.questions.simulate.plan import plan_document
from app.schemas.refusals import Problem, RefusedError
from app.schemas.request import SimulationRequest
from app.settings import Settings
from app.web.address import request_from_query

FIELDS = sorted(SimulationRequest.model_fields)
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -0.0, 5e-324, 1e308, 2**53])
TEXTS = st.text(max_size=8) | st.sampled_from(["full", "auto", "tanh", "explicit", "custom", "\0"])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(TEXTS | st.sampled_from([*FIELDS, "name", "weights"]), inner, max_size=4)
    ),
    max_leaves=12,
)
REQUESTS = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4) | VALUES
#: What a route may answer to a body, computing left out: there are no workers in these tests.
REFUSALS = {400, 413, 422}


def written(value: Any) -> bytes | None:
    """Write a request as JSON in the wider sense, NaN included; None where Python refuses to."""
    try:
        return json.dumps(value).encode()
    except ValueError:
        return None


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(REQUESTS)
def test_a_request_is_planned_or_refused_in_words(request: Any) -> None:
    async def ask(body: bytes) -> httpx.Response:
        transport = httpx.ASGITransport(app=create_app(Settings(workers=1)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            headers = {"content-type": "application/json"}
            return await client.post("/simulate", content=body, headers=headers)

    body = written(request)
    if body is None:
        return
    try:
        plan_document(SimulationRequest.model_validate(json.loads(body)))
    except (ValueError, RefusedError):
        answer = asyncio.run(ask(body))
        assert answer.status_code in REFUSALS
        assert json.dumps(answer.json(), allow_nan=False)


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(FIELDS) | st.text(max_size=5), TEXTS | VALUES.map(str))))
def test_an_address_is_read_or_refused(items: list[tuple[str, str]]) -> None:
    found: list[Problem] = [{"loc": [], "msg": "accepted", "input": None, "type": ""}]
    try:
        read = request_from_query(items, SimulationRequest)
        plan_document(read)
    except RefusedError as error:
        found = error.problems
    assert found
    assert all(each["msg"] for each in json.loads(json.dumps(found, allow_nan=False)))


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/xml", "multipart/form-data", "a/b; charset=x"]
)
async def test_a_body_of_another_type_is_refused_with_the_one_that_is_taken(
    client: httpx.AsyncClient, content_type: str
) -> None:
    headers = {"content-type": content_type}
    answer = await client.post("/simulate", content=b'{"epochs":1}', headers=headers)
    assert answer.status_code == 422
    assert "application/json" in answer.text


@pytest.mark.parametrize("route", ["/simulate", "/simulate/stream", "/propagate", "/export/code"])
async def test_ten_megabytes_are_refused_at_once(client: httpx.AsyncClient, route: str) -> None:
    began = time.process_time()
    headers = {"content-type": "application/json"}
    answer = await client.post(route, content=b"[" * 10_000_000, headers=headers)
    assert answer.status_code == 413
    assert str(LIMITS.body_bytes) in answer.text
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    ("route", "allowed"),
    [
        ("/simulate", "GET, HEAD, POST"),
        ("/simulate/stream", "POST"),
        ("/explain", "POST"),
        ("/export/code", "GET, HEAD, POST"),
        ("/health", "GET, HEAD"),
        ("/", "GET, HEAD"),
        ("/static/icon.svg", "GET, HEAD"),
        ("/metrics", "GET, HEAD"),
    ],
)
async def test_other_methods_are_refused_with_all_that_are_allowed(
    client: httpx.AsyncClient, method: str, route: str, allowed: str
) -> None:
    answer = await client.request(method, route)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/health/", "/docs/", "/simulate/", "/catalog/", "/metrics/"])
async def test_no_address_is_made_from_the_host_that_a_client_names(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path, headers={"host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers


HEAD_PATHS = [
    "/",
    "/docs",
    "/health",
    "/ready",
    "/metrics",
    "/catalog",
    "/openapi.json",
    "/static/icon.svg",
    "/lesson",
    "/lesson/table",
    "/initializers/he_normal",
    "/simulate?epochs=1",
    "/simulate?epochs=-1",
    "/simulate.csv?epochs=1",
    "/exercises",
    "/answers",
    "/answers/why-not-zeros",
    "/oembed?url=/",
    "/export/code?framework=torch",
    "/map",
    "/nowhere",
]


@pytest.mark.parametrize("path", HEAD_PATHS)
async def test_head_answers_as_get_does_without_the_body(server_url: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as client:
        expected = await client.get(path)
        answer = await client.head(path)
    assert answer.status_code == expected.status_code
    assert answer.content == b""
    for headers in (expected.headers, answer.headers):
        del headers["date"]
        # How a body is cut says nothing where there is none.
        headers.pop("transfer-encoding", None)
        if path == "/metrics" or path.startswith("/simulate?epochs=1"):
            # They say what has happened, and how long it took.
            del headers["content-length"]
    assert answer.headers == expected.headers


def test_every_get_route_is_among_those_that_answer_head() -> None:
    app = create_app(Settings(workers=1))
    add_questions(app)
    paths = {path.partition("?")[0] for path in HEAD_PATHS}
    documented = {path for path, each in describe(app)["paths"].items() if "get" in each}
    assert {path.replace("{name}", "he_normal") for path in documented} <= paths
