"""Settings from environment variables, checked once and refused in words."""

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from math import inf
from typing import Any, Final, TypeVar, cast

PREFIX: Final = "UNCLONE_"
#: What Kubernetes sets in every container for each service of its namespace.
_SERVICE: Final = re.compile(
    r"\w*_SERVICE_(HOST|PORT(_\w+)?)|\w*_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?"
)

#: How alike, of 1, a variable is to the one that was meant: a letter or an underscore is missing.
_ALIKE: Final = 0.85

T = TypeVar("T")


class SettingError(ValueError):
    """An environment variable holds what it must not; the message names it and what is allowed."""


def from_environment(kind: type[T], prefix: str, environment: Mapping[str, str] | None = None) -> T:
    """Make a dataclass whose fields are read from ``prefix`` + the field's name in capitals.

    A field not set keeps its default. Numbers are positive, and not below the ``least`` of the
    field's metadata; a tuple is separated by spaces or commas.

    Raises:
        SettingError: a variable cannot be read as its field's type.
    """
    source = os.environ if environment is None else environment
    given: dict[str, Any] = {}
    for entry in fields(cast("Any", kind)):
        variable = prefix + entry.name.upper()
        if source.get(variable, "").strip():
            least = entry.metadata.get("least", 0)
            given[entry.name] = _parse(variable, source[variable].strip(), entry.type, least)
    return kind(**given)


def refuse_unknown(kinds: Mapping[str, type], environment: Mapping[str, str] | None = None) -> None:
    """Refuse variables of this program that nothing reads: they are misspelt.

    ``kinds`` are dataclasses by the prefix of their variables. What Kubernetes puts beside them for
    a service that is called as this program is, such as ``UNCLONE_PORT=tcp://10.0.0.1:80``, is let
    through.

    Raises:
        SettingError: naming the variable and those that are most like it.
    """
    source = os.environ if environment is None else environment
    known = {
        prefix + entry.name.upper()
        for prefix, kind in kinds.items()
        for entry in fields(cast("Any", kind))
    }
    for variable in sorted(source):
        if not variable.startswith(PREFIX) or variable in known:
            continue
        if _SERVICE.fullmatch(variable) and not _is_port_alone(variable, source[variable]):
            continue
        near = get_close_matches(variable, sorted(known), n=3, cutoff=_ALIKE)
        meant = " or ".join(near) if near else "those that docs/operations.md lists"
        raise SettingError(f"{variable} is no setting; allowed: {meant}")


def _is_port_alone(variable: str, value: str) -> bool:
    """Whether a person may have meant the port to listen on: Kubernetes gives a URL."""
    return variable == f"{PREFIX}PORT" and "://" not in value


def _parse(variable: str, text: str, kind: object, least: float) -> object:
    if kind is int or kind is float:
        return _positive(variable, text, kind, least)
    if kind is str:
        return text
    return tuple(text.replace(",", " ").split())


def _positive(variable: str, text: str, kind: type[int] | type[float], least: float) -> int | float:
    noun = "a whole number" if kind is int else "a number"
    try:
        number = kind(text)
    except ValueError:
        number = kind(0)
    if not 0 < number < inf:
        raise SettingError(f"{variable} is {text!r}; allowed: {noun} above 0")
    if number < least:
        message = (
            f"{variable} is {text!r}; allowed: {noun} of at least {least}, which the defaults, the "
            "presets or the lesson need"
        )
        raise SettingError(message)
    return number
