"""Answers that are computed while they are sent, and given up when the client goes away."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.jobs.compression import Unpacker, compressed, text_of
from app.jobs.frames import Frame, Kind
from app.jobs.job import Job
from app.jobs.service import JobService, failure
from app.web.encoding import VARY, accepts_gzip, matches

JSON_LINES: Final = "application/jsonl"
NOT_KEPT: Final[Mapping[str, str]] = {"cache-control": "no-store"}
#: Bytes that are handed to a connection at once.
SLICE_BYTES: Final = 64 * 1024
#: Higher levels save 2 % of base64 for up to twice the time.
FASTEST: Final = 1


def jobs_of(request: Request) -> JobService:
    """Return the application's service for jobs."""
    service: JobService = request.app.state.jobs
    return service


def client_of(request: Request) -> str:
    """Return the address that tells clients apart."""
    return request.client.host if request.client else "local"


class Work(Response):
    """A response that does its work when it is sent, and stops when the client goes away."""

    def __init__(self, work: Callable[[Send], Awaitable[None]]) -> None:
        super().__init__()
        self._work = work

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Do the work."""
        with suppress(ClientDisconnect):
            await while_connected(receive, self._work(send))


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


@dataclass(frozen=True, slots=True)
class Form:
    """How a question's answer is sent: its media type, and its body made from the JSON."""

    media_type: str
    body: Callable[[bytes], bytes]


def answered(
    request: Request, job: Job, headers: Mapping[str, str], form: Form | None = None
) -> Response:
    """Return the response that waits for a question's answer; without a form, as JSON."""

    async def parts(*, gzip: bool) -> Sequence[bytes]:
        pieces = await jobs_of(request).pieces(job, client_of(request))
        if gzip and form is None:
            return pieces
        text = await asyncio.to_thread(text_of, pieces)
        if form is None:
            return [text]
        body = form.body(text)
        return [await asyncio.to_thread(compressed, [body], FASTEST) if gzip else body]

    media_type = "application/json" if form is None else form.media_type
    return document_response(request, parts, {**headers, "content-type": media_type})


def answered_by_address(
    request: Request, job: Job, headers: Mapping[str, str] | None = None, form: Form | None = None
) -> Response:
    """Return the response to a question that stands in the address, see ``unless_known``."""
    etag = f'W/"{job.key}"'
    return unless_known(request, etag, lambda sent: answered(request, job, sent, form), headers)


def unless_known(
    request: Request,
    etag: str,
    answer: Callable[[Mapping[str, str]], Response],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return 304 if the client has the answer of this ETag already, else what ``answer`` makes.

    ``answer`` is given the headers to send. Without ``headers``, caches may keep it: the same
    question has the same answer.
    """
    sent = {**(kept_by_caches(request) if headers is None else headers), "etag": etag}
    if matches(request, etag):
        return Response(status_code=304, headers={**sent, **VARY})
    return answer(sent)


def kept_by_caches(request: Request) -> dict[str, str]:
    """Return the header of answers that caches may keep for as long as the operator says."""
    return {"cache-control": f"public, max-age={request.app.state.settings.cache_seconds}"}


def document_response(
    request: Request,
    make: Callable[..., Awaitable[Sequence[bytes]]],
    headers: Mapping[str, str],
) -> Response:
    """Return the response of a document in parts: ``make(gzip=...)`` makes them when it is sent."""

    async def work(send: Send) -> None:
        gzip = accepts_gzip(request)
        parts = await make(gzip=gzip)
        written = {**headers, **VARY, "content-length": str(sum(map(len, parts)))}
        if gzip:
            written["content-encoding"] = "gzip"
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in written.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return Work(work)


def streamed(request: Request, job: Job) -> Response:
    """Return the response that gives a job's events as JSON Lines, as they are computed."""

    async def work(send: Send) -> None:
        service = jobs_of(request)
        frames = service.frames(job, client_of(request))
        service.pool.statistics.streams += 1
        try:
            await send_frames(send, frames, gzip=accepts_gzip(request))
        finally:
            service.pool.statistics.streams -= 1

    return Work(work)


async def send_frames(send: Send, frames: AsyncGenerator[Frame], *, gzip: bool) -> None:
    """Send events as JSON Lines, as soon as they are there, unpacked unless ``gzip``.

    A failure is an event like others.
    """
    async with aclosing(frames):
        await _send(send, frames, {"content-type": JSON_LINES, **NOT_KEPT}, gzip=gzip)


async def send_whole_frames(
    send: Send, frames: AsyncGenerator[Frame], headers: Mapping[str, str], *, gzip: bool
) -> None:
    """Send a text as soon as its parts are there, one that cannot tell in itself that it broke off.

    If it does, the connection ends before the answer does, which every client notices, or 503 is
    answered where nothing was sent yet.

    Raises:
        FailedError: before anything was sent.
    """
    failed: list[Frame] = []

    async def sound() -> AsyncGenerator[Frame]:
        begun = False
        async for frame in frames:
            if frame.kind is Kind.FAILED:
                if not begun:
                    raise failure([frame.payload])
                failed.append(frame)
                return
            begun = True
            yield frame

    async with aclosing(frames):
        await _send(send, sound(), headers, gzip=gzip, ended=lambda: not failed)


async def _send(
    send: Send,
    frames: AsyncGenerator[Frame],
    headers: Mapping[str, str],
    *,
    gzip: bool,
    ended: Callable[[], bool] = lambda: True,
) -> None:
    """Send frames as they come; the answer is left open unless it ``ended``.

    The status is sent with the first frame, so a refusal before it can still be one.
    """
    # nginx would hold events back to fill its buffers.
    written = {**headers, **VARY, "x-accel-buffering": "no"}
    if gzip:
        written["content-encoding"] = "gzip"
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in written.items()]
    begun = False
    unpacker = None if gzip else Unpacker()
    async for frame in frames:
        if not begun:
            await send({"type": "http.response.start", "status": 200, "headers": raw})
            begun = True
        async for body in _bodies(frame.payload, unpacker):
            await send({"type": "http.response.body", "body": body, "more_body": True})
    if ended():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _bodies(packed: bytes, unpacker: Unpacker | None) -> AsyncGenerator[bytes]:
    """Yield a frame's payload in parts: one may be a whole kept result, of many megabytes."""
    for start in range(0, len(packed), SLICE_BYTES):
        part = packed[start : start + SLICE_BYTES]
        if unpacker is None:
            yield part
            continue
        text = unpacker.text(part)
        while body := await asyncio.to_thread(next, text, b""):
            yield body
