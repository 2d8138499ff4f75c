"""Many streams at once, each of another experiment, so that none comes from memory."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from itertools import count
from time import perf_counter
from typing import Any

from tests.by_hand.load.http import Client, is_done, percentiles

Part = Callable[[str], Coroutine[Any, Any, dict[str, Any]]]

CLONES: dict[str, Any] = {
    "runs": [
        {"label": "Constant 0.5", "initializer": {"name": "constant", "value": 0.5}},
        {"label": "Glorot normal", "initializer": "glorot_normal"},
    ],
    "record": {"compact": True, "weights": True},
}


def experiment(seed: int) -> dict[str, Any]:
    """Give the page's first experiment with another seed."""
    return {**CLONES, "seed": seed}


async def warm(url: str) -> None:
    """Wait until every worker has computed once."""
    async with Client(url) as client:
        for _ in range(300):
            if (await client.get("/ready")).status == 200:
                break
            await asyncio.sleep(0.1)
        for seed in range(1, 7):
            await client.post("/simulate/stream", experiment(seed))


async def run(url: str, streams: int, seconds: float, first_seed: int = 1_000) -> dict[str, Any]:
    """Keep a number of streams going for some time, each of a seed of its own."""
    seeds, outcomes = count(first_seed), Counter[str]()
    firsts: list[float] = []
    wholes: list[float] = []
    began = perf_counter()

    async def one(number: int) -> None:
        async with Client(url, f"10.0.{number // 250}.{number % 250 + 1}") as client:
            while perf_counter() - began < seconds:
                answer = await client.post("/simulate/stream", experiment(next(seeds)))
                if answer.status == 503:
                    outcomes["busy"] += 1
                    await asyncio.sleep(float(answer.headers["retry-after"]))
                    continue
                outcomes["done" if is_done(answer) else "lost"] += 1
                firsts.append(answer.first_s)
                wholes.append(answer.whole_s)

    ended = await asyncio.gather(*map(one, range(streams)), return_exceptions=True)
    errors = Counter(type(end).__name__ for end in ended if isinstance(end, BaseException))
    return {
        "streams": streams,
        "seconds": round(perf_counter() - began, 1),
        "experiments_a_second": round(outcomes["done"] / (perf_counter() - began), 2),
        "outcomes": dict(outcomes),
        "errors": dict(errors),
        "to_the_first_event": percentiles(firsts),
        "to_the_last_event": percentiles(wholes),
    }
