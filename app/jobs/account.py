"""What one request cost, noted on its way by whoever knows it.

The account of the request being answered is a context variable: queue and workers are told of
clients and seconds, not of requests, and a request's tasks inherit it.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal

Source = Literal["computed", "shared", "cached"]


@dataclass(slots=True)
class Account:
    """Seconds and sources of one answer; None where it did not come to that.

    ``estimate_s`` is the work expected, in seconds of one core. ``source`` says whether it was
    computed for this request, shared with another one, or kept from an earlier one. ``ending`` is
    how the computation ended, where the status does not tell: failed in the middle of a stream.
    """

    estimate_s: float | None = None
    queue_s: float | None = None
    compute_s: float | None = None
    source: Source | None = None
    ending: str | None = None


_CURRENT: Final[ContextVar[Account | None]] = ContextVar("account", default=None)


def open_account() -> Account:
    """Begin the account of the request that this task answers."""
    account = Account()
    _CURRENT.set(account)
    return account


def account() -> Account:
    """Give the account of the request being answered; one that nobody reads outside of one."""
    return _CURRENT.get() or Account()
