"""Derivatives by the chain rule, one scalar operation after another, without the engine.

Each number knows what it was computed from and the derivatives by these.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import sqrt


@dataclass(eq=False)
class Number:
    """A number of a computation; ``slope`` is the derivative of the result by it, once known."""

    value: float
    parents: tuple[tuple["Number", float], ...] = ()
    slope: float = field(default=0.0)

    def __add__(self, other: "Number | float") -> "Number":
        other = number(other)
        return Number(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: "Number | float") -> "Number":
        other = number(other)
        return Number(self.value * other.value, ((self, other.value), (other, self.value)))

    def __sub__(self, other: "Number | float") -> "Number":
        return self + number(other) * -1.0

    def through(
        self, function: Callable[[float], float], slope: Callable[[float], float]
    ) -> "Number":
        """Return f of the number, given f and its derivative."""
        return Number(function(self.value), ((self, slope(self.value)),))


def number(value: Number | float) -> Number:
    """Return a number that depends on nothing, unless it is one already."""
    return value if isinstance(value, Number) else Number(float(value))


def total(numbers: Sequence[Number]) -> Number:
    """Return the sum."""
    return Number(sum(one.value for one in numbers), tuple((one, 1.0) for one in numbers))


def differentiate(result: Number) -> None:
    """Set the slope of every number that the result was computed from."""
    order: list[Number] = []
    seen: set[int] = set()
    stack: list[tuple[Number, bool]] = [(result, False)]
    while stack:
        one, after = stack.pop()
        if after:
            order.append(one)
        elif id(one) not in seen:
            seen.add(id(one))
            stack.append((one, True))
            stack.extend((parent, False) for parent, _ in one.parents)
    for one in order:
        one.slope = 0.0
    result.slope = 1.0
    for one in reversed(order):
        for parent, local in one.parents:
            parent.slope += one.slope * local


def normalized(
    x: Sequence[Number], gain: Sequence[Number], shift: Sequence[Number]
) -> list[Number]:
    """Return the layer normalization of one sample's neurons, epsilon 1e-5 inside the root."""
    n = len(x)
    mean = total(x) * (1 / n)
    centred = [one - mean for one in x]
    variance = total([one * one for one in centred]) * (1 / n)
    root = (variance + 1e-5).through(lambda v: 1 / sqrt(v), lambda v: -0.5 * v**-1.5)
    return [one * root * g + s for one, g, s in zip(centred, gain, shift, strict=True)]
