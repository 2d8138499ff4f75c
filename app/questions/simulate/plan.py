"""From an experiment's request to its job."""

from typing import Final

from app.jobs.job import Job, job_of
from app.jobs.planning import Planner
from app.schemas.cost import estimate, refuse_excess
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve


def plan_stream(request: SimulationRequest) -> Job:
    """Return the job of an experiment whose events are sent as they come; raise RefusedError."""
    return _plan(request, in_one_piece=False)


def plan_document(request: SimulationRequest) -> Job:
    """Return the job of an experiment that is held until it is whole; raise RefusedError."""
    return _plan(request, in_one_piece=True)


def _plan(request: SimulationRequest, *, in_one_piece: bool) -> Job:
    resolved = resolve(request)
    cost = estimate(resolved)
    refuse_excess(cost, in_one_piece=in_one_piece)
    return job_of("app.questions.simulate.compute", resolved.request, cost.seconds)


STREAM: Final = Planner(SimulationRequest, plan_stream)
DOCUMENT: Final = Planner(SimulationRequest, plan_document)
