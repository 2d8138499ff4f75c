"""The server under load, measured from other processes; run by hand.

    python -m tests.by_hand.load                          everything, two minutes for each part
    python -m tests.by_hand.load --seconds 20 streams class

Prints JSON: what was done in a second, percentiles of waiting, and what was lost. The clients run
beside the server and take their share of the same cores, which ``load_average`` cannot tell apart
from other work; processor seconds are given beside the clock's for that.
"""

import argparse
import asyncio
import json
import os
import sys
from dataclasses import dataclass

from tests.by_hand.load import room, share, streams, vanish
from tests.by_hand.load.prober import probing
from tests.by_hand.load.processes import usage
from tests.conftest import ServerProcess


@dataclass(frozen=True, slots=True)
class Load:
    """How much of it, and for how long."""

    seconds: float
    streams: int
    clients: int
    vanishing: int
    one_address: bool


def main() -> None:
    """Measure the parts that were asked for and print them."""
    options = _options()
    load = Load(
        options.seconds, options.streams, options.clients, options.vanishing, options.one_address
    )
    report: dict[str, object] = {
        "cores": len(os.sched_getaffinity(0)),
        "load_average_before": os.getloadavg(),
    }
    if "streams" in options.parts:
        report["streams"] = _served(lambda url: streams.run(url, load.streams, load.seconds))
    if "share" in options.parts:
        server = ServerProcess()
        asyncio.run(streams.warm(server.url))
        report["share"] = share.run(server.url, server.process.pid, load.streams, load.seconds)
        server.stop()
    if "class" in options.parts:
        report["class"] = _served(
            lambda url: room.run(url, load.clients, load.seconds, one_address=load.one_address)
        )
    if "vanish" in options.parts:
        report["vanish"] = _served(lambda url: vanish.run(url, load.vanishing))
    report["load_average_after"] = os.getloadavg()
    json.dump(report, sys.stdout, indent=2)
    print()


def _served(part: streams.Part) -> dict[str, object]:
    """Run a part against a server of its own, with a prober of /health beside it."""
    server = ServerProcess()
    try:
        asyncio.run(streams.warm(server.url))
        before = usage(server.process.pid)
        with probing(server.url) as health:
            found = asyncio.run(part(server.url))
        after = usage(server.process.pid)
    finally:
        server.stop()
    return {**found, "health": health.summary(), "server": after.since(before)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.by_hand.load", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["streams", "share", "class", "vanish"])
    parser.add_argument("--seconds", type=float, default=120.0, help="of load for each part")
    parser.add_argument("--streams", type=int, default=64, help="streams at once")
    parser.add_argument("--clients", type=int, default=300, help="in the class")
    parser.add_argument("--vanishing", type=int, default=1_000, help="clients that vanish")
    parser.add_argument("--one-address", action="store_true", help="the class is behind one router")
    return parser.parse_args()


if __name__ == "__main__":
    main()
