"""What is logged and counted of requests, of waiting and of computing."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.logs import JsonLines
from tests.conftest import ServerProcess

pytestmark = pytest.mark.anyio


async def test_a_request_leaves_one_line_with_route_status_and_outcome(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.requests")
    for path in ("/health", "/ready", "/static/icon.svg", "/static/none"):
        await client.get(path)
    assert caplog.records == []
    await client.post("/simulate", json={"epochs": -1})
    await client.get("/no/such/place")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [(line["route"], line["status"], line["outcome"]) for line in lines] == [
        ("/simulate", 422, "refused"),
        ("none", 404, "not_found"),
    ]
    assert all(line["total_s"] >= 0 and line["time"].endswith("Z") for line in lines)


def test_a_log_line_is_one_line_of_json_whatever_it_says() -> None:
    record = logging.LogRecord("a.b", logging.WARNING, "f", 1, "said %s", ('"x"\n{',), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line).items() >= {"level": "warning", "message": 'said "x"\n{'}.items()


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    server = ServerProcess("--workers", "1")
    try:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as made:
            yield made
    finally:
        server.stop()


def value(text: str, name: str) -> float:
    (line,) = [line for line in text.splitlines() if line.startswith(name + " ")]
    return float(line.rpartition(" ")[2])


async def test_the_metrics_tell_what_was_computed_shared_kept_and_refused(
    http: httpx.AsyncClient,
) -> None:
    request: dict[str, Any] = {"epochs": 30, "batch_size": 1}
    answers = await asyncio.gather(*(http.post("/simulate", json=request) for _ in range(5)))
    assert len({answer.content for answer in answers}) == 1
    await http.post("/simulate", json=request)
    await http.post("/simulate", json={"epochs": -1})
    for _ in range(300):
        if value((await http.get("/metrics")).text, "unclone_workers") == 2:
            break
        await asyncio.sleep(0.1)
    answer = await http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    text = answer.text
    assert value(text, 'unclone_results_total{source="computed"}') == 1
    assert value(text, 'unclone_results_total{source="shared"}') == 4
    assert value(text, 'unclone_results_total{source="cached"}') == 1
    done = 'unclone_requests_total{method="POST",outcome="%s",route="/simulate",status="%d"}'
    assert value(text, done % ("ok", 200)) == 6
    assert value(text, done % ("refused", 422)) == 1
    assert value(text, "unclone_compute_seconds_count") == 1
    assert value(text, 'unclone_request_seconds_bucket{le="+Inf",route="/simulate"}') == 7
    for gauge, now in (("waiting", 0), ("running", 0), ("workers", 2)):
        assert value(text, f"unclone_{gauge}") == now
