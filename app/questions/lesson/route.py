"""The routes of the lesson."""

import asyncio
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.questions.lesson.request import plan
from app.web.encoding import REVALIDATE, Encoded
from app.web.response_docs import ERRORS, UNCHANGED, document
from app.web.responses import Work, answered_by_address

router = APIRouter(tags=["theory"])


@router.get(
    "/lesson",
    responses={200: document("LessonAnswer", "The guided path, as it is written."), **UNCHANGED},
)
async def lesson(request: Request) -> Response:
    """Return the lesson's steps: each a question, an experiment, and what is seen in it.

    Nothing is run for this answer. A step's figures say where in the answer of `/simulate` to its
    request the numbers stand that its explanation quotes and that decide which choice is right.
    """
    # In a thread, because what writes it takes some tenths of a second to load.
    return (await asyncio.to_thread(_written_steps)).answer(request)


@cache
def _written_steps() -> Encoded:
    # Here, because the server can start without the engine's records.
    from app.engine.lesson.path import STEPS
    from app.version import VERSION
    from app.wire.answers import LessonAnswer
    from app.wire.encoder import encode

    return Encoded.of(encode(LessonAnswer(VERSION, STEPS)), "application/json")


@router.get(
    "/lesson/table",
    responses={
        200: document("LessonTableAnswer", "The lesson's table, with every cell measured."),
        **UNCHANGED,
        503: ERRORS[503],
    },
    response_class=Work,
    status_code=200,
)
async def lesson_table(request: Request) -> Response:
    """Return the lesson's table and its summary, measured.

    Each cell is decided by runs over several seeds, on a shallow and on a deep network. All is
    computed when it is first asked for, and then kept.
    """
    return answered_by_address(request, plan(), {"cache-control": REVALIDATE})
