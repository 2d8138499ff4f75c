"""How the server sees that a worker is alive: a byte from it every second, beside its answers.

Of its own pipe, because a worker that waits for its reader, or computes at length, says nothing in
the other. A stopped process, one that swaps itself to death, one whose interpreter is stuck: all
of them fall silent here. What is silent is killed, and another takes its place.
"""

import asyncio
import os
import sys
import threading
from contextlib import suppress
from typing import Final

#: The variable that tells a worker which file it is to write to.
VARIABLE: Final = "_UNCLONE_HEARTBEAT"
#: Seconds between two beats.
BEAT_SECONDS: Final = 1.0
#: Seconds of silence after which a worker is lost; nothing here keeps Python's lock as long.
SILENT_SECONDS: Final = 10.0

#: Seconds until the first beat: loading NumPy takes many where a machine has just started.
START_SECONDS: Final = 60.0


class Heartbeat(asyncio.Protocol):
    """The server's end of the pipe. On Windows, whose processes inherit no pipe so, there is none.

    Silence is counted in looks, not by the clock: a server that was itself stopped for an hour does
    not take that hour for its workers' silence.
    """

    def __init__(self) -> None:
        self._reading, self.writing = os.pipe() if sys.platform != "win32" else (-1, -1)
        self._heard = False
        self._transport: asyncio.ReadTransport | None = None

    @property
    def inherited(self) -> tuple[int, ...]:
        """The files that the worker needs."""
        return (self.writing,) if self.writing >= 0 else ()

    def data_received(self, _data: bytes) -> None:
        """Note a beat."""
        self._heard = True

    async def listen(self) -> None:
        """Begin to listen, once the worker has its end; this process's copy of it is closed."""
        if self._reading < 0:
            return
        os.close(self.writing)
        pipe = os.fdopen(self._reading, "rb", buffering=0)
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.connect_read_pipe(lambda: self, pipe)

    async def silence(self) -> None:
        """Wait until the worker has been silent for too long."""
        if self._transport is None:
            await asyncio.Event().wait()
        silent, most = 0.0, START_SECONDS
        while silent < most:
            self._heard = False
            await asyncio.sleep(BEAT_SECONDS)
            silent += BEAT_SECONDS
            if self._heard:
                silent, most = 0.0, SILENT_SECONDS

    def close(self) -> None:
        """Listen no more."""
        if self._transport is not None:
            self._transport.close()


def beat() -> None:
    """Begin, in a worker, to tell the server every second that this process is alive."""
    target = os.environ.get(VARIABLE)
    if target:
        threading.Thread(target=_beat, args=(int(target),), daemon=True).start()


def _beat(target: int) -> None:
    pause = threading.Event()
    # The server does not listen any more: the worker's other thread sees that too, and ends it.
    with suppress(OSError):
        while True:
            os.write(target, b".")
            pause.wait(BEAT_SECONDS)
