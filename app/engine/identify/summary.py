"""The few numbers of a tensor from which its law can be told: what may be shared of it."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

import numpy as np

from app.engine.records.annotations import Example, Finite

Layout = Literal["out_in", "in_out"]

BINS: Final = 64
"""Bins of a tensor's histogram: fine enough to tell a cut at 2 std from none."""

MOST_VALUES: Final = 8
"""A tensor of more different values than these is not discrete."""

SAMPLED: Final = 32
"""Rows, and columns, whose angles are measured; an even number, so that mirrored ones meet."""

SAMPLED_LENGTH: Final = 65_536
"""Entries of each that are looked at."""

LARGEST: Final = 1e60
"""Entries beyond count as infinite: their fourth powers would be."""

LEAST_STD: Final = 1e-60
"""A smaller std counts as 0: its fourth power would be."""

PARALLEL: Final = 1.0 - 1e-6
"""Cosine from which two vectors count as parallel."""


@dataclass(frozen=True, slots=True)
class Side:
    """The rows, or the columns, of a tensor seen as a matrix."""

    distinct: Annotated[int, Example(128)]
    """How many differ from all others in any bit, each group of equal ones counted once."""
    zero: Annotated[int, Example(0)]
    """How many are 0 throughout."""
    constant: Annotated[int, Example(0)]
    """How many have equal entries throughout that are not 0."""
    mean_spread: Annotated[Finite, Example(1.1e-5)]
    """Variance of their means."""
    power_spread: Annotated[Finite, Example(1.9e-7)]
    """Variance of their mean squared distances from the tensor's mean."""
    cosine_square: Annotated[Finite | None, Example(0.0039)]
    """Mean squared cosine between two of up to 32 of them, equally spaced, over up to 65,536
    entries, parallel and opposite pairs left out; null where no pair is left."""
    parallel: Annotated[int, Example(0)]
    """Pairs of the sampled ones whose cosine is 1 to six digits."""
    opposite: Annotated[int, Example(0)]
    """Pairs of the sampled ones whose cosine is -1 to six digits."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A tensor in a few numbers.

    As a matrix it has a row for each index of the first axis in the layout ``out_in``, and a column
    for each index of the last axis in ``in_out``: these are its neurons.
    """

    dtype: Annotated[str, Example("float32")]
    """How its numbers are stored: float64, float32, float16 or bfloat16."""
    count: Annotated[int, Example(32768)]
    """Its entries."""
    row_count: Annotated[int, Example(256)]
    """Rows of the matrix that it is seen as."""
    nan: Annotated[int, Example(0)]
    """How many are NaN; all else here is of the finite ones."""
    infinite: Annotated[int, Example(0)]
    """How many are infinite, or beyond 1e60."""
    zeros: Annotated[int, Example(0)]
    """How many are 0."""
    mean: Annotated[Finite, Example(0.0003)]
    """Mean."""
    std: Annotated[Finite, Example(0.0721)]
    """Standard deviation, with the number of entries as divisor."""
    skewness: Annotated[Finite, Example(0.001)]
    """Mean cubed distance from the mean, in std; 0 where that is 0."""
    kurtosis: Annotated[Finite, Example(3.01)]
    """Mean fourth power of the distance from the mean, in std: 3 for a normal law, 1.8 for a
    uniform one; 0 where the std is 0."""
    minimum: Annotated[Finite, Example(-0.29)]
    """The least entry."""
    maximum: Annotated[Finite, Example(0.31)]
    """The largest entry."""
    counts: Annotated[tuple[int, ...], Example([512] * BINS)]
    """Entries in 64 bins of equal width from the least to the largest entry."""
    values: Annotated[tuple[tuple[float, int], ...] | None, Example(None)]
    """Each value with how often it occurs, in rising order; null where there are more than 8."""
    diagonal: Annotated[int, Example(0)]
    """How many entries of the main diagonal are not 0."""
    rows: Side | None
    """The matrix's rows; null for fewer than two axes, or where an entry is not finite."""
    columns: Side | None
    """Its columns."""
    digest: Annotated[str, Example("52f0c2a99c0b41d7")]
    """64 bits of a hash of the entries' bits, which identical tensors share."""

    @property
    def finite(self) -> int:
        """How many entries are finite."""
        return self.count - self.nan - self.infinite

    @property
    def edges(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Edges of the histogram's bins."""
        return np.linspace(self.minimum, self.maximum, BINS + 1)


def matrix_shape(shape: tuple[int, ...], layout: Layout) -> tuple[int, int]:
    """Rows and columns of the matrix a tensor is seen as; one column for less than two axes."""
    size = int(np.prod(shape, dtype=np.int64))
    if len(shape) < 2 or size == 0:
        return (size, 1)
    return (shape[0], size // shape[0]) if layout == "out_in" else (size // shape[-1], shape[-1])


def fans(shape: tuple[int, ...], layout: Layout) -> tuple[int, int]:
    """fan_in and fan_out of a weight tensor of at least two axes.

    Those of a convolution count its receptive field, the product of the spatial axes: PyTorch has
    ``(out, in, *field)``, Keras and Flax ``(*field, in, out)``.
    """
    if layout == "out_in":
        field = int(np.prod(shape[2:], dtype=np.int64))
        return shape[1] * field, shape[0] * field
    field = int(np.prod(shape[:-2], dtype=np.int64))
    return shape[-2] * field, shape[-1] * field
