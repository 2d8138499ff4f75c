"""Answers of one document that a worker computes."""

import asyncio
import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Send

from app.api.query import at_query, client_of
from app.api.stored import SMALLEST_GZIP, accepts_gzip, matches
from app.api.streaming import Work
from app.jobs.questions import FailedError, Question, Questions
from app.schemas.refusals import RefusedError

_GZIP_LEVEL: Final = 1


async def questions(request: Request) -> Questions:
    """Give the application's questions."""
    found: Questions = request.app.state.questions
    return found


Asked = Annotated[Questions, Depends(questions)]


@dataclass(frozen=True, slots=True)
class Form:
    """How an answer is sent: its media type, and its body made from the worker's JSON."""

    media_type: str = "application/json"
    body: Callable[[bytes], bytes] = bytes


JSON: Final = Form()


def answered(
    request: Request,
    service: Questions,
    question: Question,
    headers: Mapping[str, str],
    form: Form = JSON,
) -> Response:
    """Give the response that waits for the answer, and gives it up when the client goes away."""

    async def work(send: Send) -> None:
        response: Response
        try:
            body = form.body(await service.answer(question, client_of(request)))
        except FailedError as error:
            response = JSONResponse({"detail": str(error)}, 503, headers={"retry-after": "1"})
        except RefusedError as error:
            if request.method == "GET":
                raise RefusedError(at_query(error.problems)) from None
            raise
        else:
            sent = {**headers, "vary": "accept-encoding"}
            if accepts_gzip(request) and len(body) >= SMALLEST_GZIP:
                body = await asyncio.to_thread(gzip.compress, body, _GZIP_LEVEL, mtime=0)
                sent["content-encoding"] = "gzip"
            response = Response(body, headers=sent, media_type=form.media_type)
        await response(request.scope, request.receive, send)

    return Work(work)


def answered_by_address(
    request: Request, service: Questions, question: Question, form: Form = JSON
) -> Response:
    """Give the response to a question that stands in the address: caches may keep it.

    304 if the client has it already; the same question has the same answer.
    """
    etag = f'W/"{question.key}"'
    seconds = request.app.state.settings.cache_seconds
    headers = {"cache-control": f"public, max-age={seconds}", "etag": etag}
    if matches(request, etag):
        return Response(status_code=304, headers={**headers, "vary": "accept-encoding"})
    return answered(request, service, question, headers, form)
