"""What is counted while the server runs: plain numbers, which /metrics writes when it is asked."""

from bisect import bisect_left
from collections import Counter
from typing import Final

#: Upper bounds of the classes that seconds are counted in: from a cached answer to the longest.
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0)


class Histogram:
    """How often which time was taken."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds


class Statistics:
    """Counts since the server's start.

    ``answers`` counts by route, method, status and outcome, ``sources`` where results came from;
    ``refused`` found no place to wait; ``workers_lost`` ended and were replaced.
    """

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, str, str, str]] = Counter()
        self.sources: Counter[str] = Counter()
        self.answer_s: dict[str, Histogram] = {}
        self.queue_s = Histogram()
        self.compute_s = Histogram()
        self.refused = 0
        self.workers_lost = 0

    def answered(self, route: str, seconds: float) -> None:
        """Count the time of one answer, its last byte included."""
        self.answer_s.setdefault(route, Histogram()).observe(seconds)
