"""A server with little room: who does not read is dropped, who finds no place is told at once."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ServerProcess

pytestmark = pytest.mark.anyio

UNREAD_SECONDS = 1.0
WAITING = 3
LONG: dict[str, Any] = {"epochs": 20_000, "batch_size": 200, "record": {"compact": True}}
#: Some hundred megabytes of events: no buffer on the way holds them.
LARGE: dict[str, Any] = {"epochs": 999, "record": {"epochs": list(range(1000))}}


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNCLONE_LIMIT_UNREAD_SECONDS", str(UNREAD_SECONDS))
        patch.setenv("UNCLONE_LIMIT_WAITING", str(WAITING))
        started = ServerProcess("--workers", "1")
    yield started
    started.stop()


@pytest.fixture
async def http(server: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        await client.post("/simulate", json={"epochs": 0})
        yield client


def silent_request(url: str, request: dict[str, Any]) -> socket.socket:
    """Send a request and read nothing of its answer."""
    address = httpx.URL(url)
    connection = socket.create_connection((address.host, address.port))
    body = json.dumps(request).encode()
    head = (
        "POST /simulate/stream HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    return connection


async def test_a_client_that_reads_nothing_is_dropped_after_the_stated_time(
    server: ServerProcess, http: httpx.AsyncClient
) -> None:
    began = time.monotonic()
    with silent_request(server.url, LARGE):
        for _ in range(500):
            if "\nunclone_running 1.0" in (await http.get("/metrics")).text:
                break
            await asyncio.sleep(0.02)
        # This client may hold one worker: the next experiment begins when the first is given up.
        answer = await http.post("/simulate", json={"epochs": 1, "seed": 1})
        assert answer.status_code == 200
        assert time.monotonic() - began > UNREAD_SECONDS


async def test_who_finds_no_place_is_told_at_once_when_to_come_back(
    http: httpx.AsyncClient,
) -> None:
    async with AsyncExitStack() as streams:
        first = http.stream("POST", "/simulate/stream", json={**LONG, "seed": 10})
        await streams.enter_async_context(first)
        others = [
            asyncio.create_task(http.post("/simulate/stream", json={**LONG, "seed": seed}))
            for seed in range(11, 17)
        ]
        try:
            done: set[asyncio.Task[httpx.Response]] = set()
            while len(done) < len(others) - WAITING:
                done, _ = await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
            answers = [task.result() for task in done]
            assert {answer.status_code for answer in answers} == {503}
            assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers)
            assert all("Try again" in answer.json()["detail"] for answer in answers)
            assert (await http.get("/health")).status_code == 200
        finally:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)


def open_files(process: int) -> int:
    """Count what a process holds open; skip the test where that cannot be seen."""
    try:
        return len(list(Path(f"/proc/{process}/fd").iterdir()))
    except FileNotFoundError:
        pytest.skip("no /proc here to count open files in")


async def test_clients_that_vanish_leave_nothing_open(
    server: ServerProcess, http: httpx.AsyncClient
) -> None:
    before = open_files(server.process.pid)
    for seed in range(100):
        silent_request(server.url, {**LONG, "seed": seed}).close()
    status, held = 0, before + 1
    for _ in range(200):
        status = (await http.post("/simulate", json={"epochs": 1, "seed": 2})).status_code
        held = open_files(server.process.pid)
        if status == 200 and held <= before:
            break
        await asyncio.sleep(0.05)
    assert status == 200
    assert held <= before
