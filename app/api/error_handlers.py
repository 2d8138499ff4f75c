"""Errors as answers, all in one place: what was wrong in words, never a stack trace."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Match

from app.engine.errors import ArgumentError
from app.jobs.admission import BusyError
from app.jobs.service import FailedError
from app.schemas.json_bodies import unreadable
from app.schemas.refusals import Problem, RefusedError, problem, problems
from app.web.address import at_query

log = logging.getLogger(__name__)


def unprocessable(found: list[Problem]) -> JSONResponse:
    """Answer 422 in FastAPI's shape."""
    return JSONResponse({"detail": found}, status_code=422)


def allowed_methods(request: Request) -> list[str]:
    """Return the methods that some route takes at this address; one route knows its own alone.

    HEAD is taken wherever GET is (``app.api.head``).
    """
    return [
        method
        for method, answered_as in (("GET", "GET"), ("HEAD", "GET"), ("POST", "POST"))
        if any(
            route.matches({**request.scope, "method": answered_as})[0] is Match.FULL
            for route in request.app.router.routes
        )
    ]


def add_handlers(app: FastAPI) -> None:
    """Map every error to its answer."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return unprocessable(problems(error.errors()))

    @app.exception_handler(RefusedError)
    async def refused(request: Request, error: RefusedError) -> JSONResponse:
        by_address = request.method == "GET"
        return unprocessable(at_query(error.problems) if by_address else error.problems)

    @app.exception_handler(ArgumentError)
    async def argument(_request: Request, error: ArgumentError) -> JSONResponse:
        return unprocessable([problem(("body", error.argument), error.value, error.allowed)])

    @app.exception_handler(BusyError)
    async def busy(_request: Request, error: BusyError) -> JSONResponse:
        message = f"Every place to compute is taken. Try again in {error.retry_after} seconds."
        headers = {"retry-after": str(error.retry_after)}
        return JSONResponse({"detail": message}, status_code=503, headers=headers)

    @app.exception_handler(FailedError)
    async def failed(_request: Request, error: FailedError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code=503, headers={"retry-after": "1"})

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        answer = {"detail": unreadable(error.__cause__) or error.detail}
        headers = error.headers
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers = {"allow": ", ".join(allowed_methods(request))}
        return JSONResponse(answer, status_code=error.status_code, headers=headers)

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return JSONResponse({"detail": "The server made a mistake; its log has it."}, 500)
