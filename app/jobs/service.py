"""The one way of every job: from the cache, from one under way, or from a worker."""

import json
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Final

from app.jobs.cache import ResultCache
from app.jobs.compression import Piece, ending, lines_of
from app.jobs.frames import Frame, Kind, frame_of
from app.jobs.job import Job
from app.jobs.pool import Pool
from app.jobs.process import WorkerLostError
from app.jobs.request_figures import request_figures
from app.jobs.shared_stream import SharedStream
from app.schemas.refusals import RefusedError
from app.wire.encoder import encode
from app.wire.stream import FailedLine

WORKER_LOST: Final = "The process that computed this was lost; another takes its place. Try again."

STOPPED: Final = "The server is being stopped or replaced. Try again in a moment."

#: Workers tried before a job is given up; a second one is tried only if the first never began.
ATTEMPTS: Final = 2


class FailedError(Exception):
    """A job broke off; the message says why, for people."""


def failure(pieces: Iterable[bytes]) -> FailedError:
    """Return the error that the last event of a stream tells of, a ``failed`` one."""
    *_, event = lines_of(pieces)
    return FailedError(json.loads(event)["message"])


class JobService:
    """Has jobs done by the pool, each once at a time, and remembers their results."""

    def __init__(self, pool: Pool, cache: ResultCache) -> None:
        self.pool = pool
        self.cache = cache
        self._under_way: dict[str, SharedStream] = {}

    async def frames(self, job: Job, client: str) -> AsyncGenerator[Frame]:
        """Yield the events of a job in pieces; the last frame is DONE or FAILED.

        Raises:
            BusyError: at once, if there is no place to wait.
            RefusedError: the worker found that the request cannot be computed.
        """
        figures = request_figures()
        figures.estimate_s = job.seconds
        remembered = self.cache.get(job.key)
        if remembered is not None:
            figures.source = "cached"
            yield remembered
            return
        stream = self._under_way.get(job.key)
        figures.source = "computed" if stream is None else "shared"
        if stream is None:
            stream = self._begin(job, client)
        async with aclosing(stream.read()) as frames:
            async for frame in frames:
                if frame.kind is Kind.REFUSED:
                    raise RefusedError(json.loads(frame.payload))
                if frame.last:
                    figures.ending = frame.kind.name.lower()
                yield frame

    async def pieces(self, job: Job, client: str) -> list[bytes]:
        """Return the whole gzip stream of a job, in its pieces.

        Raises:
            BusyError: at once, if there is no place to wait.
            RefusedError: the worker found that the request cannot be computed.
            FailedError: the worker was lost, or the job took too long.
        """
        async with aclosing(self.frames(job, client)) as frames:
            collected = [frame async for frame in frames]
        pieces = [frame.payload for frame in collected]
        if collected[-1].kind is Kind.FAILED:
            raise failure(pieces)
        return pieces

    def close(self) -> None:
        """Stop everything under way."""
        for stream in list(self._under_way.values()):
            stream.cancel()

    def _begin(self, job: Job, client: str) -> SharedStream:
        def keep(stream: SharedStream, frame: Frame) -> None:
            if frame.kind is Kind.DONE and stream.joinable:
                self.cache.put(job.key, stream.frames)

        def close() -> None:
            if self._under_way.get(job.key) is stream:
                del self._under_way[job.key]

        source = self._computed(job, client)
        stream = SharedStream(source, self.cache.largest, keep, close)
        self._under_way[job.key] = stream
        return stream

    async def _computed(self, job: Job, client: str) -> AsyncGenerator[Frame]:
        given: Piece | None = None
        for _ in range(ATTEMPTS):
            async with self.pool.worker(client, job.seconds) as worker:
                try:
                    async with aclosing(worker.run(job.packed())) as run:
                        async for frame in run:
                            given = Piece(*frame[1:])
                            yield frame
                    return
                except WorkerLostError:
                    # One that was lost while it was idle has not begun: nothing is lost with it.
                    if given is not None:
                        break
        why = STOPPED if self.pool.closing else WORKER_LOST
        yield frame_of(Kind.FAILED, ending(encode(FailedLine(why)), given))
