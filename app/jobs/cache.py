"""Finished results kept in memory, the least recently used ones forgotten first."""

from collections import OrderedDict
from typing import Final

from app.jobs.lines import Line

#: A result larger than this share of the whole would push out too many others.
LARGEST_SHARE: Final = 4


class ResultCache:
    """Lines of finished results by key, bounded in bytes."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._results: OrderedDict[str, tuple[Line, ...]] = OrderedDict()

    @property
    def largest(self) -> int:
        """The size in bytes above which a result is not kept."""
        return self.capacity // LARGEST_SHARE

    def get(self, key: str) -> tuple[Line, ...] | None:
        """Give the lines of a finished result, or None."""
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def put(self, key: str, lines: tuple[Line, ...]) -> None:
        """Keep the lines of a finished result, unless they are too large."""
        size = weight(lines)
        if size > self.largest or key in self._results:
            return
        self._results[key] = lines
        self.size += size
        while self.size > self.capacity:
            _, forgotten = self._results.popitem(last=False)
            self.size -= weight(forgotten)


def weight(lines: tuple[Line, ...]) -> int:
    """Give the most bytes that lines can take in memory."""
    return sum(line.size for line in lines)
