"""Answers that are computed while they are sent, and given up when nobody takes them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.jobs.frames import Frame
from app.jobs.packing import Unpacker

JSON_LINES: Final = "application/jsonl"
#: Bytes that are handed to a connection at once.
SLICE_BYTES: Final = 64 * 1024


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
            await while_connected(receive, self._work(send))


async def send_frames(send: Send, frames: AsyncGenerator[Frame], *, gzip: bool) -> None:
    """Send events as JSON Lines, as soon as they are there; who takes no gzip gets them unpacked.

    The status is sent with the first events, so a refusal before them can still be one.
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
    unpacker = None if gzip else Unpacker()
    async with aclosing(frames):
        async for frame in frames:
            if not begun:
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                begun = True
            async for body in _bodies(frame.payload, unpacker):
                await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _bodies(packed: bytes, unpacker: Unpacker | None) -> AsyncGenerator[bytes]:
    """Give a frame's payload in parts: one may be a whole kept result, of many megabytes."""
    for start in range(0, len(packed), SLICE_BYTES):
        part = packed[start : start + SLICE_BYTES]
        if unpacker is None:
            yield part
            continue
        text = unpacker.text(part)
        while body := await asyncio.to_thread(next, text, b""):
            yield body
