"""The initializers by name: of weights and of biases."""

from collections.abc import Mapping
from types import MappingProxyType

from app.engine.initializers import (
    adaptive,
    basic,
    biases,
    by_place,
    expression,
    framework_defaults,
    given,
    scaling,
    structured,
)
from app.engine.initializers.entry import Initializer

_ENTRIES: tuple[Initializer, ...] = (
    *basic.ENTRIES,
    *scaling.ENTRIES,
    *structured.ENTRIES,
    *adaptive.ENTRIES,
    *by_place.ENTRIES,
    *framework_defaults.ENTRIES,
    *biases.ENTRIES,
    *given.ENTRIES,
    expression.EXPRESSION,
)

INITIALIZERS: Mapping[str, Initializer] = MappingProxyType(
    {entry.name: entry for entry in _ENTRIES if not entry.bias}
)
BIAS_INITIALIZERS: Mapping[str, Initializer] = MappingProxyType(
    {entry.name: entry for entry in _ENTRIES if entry.bias}
)
