"""What share of the bare engine's work comes through the server, in rounds of both.

The speed of a shared machine changes within seconds by more than what is to be measured, so short
slices of both alternate, each slice of the server is compared with those of the engine before and
after it, and the median of all tells.
"""

import asyncio
from collections import Counter
from statistics import median
from typing import Any

from tests.by_hand.load import bare, streams
from tests.by_hand.load.processes import usage

#: Seconds of the bare engine and of streams in one round.
BARE_SECONDS = 2.0
STREAMS_SECONDS = 5.0


def run(url: str, pid: int, number: int, seconds: float) -> dict[str, Any]:
    """Compare for about some seconds; ``pid`` is the server's web process."""
    rounds: list[dict[str, float]] = []
    outcomes, errors = Counter[str](), Counter[str]()
    before = bare.measure(BARE_SECONDS)
    for place in range(max(1, round(seconds / (BARE_SECONDS + STREAMS_SECONDS)))):
        start = usage(pid)
        served = asyncio.run(
            streams.run(url, number, STREAMS_SECONDS, first_seed=1_000 + 100_000 * place)
        )
        used = usage(pid).since(start)
        after = bare.measure(BARE_SECONDS)
        outcomes.update(served["outcomes"])
        errors.update(served["errors"])
        rounds.append(_round(served, used, before, after))
        before = after
    return {
        "streams": number,
        "rounds": len(rounds),
        "outcomes": dict(outcomes),
        "errors": dict(errors),
        "medians": {name: round(median(one[name] for one in rounds), 3) for name in rounds[0]},
        "all": rounds,
    }


def _round(
    served: dict[str, Any], used: dict[str, float], before: dict[str, Any], after: dict[str, Any]
) -> dict[str, float]:
    """Give one round: milliseconds of processor an experiment, and the server's shares.

    By the clock the clients are counted against the server, whose cores they share.
    """
    done = served["outcomes"]["done"]
    web, workers = (used[f"{part}_processor_s"] / done for part in ("web", "workers"))
    engine = (before["processor_s_each"] + after["processor_s_each"]) / 2
    rate = (before["experiments_a_second"] + after["experiments_a_second"]) / 2
    return {
        "engine_ms": round(1e3 * engine, 1),
        "web_ms": round(1e3 * web, 1),
        "workers_ms": round(1e3 * workers, 1),
        "share_by_processor": round(engine / (web + workers), 3),
        "experiments_a_second": served["experiments_a_second"],
        "share_by_clock": round(served["experiments_a_second"] / rate, 3),
    }
