"""The route of the lesson."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.questions.lesson.request import plan
from app.web.encoding import REVALIDATE
from app.web.response_docs import ERRORS, UNCHANGED, document
from app.web.responses import Work, answered_by_address

router = APIRouter(tags=["theory"])


@router.get(
    "/lesson",
    responses={
        200: document("LessonAnswer", "The guided path, and the table with every cell measured."),
        **UNCHANGED,
        503: ERRORS[503],
    },
    response_class=Work,
    status_code=200,
)
async def lesson(request: Request) -> Response:
    """Return the lesson: a guided path of small experiments, and its table measured.

    Each step holds a question, an experiment for `/simulate` and an explanation with the numbers of
    that very run. Each cell of the table is decided by runs over several seeds, on a shallow and on
    a deep network. All is computed when it is first asked for, and then kept.
    """
    return answered_by_address(request, plan(), {"cache-control": REVALIDATE})
