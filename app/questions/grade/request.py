"""What is to be graded: a submission, and the goal or the ready exercise that it answers."""

import unicodedata
from hashlib import sha256
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from app.jobs.job import Job, job_of
from app.jobs.planning import Planner
from app.limits import LIMITS
from app.questions.grade.exercises import EXERCISES
from app.questions.grade.goal import Goal
from app.questions.grade.submission import FIELD, Submission, handed_in, request_of
from app.schemas.base import Strict
from app.schemas.cost import estimate, refuse_excess
from app.schemas.field_types import known
from app.schemas.refusals import BODY, RefusedError, problem, refusal
from app.schemas.request import Record, SimulationRequest
from app.schemas.resolve import Resolved, resolve

#: Seconds of one core, at most, for some hundred thousand weights in three shapes: a run's law.
_LAW: Final = 1.5
#: Epochs that are looked at where every one counts.
_MOST_EPOCHS: Final = min(200, LIMITS.recorded_epochs)
#: Seeds that come from names are below this: six digits can be copied by hand.
_SEEDS: Final = 1_000_000


class GradeRequest(Strict):
    """A submission and what it is graded by: a ready exercise or a goal of one's own."""

    exercise: Annotated[str, known(EXERCISES)] | None = Field(
        default=None, examples=["part_the_clones"]
    )
    """The name of a ready exercise; or else a goal."""
    goal: Goal | None = Field(default=None)
    """A goal of one's own; or else an exercise."""
    submission: Submission = Field(examples=["#hidden_layers=8,8&epochs=50"])
    """The page's address, a request as `/simulate` takes it, or a formula for the weights."""
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, examples=["Ada Lovelace"]
    )
    """The student's name, from which the seed comes where the goal says so."""

    @model_validator(mode="after")
    def _one_goal(self) -> Self:
        if (self.exercise is None) == (self.goal is None):
            raise refusal({}, "either exercise or goal", loc=("exercise",))
        return self

    def asked(self) -> Goal:
        """Return the goal that is meant."""
        return self.goal if self.goal is not None else EXERCISES[self.exercise or ""]


class Grading(Strict):
    """A grading with everything filled in: what a worker is given."""

    goal: Goal
    """What is asked for."""
    submission: SimulationRequest
    """What was handed in, resolved."""
    start: SimulationRequest | None
    """Where the exercise starts, resolved."""
    seed: int | None
    """The seed of the name, where it counts."""


def plan(request: GradeRequest) -> Job:
    """Return the job of a grading; raise RefusedError or ArgumentError."""
    grading, seconds = resolve_grading(request)
    return job_of("app.questions.grade.compute", grading, seconds)


PLANNER: Final = Planner(GradeRequest, plan)


def resolve_grading(request: GradeRequest) -> tuple[Grading, float]:
    """Read goal and submission, and estimate the seconds of one core that grading takes.

    Raises:
        RefusedError: the name is missing, or the submission is not allowed or too much work.
        ArgumentError: the submission is no address to read.
    """
    goal = request.asked()
    if goal.seed == "name" and request.name is None:
        allowed = "the student's name, from which the seed of this exercise comes"
        raise RefusedError([problem((BODY, "name"), None, allowed, "missing")])
    start = None if goal.start is None else resolve(request_of(goal.start, None, "start")).request
    asked = request_of(request.submission, start, FIELD)
    watched = asked.model_copy(update={"seeds": 1, "record": record_of(goal, asked.epochs)})
    try:
        resolved = resolve(watched)
    except RefusedError as error:
        raise handed_in(error, request.submission) from None
    seconds = 0.0
    if goal.conditions:
        cost = estimate(Resolved(resolved.request, resolved.shape))
        refuse_excess(cost, in_one_piece=False)
        seconds += cost.seconds
    if goal.law is not None:
        seconds += _LAW * len(resolved.request.runs or [])
    seed = None
    if goal.seed == "name" and request.name is not None:
        seed = seed_of(request.name)
    grading = Grading(goal=goal, submission=resolved.request, start=start, seed=seed)
    return grading, min(seconds, LIMITS.compute_seconds)


def seed_of(name: str) -> int:
    """Return the seed that belongs to a name, however its letters are cased or composed.

    The first 32 bits of the SHA-256 of the name (NFKC, case folded, single spaces; UTF-8), modulo a
    million.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    digest = sha256(" ".join(folded.split()).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") % _SEEDS


def record_of(goal: Goal, epochs: int) -> Record:
    """Return what has to be recorded: the epochs and quantities that the conditions name."""
    wanted = {0, epochs}
    for one in goal.conditions:
        if isinstance(one.at, int):
            wanted |= {min(one.at, epochs)}
        elif one.at in {"every", "some"}:
            step = -(-epochs // _MOST_EPOCHS) or 1
            wanted |= set(range(0, epochs + 1, step))
    names = {one.quantity for one in goal.conditions}
    signal = any(name.startswith("signal.") or name == "gradient_flow" for name in names)
    symmetry = any(name.startswith("symmetry.") for name in names)
    return Record(
        epochs=tuple(sorted(wanted)),
        histogram_bins=1,
        neuron_outputs=bool(names & {"effective_rank", "visibly_distinct"}),
        compact=True,
        instruments=tuple(
            name for name, asked in (("signal", signal), ("symmetry", symmetry)) if asked
        ),
    )
