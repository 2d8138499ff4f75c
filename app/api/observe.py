"""What is recorded of every request: one line in the log, and counts for /metrics."""

import logging
from time import monotonic
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.jobs.request_figures import RequestFigures, begin_figures
from app.jobs.statistics import Statistics

log = logging.getLogger("app.requests")

#: Asked for every few seconds by what watches the server, or by the dozen with each page: logged
#: at "debug" alone.
QUIET: Final = ("/health", "/ready", "/metrics", "/static")
#: The route of requests that match none, so that guesses at addresses cannot fill the memory.
NO_ROUTE: Final = "none"
#: nginx's number for a client that went away before there was an answer.
CLIENT_GONE: Final = 499

_OUTCOMES: Final = {404: "not_found", 413: "too_large", 422: "refused", 503: "busy", 499: "gone"}


class Observe:
    """Middleware that records of each request what came of it and what it took."""

    def __init__(self, app: ASGIApp, statistics: Statistics) -> None:
        self.app = app
        self.statistics = statistics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and record how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        figures, began = begin_figures(), monotonic()
        status, sent, whole = CLIENT_GONE, 0, False

        async def counting_send(message: Message) -> None:
            nonlocal status, sent, whole
            await send(message)
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                whole = not message.get("more_body", False)

        try:
            await self.app(scope, receive, counting_send)
        finally:
            outcome = outcome_of(status, figures, whole=whole)
            self._write(scope, figures, status=status, outcome=outcome, sent=sent, began=began)

    def _write(
        self,
        scope: Scope,
        figures: RequestFigures,
        *,
        status: int,
        outcome: str,
        sent: int,
        began: float,
    ) -> None:
        taken = monotonic() - began
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        self.statistics.answers[route, scope["method"], str(status), outcome] += 1
        self.statistics.answered(route, taken)
        if figures.source is not None:
            self.statistics.sources[figures.source] += 1
        level = logging.DEBUG if route.startswith(QUIET) else logging.INFO
        if not log.isEnabledFor(level):
            return
        facts: dict[str, Any] = {
            "route": route,
            "method": scope["method"],
            "status": status,
            "outcome": outcome,
            "client": (scope.get("client") or ("local",))[0],
            "bytes": sent,
            "total_s": round(taken, 4),
            "source": figures.source,
            "estimate_s": _rounded(figures.estimate_s),
            "queue_s": _rounded(figures.queue_s),
            "compute_s": _rounded(figures.compute_s),
        }
        log.log(level, "request", extra={"facts": facts})


def outcome_of(status: int, figures: RequestFigures, *, whole: bool) -> str:
    """Say in a word what came of a request; an answer that was cut off found its client gone."""
    if figures.ending not in {None, "done"} and status == 200:
        return "failed"
    if not whole:
        return "gone"
    return "ok" if status < 400 else _OUTCOMES.get(status, "error")


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)
