"""Bodies of JSON read strictly: a field that is given twice is refused, not overruled.

Python's reader, and with it FastAPI, would silently take the last one.
"""

import json
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class RepeatedFieldError(ValueError):
    """An object of the body has a field twice; the message is its name."""


class StrictRequest(Request):
    """A request whose JSON body has every field of an object once."""

    async def json(self) -> Any:
        """Read the body; raise RepeatedFieldError besides what ``json.loads`` raises."""
        return json.loads(await self.body(), object_pairs_hook=_once)


class StrictRoute(APIRoute):
    """A route that reads its body strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the handler, put behind the stricter reader."""
        handler = super().get_route_handler()

        async def read_strictly(request: Request) -> Response:
            return await handler(StrictRequest(request.scope, request.receive))

        return read_strictly


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise RepeatedFieldError(name)
    return read
