"""A class: everyone opens the page at once, then changes a control every few seconds."""

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from tests.by_hand.load.http import Client, is_done, percentiles
from tests.by_hand.load.streams import CLONES

#: Seconds between the answer and the next change: looking at it, and deciding.
PAUSES: Final = (2.0, 6.0)
#: Share of changes that others make too: a choice of a list. The rest is a number of one's own.
COMMON: Final = 0.5
CHOICES: Final[tuple[dict[str, Any], ...]] = (
    {"dataset": "moons"},
    {"dataset": "xor"},
    {"dataset": "spirals"},
    {"activation": "relu"},
    {"activation": "sigmoid"},
    {"hidden_layers": [16, 16]},
    {"hidden_layers": [4]},
    {"optimizer": "adam", "learning_rate": 0.01},
    {"epochs": 200},
)
#: Of one browser at once.
CONNECTIONS: Final = 6


@dataclass(slots=True)
class Seen:
    """What the class saw."""

    outcomes: Counter[str] = field(default_factory=Counter)
    pages: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)


async def run(url: str, clients: int, seconds: float, *, one_address: bool) -> dict[str, Any]:
    """Let a class work for some time."""
    seen, until = Seen(), perf_counter() + seconds
    people = [
        _person(url, None if one_address else _address(number), seen, until, number)
        for number in range(clients)
    ]
    ended = await asyncio.gather(*people, return_exceptions=True)
    errors = Counter(repr(end)[:80] for end in ended if isinstance(end, BaseException))
    changes = sum(seen.outcomes.values())
    return {
        "clients": clients,
        "one_address": one_address,
        "seconds": seconds,
        "changes": changes,
        "changes_a_second": round(changes / seconds, 2),
        "outcomes": dict(seen.outcomes),
        "errors": dict(errors),
        "page_with_its_files": percentiles(seen.pages),
        "to_the_first_event": percentiles(seen.firsts),
        "to_the_last_event": percentiles(seen.wholes),
    }


def _address(number: int) -> str:
    return f"10.1.{number // 250}.{number % 250 + 1}"


async def _person(url: str, address: str | None, seen: Seen, until: float, number: int) -> None:
    rng = random.Random(number)
    began = perf_counter()
    await _open_page(url, address)
    seen.pages.append(perf_counter() - began)
    experiment = CLONES
    async with Client(url, address) as client:
        while perf_counter() < until:
            await _compute(client, experiment, seen, until)
            await asyncio.sleep(rng.uniform(*PAUSES))
            own = {"seed": rng.randrange(10**9)}
            experiment = CLONES | (rng.choice(CHOICES) if rng.random() < COMMON else own)


async def _open_page(url: str, address: str | None) -> None:
    """Load the page and all that it names, as a browser that sees it for the first time."""
    async with Client(url, address) as client:
        page = (await client.get("/")).body.decode()
    files = [*dict.fromkeys(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)), "/catalog"]

    async def fetch(names: list[str]) -> None:
        async with Client(url, address) as client:
            for name in names:
                answer = await client.get(name)
                if answer.status != 200:
                    raise RuntimeError(f"{name} is answered with {answer.status}")

    await asyncio.gather(*(fetch(files[start::CONNECTIONS]) for start in range(CONNECTIONS)))


async def _compute(client: Client, experiment: dict[str, Any], seen: Seen, until: float) -> None:
    """Ask as the page does: again after the stated time when every place is taken."""
    began = perf_counter()
    while True:
        answer = await client.post("/simulate/stream", experiment)
        if answer.status != 503:
            break
        seen.outcomes["told to wait"] += 1
        if perf_counter() > until:
            return
        await asyncio.sleep(float(answer.headers["retry-after"]))
    seen.outcomes["done" if is_done(answer) else "lost"] += 1
    waited = perf_counter() - began - answer.whole_s
    seen.firsts.append(waited + answer.first_s)
    seen.wholes.append(waited + answer.whole_s)
