"""Bodies on their way from the connection to a plan of what they ask for."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidatorFunctionWrapHandler, WrapValidator
from starlette.requests import ClientDisconnect

from app.api.query import client_of
from app.jobs.plan import (
    OWN_BYTES,
    PLANNERS,
    Plan,
    pack_body,
    planning_seconds,
    unpack_plan,
)
from app.jobs.questions import FailedError, Question, Questions
from app.schemas.reading import UnreadableError, read_json, refuse_excessive


class Unread:
    """A body that is left for a worker to read."""

    def __init__(self, body: bytes) -> None:
        self.body = body


class StrictRequest(Request):
    """A request whose JSON body is bounded in what it is made of, with every field given once."""

    async def json(self) -> Any:
        """Read a small body; leave a large one as it is.

        Raises RepeatedFieldError besides what ``json.loads`` raises.
        """
        body = await self.body()
        return Unread(body) if len(body) > OWN_BYTES else read_json(body)


class StrictRoute(APIRoute):
    """A route that reads its body strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the handler, put behind the stricter reader."""
        handler = super().get_route_handler()

        async def read_strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            try:
                refuse_excessive(await strict.body())
            except ClientDisconnect as error:
                # Nobody reads this; it is what the log says.
                raise HTTPException(HTTPStatus.BAD_REQUEST, "The client left.") from error
            return await handler(strict)

        return read_strictly


def _unless_unread(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, Unread) else validate(value)


#: For a body's annotation: lets one through that a worker will read.
UNREAD: Final = WrapValidator(_unless_unread)


async def planned(request: Request, name: str, asked: BaseModel | Unread) -> Plan:
    """Plan what a body asks for, by the planner of a name.

    Raises:
        RefusedError: it is not allowed.
        BusyError: a worker is needed to read it, and none will be free soon.
    """
    if not isinstance(asked, Unread):
        return PLANNERS[name].plan(asked)
    service: Questions = request.app.state.questions
    packed = pack_body(name, asked.body)
    try:
        question = Question.of("plan", packed, planning_seconds(asked.body))
        return unpack_plan(await service.answer(question, client_of(request)))
    except UnreadableError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from None
    except FailedError as error:
        headers = {"retry-after": "1"}
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers) from None
