"""A tensor's summary, made slice by slice, with no more held than sums per row and column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.engine.identify import bits
from app.engine.identify.bits import Array, Raw, Words
from app.engine.identify.summary import (
    BINS,
    LARGEST,
    LEAST_STD,
    MOST_VALUES,
    PARALLEL,
    SAMPLED,
    SAMPLED_LENGTH,
    Layout,
    Side,
    Summary,
    matrix_shape,
)

SLICE: Final = 32_768
"""Entries looked at together: their float64 values fit a core's cache, and memory for them is not
asked of the system anew each time."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor that is read in slices.

    ``read(start, stop)`` gives the entries from one place to another in C order, as they are
    stored (``bits.STORED``).
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    read: Callable[[int, int], Raw]

    @property
    def size(self) -> int:
        """Its entries."""
        return int(np.prod(self.shape, dtype=np.int64))


def tensor_of(name: str, array: Raw) -> Tensor:
    """See a NumPy array of floating point numbers as a tensor; raise TypeError for another one.

    An array whose dtype is called bfloat16, of the package ml_dtypes, is read as such.
    """
    kind = array.dtype.name
    if kind not in bits.STORED:
        raise TypeError(f"{name} holds {kind}; allowed: {', '.join(sorted(bits.STORED))}")
    stored = bits.STORED[kind]
    flat = np.ascontiguousarray(array).reshape(-1)
    flat = flat.view(stored) if kind == "bfloat16" else flat.astype(stored, copy=False)
    return Tensor(name, tuple(array.shape), kind, lambda start, stop: flat[start:stop])


def summarize(
    tensor: Tensor, layout: Layout, progress: Callable[[int], None] = lambda _entries: None
) -> Summary:
    """Summarize a tensor of at least one entry; ``progress`` is told of entries done."""
    rows, columns = matrix_shape(tensor.shape, layout)
    first = _Range()
    for _, raw in _slices(tensor, rows, columns):
        first.add(bits.values_of(raw, tensor.dtype))
    whole = first.nan == 0 and first.infinite == 0
    matrix = _Matrix(rows, columns) if whole and len(tensor.shape) > 1 else None
    entries = _Entries(first)
    hashes = np.zeros((2, columns), dtype=np.uint32)
    for row, raw in _slices(tensor, rows, columns):
        words, values = bits.words_of(raw, tensor.dtype), bits.values_of(raw, tensor.dtype)
        salted = words ^ bits.salts(row, row + len(raw))[:, np.newaxis]
        hashes += np.stack(bits.lanes(salted, axis=0))
        entries.add(values)
        if matrix is not None:
            matrix.add(row, values, words, first.mean)
        progress(raw.size)
    return _summary(tensor, rows, entries, hashes, matrix)


