"""The points over which every neuron's output is shown."""

from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.dataset import Array, Dataset, ProbeKind, Range

GRID_SIZE = 20
"""Points along each side of the grid over a two-dimensional input plane."""

EXAMPLES_PER_CLASS = 10
MAX_SAMPLES = 100


@dataclass(frozen=True, slots=True)
class Probe:
    """``rows * cols`` input points, row by row from the top left; ``inputs`` is ``(rows*cols, d)``.

    A ``grid`` covers ``x_range`` by ``y_range``, bounds included, row 0 at the largest y.
    ``examples`` has one row a class. ``samples`` is training points in the order of their class
    or target. ``labels`` holds the class of each point, None for a grid or a regression.
    """

    kind: ProbeKind
    rows: int
    cols: int
    inputs: Array
    x_range: Range | None = None
    y_range: Range | None = None
    labels: tuple[int, ...] | None = None


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
    return Probe("grid", size, size, inputs, x_range, y_range)


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
    return Probe("examples", len(members), cols, inputs[chosen], labels=_as_tuple(labels[chosen]))


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
    return Probe("samples", rows, cols, dataset.train_inputs[chosen], labels=labels)


def _as_tuple(labels: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(label) for label in labels)
