"""The server's side of one worker process.

A process of its own per worker, started from a fresh interpreter: computing in Python threads
would share one lock with the event loop, and a fork would copy whatever the server's threads hold.
The pipe is the back-pressure: a worker whose events are not read waits in its next write.

A worker may hang. One that is stopped is silent (``app.jobs.heartbeat``); one that lives but does
not get on with its job has a deadline: so many seconds of the clock that this side has waited for
it. What a slow reader takes is not counted.
"""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final

from app.jobs.frames import HEADER, Frame, Kind, pack
from app.jobs.heartbeat import VARIABLE, Heartbeat
from app.limits import LIMITS

log = logging.getLogger(__name__)

#: Bytes of events the server holds unread per worker, beside the kernel's pipe.
READ_AHEAD: Final = 256 * 1024
#: Seconds a worker has to end a cancelled job; it asks every few minibatches. Then it is killed.
CANCEL_SECONDS: Final = 2.0

#: Times ``compute_seconds`` that a job is waited for: cores are shared with others.
DEADLINE_SHARE: Final = 4.0

_ROOT: Final = Path(__file__).resolve().parent.parent.parent


class WorkerLostError(Exception):
    """The worker process ended in the middle of a job."""


class WorkerProcess:
    """One worker process; does one job at a time."""

    def __init__(self, process: Process, heartbeat: Heartbeat) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker is spoken to by pipes")
        self._process = process
        self._heartbeat = heartbeat
        self._stdin = process.stdin
        self._stdout = process.stdout
        # A pipe has one reader at a time, and none but the end of it once the process is killed.
        self._reading = asyncio.Lock()
        self._killed = False
        self._header: tuple[int, int, int, int, int] | None = None
        self._job = 0
        self._running = False

    @classmethod
    async def start(cls) -> "WorkerProcess":
        """Start a process; it answers jobs once it has loaded NumPy, a fraction of a second on."""
        environment = dict(os.environ)
        found = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), found] if found else [str(_ROOT)])
        heartbeat = Heartbeat()
        if heartbeat.inherited:
            environment[VARIABLE] = str(heartbeat.writing)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app.jobs.worker",
            stdin=PIPE,
            stdout=PIPE,
            env=environment,
            limit=READ_AHEAD,
            pass_fds=heartbeat.inherited,
        )
        await heartbeat.listen()
        return cls(process, heartbeat)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def busy(self) -> bool:
        """Whether a job has not come to its end."""
        return self._running

    async def ready(self) -> None:
        """Wait until jobs are taken; raise WorkerLostError if the process ends before."""
        frame = await self._read(0)
        if frame.kind is not Kind.READY:
            raise WorkerLostError(f"worker {self.pid} began with {frame.kind.name}")

    async def run(self, packed: bytes) -> AsyncGenerator[Frame]:
        """Do a packed job; yield its frames, all but END.

        Raises:
            WorkerLostError: the process ends, or does not get on with the job.
        """
        self._job += 1
        self._running = True
        left = DEADLINE_SHARE * LIMITS.compute_seconds
        await self._send(pack(Kind.JOB, self._job, packed))
        while True:
            began = monotonic()
            try:
                async with asyncio.timeout(left):
                    frame = await self._read(self._job)
            except TimeoutError as error:
                log.error("Worker %d does not get on with its job; it is killed", self.pid)
                raise WorkerLostError(f"worker {self.pid} hangs") from error
            left -= monotonic() - began
            if frame.kind is Kind.END:
                self._running = False
                return
            yield frame

    async def settle(self) -> bool:
        """Make the worker free again, giving up a job that still runs.

        False if that did not succeed: the process is gone or does not hear.
        """
        if not self._running:
            return self._process.returncode is None
        try:
            async with asyncio.timeout(CANCEL_SECONDS):
                await self._send(pack(Kind.CANCEL, self._job))
                while (await self._read(self._job)).kind is not Kind.END:
                    pass
        except (WorkerLostError, TimeoutError):
            return False
        self._running = False
        return True

    async def ended(self) -> int:
        """Wait for the end of the process; give its exit code."""
        return await self._process.wait()

    async def end_if_silent(self) -> None:
        """Wait until the process gives no sign of life any more, and end it."""
        await self._heartbeat.silence()
        log.error("Worker %d gives no sign of life; it is killed", self.pid)
        with suppress(ProcessLookupError):
            self._process.kill()

    async def kill(self) -> None:
        """End the process at once."""
        self._killed = True
        with suppress(ProcessLookupError):
            self._process.kill()
        # asyncio sees the end of a process only after the end of its output, which a full buffer
        # keeps it from reading. Who waits for a frame now gets there first, and is told.
        async with self._reading:
            while await self._stdout.read(READ_AHEAD):
                pass
        await self._process.wait()
        self._stdin.close()
        self._heartbeat.close()

    async def _send(self, data: bytes) -> None:
        try:
            self._stdin.write(data)
            await self._stdin.drain()
        except (OSError, RuntimeError) as error:
            # The second is uvloop's word for a pipe that this side has closed.
            raise WorkerLostError(f"worker {self.pid} takes no jobs") from error

    async def _read(self, job: int) -> Frame:
        """Read the next frame of a job. Loses nothing when it is cancelled half-way."""
        async with self._reading:
            while True:
                if self._killed:
                    raise WorkerLostError(f"worker {self.pid} was ended")
                try:
                    if self._header is None:
                        self._header = HEADER.unpack(await self._stdout.readexactly(HEADER.size))
                    kind, number, length, crc, size = self._header
                    payload = await self._stdout.readexactly(length)
                except (asyncio.IncompleteReadError, OSError) as error:
                    raise WorkerLostError(f"worker {self.pid} ended") from error
                self._header = None
                if number == job:
                    return Frame(Kind(kind), payload, crc, size)
