"""Parameters of an architecture besides weights and biases: gains, shifts, multipliers."""

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ExtraName = Literal["norm_gain", "norm_shift", "branch_multiplier"]
NORM: Final[tuple[ExtraName, ExtraName]] = ("norm_gain", "norm_shift")
MULTIPLIER: Final[ExtraName] = "branch_multiplier"


@dataclass(frozen=True, slots=True)
class Extra:
    """``size`` numbers that train with a network, and the weight layer they are shown with."""

    name: ExtraName
    layer_index: int
    size: int


@dataclass(frozen=True, slots=True)
class ExtraLayout:
    """An extra in memory, for all runs: (runs, rows), of which ``extra.size`` rows are real."""

    extra: Extra
    rows: int
    start: int
    """Where it begins in the flat parameter vector."""


def _empty() -> Array:
    return np.zeros((0, 0))


@dataclass(slots=True)
class ExtraArrays:
    """What a block works on during a pass: values and their gradient, (runs, real rows).

    The gradient is empty before a backward pass is prepared.
    """

    values: Array
    gradient: Array = field(default_factory=_empty)
