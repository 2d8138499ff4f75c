"""Answers that are computed while they are sent, and given up when nobody takes them."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.jobs.frames import EVENTS, Frame
from app.limits import LIMITS

JSON_LINES: Final = "application/jsonl"
#: zlib's window bits for a gzip header and trailer.
_GZIP_WINDOW: Final = 31
#: The fastest level: base64 gets little smaller at higher ones.
_GZIP_LEVEL: Final = 1


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


class Compressor:
    """Compresses a stream such that each piece can be read as soon as it is there."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)

    def piece(self, data: bytes) -> bytes:
        """Give the compressed piece, flushed."""
        return self._deflate.compress(data) + self._deflate.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        """Give the trailer."""
        return self._deflate.flush()


def compressed(parts: list[bytes]) -> bytes:
    """Compress all parts as one."""
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
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


async def send_lines(send: Send, frames: AsyncGenerator[Frame], *, gzip: bool) -> None:
    """Send events as JSON Lines, each as soon as it is there.

    The status is sent with the first event, so a refusal before it can still be one.
    """
    compressor = Compressor() if gzip else None
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
    async with aclosing(frames):
        async for frame in frames:
            if frame.kind not in EVENTS:
                continue
            if not begun:
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                begun = True
            line = frame.payload + b"\n"
            body = line if compressor is None else compressor.piece(line)
            await send({"type": "http.response.body", "body": body, "more_body": True})
    end = b"" if compressor is None else compressor.end()
    await send({"type": "http.response.body", "body": end, "more_body": False})
