"""A model's laws, identified in a worker."""

from app.engine.identify.whole_model import identify
from app.jobs.task import Task
from app.questions.identify.request import IdentifyRequest, to_given
from app.wire.encoder import encode


def compute(request: IdentifyRequest, task: Task) -> bytes:
    """Identify the laws of a checked request's tensors.

    Raises:
        StoppedError: the task said so.
    """
    given = to_given(request)
    found = identify(
        given, request.framework, request.activation, request.expected, task.should_stop
    )
    return encode(found)
