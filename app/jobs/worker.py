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
from contextlib import suppress
from queue import SimpleQueue
from time import perf_counter, process_time
from typing import BinaryIO, Final

from pydantic_core import from_json, to_json

from app.engine.errors import BrokenClonesError
from app.engine.records.events import Diverged, Snapshot, Started
from app.engine.simulation import simulate
from app.jobs import encode
from app.jobs.frames import HEADER, Frame, Kind, failed_event, frame_of, header, pack
from app.jobs.heartbeat import beat
from app.jobs.packing import Packer
from app.jobs.tasks import perform, refusing
from app.limits import LIMITS
from app.logs import configure
from app.schemas.experiment import to_experiment
from app.schemas.refusals import RefusedError
from app.schemas.request import SimulationRequest
from app.schemas.resolve import drawing_problems
from app.version import VERSION

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
    """What the server has said: jobs to do, and the number of the last one it gave up."""

    def __init__(self, source: BinaryIO) -> None:
        self.jobs: SimpleQueue[tuple[Kind, int, bytes]] = SimpleQueue()
        self.cancelled = -1
        self._source = source

    def listen(self) -> None:
        """Take in frames until the server is gone; then end this process."""
        while head := self._source.read(HEADER.size):
            kind, job, length, _, _ = HEADER.unpack(head)
            payload = self._source.read(length)
            if kind in {Kind.RUN, Kind.ASK}:
                self.jobs.put((Kind(kind), job, payload))
            elif kind == Kind.CANCEL:
                self.cancelled = job
        # Nothing is left to do and nobody to tell: leave without waiting for the main thread.
        os._exit(0)


class Watch:
    """Says when a job must stop: it was cancelled, or has had all the time it may have."""

    def __init__(self, control: Control, job: int, seconds: float) -> None:
        self._control = control
        self._job = job
        self._until = process_time() + seconds

    def __call__(self) -> bool:
        """Whether to stop now."""
        return self.cancelled or self.expired

    @property
    def cancelled(self) -> bool:
        """Whether the server gave the job up."""
        return self._control.cancelled == self._job

    @property
    def expired(self) -> bool:
        """Whether the job has used up its processor time."""
        return process_time() > self._until


class Answer:
    """What a worker says about one job, on its way to the server.

    Events go out as pieces of several lines (``app.jobs.packing``): each frame costs the server
    more than its bytes do.
    """

    def __init__(self, target: int, job: int) -> None:
        self._target = target
        self._job = job
        self._packer = Packer()

    def send(self, frame: Frame) -> None:
        """Send a frame; waits while the server has not read."""
        # Apart, because joining them would copy what may be many megabytes.
        _write(self._target, header(frame, self._job))
        _write(self._target, frame.payload)

    def event(self, line: bytes) -> None:
        """Give an event, at the latest when the engine asks next whether to stop."""
        self._packer.add(line)
        self.keep_up()

    def keep_up(self) -> None:
        """Send the events that have waited for others long enough."""
        if self._packer.due:
            self.send(frame_of(Kind.PIECE, self._packer.piece(last=False)))

    def last_event(self, kind: Kind, line: bytes) -> None:
        """Give the event that ends a stream, with all that waits."""
        self._packer.add(line)
        self.send(frame_of(kind, self._packer.piece(last=True)))


def do(kind: Kind, request: bytes, watch: Watch, answer: Answer) -> None:
    """Do one job and give its frames, END left out.

    A cancelled job just stops; one that has used up its time says so.
    """
    try:
        whole = (_answer if kind is Kind.ASK else _simulate)(request, watch, answer)
        failure = OUT_OF_TIME
    except RefusedError as error:
        answer.send(Frame(Kind.REFUSED, to_json(error.problems)))
        return
    except BrokenClonesError as error:
        log.exception("The arithmetic drew clones apart")
        whole, failure = False, str(error)
    except MemoryError:
        whole, failure = False, OUT_OF_MEMORY
    except Exception:
        # A mistake of ours, which must not cost the next job its worker.
        log.exception("A job could not be computed")
        whole, failure = False, UNFORESEEN
    if whole or watch.cancelled:
        return
    if kind is Kind.ASK:
        answer.send(Frame(Kind.UNANSWERED, failure.encode()))
    else:
        answer.last_event(Kind.FAILED, failed_event(failure))


def _answer(question: bytes, watch: Watch, answer: Answer) -> bool:
    answered = perform(question, watch)
    if answered is None:
        return False
    answer.send(Frame(Kind.ANSWER, answered))
    return True


def _simulate(request: bytes, watch: Watch, answer: Answer) -> bool:
    def should_stop() -> bool:
        answer.keep_up()
        return watch()

    began = perf_counter()
    parsed = SimulationRequest.model_validate(from_json(request))
    experiment = to_experiment(parsed)
    with refusing(lambda: drawing_problems(parsed)):
        for event in simulate(experiment, should_stop):
            if isinstance(event, Snapshot):
                answer.event(encode.encode_snapshot(event, compact=parsed.record.compact))
            elif isinstance(event, Started):
                answer.event(encode.encode_started(event, request, VERSION))
            elif isinstance(event, Diverged):
                label = experiment.runs[event.run].label
                answer.event(encode.encode_diverged(event, label))
            else:
                answer.last_event(Kind.DONE, encode.encode_done(event, perf_counter() - began))
                return True
    return False


def _write(target: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(target, rest) :]


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
        # It ended before it was asked for.
        os._exit(0)


def main() -> None:
    """Take jobs until the server is gone."""
    # The server decides when a worker ends; a signal to the whole group is meant for the server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    configure("error")
    end_with(os.getppid())
    beat()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Whatever a library prints must not get between the frames.
    target = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    control = Control(sys.stdin.buffer)
    threading.Thread(target=control.listen, daemon=True).start()
    _write(target, pack(Kind.READY, 0))
    while True:
        kind, job, request = control.jobs.get()
        watch = Watch(control, job, LIMITS.compute_seconds)
        do(kind, request, watch, Answer(target, job))
        _write(target, pack(Kind.END, job))


if __name__ == "__main__":
    main()
