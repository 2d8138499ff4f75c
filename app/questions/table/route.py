"""The routes of an experiment's table."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Send

from app.jobs.job import Job
from app.questions.simulate.route import DEFAULT, Experiment
from app.questions.table.plan import TABLE, plan
from app.schemas.request import SimulationRequest
from app.web.address import request_from_query
from app.web.bodies import StrictRoute, planned
from app.web.encoding import accepts_gzip
from app.web.response_docs import ERRORS, UNCHANGED, fields_of
from app.web.responses import (
    NOT_KEPT,
    Work,
    client_of,
    jobs_of,
    send_whole_frames,
    unless_known,
)

CSV: Final = "text/csv; charset=utf-8; header=present"
#: What the GET routes take as query parameters: schemas by name.
BY_ADDRESS: Final = {"/simulate.csv": lambda: fields_of(SimulationRequest)}
ANSWERED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Lines with the fields of TableLine, the first one naming them.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}

router = APIRouter(tags=["experiments"], route_class=StrictRoute)


@router.post(
    "/simulate.csv", responses={**ANSWERED, **ERRORS}, response_class=Work, status_code=200
)
async def table(request: Request, experiment: Experiment = DEFAULT) -> Response:
    """Run an experiment and give its numbers as a table, one to a line, as they are computed.

    A line holds the run, its label, the epoch, the layer, the quantity and the value.
    """
    return _table(request, await planned(request, TABLE, experiment), NOT_KEPT)


@router.get(
    "/simulate.csv",
    responses={**ANSWERED, **UNCHANGED, **ERRORS},
    response_class=Work,
    status_code=200,
)
async def table_by_address(request: Request) -> Response:
    """Give the table of an experiment that stands in the address, which caches may keep.

    Each field of the request is a query parameter of its name; its value is JSON, or a bare name.
    """
    job = plan(request_from_query(request.query_params.multi_items(), SimulationRequest))
    return unless_known(request, f'W/"{job.key}"', lambda headers: _table(request, job, headers))


def _table(request: Request, job: Job, headers: Mapping[str, str]) -> Response:
    sent = {**headers, "content-type": CSV}

    async def work(send: Send) -> None:
        frames = jobs_of(request).frames(job, client_of(request))
        await send_whole_frames(send, frames, sent, gzip=accepts_gzip(request))

    return Work(work)
