"""A gradient, taken apart in a worker."""

from app.engine.explanation.gradient import explain
from app.engine.explanation.gradient_words import describe
from app.jobs.task import Task
from app.questions.explain.request import ExplanationRequest, to_place
from app.schemas.engine_experiment import to_experiment
from app.schemas.refusals import refusing
from app.schemas.resolve import drawing_problems
from app.wire.answers import ExplanationAnswer
from app.wire.encoder import encode


def compute(request: ExplanationRequest, task: Task) -> bytes:
    """Train a resolved request's run as far as asked; return its gradient's factors and words.

    Raises:
        RefusedError: a network cannot be drawn.
        StoppedError: the task said so.
    """
    experiment, place = to_experiment(request), to_place(request)
    with refusing(lambda: drawing_problems(request)):
        found = explain(experiment, request.run, place, task.should_stop)
    words = describe(found, place, experiment.runs[request.run].activation)
    written = request.model_dump_json().encode()
    return encode(ExplanationAnswer(written, tuple(words), found))
