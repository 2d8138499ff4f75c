"""One computation for all requests that ask for the same at the same time.

Every reader gets the first frame, whenever it came. A reader that leaves does not stop the others;
when the last one leaves, the computation stops. It goes on only when some reader has taken all
there is, so that the fastest reader sets the pace, and what is held for the others is bounded.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from app.jobs.cache import weight
from app.jobs.frames import Frame


@dataclass(eq=False, slots=True)
class _Reader:
    """How many frames one reader has taken."""

    taken: int = 0


class SharedStream:
    """The frames of one computation, while it runs.

    At most about ``capacity`` bytes are held. A longer one can be followed by the readers that it
    has, but takes no new ones: ``joinable`` says so. ``on_frame`` is called with each new frame
    and ``on_close`` once, when no reader may join any more.
    """

    def __init__(
        self,
        source: AsyncGenerator[Frame],
        capacity: int,
        on_frame: Callable[["SharedStream", Frame], None],
        on_close: Callable[[], None],
    ) -> None:
        self._capacity = capacity
        self._on_frame = on_frame
        self._on_close = on_close
        self._frames: deque[Frame] = deque()
        self._dropped = 0
        self._held = 0
        self._readers: set[_Reader] = set()
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        self._task = asyncio.create_task(self._produce(source))
        self._task.add_done_callback(self._ended)

    @property
    def joinable(self) -> bool:
        """Whether a newcomer still finds the first frame."""
        return not self._dropped

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames that are held; all so far, while this is joinable."""
        return tuple(self._frames)

    async def read(self) -> AsyncGenerator[Frame]:
        """Yield the frames from the first one on, each when it is there.

        Raises:
            BusyError: and whatever else the computation ended with.
        """
        reader = _Reader()
        self._readers.add(reader)
        try:
            while True:
                if reader.taken < self._dropped + len(self._frames):
                    yield self._frames[reader.taken - self._dropped]
                    reader.taken += 1
                    if self._held > self._capacity:
                        self._wanted.set()
                elif self._task.done():
                    self._task.result()
                    return
                else:
                    self._wanted.set()
                    await self._news.wait()
        finally:
            self._readers.discard(reader)
            self._wanted.set()
            if not self._readers and not self._task.done():
                self._task.cancel()
                self._on_close()

    def cancel(self) -> None:
        """Stop the computation; its readers are cancelled with it."""
        self._task.cancel()

    async def _produce(self, source: AsyncGenerator[Frame]) -> None:
        async with aclosing(source):
            async for frame in source:
                self._frames.append(frame)
                self._held += weight(frame)
                self._on_frame(self, frame)
                self._tell()
                await self._wait_until_wanted()

    async def _wait_until_wanted(self) -> None:
        while True:
            self._forget()
            end = self._dropped + len(self._frames)
            wanted = any(reader.taken == end for reader in self._readers)
            if wanted and self._held <= self._capacity:
                return
            self._wanted.clear()
            await self._wanted.wait()

    def _forget(self) -> None:
        """Let go of what all readers have taken, once more is held than may be."""
        slowest = min((reader.taken for reader in self._readers), default=0)
        while self._held > self._capacity and self._dropped < slowest:
            if self.joinable:
                self._on_close()
            self._held -= weight(self._frames.popleft())
            self._dropped += 1

    def _tell(self) -> None:
        """Wake the readers that wait now."""
        self._news.set()
        self._news = asyncio.Event()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            # Looked at, because all readers may have gone before this ended.
            task.exception()
        self._on_close()
        # The callbacks hold this stream, and it holds them: such a ring would keep its megabytes
        # until Python looks for rings, which it seldom does where few but large objects are made.
        self._on_frame = _ignore
        self._on_close = _ignore
        self._tell()


def _ignore(*_: object) -> None:
    """Do nothing, once all is over."""
