"""Finished results kept in memory, the least recently used ones forgotten first."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from app.jobs.frames import Frame

#: A result larger than this share of the whole would push out too many others.
LARGEST_SHARE: Final = 4
#: Bytes that a frame takes beside its payload: the objects, the list's place.
FRAME_OVERHEAD: Final = 250


class ResultCache:
    """Finished results by key, each as one frame, bounded in bytes.

    In one, because the pieces of a stream, kept for long among all that is not, would leave the
    heap full of holes: a class of 300 took 410 MiB of the server in two minutes.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._results: OrderedDict[str, Frame] = OrderedDict()

    @property
    def largest(self) -> int:
        """The size in bytes above which a result is not kept."""
        return self.capacity // LARGEST_SHARE

    def get(self, key: str) -> Frame | None:
        """Return a finished result, or None."""
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def put(self, key: str, frames: Sequence[Frame]) -> None:
        """Keep the frames of a finished result, unless they are too large."""
        size = sum(len(frame.payload) for frame in frames) + FRAME_OVERHEAD
        if size > self.largest or key in self._results:
            return
        payload = b"".join(frame.payload for frame in frames)
        self._results[key] = frames[-1]._replace(payload=payload)
        self.size += size
        while self.size > self.capacity:
            _, forgotten = self._results.popitem(last=False)
            self.size -= weight(forgotten)


def weight(frame: Frame) -> int:
    """Return the bytes that a frame takes in memory."""
    return len(frame.payload) + FRAME_OVERHEAD
