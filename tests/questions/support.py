"""What tests of several questions share."""

import json
from typing import Any

import httpx


def refuse_constant(text: str) -> float:
    raise AssertionError(f"{text} is no strict JSON")


def strict(response: httpx.Response) -> Any:
    return json.loads(response.text, parse_constant=refuse_constant)
