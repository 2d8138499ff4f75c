"""What answering one request took, filled in along its way by whatever knows it.

The figures of the request being answered are a context variable, because queue and pool know
clients and seconds but no requests. The tasks that a request starts inherit it.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal

Source = Literal["computed", "shared", "cached"]


@dataclass(slots=True)
class RequestFigures:
    """Seconds and sources of one answer; None where it did not come to that.

    ``estimate_s`` is the work expected, in seconds of one core. ``source`` says whether the result
    was computed for this request, shared with another one, or kept from an earlier one. ``ending``
    is how the computation ended, where the status does not show it: failed within a stream.
    """

    estimate_s: float | None = None
    queue_s: float | None = None
    compute_s: float | None = None
    source: Source | None = None
    ending: str | None = None


_CURRENT: Final[ContextVar[RequestFigures | None]] = ContextVar("request_figures", default=None)


def begin_figures() -> RequestFigures:
    """Begin the figures of the request that this task answers."""
    figures = RequestFigures()
    _CURRENT.set(figures)
    return figures


def request_figures() -> RequestFigures:
    """Return the figures of the request being answered; outside of one, some that are not read."""
    return _CURRENT.get() or RequestFigures()
