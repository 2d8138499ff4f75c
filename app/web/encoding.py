"""In which encoding an answer is sent, and whether the client has it already."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from starlette.requests import Request
from starlette.responses import Response

from app.jobs.compression import compressed

#: Below this many bytes the gzip form saves less than its header costs.
SMALLEST_GZIP: Final = 1_000
#: For what is compressed once and sent often.
_LEVEL: Final = 6
#: Kept by the browser, but asked for again each time: a 304 is quick, a stale script is a bug.
REVALIDATE: Final = "no-cache"
#: For a year, the most that caches honour, and without asking even when the page is reloaded.
IMMUTABLE: Final = "public, max-age=31536000, immutable"
#: Every answer that has two encodings says so to caches.
VARY: Final[Mapping[str, str]] = {"vary": "accept-encoding"}

_COMPRESSIBLE: Final = ("text/", "application/json", "application/javascript", "image/svg+xml")


def accepts(request: Request, encoding: str) -> bool:
    """Whether the client takes an encoding, such as ``gzip`` or ``br``."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip().lower() in {encoding, "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def accepts_gzip(request: Request) -> bool:
    """Whether the client takes gzip."""
    return accepts(request, "gzip")


def of_encoding(etag: str, *, gzip: bool) -> str:
    """Return the strong ETag of one encoding of an answer: other bytes need another name."""
    return f'{etag[:-1]}-gzip"' if gzip else etag


def matches(request: Request, etag: str) -> bool:
    """Whether the client already has the answer with this ETag, as If-None-Match says."""
    known = request.headers.get("if-none-match", "")
    bare = etag.removeprefix("W/")
    return known.strip() == "*" or bare in {
        part.strip().removeprefix("W/") for part in known.split(",")
    }


@dataclass(frozen=True, slots=True)
class Encoded:
    """An answer kept ready in its encodings, the smallest first, with its ETag."""

    body: bytes
    encodings: Mapping[str, bytes]
    media_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, media_type: str, made: Mapping[str, bytes] | None = None) -> Self:
        """Encode an answer, unless that is ``made``; only what gets smaller is encoded."""
        encodings = {} if made is None else made
        if made is None and len(body) >= SMALLEST_GZIP and media_type.startswith(_COMPRESSIBLE):
            encodings = {"gzip": compressed([body], _LEVEL)}
        return cls(body, encodings, media_type, f'W/"{sha256(body).hexdigest()[:32]}"')

    def answer(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """Return the response to a request: 304 if the client has it already."""
        common = {"etag": self.etag, "cache-control": REVALIDATE, **(headers or {})}
        if self.encodings:
            common.update(VARY)
        if matches(request, self.etag):
            return Response(status_code=304, headers=common)
        for encoding, body in self.encodings.items():
            if accepts(request, encoding):
                common["content-encoding"] = encoding
                return Response(body, headers=common, media_type=self.media_type)
        return Response(self.body, headers=common, media_type=self.media_type)
