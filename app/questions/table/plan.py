"""From an experiment's request to the job of its table."""

from typing import Final

from app.jobs.job import Job, job_of
from app.jobs.planning import Planner
from app.schemas.cost import estimate, refuse_excess
from app.schemas.request import SimulationRequest
from app.schemas.resolve import Resolved, resolve


def plan(request: SimulationRequest) -> Job:
    """Return the job of an experiment's table; raise RefusedError."""
    resolved = resolve(request)
    # No array is written, so that how they would be makes no difference to the table.
    record = request.record.model_copy(
        update={"compact": True, "weights": False, "histogram_bins": 1}
    )
    asked = resolved.request.model_copy(update={"record": record})
    cost = estimate(Resolved(asked, resolved.shape))
    refuse_excess(cost, in_one_piece=False)
    return job_of("app.questions.table.compute", asked, cost.seconds)


TABLE: Final = Planner(SimulationRequest, plan)
