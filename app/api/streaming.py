"""Answers that are computed while they are sent, and given up when nobody takes them."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.jobs.lines import GZIP_LEVEL, GZIP_MEMORY, GZIP_WINDOW, Line
from app.limits import LIMITS

JSON_LINES: Final = "application/jsonl"


async def while_connected(receive: Receive, work: Awaitable[None]) -> None:
    """Do the work as long as the client is there; cancel it when the client goes away."""
    doing = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnect(receive))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (doing, gone):
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
    if not doing.cancelled():
        doing.result()


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def patient(send: Send) -> Send:
    """Bound the time a client may leave an answer unread; then the connection is given up."""

    async def send_in_time(message: Message) -> None:
        try:
            async with asyncio.timeout(LIMITS.unread_seconds):
                await send(message)
        except TimeoutError:
            raise ClientDisconnect from None

    return send_in_time


def compressed(parts: list[bytes]) -> bytes:
    """Compress all parts as one."""
    deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW, GZIP_MEMORY)
    return b"".join([*(deflate.compress(part) for part in parts), deflate.flush()])


async def send_parts(send: Send, parts: list[bytes], headers: dict[str, str]) -> None:
    """Send an answer that is there in parts."""
    written = {**headers, "content-length": str(sum(map(len, parts)))}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in written.items()]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    for part in parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


class Work(Response):
    """A response that does its work when it is sent, and stops when the client goes away."""

    def __init__(self, work: Callable[[Send], Awaitable[None]]) -> None:
        super().__init__()
        self._work = work

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Do the work."""
        with suppress(ClientDisconnect):
            await while_connected(receive, self._work(patient(send)))


async def send_lines(send: Send, lines: AsyncGenerator[Line], *, gzip: bool) -> None:
    """Send events as JSON Lines, each as soon as it is there.

    The status is sent with the first event, so a refusal before it can still be one.
    """
    headers = [
        (b"content-type", JSON_LINES.encode()),
        (b"cache-control", b"no-store"),
        # nginx would hold events back to fill its buffers.
        (b"x-accel-buffering", b"no"),
        (b"vary", b"accept-encoding"),
    ]
    if gzip:
        headers.append((b"content-encoding", b"gzip"))
    begun = False
    async with aclosing(lines):
        async for line in lines:
            body = await line.packed() if gzip else line.payload + b"\n"
            if not begun:
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                begun = True
            await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
