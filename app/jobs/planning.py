"""Large bodies, read, checked and planned by a worker.

Reading two megabytes and checking them takes longer than the server's event loop may be still, so
this is a job of its own, and its answer is the job that the body asks for.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from app.jobs.job import Job
from app.jobs.task import Task
from app.schemas.json_bodies import UnreadableError, read_body
from app.schemas.refusals import BODY, RefusedError, problems

#: Seconds of one core for planning a byte of a body, at most.
_BYTE: Final = 0.5e-6


@dataclass(frozen=True, slots=True)
class Planner:
    """How a body becomes a job: the model it is read as, and what makes a job of that.

    ``plan`` is a function of a module, which is pickled by its name.
    """

    model: type[BaseModel]
    plan: Callable[[Any], Job]


def planning_job(planner: Planner, body: bytes) -> Job:
    """Return the job of planning a body; ``planned_job`` reads its answer."""
    return Job.of(
        "app.jobs.planning",
        (planner, body),
        len(body) * _BYTE,
        written=f"{planner.plan.__module__}.{planner.plan.__name__}\n".encode() + body,
    )


def compute(record: tuple[Planner, bytes], _task: Task) -> bytes:
    """Read, check and plan a body.

    Raises:
        RefusedError: the body, or what it asks for, is not allowed.
    """
    planner, body = record
    try:
        found = planner.plan(planner.model.model_validate(read_body(body)))
    except ValidationError as error:
        raise RefusedError(problems(error.errors(include_url=False), (BODY,))) from None
    except UnreadableError as error:
        return pickle.dumps(error)
    return pickle.dumps(found)


def planned_job(answer: bytes) -> Job:
    """Return the job that a body asks for; raise UnreadableError if it was no JSON to read."""
    # It comes over a pipe from a process that this one started.
    found: Job | UnreadableError = pickle.loads(answer)  # noqa: S301
    if isinstance(found, UnreadableError):
        raise found
    return found
