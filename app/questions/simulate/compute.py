"""An experiment, run in a worker, its events written as they come."""

from collections.abc import Callable
from time import perf_counter

from app.engine.errors import StoppedError
from app.engine.records.events import Done
from app.engine.simulation import simulate
from app.jobs.task import Task
from app.schemas.engine_experiment import to_experiment
from app.schemas.presets import PRESETS
from app.schemas.refusals import refusing
from app.schemas.request import SimulationRequest
from app.schemas.resolve import drawing_problems, resolve
from app.wire.arrays import Changes
from app.wire.stream import encode_line, line_of


def compute(request: SimulationRequest, task: Task) -> bytes:
    """Run a resolved request's experiment; return the last event.

    Raises:
        RefusedError: a network cannot be drawn.
        StoppedError: the task said so.
    """
    began, written = perf_counter(), request.model_dump_json().encode()
    experiment, compact = to_experiment(request), request.record.compact
    changes = Changes() if compact == "changes" else None
    with refusing(lambda: drawing_problems(request)):
        for event in simulate(experiment, task.should_stop):
            line = line_of(event, written, perf_counter() - began)
            text = encode_line(line, compact=bool(compact), changes=changes)
            if isinstance(event, Done):
                return text
            task.event(text)
    raise StoppedError


def prepare(should_stop: Callable[[], bool]) -> None:
    """Run the page's first experiment, without a word, until ``should_stop`` says so.

    Its products are tested then (``app.engine.network.products``), and the first visitor need not
    wait for that.
    """
    opening = SimulationRequest.model_validate(PRESETS[0].request)
    for _ in simulate(to_experiment(resolve(opening).request), should_stop):
        pass
