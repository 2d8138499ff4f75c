"""What a dataset is, and what the catalogue says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.citation import Citation
from app.engine.parameters import Parameter

Array = NDArray[np.float64]
Task = Literal["classification", "regression"]
ProbeKind = Literal["grid", "examples", "samples"]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Inputs and targets, split into a train and a test part.

    ``train_inputs`` is ``(n, d)`` and ``test_inputs`` ``(m, d)``, where m may be 0. Targets are
    class indices, int64 ``(n,)``, for classification and float64 ``(n, outputs)`` for regression;
    ``classes`` is 0 for regression. ``probe_kind`` and the two ranges (set for a grid alone) say
    over which points the neurons' outputs are shown.
    """

    name: str
    task: Task
    classes: int
    train_inputs: Array
    train_targets: NDArray[np.int64] | Array
    test_inputs: Array
    test_targets: NDArray[np.int64] | Array
    probe_kind: ProbeKind
    x_range: Range | None = None
    y_range: Range | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """Inputs ``(n, d)`` with their targets and, to split by, the class of each (all 0 if none)."""

    inputs: Array
    targets: NDArray[np.int64] | Array
    strata: NDArray[np.int64]


Draw = Callable[[np.random.Generator, int, float], Points]
"""From a generator, a number of samples and a noise, the points in no particular order."""


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """A dataset of the catalogue.

    ``input_size`` and ``classes`` are None for custom data, where the given arrays decide; so is
    ``draw``. Classes are 0 for regression.
    """

    name: str
    label: str
    description: str
    task: Task | None
    input_size: int | None
    classes: int | None
    parameters: tuple[Parameter, ...]
    draw: Draw | None
    probe_kind: ProbeKind
    citation: Citation | None = None
