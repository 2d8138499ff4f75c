"""The route of the lesson."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.documentation import ERRORS, UNCHANGED, document
from app.api.questions import Asked, answered
from app.api.stored import REVALIDATE, matches
from app.api.streaming import Work
from app.jobs.questions import LESSON_SECONDS, Question

router = APIRouter(tags=["theory"])


@router.get(
    "/lesson",
    responses={
        200: document("Lesson", "The guided path, and the table with every cell measured."),
        **UNCHANGED,
        503: ERRORS[503],
    },
    response_class=Work,
    status_code=200,
)
async def lesson(request: Request, service: Asked) -> Response:
    """Give the lesson: a guided path of small experiments, and its table measured.

    Each step holds a question, an experiment for `/simulate` and an explanation with the numbers of
    that very run. Each cell of the table is decided by runs over several seeds, on a shallow and on
    a deep network. All is computed when it is first asked for, and then kept.
    """
    question = Question.of("lesson", b"{}", LESSON_SECONDS)
    etag = f'W/"{question.key}"'
    headers = {"etag": etag, "cache-control": REVALIDATE}
    if matches(request, etag):
        return Response(status_code=304, headers={**headers, "vary": "accept-encoding"})
    return answered(request, service, question, headers)
