"""One description of a parameter, from which its checks, its control and its documentation come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import numpy as np

from app.engine.errors import ArgumentError

Kind = Literal["number", "integer", "choice", "boolean", "text", "array"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value of an initializer, a dataset or an optimizer.

    ``minimum`` and ``maximum`` bound a number or an integer, both inclusive unless
    ``exclusive_minimum``; for a text, ``maximum`` bounds its length in characters.
    ``step`` is a hint for a control, not a check.
    """

    name: str
    kind: Kind
    default: object
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    exclusive_minimum: bool = False
    description: str = ""
    step: float | None = None

    def validate(self, value: object) -> object:
        """The value in its canonical type (a number as float, an integer as int).

        Raises ArgumentError with the parameter's name, the value and what is allowed.
        """
        return _VALIDATORS[self.kind](self, value)

    def allowed(self) -> str:
        """What is allowed, in words."""
        if self.kind == "choice":
            return "one of " + ", ".join(sorted(self.choices))
        if self.kind == "boolean":
            return "true or false"
        if self.kind == "array":
            return "a list of finite numbers or of such lists"
        if self.kind == "text":
            longest = "" if self.maximum is None else f" of at most {self.maximum:g} characters"
            return f"a text{longest}"
        noun = "a finite number" if self.kind == "number" else "an integer"
        bounds = []
        if self.minimum is not None:
            bounds.append(f"{'>' if self.exclusive_minimum else '>='} {self.minimum:g}")
        if self.maximum is not None:
            bounds.append(f"<= {self.maximum:g}")
        return " ".join([noun, " and ".join(bounds)]).strip()

    def refuse(self, value: object) -> ArgumentError:
        """The error for a value that is not allowed."""
        return ArgumentError(self.name, value, self.allowed())


def validate_parameters(
    parameters: tuple[Parameter, ...], given: Mapping[str, object]
) -> dict[str, object]:
    """Every parameter in the order declared, given ones checked, others at their default.

    Raises ArgumentError for a value that is not allowed and for a name that is not declared.
    """
    known = {parameter.name for parameter in parameters}
    for name, value in given.items():
        if name not in known:
            names = ", ".join(sorted(known)) or "none: it has no parameters"
            raise ArgumentError(name, value, f"only these parameters: {names}")
    return {
        parameter.name: parameter.validate(given[parameter.name])
        if parameter.name in given
        else parameter.default
        for parameter in parameters
    }


def number(values: Mapping[str, object], name: str) -> float:
    """A validated number among others, typed."""
    value = values[name]
    if not isinstance(value, float):
        raise TypeError(f"{name} is no validated number: {value!r}")
    return value


def integer(values: Mapping[str, object], name: str) -> int:
    """A validated integer among others, typed."""
    value = values[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is no validated integer: {value!r}")
    return value


def text(values: Mapping[str, object], name: str) -> str:
    """A validated text or choice among others, typed."""
    value = values[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no validated text: {value!r}")
    return value


def _number(parameter: Parameter, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise parameter.refuse(value)
    try:
        number = float(value)
    except OverflowError:
        raise parameter.refuse(value) from None
    if not isfinite(number) or not _within(parameter, number):
        raise parameter.refuse(value)
    return number


def _integer(parameter: Parameter, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise parameter.refuse(value)
    if not _within(parameter, int(value)):
        raise parameter.refuse(value)
    return int(value)


def _within(parameter: Parameter, value: float) -> bool:
    if parameter.minimum is not None:
        if value < parameter.minimum:
            return False
        if parameter.exclusive_minimum and value == parameter.minimum:
            return False
    return parameter.maximum is None or value <= parameter.maximum


def _choice(parameter: Parameter, value: object) -> str:
    if not isinstance(value, str) or value not in parameter.choices:
        raise parameter.refuse(value)
    return value


def _boolean(parameter: Parameter, value: object) -> bool:
    if not isinstance(value, bool):
        raise parameter.refuse(value)
    return value


def _text(parameter: Parameter, value: object) -> str:
    if not isinstance(value, str):
        raise parameter.refuse(value)
    if parameter.maximum is not None and len(value) > parameter.maximum:
        raise parameter.refuse(value)
    return value


def _array(parameter: Parameter, value: object) -> object:
    # Which shapes fit is known only to the owner of the parameter, who checks them.
    if not isinstance(value, (list, tuple, np.ndarray)):
        raise parameter.refuse(value)
    return value


_VALIDATORS: Mapping[Kind, Callable[[Parameter, object], object]] = {
    "number": _number,
    "integer": _integer,
    "choice": _choice,
    "boolean": _boolean,
    "text": _text,
    "array": _array,
}
