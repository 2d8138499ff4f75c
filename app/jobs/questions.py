"""Questions with one answer: from the cache if they were asked before, otherwise from a worker."""

import json
from asyncio import Lock
from contextlib import aclosing
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Self
from weakref import WeakValueDictionary

from app.jobs.account import account
from app.jobs.cache import ResultCache
from app.jobs.frames import Frame, Kind
from app.jobs.pool import Pool
from app.jobs.process import WorkerLostError
from app.jobs.service import ATTEMPTS, STOPPED, WORKER_LOST
from app.jobs.tasks import pack_question
from app.schemas.refusals import RefusedError
from app.version import results_version

if TYPE_CHECKING:
    # Only its name: with the models behind it the server would start half a second later.
    from app.jobs.plan import Plan

#: Of one core, to compute the lesson; measured, with a margin.
LESSON_SECONDS: Final = 6.0


class FailedError(Exception):
    """A question could not be answered; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a worker: what to ask, the estimate of its work, its name."""

    payload: bytes
    seconds: float
    key: str

    @classmethod
    def of(cls, task: str, request: bytes, seconds: float) -> Self:
        """Make one of a task of ``app.jobs.tasks`` and its resolved request as JSON."""
        payload = pack_question(task, request)
        digest = sha256(results_version().encode() + payload).hexdigest()
        return cls(payload, seconds, digest[:32])

    @classmethod
    def planned(cls, task: str, plan: "Plan") -> Self:
        """Make one of a task and what is planned for it."""
        return cls(pack_question(task, plan.request), plan.seconds, plan.key)


class Questions:
    """Has questions answered by the pool and remembers the answers."""

    def __init__(self, pool: Pool, cache: ResultCache) -> None:
        self.pool = pool
        self.cache = cache
        self._asking: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def answer(self, question: Question, client: str) -> bytes:
        """Give the answer as JSON. Who asks what is being computed waits for that.

        Raises:
            BusyError: at once, if there is no place to wait.
            RefusedError: the engine refuses the request.
            FailedError: the worker was lost, or the question took too long.
        """
        noted = account()
        noted.estimate_s = question.seconds
        lock = self._asking.setdefault(question.key, Lock())
        noted.source = "shared" if lock.locked() else "cached"
        async with lock:
            remembered = self.cache.get(question.key)
            if remembered is None:
                noted.source = "computed"
                remembered = await self._computed(question, client)
                self.cache.put(question.key, [remembered])
        return remembered.payload

    async def _computed(self, question: Question, client: str) -> Frame:
        for _ in range(ATTEMPTS):
            async with self.pool.worker(client, question.seconds) as worker:
                try:
                    async with aclosing(worker.run(question.payload, Kind.ASK)) as frames:
                        # All of them: the worker is free again after its last one.
                        (frame,) = [frame async for frame in frames]
                except WorkerLostError:
                    continue
            if frame.kind is Kind.ANSWER:
                return frame
            if frame.kind is Kind.REFUSED:
                raise RefusedError(json.loads(frame.payload))
            raise FailedError(frame.payload.decode())
        raise FailedError(STOPPED if self.pool.closing else WORKER_LOST)
