"""Data given by the user, used exactly as given."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.datasets.dataset import Dataset, ProbeKind, Range, Task
from app.engine.errors import ArgumentError
from app.engine.records.annotations import Array

MAX_CLASSES = 100
"""Classes of custom data: each is an output neuron of its own."""

PROBE_MARGIN = 0.125
"""Share of the data's larger extent added on each side of a two-dimensional probe."""


def custom_dataset(
    task: str,
    inputs: ArrayLike,
    targets: ArrayLike,
    test_inputs: ArrayLike | None = None,
    test_targets: ArrayLike | None = None,
) -> Dataset:
    """A dataset of the given arrays; no test part unless given.

    ``inputs`` is ``(n, d)``. For classification ``targets`` holds ``(n,)`` class indices from 0;
    there are as many classes as the largest index says, and at least two. For regression it is
    ``(n,)`` or ``(n, outputs)``. Raises ArgumentError for anything else, a non-finite number
    included.
    """
    if task not in ("classification", "regression"):
        raise ArgumentError("task", task, "one of classification, regression")
    checked_task: Task = "classification" if task == "classification" else "regression"
    train_inputs = _inputs("inputs", inputs, None)
    size = train_inputs.shape[1]
    held_out = _inputs("test_inputs", [] if test_inputs is None else test_inputs, size)
    train_targets = _targets(checked_task, "targets", targets, train_inputs.shape[0])
    held_out_targets = _targets(
        checked_task,
        "test_targets",
        [] if test_targets is None else test_targets,
        held_out.shape[0],
    )
    if checked_task == "regression":
        held_out_targets = _same_outputs(train_targets, held_out_targets)
        classes = 0
    else:
        classes = 1 + int(max(1, train_targets.max(), held_out_targets.max(initial=0)))
    kind, x_range, y_range = _probe(train_inputs)
    return Dataset(
        name="custom",
        task=checked_task,
        classes=classes,
        train_inputs=train_inputs,
        train_targets=train_targets,
        test_inputs=held_out,
        test_targets=held_out_targets,
        probe_kind=kind,
        x_range=x_range,
        y_range=y_range,
    )


def _numbers(argument: str, value: ArrayLike, allowed: str) -> NDArray[np.generic]:
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError):
        # Rows of different lengths.
        raise ArgumentError(argument, value, allowed) from None
    if array.size and (array.dtype.kind not in "iuf" or not np.all(np.isfinite(array))):
        raise ArgumentError(argument, value, allowed)
    return array


def _inputs(argument: str, value: ArrayLike, size: int | None) -> Array:
    columns = "at least one number" if size is None else f"{size} numbers"
    allowed = f"a list of rows of {columns} each, all finite and of one length"
    array = _numbers(argument, value, allowed)
    if size is not None and array.size == 0:
        return np.zeros((0, size))
    if array.ndim != 2 or array.size == 0 or (size is not None and array.shape[1] != size):
        raise ArgumentError(argument, value, allowed)
    return np.array(array, dtype=np.float64)


def _targets(
    task: Task, argument: str, value: ArrayLike, samples: int
) -> NDArray[np.int64] | Array:
    if task == "classification":
        allowed = f"a list of {samples} class indices, integers from 0 to {MAX_CLASSES - 1}"
        array = _numbers(argument, value, allowed)
        if array.shape != (samples,):
            raise ArgumentError(argument, value, allowed)
        numbers = array.astype(np.float64)
        if np.any(numbers != np.floor(numbers)) or np.any((numbers < 0) | (numbers >= MAX_CLASSES)):
            raise ArgumentError(argument, value, allowed)
        return numbers.astype(np.int64)
    allowed = f"a list of {samples} finite numbers or of {samples} rows of them"
    array = _numbers(argument, value, allowed)
    if array.shape[:1] != (samples,) or array.ndim > 2 or (samples and array.size == 0):
        raise ArgumentError(argument, value, allowed)
    return np.array(array, dtype=np.float64).reshape(samples, -1 if samples else 1)


def _same_outputs(train: NDArray[np.generic], held_out: NDArray[np.generic]) -> Array:
    outputs = train.shape[1]
    if held_out.shape[0] == 0:
        return np.zeros((0, outputs))
    if held_out.shape[1] != outputs:
        raise ArgumentError(
            "test_targets", held_out.tolist(), f"rows of {outputs} numbers, as in targets"
        )
    return held_out.astype(np.float64)


def _probe(inputs: Array) -> tuple[ProbeKind, Range | None, Range | None]:
    """A padded square round two-dimensional data; otherwise the samples themselves."""
    if inputs.shape[1] != 2:
        return "samples", None, None
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    # Halved before subtracting, so that the extent of the largest floats does not overflow.
    centre = low / 2.0 + high / 2.0
    half = float((high / 2.0 - low / 2.0).max()) * (1.0 + 2.0 * PROBE_MARGIN)
    if half == 0.0:
        half = 1.0
    return "grid", _interval(float(centre[0]), half), _interval(float(centre[1]), half)


def _interval(centre: float, half: float) -> Range:
    largest = float(np.finfo(np.float64).max)
    return max(centre - half, -largest), min(centre + half, largest)
