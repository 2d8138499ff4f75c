"""An experiment, run in a worker, its events written as they come."""

from time import perf_counter

from app.engine.errors import StoppedError
from app.engine.records.events import Diverged, Snapshot, Started
from app.engine.simulation import simulate
from app.jobs import encode
from app.jobs.task import Task
from app.schemas.engine_experiment import to_experiment
from app.schemas.refusals import refusing
from app.schemas.request import SimulationRequest
from app.schemas.resolve import drawing_problems
from app.version import VERSION


def compute(request: SimulationRequest, task: Task) -> bytes:
    """Run a resolved request's experiment; return the last event.

    Raises:
        RefusedError: a network cannot be drawn.
        StoppedError: the task said so.
    """
    began = perf_counter()
    experiment = to_experiment(request)
    with refusing(lambda: drawing_problems(request)):
        for event in simulate(experiment, task.should_stop):
            if isinstance(event, Snapshot):
                task.event(encode.encode_snapshot(event, compact=request.record.compact))
            elif isinstance(event, Started):
                written = request.model_dump_json().encode()
                task.event(encode.encode_started(event, written, VERSION))
            elif isinstance(event, Diverged):
                label = experiment.runs[event.run].label
                task.event(encode.encode_diverged(event, label))
            else:
                return encode.encode_done(event, perf_counter() - began)
    raise StoppedError
