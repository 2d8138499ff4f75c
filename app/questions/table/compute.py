"""An experiment, run in a worker, its numbers written as lines of a table as they come."""

from app.engine.errors import StoppedError
from app.engine.records.events import Done, Started
from app.engine.simulation import simulate
from app.jobs.task import Task
from app.questions.table.text import HEADER, lines_of, quoted
from app.schemas.engine_experiment import to_experiment
from app.schemas.refusals import refusing
from app.schemas.request import SimulationRequest
from app.schemas.resolve import drawing_problems
from app.wire.rows import rows_of


def compute(request: SimulationRequest, task: Task) -> bytes:
    """Run a resolved request's experiment; return the last lines.

    Raises:
        RefusedError: a network cannot be drawn.
        StoppedError: the task said so.
    """
    experiment = to_experiment(request)
    labels = [quoted(run.label) for run in experiment.runs]
    with refusing(lambda: drawing_problems(request)):
        for event in simulate(experiment, task.should_stop):
            if isinstance(event, Done):
                return lines_of(rows_of(event), labels)
            # What is sent gets the LF of its last line on the way.
            task.event(
                HEADER + b"\r" if isinstance(event, Started) else lines_of(rows_of(event), labels)
            )
    raise StoppedError
