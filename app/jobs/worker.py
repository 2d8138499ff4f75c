"""A worker process: takes one job after another from its standard input and answers on its output.

Started as ``python -m app.jobs.worker``. Computation has the main thread; a second one waits for
what the server says, so that a cancelled job stops at its next question, and so that the process
ends with the server, however that ended.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from queue import SimpleQueue
from typing import BinaryIO, Final

from pydantic_core import to_json

from app.engine.errors import BrokenClonesError, StoppedError
from app.jobs.frames import HEADER, Frame, Kind, pack
from app.jobs.heartbeat import beat
from app.jobs.job import unpack
from app.jobs.task import BrokenOffError, Task, write
from app.limits import LIMITS
from app.logs import configure
from app.schemas.refusals import RefusedError
from app.wire.encoder import encode
from app.wire.stream import FailedLine

#: Loaded before the first job, because most need it; all else is loaded when a job names it.
PRELOADED: Final = "app.questions.simulate.compute"
#: How much a worker gives way to the server, which must answer while all cores compute.
NICENESS: Final = 5

OUT_OF_TIME: Final = (
    f"Stopped after {LIMITS.compute_seconds:g} seconds of computing, the most one experiment may "
    "take. Lower epochs, hidden_layers, runs or the number of samples."
)
OUT_OF_MEMORY: Final = "The server ran out of memory."
UNFORESEEN: Final = "Something went wrong in the server. It is not your request's fault."

# By name, because this module is run as __main__, which is none of the application's loggers.
log = logging.getLogger("app.jobs.worker")

#: Linux's PR_SET_PDEATHSIG: the signal that a process gets when its parent has ended.
_PARENT_DEATH_SIGNAL: Final = 1


class Control:
    """What the server has said: jobs to do, and the number of the last one it cancelled."""

    def __init__(self, source: BinaryIO) -> None:
        self.jobs: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
        self.cancelled = -1
        self._source = source

    def listen(self) -> None:
        """Take in frames until the server is gone; then end this process."""
        while head := self._source.read(HEADER.size):
            kind, job, length, _, _ = HEADER.unpack(head)
            payload = self._source.read(length)
            if kind == Kind.JOB:
                self.jobs.put((job, payload))
            elif kind == Kind.CANCEL:
                self.cancelled = job
        # The server is gone, so nothing is left to do: leave without waiting for the main thread.
        os._exit(0)

    def cancels(self, job: int) -> Callable[[], bool]:
        """Return what tells whether the server has cancelled a job."""
        return lambda: self.cancelled == job


def do(packed: bytes, task: Task) -> None:
    """Do one job and send its frames, all but END.

    A cancelled job just stops; one that has used up its time says so.
    """
    try:
        module, record = unpack(packed)
        task.end(Kind.DONE, import_module(module).compute(record, task))
        return
    except RefusedError as error:
        task.send(Frame(Kind.REFUSED, to_json(error.problems)))
        return
    except StoppedError:
        failure = OUT_OF_TIME
    except BrokenOffError as error:
        failure = str(error)
    except BrokenClonesError as error:
        log.exception("The arithmetic drew clones apart")
        failure = str(error)
    except MemoryError:
        failure = OUT_OF_MEMORY
    except Exception:
        # A fault of this program, which must not cost the next job its worker.
        log.exception("A job could not be computed")
        failure = UNFORESEEN
    if not task.is_cancelled():
        task.end(Kind.FAILED, encode(FailedLine(failure)))


def end_with(parent: int) -> None:
    """Have the system end this process with the server, even where it is stopped meanwhile.

    Only Linux can. Elsewhere a worker ends when it reads that the server is gone, which one that is
    stopped does once it is continued.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # The server ended before the system was asked.
        os._exit(0)


def main() -> None:
    """Take jobs until the server is gone."""
    # The server decides when a worker ends; a signal to the whole group is meant for the server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    configure("error")
    end_with(os.getppid())
    beat()
    # Whatever a library prints must not get between the frames.
    target = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    control = Control(sys.stdin.buffer)
    threading.Thread(target=control.listen, daemon=True).start()
    preloaded = import_module(PRELOADED)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    write(target, pack(Kind.READY, 0))
    try:
        preloaded.prepare(lambda: not control.jobs.empty())
    except Exception:
        # Only time is lost by it: a job that meets the same fault answers in words.
        log.exception("The first experiment could not be prepared")
    while True:
        number, packed = control.jobs.get()
        do(packed, Task(target, number, LIMITS.compute_seconds, control.cancels(number)))
        write(target, pack(Kind.END, number))


if __name__ == "__main__":
    main()
