"""The lesson's table as it is asked for: there is nothing to choose."""

from typing import Final

from app.jobs.job import Job, job_of
from app.schemas.base import Strict

#: Of one core, to compute the table; measured, with a margin.
_SECONDS: Final = 6.0


class LessonTableRequest(Strict):
    """The one table there is."""


def plan() -> Job:
    """Return the job of computing the table."""
    return job_of("app.questions.lesson.compute", LessonTableRequest(), _SECONDS)
