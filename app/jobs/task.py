"""A job under way in a worker: what its computation asks it and tells it."""

import os
from collections.abc import Callable
from time import process_time

from app.jobs.compression import Packer
from app.jobs.frames import Frame, Kind, frame_of, header


class BrokenOffError(Exception):
    """A computation cannot go on after its first events; the message says why, for people."""


class Task:
    """One job under way, whose events go to the file ``target``.

    It must stop when it is cancelled, or when it has used ``seconds`` of processor time. Events go
    out as pieces of several lines (``app.jobs.compression``), because each frame costs the server
    more than its bytes do.
    """

    def __init__(
        self, target: int, number: int, seconds: float, is_cancelled: Callable[[], bool]
    ) -> None:
        self.is_cancelled = is_cancelled
        self._target = target
        self._number = number
        self._until = process_time() + seconds
        self._packer = Packer()

    def should_stop(self) -> bool:
        """Send the events that have waited long enough; return whether to stop now."""
        self._keep_up()
        return self.is_cancelled() or process_time() > self._until

    def event(self, line: bytes) -> None:
        """Send an event, at the latest at the next ``should_stop``."""
        self._packer.add(line)
        self._keep_up()

    def end(self, kind: Kind, line: bytes) -> None:
        """Send the event that ends the stream, DONE or FAILED, with all events that wait."""
        self._packer.add(line)
        self.send(frame_of(kind, self._packer.piece(last=True)))

    def send(self, frame: Frame) -> None:
        """Send a frame; waits while the server has not read."""
        # In two parts, because joining them would copy what may be many megabytes.
        write(self._target, header(frame, self._number))
        write(self._target, frame.payload)

    def _keep_up(self) -> None:
        if self._packer.due:
            self.send(frame_of(Kind.PIECE, self._packer.piece(last=False)))


def write(target: int, data: bytes) -> None:
    """Write all of the data to a file."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(target, rest) :]
