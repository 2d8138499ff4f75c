"""What one connection may cost, shown with sockets that do not behave."""

import asyncio
import contextlib
import json
import resource
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from app.server import (
    HEADER_BYTES,
    BoundedConnection,
    ListenError,
    Server,
    address_of,
    allow_many_connections,
    listen,
)
from tests.conftest import START_SECONDS, ServerProcess

BLOCK = b"x" * 65536
#: Seconds after which what is waited for will not come any more, on the busiest machine.
PATIENCE = 30.0


class Outcome:
    """What became of the stream that the app was sending."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.sent = 0


@pytest.fixture
async def outcome() -> Outcome:
    return Outcome()


@pytest.fixture
async def port(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """Serve an echo and an endless stream, with bounds short enough to wait for."""
    monkeypatch.setattr(BoundedConnection, "request_seconds", 0.3)
    monkeypatch.setattr(BoundedConnection, "unread_seconds", 0.3)
    app = FastAPI()

    @app.post("/echo")
    async def echo(body: dict[str, Any]) -> dict[str, Any]:
        return body

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield BLOCK
                outcome.sent += len(BLOCK)
                await asyncio.sleep(0)
        finally:
            outcome.ended.set()

    @app.get("/late")
    async def late() -> dict[str, Any]:
        await asyncio.sleep(1)
        return {}

    @app.get("/never")
    async def never(request: Request) -> dict[str, Any]:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        outcome.ended.set()
        return {}

    @app.get("/endless")
    async def stream() -> StreamingResponse:
        return StreamingResponse(endless())

    listener = listen("127.0.0.1", 0)
    started = asyncio.Event()
    server = Server(app, started.set, give_up=lambda: None)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await started.wait()
    yield int(address_of(listener).rpartition(":")[2])
    server.should_exit = True
    await serving


async def answer_to(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Send the pieces with a pause after each; give all that comes back before the close."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(), timeout=PATIENCE)
    finally:
        writer.close()


async def test_a_connection_that_never_asks_is_closed(port: int) -> None:
    assert await answer_to(port) == b""


async def test_headers_that_do_not_end_are_answered_with_408(port: int) -> None:
    answer = await answer_to(port, b"POST /echo HTTP/1.1\r\n", b"host: a\r\n", pause=0.01)
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_header_now_and_then_does_not_extend_the_time(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = 0
    with contextlib.suppress(ConnectionError):
        while not reader.at_eof() and sent < 50:
            writer.write(b"a: b\r\n" if sent else b"GET / HTTP/1.1\r\n")
            sent += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(), timeout=0.02)
    writer.close()
    assert 1 < sent < 50


ECHO = b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"


@pytest.mark.parametrize("piece", [b"", b'{"a":'])
async def test_a_body_that_does_not_arrive_is_answered_with_408(port: int, piece: bytes) -> None:
    answer = await answer_to(port, ECHO + b"content-length: 100\r\n\r\n", piece)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"did not arrive" in answer


@pytest.mark.parametrize("chunk", [b"nonsense\r\n", b"2\r\n{}}}\r\n", b"-1\r\n"])
async def test_a_body_in_bad_chunks_is_answered_with_400(port: int, chunk: bytes) -> None:
    answer = await answer_to(port, ECHO + b"transfer-encoding: chunked\r\n\r\n", chunk, pause=0.02)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert "in chunks" in json.loads(answer.partition(b"\r\n\r\n")[2])["detail"]


async def half_closed(port: int, *pieces: bytes) -> bytes:
    """Send the pieces and end the sending; give all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.05)
        writer.write_eof()
        return await asyncio.wait_for(reader.read(), timeout=10)
    finally:
        writer.close()


async def test_who_ends_its_sending_gets_its_answer_and_then_the_end(port: int) -> None:
    answer = await half_closed(port, ECHO + b'content-length: 8\r\n\r\n{"a": 1}')
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'{"a":1}')


async def test_who_ends_its_sending_gets_an_answer_that_takes_long(port: int) -> None:
    answer = await half_closed(port, b"GET /late HTTP/1.1\r\nhost: a\r\n\r\n")
    interim, _, rest = answer.partition(b"\r\n\r\n")
    assert interim == b"HTTP/1.1 100 Continue"
    assert rest.startswith(b"HTTP/1.1 200 ")
    old = await half_closed(port, b"GET /late HTTP/1.0\r\nhost: a\r\n\r\n")
    assert old.startswith(b"HTTP/1.1 200 ")


