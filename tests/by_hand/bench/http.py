"""The server over loopback: start, first snapshot, whole run, bytes, and answers from the cache."""

import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.by_hand.bench import setup
from tests.conftest import ROOT, ServerProcess

IMPORT = """
import time
wall, processor = time.perf_counter(), time.process_time()
import app.main
print(time.perf_counter() - wall, time.process_time() - processor)
"""
REPETITIONS = 5
"""Of what takes a whole process; the least counts."""
REQUESTS_A_SECOND = 8
"""How many experiments are asked for in a second of measuring; each is a new one."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One streamed answer: milliseconds from sending the request, and bytes of the body."""

    first_snapshot_ms: float
    whole_ms: float
    bytes: int
    lines: int


@dataclass(frozen=True, slots=True)
class Serving:
    """The page's first experiment, asked for by a client on the same machine."""

    import_ms: float
    """Of ``app.main`` in a new interpreter."""
    import_processor_ms: float
    """The same in processor time, which does not count what else the machine does."""
    start_ms: float
    """From the start of ``python -m app`` to its first answer."""
    computed: Exchange
    """The least of each; every request is another seed, so that none is in the cache."""
    computed_median: Exchange
    cached: Exchange
    unchanged_ms: float
    """A conditional ``GET /simulate`` that is answered with 304."""
    gzip_bytes: int
    """The whole answer as it goes over the wire to a browser."""


def measure(seconds: float, repetitions: int = REPETITIONS) -> Serving:
    """Start servers and ask them; about ``seconds`` is spent on each figure of requests."""
    imports = [_import_ms() for _ in range(repetitions)]
    start_ms = min(_start_ms() for _ in range(repetitions))
    server = ServerProcess()
    try:
        return _requests(server.url, max(3, round(seconds * REQUESTS_A_SECOND)), imports, start_ms)
    finally:
        server.stop()


def _requests(url: str, count: int, imports: list[list[float]], start_ms: float) -> Serving:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    for seed in range(3):
        _stream(connection, setup.page_request(seed=seed))
    computed = [_stream(connection, setup.page_request(seed=100 + n)) for n in range(count)]
    cached = [_stream(connection, setup.page_request(seed=100)) for _ in range(count)]
    gzip_bytes = _stream(connection, setup.page_request(seed=100), "gzip").bytes
    address = f"/simulate?{urlencode({k: json.dumps(v) for k, v in setup.page_request().items()})}"
    etag = _get(connection, address, {}, 200)
    unchanged = [
        _timed(lambda: _get(connection, address, {"if-none-match": etag}, 304))
        for _ in range(count)
    ]
    connection.close()
    return Serving(
        import_ms=min(wall for wall, _ in imports),
        import_processor_ms=min(processor for _, processor in imports),
        start_ms=start_ms,
        computed=_pick(computed, 0.0),
        computed_median=_pick(computed, 0.5),
        cached=_pick(cached, 0.0),
        unchanged_ms=min(unchanged),
        gzip_bytes=gzip_bytes,
    )


def _stream(
    connection: http.client.HTTPConnection, request: dict[str, Any], encoding: str = "identity"
) -> Exchange:
    """Ask for a stream and read it to its end."""
    start = perf_counter()
    headers = {"content-type": "application/json", "accept-encoding": encoding}
    connection.request("POST", "/simulate/stream", json.dumps(request), headers)
    answer = connection.getresponse()
    if encoding != "identity":
        return Exchange(0.0, 0.0, len(answer.read()), 0)
    lines = [answer.readline(), answer.readline()]
    first = perf_counter()
    while line := answer.readline():
        lines.append(line)
    last = perf_counter()
    assert b'"kind":"snapshot"' in lines[1][:40]
    assert b'"kind":"done"' in lines[-1][:40]
    size = sum(map(len, lines))
    return Exchange(1e3 * (first - start), 1e3 * (last - start), size, len(lines))


def _get(
    connection: http.client.HTTPConnection, address: str, headers: dict[str, str], status: int
) -> str:
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == status
    return answer.headers["etag"] or ""


def _pick(exchanges: Sequence[Exchange], quantile: float) -> Exchange:
    """Take each time by itself: the least ones, or the median ones."""

    def of(values: Sequence[float]) -> float:
        return sorted(values)[int(quantile * len(values))]

    return Exchange(
        of([each.first_snapshot_ms for each in exchanges]),
        of([each.whole_ms for each in exchanges]),
        exchanges[0].bytes,
        exchanges[0].lines,
    )


def _import_ms() -> list[float]:
    """Return wall clock and processor time."""
    command = [sys.executable, "-c", IMPORT]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [1e3 * float(number) for number in done.stdout.split()]


def _start_ms() -> float:
    start = perf_counter()
    server = ServerProcess()
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    try:
        _get(connection, "/health", {}, 200)
        return 1e3 * (perf_counter() - start)
    finally:
        connection.close()
        server.stop()


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return 1e3 * (perf_counter() - start)
