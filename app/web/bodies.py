"""Bodies on their way from the connection to a job."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidatorFunctionWrapHandler, WrapValidator
from starlette.requests import ClientDisconnect

from app.jobs.compression import text_of
from app.jobs.job import Job
from app.jobs.planning import Planner, planned_job, planning_job
from app.schemas.json_bodies import UnreadableError, read_json, refuse_excessive
from app.web.responses import client_of, jobs_of

#: Bytes of a body that the server reads itself.
OWN_BYTES: Final = 32 * 1024


class Unread:
    """A body that is left for a worker to read."""

    def __init__(self, body: bytes) -> None:
        self.body = body


class StrictRequest(Request):
    """A request whose JSON body is bounded in what it is made of, with every field given once."""

    own_bytes = OWN_BYTES

    async def json(self) -> Any:
        """Read a small body; leave a large one as it is.

        Raises RepeatedFieldError besides what ``json.loads`` raises.
        """
        body = await self.body()
        return Unread(body) if len(body) > self.own_bytes else read_json(body)


class StrictRoute(APIRoute):
    """A route that reads its body strictly."""

    own_bytes = OWN_BYTES

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, put behind the stricter reader."""
        handler = super().get_route_handler()

        async def read_strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            strict.own_bytes = self.own_bytes
            try:
                refuse_excessive(await strict.body())
            except ClientDisconnect as error:
                # For the log: the client does not get this answer.
                raise HTTPException(HTTPStatus.BAD_REQUEST, "The client left.") from error
            return await handler(strict)

        return read_strictly


class WorkerRoute(StrictRoute):
    """A route whose bodies are planned by a worker, however small: what they ask for is much."""

    own_bytes = 0


def _unless_unread(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, Unread) else validate(value)


#: For a body's annotation: lets a body through that a worker will read.
UNREAD: Final = WrapValidator(_unless_unread)


async def planned(request: Request, planner: Planner, asked: BaseModel | Unread) -> Job:
    """Return the job that a body asks for.

    Raises:
        RefusedError: it is not allowed.
        BusyError: a worker is needed to read it, and none will be free soon.
        FailedError: the worker that read it was lost.
    """
    if not isinstance(asked, Unread):
        return planner.plan(asked)
    job = planning_job(planner, asked.body)
    try:
        return planned_job(text_of(await jobs_of(request).pieces(job, client_of(request))))
    except UnreadableError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from None
