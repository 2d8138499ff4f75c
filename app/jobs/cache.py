"""Finished results kept in memory, the least recently used ones forgotten first."""

from collections import OrderedDict
from typing import Final

from app.jobs.frames import Frame

#: Bytes that a frame takes beside its payload: the tuple, the bytes object, the list's place.
FRAME_OVERHEAD: Final = 120
#: A result larger than this share of the whole would push out too many others.
LARGEST_SHARE: Final = 4


class ResultCache:
    """Frames of finished experiments by key, bounded in bytes."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._results: OrderedDict[str, tuple[Frame, ...]] = OrderedDict()

    @property
    def largest(self) -> int:
        """The size in bytes above which a result is not kept."""
        return self.capacity // LARGEST_SHARE

    def get(self, key: str) -> tuple[Frame, ...] | None:
        """Give the frames of a finished experiment, or None."""
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def put(self, key: str, frames: tuple[Frame, ...]) -> None:
        """Keep the frames of a finished experiment, unless they are too large."""
        size = weight(frames)
        if size > self.largest or key in self._results:
            return
        self._results[key] = frames
        self.size += size
        while self.size > self.capacity:
            _, forgotten = self._results.popitem(last=False)
            self.size -= weight(forgotten)


def weight(frames: tuple[Frame, ...]) -> int:
    """Give the bytes that frames take in memory."""
    return sum(len(frame.payload) + FRAME_OVERHEAD for frame in frames)
