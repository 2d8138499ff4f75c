"""The lesson as it is asked for: there is nothing to choose."""

from typing import Final

from app.jobs.job import Job, job_of
from app.schemas.base import Strict

#: Of one core, to compute the lesson; measured, with a margin.
_SECONDS: Final = 6.0


class LessonRequest(Strict):
    """The one lesson there is."""


def plan() -> Job:
    """Return the job of computing the lesson."""
    return job_of("app.questions.lesson.compute", LessonRequest(), _SECONDS)
