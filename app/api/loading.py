"""Routes that are loaded while the server answers already.

The models of requests take longer to build than everything else of the start. A server that was
just started, by an autoscaler or in a classroom, says that it is there and gives its page without
them; what needs them waits for them.
"""

import asyncio
from collections.abc import Callable
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import Final

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

_IMPORTING: Final = Lock()


def load(name: str) -> ModuleType:
    """Import a module that the server starts without; for threads.

    One thread at a time: of two that import modules which import each other, Python lets one go on
    with half a module rather than have both wait for ever.
    """
    with _IMPORTING:
        return import_module(name)


class Loading:
    """Something to be done once, in a thread, before those who wait for it go on."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._doing: asyncio.Task[None] | None = None
        self.done = False

    async def wait(self) -> None:
        """Wait until it is done; begin it if it has not begun."""
        if self._doing is None:
            self._doing = asyncio.create_task(asyncio.to_thread(self._work))
        # It goes on when the first who waits is cancelled: others may wait.
        await asyncio.shield(self._doing)
        self.done = True


class AwaitRoutes:
    """Middleware that lets requests through for which an ``early`` route is there already."""

    def __init__(self, app: ASGIApp, loading: Loading, early: list[BaseRoute]) -> None:
        self.app = app
        self.loading = loading
        self.early = early

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the later routes unless an early one answers."""
        if not self.loading.done and scope["type"] == "http" and not self._is_early(scope):
            await self.loading.wait()
        await self.app(scope, receive, send)

    def _is_early(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self.early)
