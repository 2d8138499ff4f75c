"""What is logged and counted of requests, of waiting and of computing."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from platform import python_version
from typing import Any

import httpx
import pytest

from app.jobs.admission import BusyError
from app.jobs.statistics import Statistics, watch_lag
from app.logs import JsonLines
from app.version import VERSION, results_version
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


async def test_the_metrics_tell_which_program_it_is_and_how_it_fares(
    http: httpx.AsyncClient,
) -> None:
    text = (await http.get("/metrics")).text
    facts = f'python="{python_version()}",results="{results_version()}",version="{VERSION}"'
    assert value(text, f"unclone_build_info{{{facts}}}") == 1
    assert value(text, "process_resident_memory_bytes") > 2**20
    lag = text
    for _ in range(100):
        lag = (await http.get("/metrics")).text
        if value(lag, "unclone_event_loop_lag_seconds_count") > 5:
            break
        await asyncio.sleep(0.1)
    assert value(lag, "unclone_event_loop_lag_seconds_count") > 5
    assert value(lag, "unclone_event_loop_lag_seconds_sum") > 0


async def test_the_metrics_tell_how_many_streams_are_open(http: httpx.AsyncClient) -> None:
    long = {"epochs": 20_000, "batch_size": 200}
    assert value((await http.get("/metrics")).text, "unclone_open_streams") == 0
    async with http.stream("POST", "/simulate/stream", json=long) as stream:
        await anext(stream.aiter_bytes())
        assert value((await http.get("/metrics")).text, "unclone_open_streams") == 1
    left = 1.0
    for _ in range(100):
        left = value((await http.get("/metrics")).text, "unclone_open_streams")
        if left == 0:
            break
        await asyncio.sleep(0.1)
    assert left == 0


async def test_the_lag_is_how_late_the_event_loop_comes() -> None:
    statistics = Statistics()
    watching = asyncio.create_task(watch_lag(statistics))
    await asyncio.sleep(0.01)
    time.sleep(0.4)  # noqa: ASYNC251
    await asyncio.sleep(0.01)
    watching.cancel()
    assert 0.2 < statistics.lag_s.total < 5


async def test_who_finds_no_place_is_turned_away_and_what_is_wrong_is_refused(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BusyError(3)

    caplog.set_level(logging.INFO, "app.requests")
    monkeypatch.setattr("app.jobs.admission.Admission.enter", full)
    await client.post("/simulate", json={"epochs": 1})
    await client.post("/simulate", json={"epochs": -1})
    text = (await client.get("/metrics")).text
    assert value(text, "unclone_turned_away_total") == 1
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["outcome"] for line in lines] == ["busy", "refused"]
