"""How the server is, and what it offers."""

import asyncio
from functools import cache
from hashlib import sha256
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.responses import JSONResponse

from app.api.loading import load
from app.limits import LIMITS
from app.schemas.base import Answer
from app.version import results_version
from app.web.encoding import IMMUTABLE, REVALIDATE, Encoded
from app.web.response_docs import UNCHANGED, document

router = APIRouter(tags=["server"])


class Health(Answer):
    """That the server answers."""

    status: Literal["ok"] = Field(default="ok", examples=["ok"])
    """Always ok."""


class Readiness(Answer):
    """Whether experiments can be computed."""

    status: Literal["ready", "starting"] = Field(examples=["ready"])
    """Whether a worker is up."""


@router.get("/health")
async def health() -> Health:
    """Say that the server answers."""
    return Health()


@router.get(
    "/ready",
    responses={
        200: {"model": Readiness, "description": "Yes."},
        503: {"model": Readiness, "description": "Not yet."},
    },
)
async def ready(request: Request) -> Response:
    """Say whether experiments can be computed."""
    if request.app.state.jobs.pool.ready:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "starting"}, 503)


@router.get("/catalog", responses={200: document("Catalog", "The catalog."), **UNCHANGED})
async def catalog(request: Request) -> Response:
    """Return everything that can be chosen: what the page's controls are made from."""
    # In a thread, because building it the first time takes some tenths of a second.
    written = await asyncio.to_thread(written_catalog)
    named = request.query_params.get("v") == catalog_version()
    return written.answer(request, {"cache-control": IMMUTABLE if named else REVALIDATE})


@cache
def catalog_version() -> str:
    """Return a name of what the catalog holds, which need not be made for it."""
    return sha256(f"{results_version()} {LIMITS}".encode()).hexdigest()[:16]


@cache
def written_catalog() -> Encoded:
    """Return the catalog, written once."""
    # Here, because the server can start without these models.
    make_catalog = load("app.schemas.catalog").make_catalog
    return Encoded.of(make_catalog().model_dump_json().encode(), "application/json")
