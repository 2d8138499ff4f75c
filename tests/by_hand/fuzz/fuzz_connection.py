"""Mutated requests over raw sockets, to be run by hand.

    python tests/by_hand/fuzz/fuzz_connection.py 60          for so many seconds

Fails on an answer of 500 or more other than 503, on a trace in the log, or on a server that holds
anything afterwards.
"""

import asyncio
import random
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.conftest import ServerProcess

SEEDS: Final = (
    b"GET / HTTP/1.1\r\nhost: a\r\n\r\n",
    (
        b"POST /simulate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
        b'content-length: 12\r\n\r\n{"epochs":1}'
    ),
    (
        b"POST /simulate/stream HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
        b"transfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n"
        b'5\r\n{"epo\r\n7\r\nchs":1}\r\n0\r\nx: y\r\n\r\n'
    ),
    b"GET /static/js/main.js HTTP/1.0\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    b"CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n",
    b"GET http://a/health HTTP/1.1\r\nhost: a\r\nif-none-match: *\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)
PIECES: Final = (
    *(b"\r\n", b"\0", b": ", b"%00%ff", b"//", b"\r\n\r\n", b"ffffffffffffffff\r\n"),
    *(b"transfer-encoding: chunked\r\n", b"content-length: 99999999999999999999\r\n"),
)
AT_ONCE: Final = 50
#: Seconds to wait for an answer: what is half a request gets none.
PATIENCE: Final = 0.3


def mutated(rng: random.Random) -> bytes:
    """Give a request that is nearly one."""
    text = bytearray(rng.choice(SEEDS))
    for _ in range(rng.choice((0, 1, 1, 2, 4, 10))):
        place, way = rng.randrange(len(text) + 1), rng.randrange(5)
        if way == 0 and text:
            text[place % len(text)] = rng.randrange(256)
        elif way == 1:
            text[place:place] = rng.randbytes(rng.choice((1, 3, 50)))
        elif way == 2:
            del text[place : place + rng.choice((1, 2, 9))]
        else:
            text[place:place] = rng.choice(PIECES if way == 3 else SEEDS)
    return bytes(text)


async def send(host: str, port: int, rng: random.Random, seen: Counter[str]) -> None:
    """Send some on a connection, at once or in pieces, and note the first answer."""
    text = b"".join(mutated(rng) for _ in range(rng.choice((1, 1, 2, 3))))
    reader, writer = await asyncio.open_connection(host, port)
    try:
        step = len(text) if rng.random() < 0.5 else 37
        for start in range(0, len(text), max(step, 1)):
            writer.write(text[start : start + step])
            await writer.drain()
        answer = await asyncio.wait_for(reader.read(200), PATIENCE)
    except TimeoutError:
        seen["none"] += 1
    except ConnectionError:
        seen["reset"] += 1
    else:
        status = answer[9:12].decode("latin-1")
        seen[status or "closed"] += 1
        if status.startswith("5") and status != "503":
            raise AssertionError(f"{text!r} is answered with {answer!r}")
    finally:
        writer.close()


async def attack(url: str, seconds: float) -> Counter[str]:
    """Send as many as there is time for."""
    rng, seen, until = random.Random(0), Counter[str](), monotonic() + seconds
    parts = urlsplit(url)
    while monotonic() < until:
        await asyncio.gather(
            *(send(parts.hostname or "", parts.port or 80, rng, seen) for _ in range(AT_ONCE))
        )
    return seen


def main(seconds: float) -> None:
    """Attack a server of its own, and look at what is left of it."""
    with TemporaryFile() as log:
        server = ServerProcess(stderr=log)
        try:
            print(dict(asyncio.run(attack(server.url, seconds))))
            assert httpx.get(f"{server.url}/health").status_code == 200
            held = httpx.get(f"{server.url}/metrics").text
            assert "unclone_running 0.0" in held
            assert "unclone_waiting 0.0" in held
        finally:
            server.stop()
        log.seek(0)
        assert b"raceback" not in log.read()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
