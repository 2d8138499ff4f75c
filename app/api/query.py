"""An experiment in an address: ``/simulate?activation=relu&hidden_layers=[16,16]``."""

import json
from collections import Counter
from typing import Any, Final

from pydantic import ValidationError

from app.schemas.refusals import Problem, RefusedError, problem, problems
from app.schemas.request import SimulationRequest

QUERY: Final = "query"


def request_from_query(items: list[tuple[str, str]]) -> SimulationRequest:
    """Read a request from query parameters: each a field, its value JSON or a bare name.

    Raises:
        RefusedError: a parameter is no field, comes twice, or holds what the field does not allow.
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
        return SimulationRequest.model_validate({name: _value(text) for name, text in items})
    except ValidationError as error:
        raise RefusedError(problems(error.errors(include_url=False), (QUERY,))) from None


def at_query(found: list[Problem]) -> list[Problem]:
    """Give the problems of a request with the path they have in the address."""
    return [{**item, "loc": [QUERY, *item["loc"][1:]]} for item in found]


def _value(text: str) -> Any:
    """Read JSON; what is none is a name, as in ``activation=relu``."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
