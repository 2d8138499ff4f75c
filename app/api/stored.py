"""Answers that rarely change, kept ready: bytes, their gzip form and their ETag."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from starlette.requests import Request
from starlette.responses import Response

#: Below this many bytes the gzip form saves less than its header costs.
SMALLEST_GZIP: Final = 1_000
GZIP_LEVEL: Final = 6
#: Kept by the browser, but asked for again each time: a 304 is quick, a stale script is a bug.
REVALIDATE: Final = "no-cache"

_COMPRESSIBLE: Final = ("text/", "application/json", "application/javascript", "image/svg+xml")


def accepts_gzip(request: Request) -> bool:
    """Whether the client takes gzip."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip().lower() in {"gzip", "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def of_encoding(etag: str, *, gzip: bool) -> str:
    """Give the strong ETag of one encoding of an answer: other bytes need another name."""
    return f'{etag[:-1]}-gzip"' if gzip else etag


def matches(request: Request, etag: str) -> bool:
    """Whether the client already has the answer with this ETag, as If-None-Match says."""
    known = request.headers.get("if-none-match", "")
    bare = etag.removeprefix("W/")
    return known.strip() == "*" or bare in {
        part.strip().removeprefix("W/") for part in known.split(",")
    }


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer kept ready in both encodings."""

    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, media_type: str) -> Self:
        """Make one; compresses what gets smaller by it."""
        compressed = None
        if len(body) >= SMALLEST_GZIP and media_type.startswith(_COMPRESSIBLE):
            compressed = gzip.compress(body, GZIP_LEVEL, mtime=0)
        return cls(body, compressed, media_type, f'W/"{sha256(body).hexdigest()[:32]}"')

    def answer(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """Give the response to a request: 304 if the client has it already."""
        common = {"etag": self.etag, "cache-control": REVALIDATE, **(headers or {})}
        if self.compressed is not None:
            common["vary"] = "accept-encoding"
        if matches(request, self.etag):
            return Response(status_code=304, headers=common)
        if self.compressed is not None and accepts_gzip(request):
            common["content-encoding"] = "gzip"
            return Response(self.compressed, headers=common, media_type=self.media_type)
        return Response(self.body, headers=common, media_type=self.media_type)
