"""Clients that vanish: in the queue, before the first event, and in the middle of a stream."""

import asyncio
import random
from collections import Counter
from time import perf_counter
from typing import Any, Final

from tests.by_hand.load.http import Client

#: Seconds of computing, none of which must go on when its client is gone.
LONG: Final[dict[str, Any]] = {"epochs": 20_000, "batch_size": 200, "record": {"compact": True}}
AT_ONCE: Final = 50
#: Seconds in which everything must be free again.
PATIENCE: Final = 30.0


async def run(url: str, clients: int) -> dict[str, Any]:
    """Let clients vanish; give what they left behind, and how long that took to go."""
    rng, places, ended = random.Random(0), asyncio.Semaphore(AT_ONCE), Counter[str]()
    began = perf_counter()

    async def one(number: int) -> None:
        async with places:
            client = Client(url, f"10.2.{number // 250}.{number % 250 + 1}")
            reader = await client.send("/simulate/stream", {**LONG, "seed": number})
            try:
                async with asyncio.timeout(rng.uniform(0.0, 0.3)):
                    while await reader.read(1_000):
                        ended["pieces read"] += 1
            except TimeoutError:
                ended["left"] += 1
            client.close()

    await asyncio.gather(*map(one, range(clients)))
    gone = perf_counter()
    async with Client(url) as client:
        while True:
            left = await _left(client)
            if not any(left.values()) or perf_counter() - gone > PATIENCE:
                break
            await asyncio.sleep(0.05)
        free = perf_counter()
        answer = await client.post("/simulate", {"epochs": 1, "seed": 1})
    return {
        "clients": clients,
        "seconds": round(gone - began, 1),
        "outcomes": dict(ended),
        "left_behind": left,
        "free_after_s": round(free - gone, 2),
        "next_status": answer.status,
        "next_s": round(answer.whole_s, 3),
    }


async def _left(client: Client) -> dict[str, float]:
    lines = (await client.get("/metrics")).body.decode().splitlines()
    return {
        name: float(line.rpartition(" ")[2])
        for name in ("unclone_waiting", "unclone_running")
        for line in lines
        if line.startswith(f"{name} ")
    }
