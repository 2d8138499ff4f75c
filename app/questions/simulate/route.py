"""The routes that run experiments."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.jobs.compression import compressed
from app.jobs.job import Job
from app.questions.simulate.document import document
from app.questions.simulate.plan import DOCUMENT, STREAM, plan_document
from app.schemas.request import SimulationRequest
from app.web.address import request_from_query
from app.web.bodies import UNREAD, StrictRoute, planned
from app.web.encoding import accepts_gzip, of_encoding
from app.web.response_docs import ERRORS, SIMULATION, UNCHANGED, fields_of
from app.web.response_docs import STREAM as STREAMED
from app.web.responses import (
    FASTEST,
    NOT_KEPT,
    Work,
    client_of,
    document_response,
    jobs_of,
    streamed,
    unless_known,
)

router = APIRouter(tags=["experiments"], route_class=StrictRoute)

#: What the GET routes take as query parameters: schemas by name.
BY_ADDRESS: Final = {"/simulate": lambda: fields_of(SimulationRequest)}

Experiment = Annotated[
    SimulationRequest,
    UNREAD,
    Body(
        openapi_examples={
            "default": {"summary": "Every field at its default", "value": {}},
            "clones": {
                "summary": "Clones beside a symmetry breaker",
                "value": {
                    "runs": [
                        {"label": "Constant", "initializer": {"name": "constant", "value": 0.5}},
                        {"label": "Glorot", "initializer": "glorot_normal"},
                    ],
                    "record": {"epochs": [0, 10, 100], "neuron_outputs": False},
                },
            },
        }
    ),
]
#: What no body at all stands for.
DEFAULT: Final = SimulationRequest()


@router.post(
    "/simulate/stream", responses={**STREAMED, **ERRORS}, response_class=Work, status_code=200
)
async def simulate_stream(request: Request, experiment: Experiment = DEFAULT) -> Response:
    """Run an experiment and give its events as they are computed, one line of JSON each.

    First `started`, then a `snapshot` for each recorded epoch, `diverged` when a run leaves the
    finite numbers, and last exactly one `done` or `failed`. Closing the connection stops it.
    """
    return streamed(request, await planned(request, STREAM, experiment))


@router.post("/simulate", responses={**SIMULATION, **ERRORS}, response_class=Work, status_code=200)
async def simulate(request: Request, experiment: Experiment = DEFAULT) -> Response:
    """Run an experiment and give everything in one document."""
    return _document(request, await planned(request, DOCUMENT, experiment), NOT_KEPT)


@router.get(
    "/simulate",
    responses={**SIMULATION, **UNCHANGED, **ERRORS},
    response_class=Work,
    status_code=200,
)
async def simulate_by_address(request: Request) -> Response:
    """Run an experiment that stands in the address: a link to it, which caches may keep.

    Each field of the request is a query parameter of its name; its value is JSON, or a bare name.
    """
    job = plan_document(request_from_query(request.query_params.multi_items(), SimulationRequest))
    etag = of_encoding(f'"{job.key}"', gzip=accepts_gzip(request))
    return unless_known(request, etag, lambda headers: _document(request, job, headers))


def _document(request: Request, job: Job, headers: Mapping[str, str]) -> Response:
    async def parts(*, gzip: bool) -> Sequence[bytes]:
        pieces = await jobs_of(request).pieces(job, client_of(request))
        if gzip:
            return [await asyncio.to_thread(compressed, document(pieces), FASTEST)]
        return await asyncio.to_thread(list, document(pieces))

    return document_response(request, parts, {**headers, "content-type": "application/json"})
