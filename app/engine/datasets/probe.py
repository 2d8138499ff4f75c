"""The points over which every neuron's output is shown."""

from dataclasses import dataclass
from math import isqrt
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.dataset import Dataset, ProbeKind, Range
from app.engine.records.annotations import Array, Axes, Example, Mark

GRID_SIZE = 20
"""Points along each side of the grid over a two-dimensional input plane."""

EXAMPLES_PER_CLASS = 10
MAX_SAMPLES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The inputs on which neurons' outputs are shown: rows * cols points, row by row."""

    kind: Annotated[ProbeKind, Example("grid")]
    """A grid over the plane, examples of each class in a row each, or training samples in the order
    of their class or target."""
    rows: Annotated[int, Example(20)]
    """Rows; row 0 of a grid is the top, the largest y."""
    cols: Annotated[int, Example(20)]
    """Columns."""
    x_range: Annotated[Range | None, Example([-1.25, 1.25])] = None
    """Extent of a grid, bounds included."""
    y_range: Annotated[Range | None, Example([-1.25, 1.25])] = None
    """Extent of a grid, bounds included."""
    inputs: Annotated[Array, Axes("points", "inputs"), Mark.FINITE, Example([[-1.25, 1.25]])]
    """The points, one row each."""
    labels: Annotated[tuple[int, ...] | None, Example(None)] = None
    """The class of each point, where it has one."""


def make_probe(dataset: Dataset, size: int = GRID_SIZE) -> Probe:
    """The dataset's probe; ``size`` is the number of points along each side of a grid."""
    if dataset.x_range is not None and dataset.y_range is not None:
        return _grid(dataset.x_range, dataset.y_range, size)
    if dataset.probe_kind == "examples":
        return _examples(dataset)
    return _samples(dataset)


def _grid(x_range: Range, y_range: Range, size: int) -> Probe:
    x, y = np.meshgrid(_spaced(x_range, size), _spaced(y_range, size)[::-1])
    inputs = np.column_stack([x.ravel(), y.ravel()])
    return Probe(kind="grid", rows=size, cols=size, inputs=inputs, x_range=x_range, y_range=y_range)


def _spaced(bounds: Range, size: int) -> Array:
    """Evenly spaced, both bounds exact; linspace would overflow on their difference."""
    share = np.linspace(0.0, 1.0, size)
    return bounds[0] * (1.0 - share) + bounds[1] * share


def _examples(dataset: Dataset) -> Probe:
    """The first examples of each class, from the test part while it has any, then from train."""
    inputs = np.concatenate([dataset.test_inputs, dataset.train_inputs])
    labels = np.concatenate([dataset.test_targets, dataset.train_targets]).astype(np.int64)
    members = [np.flatnonzero(labels == label) for label in range(dataset.classes)]
    cols = min(EXAMPLES_PER_CLASS, *(group.size for group in members))
    chosen = np.concatenate([group[:cols] for group in members])
    return Probe(
        kind="examples",
        rows=len(members),
        cols=cols,
        inputs=inputs[chosen],
        labels=_as_tuple(labels[chosen]),
    )


def _samples(dataset: Dataset) -> Probe:
    """Training points evenly spread over their order by class or first target, near a square."""
    targets = dataset.train_targets
    classification = dataset.task == "classification"
    order = np.argsort(targets if classification else targets[:, 0], kind="stable")
    count = min(MAX_SAMPLES, order.size)
    rows = isqrt(count)
    cols = count // rows
    chosen = order[np.linspace(0, order.size - 1, rows * cols).round().astype(np.int64)]
    labels = _as_tuple(targets[chosen].astype(np.int64)) if classification else None
    points = dataset.train_inputs[chosen]
    return Probe(kind="samples", rows=rows, cols=cols, inputs=points, labels=labels)


def _as_tuple(labels: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(label) for label in labels)
