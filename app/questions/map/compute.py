"""A map, computed in a worker, its cells written as they come."""

from app.engine.errors import ArgumentError
from app.engine.maps.cells import measure
from app.engine.maps.records import AxisNames, Legend
from app.jobs.task import BrokenOffError, Task
from app.questions.map import request as asked
from app.questions.map.cell_experiments import at_its_field, cell_request, company_request
from app.questions.map.lines import theory_lines
from app.questions.map.plan import Company, MapPlan
from app.questions.map.request import MapRequest
from app.schemas.engine_experiment import to_experiment
from app.schemas.refusals import Problem, RefusedError
from app.schemas.resolve import drawing_problems, resolve
from app.version import VERSION
from app.wire.encoder import encode
from app.wire.map_stream import MapDoneLine, MapStartedLine


def compute(plan: MapPlan, task: Task) -> bytes:
    """Train a map's cells; return the last event.

    Raises:
        RefusedError: one of the first networks cannot be drawn.
        BrokenOffError: a later one cannot.
        StoppedError: the task said so.
    """
    request, diverged = plan.request, 0
    for number, company in enumerate(plan.companies):
        cells = [resolve(cell_request(request, place)).request for place in company]
        experiment = to_experiment(company_request(cells))
        try:
            found = measure(experiment, company, request.seeds, task.should_stop)
        except ArgumentError as error:
            refused = RefusedError(_drawing_problems(request, company))
            if number == 0 and refused.problems:
                raise refused from error
            raise BrokenOffError(str(refused) or str(error)) from error
        if number == 0:
            # Not before: once anything is sent, a refusal can no longer be one.
            task.event(encode(_started(plan)))
        for cell in found:
            diverged += cell.status == "diverged"
            task.event(encode(cell))
    return encode(MapDoneLine(sum(map(len, plan.companies)), diverged))


def _started(plan: MapPlan) -> MapStartedLine:
    request = plan.request
    order = tuple(place for company in plan.companies for place in company)
    legend = Legend(_axis(request.x), _axis(request.y), order, theory_lines(request))
    return MapStartedLine(VERSION, request.model_dump_json().encode(), legend)


def _axis(axis: asked.Axis) -> AxisNames:
    return AxisNames(axis.label, tuple(entry.label for entry in axis.entries))


def _drawing_problems(request: MapRequest, company: Company) -> list[Problem]:
    """Return why the first of the cells that cannot be drawn cannot be; none if all can be."""
    for place in company:
        whole = resolve(cell_request(request, place)).request
        for copy in range(request.seeds):
            runs = [
                run.model_copy(update={"seed": (run.seed or 0) + copy}) for run in whole.runs or []
            ]
            problems = drawing_problems(whole.model_copy(update={"runs": runs}))
            if problems:
                return [at_its_field(request, place, one) for one in problems]
    return []
