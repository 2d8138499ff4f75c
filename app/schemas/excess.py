"""Refusing what would take longer, or hold more, than the server allows."""

from collections.abc import Iterator

from app.limits import MIB, Limits
from app.schemas.refusals import BODY, Problem, problem


def too_long(seconds: float, limits: Limits, remedy: str) -> Iterator[Problem]:
    """Refuse more seconds of one core than are allowed; ``remedy`` says what lowers them."""
    if seconds > limits.compute_seconds:
        came = f"about {seconds:.3g} seconds of computing"
        allowed = f"at most {limits.compute_seconds:g} seconds; {remedy}"
        yield problem((BODY,), None, allowed, "too_much_work", came=came)


def too_large(held: float, limit: float, noun: str, remedy: str) -> Iterator[Problem]:
    """Refuse more bytes of memory, or of an answer, than are allowed."""
    if held > limit:
        came = f"about {held / MIB:.3g} MiB of {noun}"
        allowed = f"at most {limit / MIB:g} MiB; {remedy}"
        yield problem((BODY,), None, allowed, "too_big", came=came)
