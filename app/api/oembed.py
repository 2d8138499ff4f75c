"""oEmbed 1.0 (oembed.com): how a shared address of the page is shown within another page."""

from html import escape
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import Field
from starlette.responses import JSONResponse

from app.schemas.base import Answer
from app.web.response_docs import ERRORS, Responses, document

router = APIRouter(tags=["embedding"])

#: The only form there is; XML may be left out (oEmbed, 2.2).
JSON: Final = "json"
#: Sizes in px where a page does not say how much room it has: that of a text column.
WIDTH: Final = 960
HEIGHT: Final = 720
ELSEWHERE: Final = "This is none of the addresses of the page that is served here."
#: Characters of a title; labels may be many.
_LONGEST: Final = 120
#: What the address of an embed may say besides what it shows (static/js/state/embedding.js).
_WORDS: Final = ("show", "allow")

REFUSALS: Final[Responses] = {
    404: document("Message", "It is none of this page's addresses."),
    422: ERRORS[422],
    501: document("Message", "Another format than JSON was asked for."),
}
Side = Annotated[int, Query(ge=1, le=100_000, description="The most px the page has room for.")]


class Embedding(Answer):
    """How an address of the page is embedded."""

    version: str = Field(examples=["1.0"])
    """Of oEmbed."""
    type: str = Field(examples=["rich"])
    """That it is HTML."""
    title: str = Field(examples=["Constant 0.5, Glorot normal: Unclone"])
    """What it shows."""
    provider_name: str = Field(examples=["Unclone"])
    """Whose it is."""
    provider_url: str = Field(examples=["http://127.0.0.1:8000/"])
    """Where that is."""
    cache_age: int = Field(examples=[3600])
    """Seconds for which this may be kept."""
    html: str = Field(examples=['<iframe src="http://127.0.0.1:8000/?embed=1"></iframe>'])
    """What shows it."""
    width: int = Field(examples=[960])
    """Its width in px, at most as asked."""
    height: int = Field(examples=[720])
    """Its height in px, at most as asked."""


@router.get(
    "/oembed",
    response_model=Embedding,
    responses=REFUSALS,
)
async def oembed(
    request: Request,
    url: Annotated[str, Query(max_length=16_000, description="An address of the page.")],
    maxwidth: Side = WIDTH,
    maxheight: Side = HEIGHT,
    format: Annotated[str, Query(description="json.")] = JSON,  # noqa: A002 - the standard's name
) -> JSONResponse:
    """Say how an address of the page is shown within another page, as oEmbed 1.0 has it.

    The frame shows the parts that the address names, or the networks with the transport.
    """
    if format != JSON:
        raise HTTPException(501, f"The format is {format!r}; allowed: json.")
    source = source_of(url, str(request.base_url))
    title = title_of(url)
    width, height = min(WIDTH, maxwidth), min(HEIGHT, maxheight)
    seconds: int = request.app.state.settings.cache_seconds
    answer = Embedding(
        version="1.0",
        type="rich",
        title=title,
        provider_name="Unclone",
        provider_url=urlunsplit((*urlsplit(source)[:2], "/", "", "")),
        cache_age=seconds,
        html=f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" '
        f'height="{height}" style="max-width: 100%; border: 0" loading="lazy"></iframe>',
        width=width,
        height=height,
    )
    headers = {"cache-control": f"public, max-age={seconds}"}
    return JSONResponse(answer.model_dump(), headers=headers)


def source_of(url: str, base: str) -> str:
    """Return what a frame shows of an address of the page at ``base``; raise HTTPException."""
    own = urlsplit(base)
    try:
        asked = urlsplit(url)
    except ValueError:
        raise HTTPException(404, ELSEWHERE) from None
    # Relative to this page, as its own head names it.
    here = not asked.scheme and not asked.netloc
    is_own = here or (asked.scheme in {"http", "https"} and asked.netloc == own.netloc)
    if not is_own or asked.path != "/":
        raise HTTPException(404, ELSEWHERE)
    query = [("embed", "1"), *(item for item in parse_qsl(asked.query) if item[0] in _WORDS)]
    scheme = asked.scheme or own.scheme
    return urlunsplit((scheme, own.netloc, "/", urlencode(query, safe=","), asked.fragment))


def title_of(url: str) -> str:
    """Return what an address shows: its runs; of one that cannot be read the page's name alone."""
    # Here, because the server can start without these models.
    from app.engine.errors import ArgumentError
    from app.schemas.page_address import read_address
    from app.schemas.refusals import RefusedError
    from app.schemas.resolve import labels

    try:
        runs = read_address(url, "url").runs or []
    except (ArgumentError, RefusedError):
        runs = []
    named = ", ".join(label for label in labels(runs) if label) if runs else ""
    if len(named) > _LONGEST:
        named = f"{named[: _LONGEST - 1]}\u2026"
    return f"{named}: Unclone" if named else "Unclone"
