"""Asks /health again and again from a process of its own, so that no client holds it up."""

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, sleep
from typing import Final
from urllib.parse import urlsplit

from tests.by_hand.load.http import percentiles
from tests.conftest import ROOT

#: Seconds between two questions.
PAUSE: Final = 0.02


class Health:
    """How long /health took, once the probing is over."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.lost = 0

    def summary(self) -> dict[str, float]:
        """Give number, percentiles and what was lost."""
        return {"asked": len(self.waits), "lost": self.lost, **percentiles(self.waits)}


@contextmanager
def probing(url: str) -> Iterator[Health]:
    """Probe during the block."""
    health = Health()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.by_hand.load.prober", url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield health
    finally:
        said, _ = process.communicate("\n", timeout=30)
        found = json.loads(said)
        health.waits, health.lost = found["waits"], found["lost"]


def main() -> None:
    """Ask until there is something on the standard input."""
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.readline()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    connection = http.client.HTTPConnection(urlsplit(sys.argv[1]).netloc, timeout=10)
    waits, lost = [], 0
    while not ended.is_set():
        began = perf_counter()
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            answer.read()
            lost += answer.status != 200
        except (OSError, http.client.HTTPException):
            connection.close()
            lost += 1
        waits.append(perf_counter() - began)
        sleep(PAUSE)
    json.dump({"waits": waits, "lost": lost}, sys.stdout)


if __name__ == "__main__":
    main()
