"""Settings from environment variables, checked once and refused in words."""

import os
from collections.abc import Mapping
from dataclasses import fields
from math import inf
from typing import Any, Final, TypeVar, cast

PREFIX: Final = "UNCLONE_"

T = TypeVar("T")


class SettingError(ValueError):
    """An environment variable holds what it must not; the message names it and what is allowed."""


def from_environment(kind: type[T], prefix: str, environment: Mapping[str, str] | None = None) -> T:
    """Make a dataclass whose fields are read from ``prefix`` + the field's name in capitals.

    A field not set keeps its default. Numbers are positive; a tuple is separated by spaces or
    commas.

    Raises:
        SettingError: a variable cannot be read as its field's type.
    """
    source = os.environ if environment is None else environment
    given: dict[str, Any] = {}
    for entry in fields(cast("Any", kind)):
        variable = prefix + entry.name.upper()
        if source.get(variable, "").strip():
            given[entry.name] = _parse(variable, source[variable].strip(), entry.type)
    return kind(**given)


def _parse(variable: str, text: str, kind: object) -> object:
    if kind is int or kind is float:
        return _positive(variable, text, kind)
    if kind is str:
        return text
    return tuple(text.replace(",", " ").split())


def _positive(variable: str, text: str, kind: type[int] | type[float]) -> int | float:
    noun = "a whole number" if kind is int else "a number"
    try:
        number = kind(text)
    except ValueError:
        number = kind(0)
    if not 0 < number < inf:
        raise SettingError(f"{variable} is {text!r}; allowed: {noun} above 0")
    return number
