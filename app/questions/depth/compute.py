"""Signals sent through deep networks, in a worker."""

from app.engine.depth import propagate
from app.jobs.task import Task
from app.questions.depth.plan import drawing_problems, to_depth_config
from app.questions.depth.request import DepthRequest
from app.schemas.refusals import refusing
from app.wire.answers import PropagationAnswer
from app.wire.encoder import encode


def compute(request: DepthRequest, task: Task) -> bytes:
    """Measure every curve of a resolved request and set its theory beside it.

    Raises:
        RefusedError: a network cannot be drawn.
        StoppedError: the task said so.
    """
    with refusing(lambda: drawing_problems(request)):
        found = propagate(to_depth_config(request), task.should_stop)
    return encode(PropagationAnswer(request.model_dump_json().encode(), found))
