"""What a dataset is, and what the catalogue says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.citation import Citation
from app.engine.parameters import Parameter
from app.engine.records.annotations import Array, Axes, Example, Finite, Mark

Task = Literal["classification", "regression"]
ProbeKind = Literal["grid", "examples", "samples"]
Range = tuple[Finite, Finite]
Inputs = Annotated[Array, Axes("samples", "inputs"), Mark.FINITE]
Targets = (
    Annotated[NDArray[np.int64], Axes("samples")]
    | Annotated[Array, Axes("samples", "outputs"), Mark.FINITE]
)
"""Class indices for classification, a row of numbers for regression."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Inputs and targets, split into a train and a test part."""

    name: Annotated[str, Example("circles")]
    """Its name."""
    task: Annotated[Task, Example("classification")]
    """What is learned."""
    classes: Annotated[int, Example(2)]
    """Number of classes, 0 for regression."""
    train_inputs: Annotated[Inputs, Example([[0.85, 0.0]])]
    """One row a training sample."""
    train_targets: Annotated[Targets, Example([0])]
    """A class index, or a row of numbers, for each."""
    test_inputs: Annotated[Inputs, Example([[0.4, 0.0]])]
    """One row a test sample; there may be none."""
    test_targets: Annotated[Targets, Example([1])]
    """A class index, or a row of numbers, for each."""
    probe_kind: Annotated[ProbeKind, Mark.UNSENT]
    """Over which points the neurons' outputs are shown."""
    x_range: Annotated[Range | None, Mark.UNSENT] = None
    """Extent of a grid of such points; None without one."""
    y_range: Annotated[Range | None, Mark.UNSENT] = None
    """Extent of a grid of such points; None without one."""


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
    ``draw``. Classes are 0 for regression. ``aliases`` are other usual names.
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
    aliases: tuple[str, ...] = ()
