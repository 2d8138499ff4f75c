"""What is counted while the server runs: plain numbers, which /metrics writes when it is asked."""

import asyncio
from bisect import bisect_left
from collections import Counter
from typing import Final

#: Upper bounds of the classes that seconds are counted in: from a cached answer to the longest.
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0)

#: Seconds between two looks at the event loop.
LOOK_SECONDS: Final = 0.1


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
    ``turned_away`` found no place to wait; ``workers_lost`` ended and were replaced; ``streams``
    are being sent now. ``lag_s`` is how late the event loop comes to what is due.
    """

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, str, str, str]] = Counter()
        self.sources: Counter[str] = Counter()
        self.answer_s: dict[str, Histogram] = {}
        self.queue_s = Histogram()
        self.compute_s = Histogram()
        self.lag_s = Histogram()
        self.turned_away = 0
        self.streams = 0
        self.workers_lost = 0

    def answered(self, route: str, seconds: float) -> None:
        """Count the time of one answer, its last byte included."""
        self.answer_s.setdefault(route, Histogram()).observe(seconds)


async def watch_lag(statistics: Statistics) -> None:
    """Observe how late the event loop is, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
        statistics.lag_s.observe(max(0.0, loop.time() - due))
