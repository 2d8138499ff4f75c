"""The worker processes, each given to one experiment at a time, and replaced when one is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Final

from app.jobs.admission import SHORTEST_RETRY, Admission, BusyError, Ticket
from app.jobs.process import WorkerLostError, WorkerProcess
from app.jobs.request_figures import request_figures
from app.jobs.statistics import Statistics

log = logging.getLogger(__name__)

#: Seconds before a worker that could not be started is tried again; doubled up to the second.
FIRST_RETRY: Final = 0.2
LAST_RETRY: Final = 5.0


class Pool:
    """Worker processes behind an admission queue."""

    def __init__(self, workers: int) -> None:
        self.admission = Admission(workers)
        self.statistics = Statistics()
        # The one that worked last first: what it needs is in its caches still.
        self._idle: asyncio.LifoQueue[WorkerProcess | None] = asyncio.LifoQueue()
        self._processes: set[WorkerProcess] = set()
        self._admitted: set[asyncio.Future[None]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._one_is_up = asyncio.Event()

    def start(self) -> None:
        """Begin to start the processes; returns before they are up.

        One first: starting all at once on few cores, none would be up sooner than the last.
        """
        self._spawn(self._supply())
        for _ in range(self.admission.slots - 1):
            self._spawn(self._supply_after_the_first())

    @property
    def ready(self) -> bool:
        """Whether at least one process is up."""
        return not self._closing and bool(self._processes)

    @property
    def up(self) -> int:
        """The number of processes that are up."""
        return len(self._processes)

    @property
    def closing(self) -> bool:
        """Whether nothing more is computed here."""
        return self._closing

    def give_up(self) -> None:
        """Break off what runs and refuse what waits: the server is about to end.

        The readers of an experiment get its failed event, which a closed connection would not give.
        """
        self._closing = True
        for admitted in self._admitted:
            if not admitted.done():
                admitted.set_exception(BusyError(SHORTEST_RETRY))
        for _ in range(self.admission.slots):
            self._idle.put_nowait(None)
        for process in self._processes:
            self._spawn(process.kill())

    async def close(self) -> None:
        """End all processes and everything under way."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(process.kill() for process in self._processes))
        self._processes.clear()

    @asynccontextmanager
    async def worker(self, client: str, seconds: float) -> AsyncIterator[WorkerProcess]:
        """Wait for a worker and hold it for the block; then it is free again, whatever happened.

        Raises:
            BusyError: at once, if there is no place to wait.
        """
        if self._closing:
            raise BusyError(SHORTEST_RETRY)
        admitted = asyncio.get_running_loop().create_future()
        ticket = Ticket(client, seconds, lambda: _settle(admitted))
        try:
            self.admission.enter(ticket)
        except BusyError:
            self.statistics.turned_away += 1
            raise
        self._admitted.add(admitted)
        process: WorkerProcess | None = None
        figures, entered = request_figures(), monotonic()
        began = entered
        try:
            await admitted
            process = await self._take()
            began = monotonic()
            figures.queue_s = began - entered
            self.statistics.queue_s.observe(figures.queue_s)
            yield process
        finally:
            self._admitted.discard(admitted)
            if process is not None:
                figures.compute_s = monotonic() - began
                self.statistics.compute_s.observe(figures.compute_s)
                if not process.busy:
                    self.admission.note(ticket, figures.compute_s)
            # In a task of its own: the one that ends here may be cancelled, the slot must not be.
            self._spawn(self._release(ticket, process))

    async def _take(self) -> WorkerProcess:
        while True:
            process = await self._idle.get()
            if self._closing or process is None:
                raise BusyError(SHORTEST_RETRY)
            if process in self._processes:
                return process

    async def _release(self, ticket: Ticket, process: WorkerProcess | None) -> None:
        try:
            if process is not None and await process.settle():
                self._idle.put_nowait(process)
            elif process is not None:
                await process.kill()
        finally:
            self.admission.leave(ticket)

    async def _supply_after_the_first(self) -> None:
        await self._one_is_up.wait()
        await self._supply()

    async def _supply(self) -> None:
        """Keep one process up: start it, and start another when it ends."""
        pause = FIRST_RETRY
        while True:
            process: WorkerProcess | None = None
            watching: asyncio.Task[None] | None = None
            try:
                process = await WorkerProcess.start()
                watching = self._spawn(process.end_if_silent())
                await process.ready()
            except (OSError, WorkerLostError) as error:
                log.warning("A worker could not be started: %s", error)
                if watching is not None:
                    watching.cancel()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LAST_RETRY)
                continue
            except asyncio.CancelledError:
                if process is not None:
                    await process.kill()
                raise
            if self._closing:
                await process.kill()
                return
            pause = FIRST_RETRY
            self._processes.add(process)
            self._one_is_up.set()
            self._idle.put_nowait(process)
            code = await process.ended()
            watching.cancel()
            self._processes.discard(process)
            if self._closing:
                return
            self.statistics.workers_lost += 1
            log.warning("Worker %d ended with code %d; another takes its place", process.pid, code)

    def _spawn(self, coroutine: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _settle(admitted: "asyncio.Future[None]") -> None:
    """Let a request that still waits go on."""
    if not admitted.done():
        admitted.set_result(None)