async def test_a_request_that_ends_half_way_is_answered_with_400(port: int) -> None:
    for piece in (b"GET / HTTP/1.1\r\nhost", ECHO + b'content-length: 100\r\n\r\n{"a":'):
        answer = await half_closed(port, piece)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"before it was whole" in answer


async def test_a_client_that_is_gone_is_noticed_before_there_is_an_answer(
    port: int, outcome: Outcome
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /never HTTP/1.1\r\nhost: a\r\n\r\n")
    await asyncio.sleep(0.1)
    assert not outcome.ended.is_set()
    writer.close()
    await asyncio.wait_for(outcome.ended.wait(), timeout=5)


async def test_a_client_that_is_gone_is_noticed_by_what_it_is_sent(
    port: int, outcome: Outcome
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n")
    await reader.readexactly(1000)
    writer.write_eof()
    writer.close()
    await asyncio.wait_for(outcome.ended.wait(), timeout=5)


async def test_a_whole_request_in_slow_pieces_is_answered(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
    rest = b"content-type: application/json\r\ncontent-length: 8\r\n\r\n"
    answer = await answer_to(port, head, rest, b'{"a', b'": 1}', pause=0.01)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'{"a":1}')


LONG = HEADER_BYTES + 1024


@pytest.mark.parametrize(
    "pieces",
    [
        [b"GET / HTTP/1.1\r\nhost: a\r\nx: " + b"y" * LONG],
        [b"GET / HTTP/1.1\r\nhost: a\r\nx: " + b"y" * LONG + b"\r\n\r\n"],
        [b"GET /" + b"y" * LONG + b" HTTP/1.1\r\nhost: a\r\n\r\n"],
        [b"GET / HTTP/1.1\r\nhost: a\r\n" + b"x: y\r\n" * (LONG // 2) + b"\r\n"],
        [b"GET / HTTP/1.1\r\nhost: a\r\n", *[b"x: " + b"y" * (LONG // 4) + b"\r\n"] * 5],
        [b"GET / HTTP/1.1\r\nhost: a\r\nx: ", *[b"y" * (LONG // 4)] * 5],
    ],
    ids=["unended", "header", "address", "number", "in pieces", "one in pieces"],
)
async def test_oversized_headers_are_refused_in_words(port: int, pieces: list[bytes]) -> None:
    answer = await answer_to(port, *pieces, pause=0.01)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"32768 bytes" in json.loads(answer.partition(b"\r\n\r\n")[2])["detail"].encode()


async def test_a_body_in_many_pieces_may_be_longer_than_headers(port: int) -> None:
    body = b'{"a":"' + b"y" * 6 * LONG + b'"}'
    head = b"POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
    head += b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
    pieces = [body[start : start + LONG // 2] for start in range(0, len(body), LONG // 2)]
    answer = await answer_to(port, head, *pieces, pause=0.005)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(body)


async def test_what_takes_too_long_is_given_up_while_the_server_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.server.GIVE_UP_SECONDS", 0.1)
    app, given_up, started = FastAPI(), asyncio.Event(), asyncio.Event()
    asked = asyncio.Event()

    @app.get("/long")
    async def long() -> dict[str, Any]:
        asked.set()
        await asyncio.wait_for(given_up.wait(), PATIENCE)
        return {}

    listener = listen("127.0.0.1", 0)
    server = Server(app, started.set, given_up.set)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await started.wait()
    port = int(address_of(listener).rpartition(":")[2])
    asking = asyncio.create_task(answer_to(port, b"GET /long HTTP/1.1\r\nhost: a\r\n\r\n"))
    await asyncio.wait_for(asked.wait(), PATIENCE)
    assert not given_up.is_set()
    server.should_exit = True
    assert (await asking).startswith(b"HTTP/1.1 200 ")
    await serving


@pytest.mark.parametrize(
    "rest",
    [[b"0\r\nx: ", *[b"y" * (LONG // 4)] * 5], [b"1;", *[b"y" * (LONG // 4)] * 5]],
    ids=["trailer", "extension"],
)
async def test_what_follows_a_body_is_bounded_too(port: int, rest: list[bytes]) -> None:
    head = b"POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"
    assert b" 200 " not in await answer_to(port, head, *rest, pause=0.01)


@pytest.mark.parametrize(
    "text",
    [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET /\xff HTTP/1.1\r\nhost: a\r\n\r\n"],
    ids=["TLS", "half a line", "not ASCII"],
)
async def test_what_is_no_http_is_refused_in_words(port: int, text: bytes) -> None:
    answer = await answer_to(port, text)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert "HTTP" in json.loads(answer.partition(b"\r\n\r\n")[2])["detail"]


async def test_empty_lines_between_requests_do_not_hold_a_connection(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n"
    head += b"content-type: application/json\r\n\r\n{}"
    answer = await answer_to(port, head, b"\r\n", pause=0.05)
    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_what_is_answered_when_nonsense_follows_ends_without_a_trace(
    capfd: pytest.CaptureFixture[str],
) -> None:
    # The real server: its event loop does not take a write to a connection that is closed.
    server = ServerProcess()
    try:
        head = b"POST /simulate/stream HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
        bodies = [b'{"epochs":%d}' % epochs for epochs in (300, 301)]
        asks = [head + b"content-length: %d\r\n\r\n" % len(body) + body for body in bodies]
        await answer_to(int(server.url.rpartition(":")[2]), b"".join([*asks, b"nonsense\r\n\r\n"]))
        async with httpx.AsyncClient(base_url=server.url, timeout=START_SECONDS) as client:
            for _ in range(200):
                if "unclone_running 0.0" in (await client.get("/metrics")).text:
                    break
                await asyncio.sleep(0.05)
    finally:
        server.stop()
    assert "raceback" not in capfd.readouterr().err


async def test_requests_sent_at_once_are_answered_in_their_order(port: int) -> None:
    bodies = [b'{"a":%d}' % number for number in range(50)]
    head = b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    requests = [head + b"content-length: %d\r\n\r\n" % len(body) + body for body in bodies]
    requests[-1] = requests[-1].replace(b"host: a", b"host: a\r\nconnection: close")
    answer = await answer_to(port, b"".join(requests))
    assert [part.partition(b"HTTP/1.1")[0] for part in answer.split(b"\r\n\r\n")[1:]] == bodies


async def test_a_client_that_stops_reading_is_held_back_and_then_dropped(
    port: int, outcome: Outcome
) -> None:
    with socket.socket() as client:
        client.settimeout(0)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, ("127.0.0.1", port))
        await loop.sock_sendall(client, b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n")
        await asyncio.wait_for(outcome.ended.wait(), timeout=PATIENCE)
    # What the kernel's own two buffers take, and no more.
    assert outcome.sent < 64 * 2**20


async def test_a_client_that_reads_slowly_but_steadily_is_kept(
    port: int, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough that a machine busy with other tests does not pass for a client that stopped.
    bound = 1.5
    monkeypatch.setattr(BoundedConnection, "unread_seconds", bound)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n")
    # Together longer than it may stop, each pause far shorter.
    loop = asyncio.get_running_loop()
    end = loop.time() + 1.5 * bound
    while loop.time() < end:
        await reader.readexactly(2**18)
        await asyncio.sleep(0.02)
    assert not outcome.ended.is_set()
    writer.close()
    await asyncio.wait_for(outcome.ended.wait(), timeout=PATIENCE)


def test_a_port_in_use_is_refused_in_a_sentence() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            ListenError, match=rf"^Port {port} on 127\.0\.0\.1 is in use\. .*--port"
        ):
            listen("127.0.0.1", port)


def test_a_host_that_is_not_this_machine_is_refused_in_a_sentence() -> None:
    with pytest.raises(ListenError, match=r"^'192\.0\.2\.1' is not an address of this machine"):
        listen("192.0.2.1", 0)
    with pytest.raises(ListenError, match=r"^'no such host' is not a host name"):
        listen("no such host", 0)


def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    try:
        allow_many_connections()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert hard == before[1]
        assert soft == min(hard, 16_384)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")])
def test_the_address_told_is_one_a_browser_can_open(host: str, shown: str) -> None:
    with listen(host, 0) as listener:
        assert address_of(listener) == f"http://{shown}:{listener.getsockname()[1]}"
