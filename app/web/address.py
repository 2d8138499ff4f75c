"""Requests in addresses: ``/simulate?activation=relu&hidden_layers=[16,16]``."""

import json
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from app.schemas.refusals import Problem, RefusedError, problem, problems

QUERY: Final = "query"

Model = TypeVar("Model", bound=BaseModel)
Read = TypeVar("Read")


def request_from_query(items: list[tuple[str, str]], model: type[Model]) -> Model:
    """Read a request from query parameters: each a field, its value JSON or a bare name.

    Raises:
        RefusedError: a parameter is no field, comes twice, or holds what the field does not allow.
    """
    return read_query(items, model.model_validate)


def read_query(
    items: list[tuple[str, str]],
    read: Callable[[dict[str, Any]], Read],
    texts: Collection[str] = (),
) -> Read:
    """Read query parameters; those of ``texts`` are texts as they stand, not JSON.

    Raises:
        RefusedError: a parameter comes twice, or ``read`` refuses what stands there.
    """
    count = Counter(name for name, _ in items)
    twice: list[Problem] = [
        problem((QUERY, name), None, "once", "repeated", came=f"given {number} times")
        for name, number in count.items()
        if number > 1
    ]
    if twice:
        raise RefusedError(twice)
    try:
        return read({name: text if name in texts else _value(text) for name, text in items})
    except ValidationError as error:
        raise RefusedError(problems(error.errors(include_url=False), (QUERY,))) from None


def at_query(found: list[Problem]) -> list[Problem]:
    """Return the problems of a request with the path they have in the address."""
    return [{**item, "loc": [QUERY, *item["loc"][1:]]} for item in found]


def _value(text: str) -> Any:
    """Read JSON; anything else is a name, as in ``activation=relu``."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
