"""The routes that run experiments."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Send

from app.api.bodies import UNREAD, StrictRoute, planned
from app.api.document import compressed, document
from app.api.documentation import ERRORS, SIMULATION, STREAM, UNCHANGED
from app.api.query import at_query, client_of, request_from_query
from app.api.stored import accepts_gzip, matches, of_encoding
from app.api.streaming import Work, send_frames, send_parts
from app.jobs.account import account
from app.jobs.frames import Frame, Kind
from app.jobs.packing import lines_of
from app.jobs.plan import Plan
from app.jobs.service import Simulations
from app.schemas.refusals import RefusedError
from app.schemas.request import SimulationRequest

router = APIRouter(tags=["experiments"], route_class=StrictRoute)

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


async def simulations(request: Request) -> Simulations:
    """Give the application's simulations."""
    found: Simulations = request.app.state.simulations
    return found


Service = Annotated[Simulations, Depends(simulations)]


@router.post(
    "/simulate/stream", responses={**STREAM, **ERRORS}, response_class=Work, status_code=200
)
async def simulate_stream(
    request: Request, service: Service, experiment: Experiment = DEFAULT
) -> Response:
    """Run an experiment and give its events as they are computed, one line of JSON each.

    First `started`, then a `snapshot` for each recorded epoch, `diverged` when a run leaves the
    finite numbers, and last exactly one `done` or `failed`. Closing the connection stops it.
    """
    plan = await planned(request, "stream", experiment)

    async def work(send: Send) -> None:
        frames = accepted(service.frames(plan, client_of(request)))
        service.pool.statistics.streams += 1
        try:
            await send_frames(send, frames, gzip=accepts_gzip(request))
        finally:
            service.pool.statistics.streams -= 1

    return Work(work)


@router.post("/simulate", responses={**SIMULATION, **ERRORS}, response_class=Work, status_code=200)
async def simulate(
    request: Request, service: Service, experiment: Experiment = DEFAULT
) -> Response:
    """Run an experiment and give everything in one document."""
    plan = await planned(request, "simulate", experiment)
    return _document(request, service, plan, {"cache-control": "no-store"})


@router.get(
    "/simulate",
    responses={**SIMULATION, **UNCHANGED, **ERRORS},
    response_class=Work,
    status_code=200,
)
async def simulate_by_address(request: Request, service: Service) -> Response:
    """Run an experiment that stands in the address: a link to it, which caches may keep.

    Each field of the request is a query parameter of its name; its value is JSON, or a bare name.
    """
    experiment = request_from_query(request.query_params.multi_items(), SimulationRequest)
    try:
        plan = Plan.of(experiment, in_one_piece=True)
    except RefusedError as error:
        raise RefusedError(at_query(error.problems)) from None
    etag = of_encoding(f'"{plan.key}"', gzip=accepts_gzip(request))
    seconds = request.app.state.settings.cache_seconds
    headers = {"cache-control": f"public, max-age={seconds}", "etag": etag}
    if matches(request, etag):
        return Response(status_code=304, headers={**headers, "vary": "accept-encoding"})
    return _document(request, service, plan, headers)


async def accepted(frames: AsyncGenerator[Frame]) -> AsyncGenerator[Frame]:
    """Pass frames on; raise RefusedError when the engine refuses the experiment."""
    async with aclosing(frames):
        async for frame in frames:
            if frame.kind is Kind.REFUSED:
                raise RefusedError(json.loads(frame.payload))
            if frame.last:
                account().ending = frame.kind.name.lower()
            yield frame


def _document(
    request: Request, service: Simulations, plan: Plan, headers: dict[str, str]
) -> Response:
    async def work(send: Send) -> None:
        async with aclosing(accepted(service.frames(plan, client_of(request)))) as frames:
            collected = [frame async for frame in frames]
        pieces = [frame.payload for frame in collected]
        if collected[-1].kind is Kind.FAILED:
            *_, event = lines_of(pieces)
            message = json.loads(event)["message"]
            failed = JSONResponse({"detail": message}, 503, headers={"retry-after": "1"})
            await failed(request.scope, request.receive, send)
            return
        answer_headers = {**headers, "content-type": "application/json", "vary": "accept-encoding"}
        if accepts_gzip(request):
            answer_headers["content-encoding"] = "gzip"
            parts = [await asyncio.to_thread(compressed, document(pieces))]
        else:
            parts = await asyncio.to_thread(list, document(pieces))
        await send_parts(send, parts, answer_headers)

    return Work(work)
