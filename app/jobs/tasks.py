"""Questions that a worker answers in one document, by name.

Each takes the resolved request as JSON and gives the answer as JSON, or None when it was stopped.
What a task needs is loaded when it is first asked, so that a worker is up sooner.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from pydantic_core import from_json, to_json

from app.engine.errors import ArgumentError
from app.schemas.refusals import BODY, Problem, RefusedError, problem

ShouldStop = Callable[[], bool]
Task = Callable[[bytes, ShouldStop], bytes | None]


@contextmanager
def refusing(problems: Callable[[], list[Problem]]) -> Iterator[None]:
    """Turn the engine's refusal within the block into one that says where the field stands.

    ``problems`` looks for the places; the engine's own words are given where it finds none.

    Raises:
        RefusedError: the engine refused.
    """
    try:
        yield
    except ArgumentError as error:
        own = [problem((BODY, error.argument), error.value, error.allowed)]
        raise RefusedError(problems() or own) from error


def _propagate(request: bytes, should_stop: ShouldStop) -> bytes | None:
    from app.engine.depth import StoppedError, propagate
    from app.schemas.propagation import PropagationAnswer
    from app.schemas.propagation_plan import drawing_problems, to_probe
    from app.schemas.propagation_request import PropagationRequest

    parsed = PropagationRequest.model_validate(from_json(request))
    try:
        with refusing(lambda: drawing_problems(parsed)):
            found = propagate(to_probe(parsed), should_stop)
    except StoppedError:
        return None
    return with_request(request, PropagationAnswer.model_validate(found).model_dump_json())


def _inspect(request: bytes, _should_stop: ShouldStop) -> bytes:
    from app.schemas.inspection import InspectionRequest
    from app.schemas.inspection_answer import inspect

    parsed = InspectionRequest.model_validate(from_json(request))
    with refusing(list):
        return inspect(parsed).model_dump_json().encode()


def _write_code(request: bytes, _should_stop: ShouldStop) -> bytes:
    from app.schemas.export import CodeRequest, write_code
    from app.schemas.resolve import drawing_problems

    parsed = CodeRequest.model_validate(from_json(request))
    with refusing(lambda: drawing_problems(parsed)):
        return write_code(parsed).model_dump_json().encode()


def _explain(request: bytes, should_stop: ShouldStop) -> bytes | None:
    from app.engine.explanation.gradient import StoppedError, explain
    from app.engine.explanation.words import describe
    from app.schemas.experiment import to_experiment
    from app.schemas.explanation import ExplanationAnswer
    from app.schemas.explanation_request import ExplanationRequest, to_place
    from app.schemas.resolve import drawing_problems

    parsed = ExplanationRequest.model_validate(from_json(request))
    experiment, place = to_experiment(parsed), to_place(parsed)
    try:
        with refusing(lambda: drawing_problems(parsed)):
            found = explain(experiment, parsed.run, place, should_stop)
    except StoppedError:
        return None
    words = describe(found, place, experiment.runs[parsed.run].activation)
    answer = ExplanationAnswer.model_validate(found).model_dump_json()
    return with_request(request, f'{{"words":{to_json(words).decode()},{answer[1:]}')


def _plan(packed: bytes, _should_stop: ShouldStop) -> bytes:
    from app.jobs.plan import plan_packed

    return plan_packed(packed)


def _lesson(_request: bytes, should_stop: ShouldStop) -> bytes | None:
    from app.engine.lesson.measure import StoppedError
    from app.jobs.lesson import make_lesson

    try:
        return make_lesson(should_stop).model_dump_json().encode()
    except StoppedError:
        return None


def with_request(request: bytes, answer: str) -> bytes:
    """Put the request, as it was written, in front of an answer's fields."""
    return b'{"request":' + request + b"," + answer.encode()[1:]


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "plan": _plan,
        "propagate": _propagate,
        "lesson": _lesson,
        "explain": _explain,
        "inspect": _inspect,
        "code": _write_code,
    }
)


def perform(payload: bytes, should_stop: ShouldStop) -> bytes | None:
    """Answer a question as ``pack_question`` wrote it."""
    name, _, request = payload.partition(b"\n")
    return TASKS[name.decode()](request, should_stop)


def pack_question(name: str, request: bytes) -> bytes:
    """Write a question: the task's name, a newline, the resolved request as JSON."""
    return name.encode() + b"\n" + request
