"""Matrix products in which no neuron's place decides how its numbers are rounded.

Neurons that start identical must stay bit-identical, so equal rows (or columns) that go into a
product must come out as equal rows (or columns). BLAS does not promise this: it computes the edge
of a matrix with another kernel than the rest, and which part is an edge depends on the shape, the
library and the processor. No rule about shapes holds for all of them. So each product is computed
in the first of several ways that passes a test on the machine it runs on, for exactly its shape;
the test is made once for a shape and remembered. The last way needs no test: it uses
multiplications and additions of single numbers alone, in one order for all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.network.ops import Call

Array = NDArray[np.float64]
Places = NDArray[np.intp]
Way = Callable[[Array, Array, Array], Call]
"""Return the call that multiplies (runs, n, k) by (runs, k, m) into (runs, n, m), run by run."""

BLOCK: Final = 8
"""Columns; the kernels of all processors known here work on 1, 2, 4, 8 or a multiple of 8."""
VECTORS: Final = 4
"""Different rows, or columns, among those of a tested matrix: each edge then gives as many chances
to see that it is computed differently."""
FEWEST_DRAWS: Final = 8
MOST_DRAWS: Final = 24
TESTED_RESULTS: Final = 2**14
"""Results that should be compared before a way is trusted, within the bounds above. A single result
that is added up in another order differs in 4 to 10 draws of 10."""
TEST_NUMBERS: Final = 2**20
"""Float64; as many draws are multiplied at once as fill this memory, 8 MiB, and at least two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All on which the way to compute a product may depend.

    The product is (rows, summed) by (summed, columns). Of the results, equal ones among the first
    ``alike_rows`` rows and among the first ``alike_columns`` columns must come out equal.
    ``left_transposed`` and ``right_transposed`` tell which factor lies column by column in memory.
    """

    rows: int
    summed: int
    columns: int
    left_transposed: bool = False
    right_transposed: bool = False
    alike_rows: int
    alike_columns: int = 0


def product(
    left: Array, right: Array, into: Array, *, alike_rows: int, alike_columns: int = 0
) -> Call:
    """Return the call that multiplies matrices run by run: (runs, n, k) by (runs, k, m).

    ``right`` may have one run that serves all. Equal rows among the first ``alike_rows`` rows of
    ``left`` give bit-identical rows of ``into``, equal columns among the first ``alike_columns``
    of ``right`` bit-identical columns; and a run's numbers are the same in any company.
    """
    shape = Shape(
        rows=left.shape[1],
        summed=left.shape[2],
        columns=right.shape[2],
        left_transposed=_by_columns(left),
        right_transposed=_by_columns(right),
        alike_rows=alike_rows,
        alike_columns=alike_columns,
    )
    return way_for(shape)(left, right, into)


def _by_columns(matrices: Array) -> bool:
    return matrices.strides[2] > matrices.strides[1]


@cache
def way_for(shape: Shape) -> Way:
    """Return the first way that passes its test for this shape on this machine.

    The choice depends on the shape alone, never on the number of runs or on time taken, so that
    the same experiment gives the same numbers again.
    """
    return next((way for way in _ways(shape) if is_exact(way, shape)), term_by_term)


def _ways(shape: Shape) -> Iterator[Way]:
    """Give the ways worth trying, the one that is usually fastest first."""
    yield whole
    # In a gradient the last column is the bias, and those before are a multiple of BLOCK.
    edge = shape.columns - shape.columns % BLOCK
    if 0 < edge < shape.columns:
        yield partial(_cut, cuts=(0, edge, shape.columns))
    if shape.columns % BLOCK:
        yield _filled_up
    if shape.columns > BLOCK:
        yield partial(_cut, cuts=(*range(0, shape.columns, BLOCK), shape.columns))


def whole(left: Array, right: Array, into: Array) -> Call:
    """Return the call that leaves the whole product to BLAS.

    A single product by ``numpy.dot`` has half the overhead of ``numpy.matmul`` on a stack of one
    and hands the same matrices to the same BLAS routine; only vectors and parts of larger matrices
    the two treat differently. The stride of a vector, which depends on the number of runs, changes
    no bit as long as the matrix has two rows, and every layer has.
    """
    compact = left[0].flags.forc and right[0].flags.forc
    if len(into) == 1 and compact and min(left.shape[1:] + right.shape[1:]) > 1:
        return partial(np.dot, left[0], right[0], into[0])
    return partial(np.matmul, left, right, into)


def _cut(left: Array, right: Array, into: Array, *, cuts: Sequence[int]) -> Call:
    """Return the call that computes the result in blocks of columns between ``cuts``."""
    return _in_turn(
        [
            partial(np.matmul, left, right[:, :, start:stop], into[:, :, start:stop])
            for start, stop in pairwise(cuts)
        ]
    )


def _filled_up(left: Array, right: Array, into: Array) -> Call:
    """Return the call that fills the columns up with zeros to a multiple of ``BLOCK``."""
    columns = right.shape[2]
    filled = ceil(columns / BLOCK) * BLOCK
    copied = np.zeros((len(right), right.shape[1], filled))
    results = np.empty((len(into), into.shape[1], filled))
    return _in_turn(
        [
            partial(np.copyto, copied[:, :, :columns], right),
            partial(np.matmul, left, copied, results),
            partial(np.copyto, into, results[:, :, :columns]),
        ]
    )


def term_by_term(left: Array, right: Array, into: Array) -> Call:
    """Return the call that adds the terms of all results one after another, without BLAS."""
    term = np.empty(into.shape)

    def multiply() -> None:
        into[...] = 0.0
        for index in range(left.shape[2]):
            np.multiply(left[:, :, index, None], right[:, None, index], term)
            np.add(into, term, into)

    return multiply


def _in_turn(calls: Sequence[Call]) -> Call:
    def run() -> None:
        for call in calls:
            call()

    return run


def is_exact(way: Way, shape: Shape) -> bool:
    """Return whether a way keeps equal rows and columns equal here, alone and in company."""
    rng = np.random.default_rng(0)
    draws = min(MOST_DRAWS, max(FEWEST_DRAWS, ceil(TESTED_RESULTS / (shape.rows * shape.columns))))
    numbers = shape.summed * (shape.rows + shape.columns) + shape.rows * shape.columns
    at_once = min(draws, max(2, TEST_NUMBERS // numbers))
    return all(_passes(way, shape, at_once, rng) for _ in range(0, draws, at_once))


def _passes(way: Way, shape: Shape, draws: int, rng: np.random.Generator) -> bool:
    """Test a way on ``draws`` random products, as that many runs in company and each alone."""
    rows = rng.standard_normal((draws, VECTORS, shape.summed))
    kinds = VECTORS if shape.alike_columns else shape.columns
    columns = rng.standard_normal((draws, kinds, shape.summed))
    # In half of the draws neighbouring terms cancel, so that what is left is rounding alone.
    cancelled = rows[::2, np.arange(kinds) % VECTORS]
    pairs = shape.summed // 2 * 2
    even, odd = slice(0, pairs, 2), slice(1, pairs, 2)
    columns[::2, :, odd] = -columns[::2, :, even] * cancelled[:, :, even] / cancelled[:, :, odd]
    which_row = _places(shape.rows, shape.alike_rows, VECTORS, draws, rng)
    which_column = _places(shape.columns, shape.alike_columns, kinds, draws, rng)
    left = np.take_along_axis(rows, which_row[:, :, None], 1)
    right = np.take_along_axis(columns, which_column[:, :, None], 1).transpose(0, 2, 1)
    together = _multiply(way, shape, left, right)
    same_row = _first_alike(which_row, shape.alike_rows)
    same_column = _first_alike(which_column, shape.alike_columns)
    expected = np.take_along_axis(together, same_row[:, :, None], 1)
    expected = np.take_along_axis(expected, same_column[:, None, :], 2)
    return _equal(together, expected) and all(
        _equal(_multiply(way, shape, left[draw : draw + 1], right[draw : draw + 1])[0], results)
        for draw, results in enumerate(together)
    )


def _places(size: int, alike: int, kinds: int, draws: int, rng: np.random.Generator) -> Places:
    """Return which vector stands at each place, (draws, size): random ones at the alike places."""
    places = np.tile(np.arange(size) % kinds, (draws, 1))
    places[:, :alike] = rng.integers(kinds, size=(draws, alike))
    return places


def _first_alike(places: Places, alike: int) -> Places:
    """Return for each place the first of the alike places with the same vector, or itself."""
    first = np.tile(np.arange(places.shape[1]), (len(places), 1))
    if alike:
        same = places[:, :alike, None] == places[:, None, :alike]
        first[:, :alike] = same.argmax(axis=2)
    return first


def _multiply(way: Way, shape: Shape, left: Array, right: Array) -> Array:
    """Multiply matrices that lie in memory as those of a network do."""
    results = _between((len(left), shape.rows, shape.columns), transposed=False)
    way(
        _copied(left, transposed=shape.left_transposed),
        _copied(right, transposed=shape.right_transposed),
        results,
    )()
    return results


def _copied(matrices: Array, *, transposed: bool) -> Array:
    copies = _between(matrices.shape, transposed=transposed)
    copies[...] = matrices
    return copies


def _between(shape: tuple[int, ...], *, transposed: bool) -> Array:
    """Return (runs, rows, columns) whose runs lie between rows and columns in memory."""
    runs, rows, columns = shape
    if transposed:
        return np.empty((columns, runs, rows)).transpose(1, 2, 0)
    return np.empty((rows, runs, columns)).transpose(1, 0, 2)


def _equal(one: Array, other: Array) -> bool:
    """Return whether all bits are equal."""
    return one.tobytes() == other.tobytes()
