"""A small HTTP client: as cheap as one can be that shares its cores with the server it loads."""

import asyncio
import json
import zlib
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(slots=True)
class Answer:
    """An answer, its body unpacked, and the seconds to its first and its last byte."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    first_s: float = 0.0
    whole_s: float = 0.0
    wire_bytes: int = 0


class Client:
    """One connection at a time to a server, from an address of its own if it is given one."""

    def __init__(self, url: str, address: str | None = None) -> None:
        self._host = urlsplit(url).hostname or ""
        self._port = urlsplit(url).port or 80
        self._address = address
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        """Do nothing yet; the first request connects."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection, in the middle of an answer or not."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def get(self, path: str) -> Answer:
        """Ask for a document."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n", b"")

    async def post(self, path: str, request: dict[str, Any]) -> Answer:
        """Send a request; a stream is read to its end."""
        await self.send(path, request)
        return await self._answer(perf_counter())

    async def send(self, path: str, request: dict[str, Any]) -> asyncio.StreamReader:
        """Send a request and give what its answer comes from."""
        body = json.dumps(request).encode()
        head = f"POST {path} HTTP/1.1\r\ncontent-type: application/json\r\n"
        return await self._send(head, body)

    async def _ask(self, head: str, body: bytes) -> Answer:
        await self._send(head, body)
        return await self._answer(perf_counter())

    async def _send(self, head: str, body: bytes) -> asyncio.StreamReader:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        forwarded = f"x-forwarded-for: {self._address}\r\n" if self._address else ""
        rest = f"host: x\r\naccept-encoding: gzip\r\n{forwarded}content-length: {len(body)}\r\n\r\n"
        self._writer.write((head + rest).encode() + body)
        await self._writer.drain()
        return self._reader

    async def _answer(self, began: float) -> Answer:
        reader = self._reader
        assert reader is not None
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        answer = Answer(int(lines[0].split()[1]), headers, first_s=perf_counter() - began)
        pieces = []
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await reader.readline(), 16):
                pieces.append(await reader.readexactly(size))
                await reader.readexactly(2)
            await reader.readexactly(2)
        elif answer.status != 304:
            pieces.append(await reader.readexactly(int(headers.get("content-length", "0"))))
        answer.whole_s = perf_counter() - began
        packed = b"".join(pieces)
        answer.wire_bytes = len(packed)
        gzipped = headers.get("content-encoding") == "gzip"
        answer.body = zlib.decompress(packed, 31) if gzipped else packed
        if headers.get("connection") == "close":
            self.close()
        return answer


def is_done(answer: Answer) -> bool:
    """Whether a stream came to its good end."""
    last = answer.body.rstrip(b"\n").rpartition(b"\n")[2]
    return answer.status == 200 and last.startswith(b'{"kind":"done"')


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Give the usual percentiles in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {}
    found = {
        f"p{share:g}_ms": round(
            1e3 * ordered[min(len(ordered) - 1, int(share / 100 * len(ordered)))], 1
        )
        for share in (50, 90, 99)
    }
    return {**found, "max_ms": round(1e3 * ordered[-1], 1)}
