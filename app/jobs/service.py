"""Experiments by request: from the cache, from one that is being computed, or from a worker."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from app.jobs.account import account
from app.jobs.cache import ResultCache
from app.jobs.frames import Frame, Kind, failed_event, frame_of
from app.jobs.packing import Piece, ending
from app.jobs.pool import Pool
from app.jobs.process import WorkerLostError
from app.jobs.recording import Recording

if TYPE_CHECKING:
    # Only its name: with the models behind it the server would start half a second later.
    from app.jobs.plan import Plan

WORKER_LOST: Final = "The process that computed this was lost; another takes its place. Try again."

STOPPED: Final = "The server is being stopped or replaced. Try again in a moment."

#: Workers tried before a job is given up; a second one is tried only if the first never began.
ATTEMPTS: Final = 2


class Simulations:
    """Runs plans on the pool, each once at a time, and remembers what came of them."""

    def __init__(self, pool: Pool, cache: ResultCache) -> None:
        self.pool = pool
        self.cache = cache
        self._recordings: dict[str, Recording] = {}

    async def frames(self, plan: "Plan", client: str) -> AsyncGenerator[Frame]:
        """Give the events of an experiment in pieces; the last frame is DONE, FAILED or REFUSED.

        Raises:
            BusyError: at once, if there is no place to wait.
        """
        account().estimate_s = plan.seconds
        remembered = self.cache.get(plan.key)
        if remembered is not None:
            account().source = "cached"
            yield remembered
            return
        recording = self._recordings.get(plan.key)
        if recording is None:
            account().source = "computed"
            recording = self._record(plan, client)
        else:
            account().source = "shared"
        async with aclosing(recording.read()) as frames:
            async for frame in frames:
                yield frame

    def close(self) -> None:
        """Stop everything under way."""
        for recording in list(self._recordings.values()):
            recording.cancel()

    def _record(self, plan: "Plan", client: str) -> Recording:
        def keep(recording: Recording, frame: Frame) -> None:
            if frame.kind is Kind.DONE and recording.joinable:
                self.cache.put(plan.key, recording.frames)

        def close() -> None:
            if self._recordings.get(plan.key) is recording:
                del self._recordings[plan.key]

        source = self._computed(plan, client)
        recording = Recording(source, self.cache.largest, keep, close)
        self._recordings[plan.key] = recording
        return recording

    async def _computed(self, plan: "Plan", client: str) -> AsyncGenerator[Frame]:
        given: Piece | None = None
        for _ in range(ATTEMPTS):
            async with self.pool.worker(client, plan.seconds) as worker:
                try:
                    async with aclosing(worker.run(plan.request)) as run:
                        async for frame in run:
                            given = Piece(*frame[1:])
                            yield frame
                    return
                except WorkerLostError:
                    # One that was lost while it was idle has not begun: nothing is lost with it.
                    if given is not None:
                        break
        why = STOPPED if self.pool.closing else WORKER_LOST
        yield frame_of(Kind.FAILED, ending(failed_event(why), given))
