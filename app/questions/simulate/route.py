"""The routes that run experiments."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.jobs.compression import compressed
from app.jobs.job import Job
from app.jobs.service import JobService
from app.questions.simulate.document import document
from app.questions.simulate.opening import opening_job, parts_of
from app.questions.simulate.plan import DOCUMENT, STREAM, plan_document
from app.schemas.request import SimulationRequest
from app.version import results_version
from app.web.address import request_from_query
from app.web.bodies import UNREAD, StrictRoute, planned
from app.web.encoding import IMMUTABLE, REVALIDATE, Encoded, accepts_gzip, of_encoding
from app.web.response_docs import ERRORS, SIMULATION, UNCHANGED, fields_of
from app.web.response_docs import STREAM as STREAMED
from app.web.responses import (
    FASTEST,
    JSON_LINES,
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


class _Files:
    """The parts of the page's first experiment, once they were asked for."""

    def __init__(self) -> None:
        self.parts: list[Encoded] = []
        self.making = asyncio.Lock()


_FILES: Final[WeakKeyDictionary[JobService, _Files]] = WeakKeyDictionary()


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


@router.get("/opening/{version}/{part}", include_in_schema=False)
async def opening(version: str, part: Literal["0", "1"], request: Request) -> Response:
    """Return a part of the page's first experiment, by the version of the results.

    Another version, asked for while a newer one is rolled out, gets what this server computes.
    """
    files = _FILES.setdefault(jobs_of(request), _Files())
    async with files.making:
        if not files.parts:
            pieces = await jobs_of(request).pieces(opening_job(), client_of(request))
            files.parts = await asyncio.to_thread(_encoded_parts, pieces)
    kept = IMMUTABLE if version == results_version() else REVALIDATE
    return files.parts[int(part)].answer(request, {"cache-control": kept})


def _encoded_parts(pieces: list[bytes]) -> list[Encoded]:
    return [Encoded.of(part, JSON_LINES) for part in parts_of(pieces)]


def _document(request: Request, job: Job, headers: Mapping[str, str]) -> Response:
    async def parts(*, gzip: bool) -> Sequence[bytes]:
        pieces = await jobs_of(request).pieces(job, client_of(request))
        if gzip:
            return [await asyncio.to_thread(compressed, document(pieces), FASTEST)]
        return await asyncio.to_thread(list, document(pieces))

    return document_response(request, parts, {**headers, "content-type": "application/json"})
