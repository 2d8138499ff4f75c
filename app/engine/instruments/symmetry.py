"""How alike the neurons of a layer are, told by their outputs."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.readings import SymmetryReading

Array = NDArray[np.float64]

TOLERANCE: Final = 1e-6
"""Share of the largest output of a layer by which outputs must differ somewhere to be distinct:
far more than rounding (1e-16), far less than can be seen in a picture."""

ROUNDING: Final = 1e-13
"""Share of the largest output below which deviations from the mean are rounding alone: hundreds
of additions of numbers with a relative error of 1.1e-16 each."""


def read_symmetry(outputs: Array, clone_class: Sequence[int]) -> SymmetryReading:
    """Compare the neurons of a layer by ``outputs`` (points, neurons), all finite.

    ``clone_class`` names for each neuron the first one that is bit-identical.
    """
    largest = max(float(outputs.max()), -float(outputs.min()))
    tolerance = TOLERANCE * largest
    # Scaled, so that squares neither underflow nor overflow.
    scaled = outputs / largest if largest > 0.0 else outputs
    return SymmetryReading(
        distinct_outputs=_count_distinct(outputs, clone_class, tolerance),
        output_tolerance=tolerance,
        similarity=_cosines(scaled, clone_class),
        effective_rank=effective_rank(scaled),
    )


def effective_rank(matrix: Array) -> float:
    """Return exp(-sum p log p) of the singular values' shares p; 0 for a matrix of zeros.

    Source: Roy & Vetterli (2007), "The effective rank", equations 2 to 4.
    """
    try:
        values = np.linalg.svd(matrix, compute_uv=False)
    except np.linalg.LinAlgError:
        return float("nan")
    # What lies below is rounding (the bound of numpy.linalg.matrix_rank).
    values = values[values > values[0] * max(matrix.shape) * np.finfo(float).eps]
    if values.size == 0:
        return 0.0
    shares = values / values.sum()
    return float(np.exp(-np.dot(shares, np.log(shares))))


def _cosines(outputs: Array, clone_class: Sequence[int]) -> Array:
    """Return the cosines of the centred columns; 0 of a constant one to all but its equals."""
    centred = outputs - outputs.mean(axis=0)
    norms = np.sqrt(np.einsum("ij,ij->j", centred, centred))
    top = np.abs(outputs).max(axis=0)
    constant = norms <= ROUNDING * top * np.sqrt(len(outputs))
    np.divide(centred, norms, out=centred, where=~constant)
    centred[:, constant] = 0.0
    cosines: Array = np.clip(centred.T @ centred, -1.0, 1.0)
    classes = np.asarray(clone_class)
    cosines[classes[:, None] == classes] = 1.0
    same = np.flatnonzero(constant)
    if same.size > 1:
        values = outputs[0, same]
        alike = np.abs(values[:, None] - values) <= ROUNDING * top[same]
        cosines[np.ix_(same, same)] = np.where(alike, 1.0, 0.0)
    return cosines


def _count_distinct(outputs: Array, clone_class: Sequence[int], tolerance: float) -> int:
    """Count the neurons that differ from all counted before by more than ``tolerance`` somewhere.

    Bit-identical neurons are one from the start. For the others, a lower bound of the largest
    difference is looked at first: the difference on a few points.
    """
    firsts = sorted(set(clone_class))
    few = outputs[:: max(1, len(outputs) // _FEW_POINTS), firsts]
    near = np.abs(few[:, :, None] - few[:, None, :]).max(axis=0) <= tolerance
    near &= np.tri(len(firsts), k=-1, dtype=bool)
    if not near.any():
        return len(firsts)
    counted: list[int] = []
    for index, neuron in enumerate(firsts):
        candidates = (other for other in counted if near[index, other])
        if not any(_within(outputs, neuron, firsts[other], tolerance) for other in candidates):
            counted.append(index)
    return len(counted)


_FEW_POINTS: Final = 8
"""Points; enough to tell most neurons apart that differ at all."""


def _within(outputs: Array, one: int, other: int, tolerance: float) -> bool:
    return bool(np.abs(outputs[:, one] - outputs[:, other]).max() <= tolerance)
