"""Answers of one document that a worker computes."""

import asyncio
import gzip
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Send

from app.api.simulate import client_of
from app.api.stored import SMALLEST_GZIP, accepts_gzip
from app.api.streaming import Work
from app.jobs.questions import FailedError, Question, Questions

_GZIP_LEVEL: Final = 1


def questions(request: Request) -> Questions:
    """Give the application's questions."""
    found: Questions = request.app.state.questions
    return found


Asked = Annotated[Questions, Depends(questions)]


def answered(
    request: Request, service: Questions, question: Question, headers: Mapping[str, str]
) -> Response:
    """Give the response that waits for the answer, and gives it up when the client goes away."""

    async def work(send: Send) -> None:
        response: Response
        try:
            body = await service.answer(question, client_of(request))
        except FailedError as error:
            response = JSONResponse({"detail": str(error)}, 503, headers={"retry-after": "1"})
        else:
            sent = {**headers, "vary": "accept-encoding"}
            if accepts_gzip(request) and len(body) >= SMALLEST_GZIP:
                body = await asyncio.to_thread(gzip.compress, body, _GZIP_LEVEL, mtime=0)
                sent["content-encoding"] = "gzip"
            response = Response(body, headers=sent, media_type="application/json")
        await response(request.scope, request.receive, send)

    return Work(work)
