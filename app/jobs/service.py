"""Experiments by request: from the cache if they were done before, otherwise from a worker."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from app.jobs.cache import ResultCache, weight
from app.jobs.encode import encode_failed
from app.jobs.frames import Frame, Kind
from app.jobs.pool import Pool
from app.jobs.process import WorkerLostError
from app.schemas.cost import estimate, refuse_excess
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.version import results_version

WORKER_LOST: Final = "The process that computed this was lost; another takes its place. Try again."

#: Workers tried before a job is given up; a second one is tried only if the first never began.
ATTEMPTS: Final = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """An experiment that may run: its resolved request as JSON, its cost, its name."""

    request: bytes
    seconds: float
    key: str

    @classmethod
    def of(cls, request: SimulationRequest, *, in_one_piece: bool) -> Self:
        """Resolve a request and estimate its work.

        An answer ``in_one_piece`` is held until it is whole.

        Raises:
            RefusedError: its fields do not fit together, or it is too much work.
        """
        resolved = resolve(request)
        cost = estimate(resolved)
        refuse_excess(cost, in_one_piece=in_one_piece)
        written = resolved.request.model_dump_json().encode()
        digest = sha256(results_version().encode() + written).hexdigest()
        return cls(written, cost.seconds, digest[:32])


class Simulations:
    """Runs plans on the pool and remembers what came of them."""

    def __init__(self, pool: Pool, cache: ResultCache) -> None:
        self.pool = pool
        self.cache = cache

    async def frames(self, plan: Plan, client: str) -> AsyncGenerator[Frame]:
        """Give the events of an experiment; the last is DONE, FAILED or REFUSED.

        Raises:
            BusyError: at once, if there is no place to wait.
        """
        remembered = self.cache.get(plan.key)
        if remembered is not None:
            for frame in remembered:
                yield frame
            return
        kept: list[Frame] = []
        size = 0
        async with aclosing(self._computed(plan, client)) as computed:
            async for frame in computed:
                size += weight((frame,))
                if size <= self.cache.largest:
                    kept.append(frame)
                else:
                    kept.clear()
                # Before it is given away: nobody asks for more after the last one.
                if frame.kind is Kind.DONE and kept:
                    self.cache.put(plan.key, tuple(kept))
                yield frame

    async def _computed(self, plan: Plan, client: str) -> AsyncGenerator[Frame]:
        begun = False
        for _ in range(ATTEMPTS):
            async with self.pool.worker(client, plan.seconds) as worker:
                try:
                    async with aclosing(worker.run(plan.request)) as run:
                        async for frame in run:
                            begun = True
                            yield frame
                    return
                except WorkerLostError:
                    # One that was lost while it was idle has not begun: nothing is lost with it.
                    if begun:
                        break
        yield Frame(Kind.FAILED, encode_failed(WORKER_LOST))
