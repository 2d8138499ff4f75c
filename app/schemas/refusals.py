"""Refusals in words: each names the field, what came and what is allowed.

Validators raise ``refusal(...)``; pydantic adds the path of the field. ``problems`` turns any
validation error into the list that an answer 422 holds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from math import isfinite
from typing import Any, Final, TypedDict

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.engine.errors import ArgumentError, shortened

Loc = tuple[int | str, ...]

#: What the path of a field in a request's body begins with.
BODY: Final = "body"

#: What pydantic's kinds of error allow, in words; {names} are of the error's context.
_ALLOWED: Final = {
    "missing": "a value; it has no default",
    "json_invalid": "JSON ({error})",
    "model_type": "a JSON object, sent as application/json",
    "model_attributes_type": "a JSON object, sent as application/json",
    "dict_type": "an object",
    "list_type": "a list",
    "int_type": "an integer",
    "float_type": "a number",
    "string_type": "a text",
    "string_unicode": "a text of whole Unicode characters",
    "bool_type": "true or false",
    "too_long": "at most {max_length} items",
    "too_short": "a list of at least {min_length}",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "a text of length at least {min_length}",
}
#: Characters of a text given back as ``input``: enough to recognise it, too few to carry a page.
_ECHO_LENGTH: Final = 120
#: The most problems in one refusal.
MOST_PROBLEMS: Final = 20
#: JavaScript keeps whole numbers exact up to here.
_LARGEST_EXACT: Final = 2**53


class Problem(TypedDict):
    """One refused field, in FastAPI's shape; ``input`` is left out where it is large."""

    loc: list[int | str]
    msg: str
    input: Any
    type: str


class RefusedError(Exception):
    """An experiment that is refused as a whole, although each of its fields is allowed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem["msg"] for problem in problems))
        self.problems = list(problems)


def refusal(
    value: object, allowed: str, *, loc: Loc = (), kind: str = "value_not_allowed"
) -> ValidationError:
    """Make the error for a field that holds ``value`` where only ``allowed`` may stand."""
    details = InitErrorDetails(
        type=PydanticCustomError(kind, "{allowed}", {"allowed": allowed}), loc=loc, input=value
    )
    return ValidationError.from_exception_data("refusal", [details])


@contextmanager
def within(*loc: int | str) -> Iterator[None]:
    """Put ``loc`` in front of the path of every refusal that leaves the block."""
    try:
        yield
    except ValidationError as error:
        details = [
            InitErrorDetails(
                type=PydanticCustomError(item["type"], "{allowed}", {"allowed": _allowed(item)}),
                loc=loc + tuple(item["loc"]),
                input=item["input"],
            )
            for item in error.errors(include_url=False)
        ]
        raise ValidationError.from_exception_data(error.title, details) from None


def engine_refusal(error: ArgumentError, value: object) -> ValidationError:
    """Make the error for an engine's refusal of ``value``, a choice with parameters.

    The path leads to the parameter where the refused argument is one.
    """
    named = isinstance(value, Mapping) and error.argument in value
    return refusal(error.value, error.allowed, loc=(error.argument,) if named else ())


@contextmanager
def refusing(problems: Callable[[], list[Problem]]) -> Iterator[None]:
    """Turn the engine's refusal within the block into one that says where the field stands.

    ``problems`` looks for the places; the engine's own words are given where it finds none.

    Raises:
        RefusedError: the engine refused.
    """
    try:
        yield
    except ArgumentError as error:
        own = [problem((BODY, error.argument), error.value, error.allowed)]
        raise RefusedError(problems() or own) from error


def problems(errors: Iterable[Mapping[str, Any]], root: Loc = ()) -> list[Problem]:
    """Return the problems of pydantic's error list, each with its message in words.

    At most MOST_PROBLEMS: a request may hold more mistakes than anyone wants to read.
    """
    return [
        problem(root + tuple(error["loc"]), error["input"], _allowed(error), error["type"])
        for error in islice(errors, MOST_PROBLEMS)
    ]


def problem(
    loc: Loc,
    value: object,
    allowed: str,
    kind: str = "value_not_allowed",
    *,
    came: str | None = None,
) -> Problem:
    """Return the problem of one field; ``loc`` begins with where the field stands, as "body".

    ``came`` says what came where the value itself would not.
    """
    field = path(loc[1:]) or "the request"
    if kind == "json_invalid":
        msg = f"the request cannot be read from character {loc[-1]} on; allowed: {allowed}"
    elif kind == "missing":
        msg = f"{field} is missing; allowed: {allowed}"
    else:
        msg = f"{field} is {came or _quoted(value)}; allowed: {allowed}"
    echoed = came if came is not None else _echo(value)
    where = [_encodable(part[:_ECHO_LENGTH]) if isinstance(part, str) else part for part in loc]
    return Problem(loc=where, msg=_encodable(msg), input=echoed, type=kind)


def moved(found: Problem, loc: Loc) -> Problem:
    """Return a problem as that of a field elsewhere, in the same words."""
    before, after = path(tuple(found["loc"][1:])), path(loc[1:])
    msg = _encodable(after) + found["msg"].removeprefix(before)
    return {**found, "loc": list(loc), "msg": msg}


def path(loc: Loc) -> str:
    """Write a path as in JavaScript: ``runs[0].initializer.std``."""
    text = ""
    for part in loc:
        name = part if isinstance(part, int) else part[:_ECHO_LENGTH]
        text += f"[{name}]" if isinstance(name, int) else f".{name}" if text else name
    return text


def _allowed(error: Mapping[str, Any]) -> str:
    context = error.get("ctx", {})
    if "allowed" in context:
        return str(context["allowed"])
    words = _ALLOWED.get(error["type"])
    if words is not None:
        return words.format(**context)
    return str(error["msg"]).removeprefix("Input should be ")


def _quoted(value: object) -> str:
    """Quote a value as far as that is short, the constants as JSON writes them."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return _named_fields(value)
    if isinstance(value, bytes):
        return "no JSON"
    return shortened(value)


def _named_fields(value: Mapping[Any, object]) -> str:
    fields = ", ".join(map(str, value)) or "no fields"
    return f"an object with {fields}"[:_ECHO_LENGTH]


def _echo(value: object) -> Any:
    """Return a value back as far as strict JSON can hold it and it is short."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _encodable(value[:_ECHO_LENGTH])
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_EXACT else shortened(value)
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    return _encodable(_quoted(value))


def _encodable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 answer can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
