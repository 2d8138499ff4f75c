"""Bodies of JSON read strictly: bounded in what they are made of, each field given once.

Python's reader, and with it FastAPI, would silently take the last of several. A body of two
megabytes may hold a million lists, or half a million mistakes: what it is made of is counted first,
in its bytes, before any of it becomes an object.
"""

import json
from collections import Counter
from typing import Any, Final

from app.engine.errors import shortened
from app.limits import LIMITS
from app.schemas.refusals import BODY, Problem, RefusedError, problem

#: What surely can be read, said to those whose body is nested more deeply; no request here needs
#: more than 8. Python's reader gives up somewhere above, depending on its version.
DEEPEST_BODY: Final = 500


class UnreadableError(ValueError):
    """A body that is no JSON to read; the message says what it is and what is allowed."""


class RepeatedFieldError(ValueError):
    """An object of the body has a field twice; the message is its name."""


def refuse_excessive(body: bytes) -> None:
    """Refuse a body of more fields or lists than any request needs, without reading it.

    Characters within texts are counted along; no text here is so long that it matters.

    Raises:
        RefusedError: naming what there are too many of.
    """
    found: list[Problem] = []
    for noun, count, most, fewer in (
        ("fields", max(body.count(b":"), body.count(b"{")), LIMITS.body_fields, "fewer runs"),
        ("lists", body.count(b"["), LIMITS.body_lists, "fewer samples, or smaller explicit arrays"),
    ):
        if count > most:
            came = f"a body of {count} {noun}"
            allowed = f"at most {most} {noun}; send {fewer}"
            found.append(problem((BODY,), None, allowed, "too_big", came=came))
    if found:
        raise RefusedError(found)


def read_json(body: bytes) -> Any:
    """Read a body; raise RepeatedFieldError besides what ``json.loads`` raises."""
    return json.loads(body, object_pairs_hook=_once)


def unreadable(cause: BaseException | None) -> str | None:
    """Say what a body is that ``read_json`` could not read, and did not call bad JSON."""
    if isinstance(cause, RepeatedFieldError):
        return f"In the body {shortened(str(cause))} is given twice; allowed: once in each object."
    if isinstance(cause, UnicodeDecodeError):
        return f"The body is not UTF-8 from byte {cause.start} on; allowed: JSON in UTF-8."
    if isinstance(cause, RecursionError):
        return f"The body is nested too deeply; allowed: at most {DEEPEST_BODY} lists in lists."
    if isinstance(cause, ValueError):
        # Python's own bound, against numbers that take minutes to read.
        return "The body holds a number with too many digits; allowed: at most 4300 digits."
    return None


def read_body(body: bytes) -> Any:
    """Read a body as the routes do.

    Raises:
        RefusedError: it is no JSON.
        UnreadableError: it is JSON in a wider sense alone.
    """
    try:
        return read_json(body)
    except json.JSONDecodeError as error:
        loc, allowed = (BODY, error.pos), f"JSON ({error.msg})"
        raise RefusedError([problem(loc, None, allowed, "json_invalid", came="no JSON")]) from None
    except (ValueError, RecursionError) as error:
        raise UnreadableError(unreadable(error)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise RepeatedFieldError(name)
    return read
