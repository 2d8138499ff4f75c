"""How alike the neurons of a layer are, told by their outputs."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.moments import blocks
from app.engine.records.readings import SymmetryReading

Array = NDArray[np.float64]

TOLERANCE: Final = 1e-6
"""Share of the largest output of a layer by which outputs must differ somewhere to be distinct:
far more than rounding (1e-16), far less than can be seen in a picture."""

ROUNDING: Final = 1e-13
"""Share of the largest output below which deviations from the mean are rounding alone: hundreds
of additions of numbers with a relative error of 1.1e-16 each."""

_EPSILON: Final = float(np.finfo(np.float64).eps)


def read_symmetry(
    outputs: Sequence[Array], clone_classes: Sequence[Sequence[int]]
) -> list[SymmetryReading]:
    """Compare the neurons within each of several layers by their outputs.

    Each of ``outputs`` is (points, neurons), all finite, with the same points; its
    ``clone_classes`` name for each neuron the first one that is bit-identical.
    """
    readings: dict[int, SymmetryReading] = {}
    for places in blocks([array.size for array in outputs]):
        stacked = np.stack([outputs[place].T for place in places])
        classes = np.array([clone_classes[place] for place in places])
        readings.update(zip(places, _read(stacked, classes), strict=True))
    return [readings[place] for place in range(len(outputs))]


def _read(outputs: Array, classes: NDArray[np.int64]) -> list[SymmetryReading]:
    """Compare the neurons of layers of one width: (layers, neurons, points)."""
    largest = np.maximum(outputs.max(axis=(1, 2)), -outputs.min(axis=(1, 2)))
    tolerances = TOLERANCE * largest
    if outputs.shape[1] == 1:
        # A single neuron is like itself, and the rank of a column is 1.
        return [
            SymmetryReading(1, tolerance, np.ones((1, 1)), float(tolerance > 0.0))
            for tolerance in tolerances.tolist()
        ]
    # Scaled, so that squares neither underflow nor overflow.
    scaled = outputs / np.where(largest > 0.0, largest, 1.0)[:, None, None]
    products = np.matmul(scaled, scaled.transpose(0, 2, 1))
    columns = zip(
        _count_distinct(scaled, products, classes),
        tolerances.tolist(),
        _cosines(scaled, classes),
        _effective_ranks(scaled).tolist(),
        strict=True,
    )
    return [SymmetryReading(*column) for column in columns]


def _effective_ranks(matrices: Array) -> Array:
    """Return exp(-sum p log p) of the singular values' shares p of each matrix, 0 for zeros.

    ``matrices`` is (number, columns, rows). Source: Roy & Vetterli (2007), "The effective rank",
    equations 2 to 4.
    """
    try:
        # The triangle that is left of a tall matrix has the same singular values.
        triangles = np.linalg.qr(matrices.transpose(0, 2, 1), mode="r")
        values = np.linalg.svd(triangles, compute_uv=False)
    except np.linalg.LinAlgError:
        return np.full(len(matrices), np.nan)
    # What lies below is rounding (the bound of numpy.linalg.matrix_rank).
    bound = values[:, :1] * (max(matrices.shape[1:]) * _EPSILON)
    kept = values > bound
    values[~kept] = 0.0
    total = values.sum(axis=1, keepdims=True)
    shares = np.where(kept, values / np.where(total > 0.0, total, 1.0), 1.0)
    ranks: Array = np.exp(-(shares * np.log(shares)).sum(axis=1))
    return np.where(total[:, 0] > 0.0, ranks, 0.0)


def _cosines(outputs: Array, classes: NDArray[np.int64]) -> Array:
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


def _count_distinct(outputs: Array, products: Array, classes: NDArray[np.int64]) -> list[int]:
    """Count neurons that differ from all counted before by more than the tolerance somewhere.

    The largest of ``outputs`` is 1. Neurons within the tolerance everywhere have a squared
    distance of at most that of the tolerance at all points, so ``products``, their rounding allowed
    for, tell most of them apart.
    """
    width, points = outputs.shape[1:]
    squares = products.diagonal(0, 1, 2)
    distances = squares[:, :, None] + squares[:, None, :] - 2.0 * products
    near = distances <= points * TOLERANCE**2 + 4.0 * points**2 * _EPSILON
    # A neuron is near itself in any case.
    doubtful = (near.sum(axis=(1, 2)) > width).tolist()
    return [
        _count_one_by_one(outputs[layer], classes[layer].tolist(), near[layer])
        if doubtful[layer]
        else width
        for layer in range(len(outputs))
    ]


def _count_one_by_one(outputs: Array, classes: Sequence[int], near: NDArray[np.bool_]) -> int:
    counted: list[int] = []
    for neuron in dict.fromkeys(classes):
        candidates = (other for other in counted if near[neuron, other])
        if not any(
            np.abs(outputs[neuron] - outputs[other]).max() <= TOLERANCE for other in candidates
        ):
            counted.append(neuron)
    return len(counted)
