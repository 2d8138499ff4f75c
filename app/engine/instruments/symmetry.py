"""How alike the neurons of a layer are, told by their outputs."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.likeness import Stack
from app.engine.records.readings import SymmetryReading

Array = NDArray[np.float64]

TOLERANCE: Final = 1e-6
"""Share of the largest output of a layer by which outputs must differ somewhere to be distinct:
far more than rounding (1e-16), far less than can be seen in a picture."""

ROUNDING: Final = 1e-13
"""Share of the largest output below which deviations from the mean are rounding alone: hundreds
of additions of numbers with a relative error of 1.1e-16 each."""


def read_symmetry(stack: Stack, effective_ranks: Array) -> list[SymmetryReading]:
    """Compare the neurons within each layer of a stack by their outputs.

    ``effective_ranks`` (layers,) are those of ``app.engine.instruments.likeness``.
    """
    lowest, highest = stack.extremes()
    largest = np.maximum(highest, -lowest)
    tolerances = TOLERANCE * largest
    # Scaled, so that squares neither underflow nor overflow.
    scaled = stack.outputs.transpose(0, 2, 1) / np.where(largest > 0.0, largest, 1.0)[:, None, None]
    columns = zip(
        (len(set(classes)) for classes in stack.alike(tolerances)),
        tolerances.tolist(),
        effective_ranks.tolist(),
        _cosines(scaled, stack.clone_classes),
        strict=True,
    )
    return [SymmetryReading(*column) for column in columns]


def _cosines(outputs: Array, classes: NDArray[np.intp]) -> Array:
    """Return the cosines of the centred rows; 0 of a constant one to all but its equals."""
    points = outputs.shape[2]
    centred = outputs - outputs.sum(axis=2, keepdims=True) / points
    products = np.matmul(centred, centred.transpose(0, 2, 1))
    norms = np.sqrt(products.diagonal(0, 1, 2))
    constant = norms <= ROUNDING * np.sqrt(points) * np.abs(outputs[:, :, 0])
    norms[constant] = np.inf
    products /= norms[:, :, None] * norms[:, None, :]
    cosines: Array = np.minimum(np.maximum(products, -1.0), 1.0)
    cosines[classes[:, :, None] == classes[:, None, :]] = 1.0
    if constant.any():
        first = outputs[:, :, 0]
        gaps = np.abs(first[:, :, None] - first[:, None, :])
        equal = gaps <= ROUNDING * np.abs(first[:, :, None])
        cosines[equal & constant[:, :, None] & constant[:, None, :]] = 1.0
    return cosines