def _slices(tensor: Tensor, rows: int, columns: int) -> Iterator[tuple[int, Raw]]:
    """Give whole rows, as a matrix, with the index of the first of them."""
    step = max(1, SLICE // max(1, columns))
    for row in range(0, rows, step):
        end = min(rows, row + step)
        yield row, tensor.read(row * columns, end * columns).reshape(end - row, columns)


class _Range:
    """The finite entries' number, mean and bounds, and how many entries are not finite."""

    def __init__(self) -> None:
        self.count = self.nan = self.infinite = 0
        self.total = 0.0
        self.minimum, self.maximum = np.inf, -np.inf

    def add(self, values: Array) -> None:
        with np.errstate(invalid="ignore"):
            inside = np.abs(values) <= LARGEST
        if not inside.all():
            nan = int(np.count_nonzero(np.isnan(values)))
            self.nan += nan
            self.infinite += int(np.count_nonzero(~inside)) - nan
            values = values[inside]
        if values.size:
            self.count += values.size
            self.total += float(values.sum())
            self.minimum = min(self.minimum, float(values.min()))
            self.maximum = max(self.maximum, float(values.max()))

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0


class _Entries:
    """Moments, histogram and values of the finite entries."""

    def __init__(self, found: _Range) -> None:
        self.found = found
        self.powers = np.zeros(3)
        self.zeros = 0
        self.counts = np.zeros(BINS, dtype=np.int64)
        width = found.maximum - found.minimum
        self.scale = BINS / width if found.count and width > 0.0 else 0.0
        self.values: dict[float, int] | None = {}

    def add(self, values: Array) -> None:
        values = values.reshape(-1)
        if self.found.nan or self.found.infinite:
            with np.errstate(invalid="ignore"):
                values = values[np.abs(values) <= LARGEST]
        self.zeros += values.size - int(np.count_nonzero(values))
        places = ((values - self.found.minimum) * self.scale).astype(np.intp)
        np.minimum(places, BINS - 1, out=places)
        self.counts += np.bincount(places, minlength=BINS)
        centred = values - self.found.mean
        square = centred * centred
        self.powers += (float(square.sum()), float(square @ centred), float(square @ square))
        self._add_values(values)

    def _add_values(self, values: Array) -> None:
        # Most tensors show in their first entries that they are not discrete.
        if self.values is None or np.unique(values[: 2 * MOST_VALUES]).size > MOST_VALUES:
            self.values = None
            return
        found, counts = np.unique(values, return_counts=True)
        for value, count in zip(found.tolist(), counts.tolist(), strict=True):
            self.values[value] = self.values.get(value, 0) + count
        if len(self.values) > MOST_VALUES:
            self.values = None


class _Matrix:
    """Sums for each row and each column, and the vectors whose angles are measured."""

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = (rows, columns)
        # Of rows, then of columns: sums, powers and nonzeros, and whether all entries are equal.
        self.sums = [np.zeros((3, size)) for size in self.shape]
        self.constant = [np.ones(size, dtype=np.bool_) for size in self.shape]
        self.row_hashes = np.zeros((2, rows), dtype=np.uint32)
        self.column_salts = bits.salts(0, columns)
        self.first_row: Array = np.zeros(columns)
        self.diagonal = 0
        self.taken = [_sampled(size) for size in self.shape]
        self.samples = [
            np.zeros((len(self.taken[0]), min(columns, SAMPLED_LENGTH))),
            np.zeros((len(self.taken[1]), min(rows, SAMPLED_LENGTH))),
        ]

    def add(self, row: int, values: Array, words: Words, mean: float) -> None:
        end = row + len(values)
        if row == 0:
            self.first_row = values[0].copy()
        self.row_hashes[:, row:end] = bits.lanes(words ^ self.column_salts, axis=1)
        square = np.square(values - mean)
        nonzero = values != 0.0
        for part, terms in enumerate((values, square, nonzero)):
            self.sums[0][part, row:end] = terms.sum(axis=1)
            self.sums[1][part] += terms.sum(axis=0)
        self.constant[0][row:end] = (values == values[:, :1]).all(axis=1)
        self.constant[1] &= (values == self.first_row).all(axis=0)
        self.diagonal += int(np.count_nonzero(values.diagonal(row)))
        for place, index in enumerate(self.taken[0]):
            if row <= index < end:
                self.samples[0][place] = values[index - row, : self.samples[0].shape[1]]
        length = self.samples[1].shape[1]
        if row < length:
            part_of = values[: length - row, self.taken[1]]
            self.samples[1][:, row : row + len(part_of)] = part_of.T

    def side(self, axis: int, hashes: Words) -> Side:
        """Give the rows (axis 0) or the columns (axis 1)."""
        length = self.shape[1 - axis]
        total, power, nonzero = self.sums[axis]
        zero = int(np.count_nonzero(nonzero == 0.0))
        square, parallel, opposite = _angles(self.samples[axis])
        return Side(
            distinct=bits.distinct(hashes[0], hashes[1]),
            zero=zero,
            constant=int(np.count_nonzero(self.constant[axis])) - zero,
            mean_spread=float(np.var(total / length)),
            power_spread=float(np.var(power / length)),
            cosine_square=square,
            parallel=parallel,
            opposite=opposite,
        )


def _sampled(size: int) -> list[int]:
    """Give up to SAMPLED equally spaced indices; with each of them that of its mirrored one.

    What is mirrored lies half of the whole away, the odd one at the end left out.
    """
    if size <= SAMPLED:
        return list(range(size))
    even = 2 * (size // 2)
    return [place * even // SAMPLED for place in range(SAMPLED)]


def _angles(vectors: Array) -> tuple[float | None, int, int]:
    """Mean squared cosine of the pairs that are neither parallel nor opposite, and those."""
    lengths = np.sqrt(np.square(vectors).sum(axis=1))
    vectors, lengths = vectors[lengths > 0.0], lengths[lengths > 0.0]
    if len(vectors) < 2:
        return None, 0, 0
    units = vectors / lengths[:, np.newaxis]
    cosines = (units @ units.T)[np.triu_indices(len(units), 1)]
    parallel, opposite = cosines > PARALLEL, cosines < -PARALLEL
    rest = cosines[~(parallel | opposite)]
    square = float(np.mean(np.square(rest))) if rest.size else None
    return square, int(np.count_nonzero(parallel)), int(np.count_nonzero(opposite))


def _summary(
    tensor: Tensor, rows: int, entries: _Entries, hashes: Words, matrix: _Matrix | None
) -> Summary:
    found = entries.found
    count = max(1, found.count)
    second, third, fourth = (entries.powers / count).tolist()
    std = float(np.sqrt(second))
    # One value throughout: what is left of the variance is rounding.
    if found.count == 0 or found.minimum == found.maximum or std < LEAST_STD:
        std = 0.0
    values = None if entries.values is None else tuple(sorted(entries.values.items()))
    return Summary(
        dtype=tensor.dtype,
        count=tensor.size,
        row_count=rows,
        nan=found.nan,
        infinite=found.infinite,
        zeros=entries.zeros,
        mean=found.mean if found.minimum != found.maximum else found.minimum,
        std=std,
        skewness=third / std**3 if std**3 > 0.0 else 0.0,
        kurtosis=fourth / std**4 if std**4 > 0.0 else 0.0,
        minimum=found.minimum if found.count else 0.0,
        maximum=found.maximum if found.count else 0.0,
        counts=tuple(entries.counts.tolist()),
        values=values,
        diagonal=0 if matrix is None else matrix.diagonal,
        rows=None if matrix is None else matrix.side(0, matrix.row_hashes),
        columns=None if matrix is None else matrix.side(1, hashes),
        digest=bits.digest(hashes[0], hashes[1]),
    )
