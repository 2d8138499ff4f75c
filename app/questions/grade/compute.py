"""A submission, graded in a worker."""

from collections.abc import Callable

from app.engine.errors import StoppedError
from app.engine.experiment import Experiment
from app.engine.records.events import Done
from app.engine.simulation import simulate
from app.jobs.task import Task
from app.questions.grade.answer import Check, GradeAnswer
from app.questions.grade.law_checks import law_checks
from app.questions.grade.request import Grading
from app.questions.grade.run_checks import (
    Values,
    change_checks,
    condition_check,
    seed_checks,
    values_of,
)
from app.schemas.engine_experiment import to_experiment
from app.schemas.refusals import refusing
from app.schemas.resolve import drawing_problems
from app.wire.rows import Row, rows_of

ShouldStop = Callable[[], bool]


def compute(grading: Grading, task: Task) -> bytes:
    """Grade a submission; return the answer.

    Raises:
        RefusedError: a network cannot be drawn.
        StoppedError: the task said so.
    """
    return grade(grading, task.should_stop).model_dump_json().encode()


def grade(grading: Grading, should_stop: ShouldStop) -> GradeAnswer:
    """Grade every run of a submission; return the one with the most points, of equals the first.

    Raises:
        RefusedError: a network cannot be drawn.
        StoppedError: ``should_stop`` said so.
    """
    request = grading.submission
    rows: list[Row] = []
    if grading.goal.conditions:
        with refusing(lambda: drawing_problems(request)):
            rows = _run(to_experiment(request), should_stop)
    graded = [
        (run, _checks(grading, run, values_of(rows, run), should_stop))
        for run in range(len(request.runs or []))
    ]
    run, checks = max(graded, key=lambda one: _points(one[1]))
    return GradeAnswer(
        points=_points(checks),
        of=sum(check.points for check in checks),
        checks=checks,
        exercise=grading.goal.title,
        run=run,
        label=(request.runs or [])[run].label or "",
        seed=grading.seed,
    )


def _run(experiment: Experiment, should_stop: ShouldStop) -> list[Row]:
    rows: list[Row] = []
    for event in simulate(experiment, should_stop):
        rows += rows_of(event)
        if isinstance(event, Done):
            return rows
    raise StoppedError


def _checks(grading: Grading, run: int, values: Values, should_stop: ShouldStop) -> list[Check]:
    goal, request = grading.goal, grading.submission
    checks = [*seed_checks(grading, run), *change_checks(grading, run)]
    checks += (condition_check(one, request, values) for one in goal.conditions)
    if goal.law is not None:
        initializer = (request.runs or [])[run].initializer
        checks += law_checks(goal.law, initializer, should_stop)
    return checks


def _points(checks: list[Check]) -> int:
    return sum(check.points for check in checks if check.holds)
