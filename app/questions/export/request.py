"""What code may be asked for."""

from typing import Annotated, Final, Literal

from pydantic import Field, WithJsonSchema

from app.jobs.job import Job, job_of
from app.jobs.planning import Planner
from app.limits import LIMITS
from app.schemas.code_frameworks import FRAMEWORK_ENTRIES
from app.schemas.cost import estimate
from app.schemas.field_types import known, whole
from app.schemas.refusals import BODY, RefusedError, problem
from app.schemas.request import Record, SimulationRequest
from app.schemas.resolve import Resolved, resolve, shape_of

Framework = Annotated[
    Literal["numpy", "torch", "keras", "flax"],
    known(FRAMEWORK_ENTRIES),
    WithJsonSchema({"type": "string", "enum": sorted(FRAMEWORK_ENTRIES)}),
]
Run = Annotated[int, Field(ge=0, le=LIMITS.runs - 1), whole(0, LIMITS.runs - 1)]

#: Seconds of one core, at most, for taking an experiment apart and writing it down.
_WRITING: Final = 0.05


class CodeRequest(SimulationRequest):
    """An experiment, and the framework to write one of its runs for."""

    framework: Framework = Field(default="numpy", examples=["torch"])
    """The framework to write for."""
    run: Run = Field(default=0, examples=[0])
    """Which of the runs, from 0."""


def plan(request: CodeRequest) -> Job:
    """Return the job of writing code; raise RefusedError."""
    resolved = resolve_code(request)
    return job_of("app.questions.export.compute", resolved, code_seconds(resolved))


PLANNER: Final = Planner(CodeRequest, plan)


def resolve_code(request: CodeRequest) -> CodeRequest:
    """Fill in every default and check what no single field shows.

    Raises:
        RefusedError: with every problem found.
    """
    runs = resolve(request).request.runs or []
    if request.run >= len(runs):
        allowed = f"an integer from 0 to {len(runs) - 1}, the index of a run"
        raise RefusedError([problem((BODY, "run"), request.run, allowed)])
    return request.model_copy(update={"runs": runs})


def code_seconds(request: CodeRequest) -> float:
    """Estimate the seconds of one core that the code of a resolved request takes.

    Nothing is trained, but where an initializer looks at data they pass through the network once.
    """
    untrained = request.model_copy(
        update={
            "epochs": 0,
            "interventions": (),
            "record": Record(epochs=(0,), neuron_outputs=False),
            "runs": (request.runs or [])[request.run :][:1],
        }
    )
    return _WRITING + estimate(Resolved(untrained, shape_of(untrained))).seconds
