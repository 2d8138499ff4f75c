"""Times that can be compared on a busy machine, and what machine it was."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, log
from pathlib import Path
from statistics import linear_regression
from time import thread_time

import numpy as np

Work = Callable[[], object]

BURST_SECONDS = 0.002
"""How long one timed burst lasts: well within a time slice of the scheduler, so that among many
some are not interrupted, and far above the clock's own resolution."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where figures were taken; ``load`` is the number of runnable processes (1 minute mean)."""

    processor: str
    cores: int
    load: float
    python: str
    numpy: str


def machine() -> Machine:
    """Describe this machine as it is now."""
    return Machine(
        _processor(),
        os.cpu_count() or 1,
        os.getloadavg()[0],
        platform.python_version(),
        np.__version__,
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def best_ms(works: Sequence[Work], seconds: float) -> list[float]:
    """Return the least milliseconds of one execution of each, in time of this thread.

    They take turns, burst by burst, for ``seconds`` each, so that whatever else the machine does
    meets all alike; the least is the time without it. On a quiet machine a thread that computes
    has all the time there is; on a busy one its own time leaves out when others had the core.
    """
    counts = [_burst(work) for work in works]
    best = [inf] * len(works)
    until = thread_time() + seconds * len(works)
    while True:
        for index, (work, count) in enumerate(zip(works, counts, strict=True)):
            start = thread_time()
            for _ in range(count):
                work()
            best[index] = min(best[index], (thread_time() - start) / count)
        if thread_time() > until:
            return [1e3 * least for least in best]


def _burst(work: Work) -> int:
    """Return how many executions make a burst."""
    work()
    start = thread_time()
    work()
    return max(1, round(BURST_SECONDS / (thread_time() - start)))


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """Return k of the best fit time = c size^k, by least squares of the logarithms."""
    return linear_regression([log(size) for size in sizes], [log(time) for time in times]).slope
