"""Experiments over a real connection: as they are computed, given up, cached, compressed."""

import asyncio
import itertools
import json
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ServerProcess

pytestmark = pytest.mark.anyio

TWO_RUNS: dict[str, Any] = {
    "runs": [{"initializer": {"name": "constant", "value": 0.5}}, {}],
    "record": {"compact": True, "weights": True},
}
#: Seconds of computing: cut off by every test that starts it.
LONG: dict[str, Any] = {"epochs": 20_000, "batch_size": 200, "record": {"compact": True}}
#: Seeds that no test asks for by number.
UNUSED = itertools.count(1_000)


@pytest.fixture(scope="module")
def small_server() -> Iterator[str]:
    """Give the address of a server where one client may hold one worker."""
    server = ServerProcess("--workers", "1")
    yield server.url
    server.stop()


@pytest.fixture
async def http(server_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as client:
        yield client


async def stream(
    client: httpx.AsyncClient, request: dict[str, Any], **headers: str
) -> list[dict[str, Any]]:
    async with client.stream("POST", "/simulate/stream", json=request, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/jsonl"
        return [json.loads(line) async for line in answer.aiter_lines()]


async def test_the_stream_gives_the_contracts_events_in_order(http: httpx.AsyncClient) -> None:
    events = await stream(http, TWO_RUNS)
    kinds = [event["kind"] for event in events]
    assert kinds[0] == "started"
    assert kinds[-1] == "done"
    assert set(kinds[1:-1]) == {"snapshot"}
    epochs = [event["epoch"] for event in events[1:-1]]
    assert epochs == sorted(set(epochs))
    assert (epochs[0], epochs[-1]) == (0, 100)
    clones = [event["runs"][0]["layers"][:-1] for event in events[1:-1]]
    assert all(layer["distinct_neurons"] == 1 for layers in clones for layer in layers)


async def test_the_document_holds_the_same_as_the_stream(http: httpx.AsyncClient) -> None:
    request = {**TWO_RUNS, "epochs": 5}
    events = await stream(http, request)
    document = (await http.post("/simulate", json=request)).json()
    assert document["snapshots"] == [event for event in events if event["kind"] == "snapshot"]
    assert document["runs"] == events[-1]["runs"]
    for name in ("request", "layers", "probe", "dataset", "output"):
        assert document[name] == events[0][name]


async def test_a_resolved_request_gives_the_same_numbers(http: httpx.AsyncClient) -> None:
    first = (await http.post("/simulate", json={"epochs": 4, "seed": 5})).json()
    again = (await http.post("/simulate", json=first["request"])).json()
    assert again["snapshots"] == first["snapshots"]
    assert again["request"] == first["request"]


async def test_the_first_snapshot_comes_while_training_goes_on(http: httpx.AsyncClient) -> None:
    async with http.stream("POST", "/simulate/stream", json={**LONG, "seed": 1}) as answer:
        kinds = []
        async for line in answer.aiter_lines():
            kinds.append(json.loads(line)["kind"])
            if kinds[-1] == "snapshot":
                break
        assert kinds == ["started", "snapshot"]
        # Nothing after it for a while: the rest has not been computed yet.
        assert not answer.is_closed


async def whole_time(client: httpx.AsyncClient) -> float:
    """Give the seconds LONG would take here and now to its end, from a twentieth of its epochs."""
    some = LONG["epochs"] // 20
    # A seed of its own each time: an answer that is kept would take no time at all.
    seed = next(UNUSED)
    request = {**LONG, "seed": seed, "record": {"compact": True, "epochs": [0, some]}}
    began = time.monotonic()
    async with client.stream("POST", "/simulate/stream", json=request) as answer:
        async for line in answer.aiter_lines():
            event = json.loads(line)
            if event["kind"] == "snapshot" and event["epoch"] == some:
                break
    return 20 * (time.monotonic() - began)


async def test_a_client_that_leaves_frees_its_worker_at_once(small_server: str) -> None:
    async with httpx.AsyncClient(base_url=small_server, timeout=60) as client:
        whole = await whole_time(client)
        began = time.monotonic()
        for seed in range(8):
            request = {**LONG, "seed": seed}
            async with client.stream("POST", "/simulate/stream", json=request) as answer:
                await anext(answer.aiter_lines())
        # This client may hold only one worker: waiting for them would take eight times as long, and
        # a machine may be busier now than when it was measured.
        assert time.monotonic() - began < 4 * whole


async def test_a_client_that_leaves_a_document_frees_its_worker_too(small_server: str) -> None:
    async with httpx.AsyncClient(base_url=small_server, timeout=60) as client:
        whole = await whole_time(client)
        leaving = httpx.Timeout(60, read=whole / 50)
        for seed in range(8):
            with pytest.raises(httpx.ReadTimeout):
                await client.post("/simulate", json={**LONG, "seed": seed}, timeout=leaving)
        began = time.monotonic()
        answer = await client.post("/simulate", json={"epochs": 1, "seed": 9})
        assert answer.status_code == 200
        assert time.monotonic() - began < 4 * whole


async def test_health_answers_while_every_core_computes(http: httpx.AsyncClient) -> None:
    async def compute(seed: int) -> None:
        await stream(http, {"epochs": 300, "seed": seed, "record": {"compact": True}})

    started = time.monotonic()
    computing = [asyncio.create_task(compute(seed)) for seed in range(100, 108)]
    waits = []
    while not all(task.done() for task in computing):
        began = time.monotonic()
        assert (await http.get("/health")).status_code == 200
        waits.append(time.monotonic() - began)
    await asyncio.gather(*computing)
    # Behind a computation it would wait for an eighth of this, or more.
    assert sorted(waits)[len(waits) // 2] < (time.monotonic() - started) / 40


async def test_compression_holds_no_event_back(server_url: str) -> None:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as client:
        request = {**LONG, "seed": 2}
        headers = {"accept-encoding": "gzip"}
        answering = client.stream("POST", "/simulate/stream", json=request, headers=headers)
        async with answering as answer:
            assert answer.headers["content-encoding"] == "gzip"
            unpack = zlib.decompressobj(31)
            text = b""
            async for piece in answer.aiter_raw():
                text += unpack.decompress(piece)
                if text.count(b"\n") >= 2:
                    break
        assert [json.loads(line)["kind"] for line in text.split(b"\n")[:2]] == [
            "started",
            "snapshot",
        ]


async def test_compressed_events_are_the_plain_ones(http: httpx.AsyncClient) -> None:
    request = {**TWO_RUNS, "epochs": 3, "seed": 8}
    plain = await stream(http, request, **{"accept-encoding": "identity"})
    assert await stream(http, request, **{"accept-encoding": "gzip"}) == plain


async def test_the_default_page_stays_below_a_megabyte(http: httpx.AsyncClient) -> None:
    headers = {"accept-encoding": "identity"}
    answer = await http.post("/simulate/stream", json=TWO_RUNS, headers=headers)
    assert len(answer.content) < 1_000_000


async def test_an_address_gives_what_the_request_gives_and_may_be_kept(
    http: httpx.AsyncClient,
) -> None:
    query = {"epochs": "2", "activation": "relu", "initializer": '{"name":"normal","std":0.5}'}
    linked = await http.get("/simulate", params=query)
    request = {"epochs": 2, "activation": "relu", "initializer": {"name": "normal", "std": 0.5}}
    posted = await http.post("/simulate", json=request)
    assert linked.json()["snapshots"] == posted.json()["snapshots"]
    assert "public" in linked.headers["cache-control"]
    known = {"if-none-match": linked.headers["etag"]}
    assert (await http.get("/simulate", params=query, headers=known)).status_code == 304
    # The same experiment, said otherwise, has the same name.
    other = await http.get("/simulate", params={**query, "seed": "0"})
    assert other.headers["etag"] == linked.headers["etag"]
    changed = await http.get("/simulate", params={**query, "seed": "1"})
    assert changed.headers["etag"] != linked.headers["etag"]


async def test_the_same_request_has_the_same_bytes_from_every_server(server_url: str) -> None:
    query = {"epochs": "3", "seed": "77"}
    other = ServerProcess("--workers", "1")
    try:
        async with httpx.AsyncClient(timeout=60) as client:
            answers = {
                encoding: [
                    await client.get(
                        f"{url}/simulate", params=query, headers={"accept-encoding": encoding}
                    )
                    for url in (server_url, other.url)
                ]
                for encoding in ("identity", "gzip")
            }
    finally:
        other.stop()
    for first, second in answers.values():
        assert first.content == second.content
        assert first.headers["content-length"] == second.headers["content-length"]
        assert first.headers["etag"] == second.headers["etag"]
    etags = {encoding: pair[0].headers["etag"] for encoding, pair in answers.items()}
    # Strong: no W/, and each encoding, being other bytes, has its own.
    assert all(etag.startswith('"') for etag in etags.values())
    assert len(set(etags.values())) == 2


async def test_a_class_that_asks_for_the_same_at_once_is_computed_for_once(
    small_server: str,
) -> None:
    request = {"epochs": 400, "seed": 4242, "record": {"compact": True, "weights": True}}
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=small_server, timeout=60, limits=limits) as client:

        async def counted(name: str) -> int:
            text = (await client.get("/metrics")).text
            (line,) = [line for line in text.splitlines() if line.startswith(f"{name} ")]
            return int(float(line.rpartition(" ")[2]))

        before = await counted("unclone_compute_seconds_count")
        whole = await asyncio.gather(*(stream(client, request) for _ in range(60)))
        assert all(events == whole[0] for events in whole)
        assert await counted("unclone_compute_seconds_count") == before + 1


async def test_the_body_may_be_left_out(http: httpx.AsyncClient) -> None:
    assert (await http.post("/simulate")).json()["request"]["seed"] == 0


async def test_sigterm_lets_a_running_stream_end_and_leaves_no_process() -> None:
    server = ServerProcess("--workers", "1")
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        request = {"epochs": 2000, "batch_size": 100, "record": {"compact": True}}
        async with client.stream("POST", "/simulate/stream", json=request) as answer:
            lines = answer.aiter_lines()
            await anext(lines)
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            rest = [json.loads(line)["kind"] async for line in lines]
    assert rest[-1] == "done"
    # Zero, or what a shell makes of SIGTERM.
    assert await stopping in {0, -15, 143}
