"""Sums of which the numbers of a run must not depend on the company it is in.

NumPy adds along an axis in an order of its own, which depends on the shape: of a single sample of a
single run it adds pairs, of several one neuron after another. So a sum is taken in the first of
several ways that passes a test on the machine it runs on, for exactly its shape; the last way
needs no test. Arrays are (neurons, runs, samples), the order of memory.
"""

from collections.abc import Callable
from functools import cache, partial
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.network.ops import Call

Array = NDArray[np.float64]
Shape = tuple[int, int, int]
Way = Callable[[Array, Array], Call]

FEWEST_DRAWS: Final = 3
TESTED_RESULTS: Final = 128
"""Sums of random numbers that are compared, at least, before a way is trusted: a single one that is
added up in another order is the same by chance in up to half of all draws."""


def over_neurons(numbers: Array, into: Array) -> Call:
    """Return the call that adds the neurons' numbers, first to last, into (1, runs, samples).

    Raises ValueError for numbers that lie in memory otherwise than those that ways are tested on.
    """
    _check(numbers)
    return _neurons_way(numbers.shape)(numbers, into)


def over_samples(numbers: Array, into: Array) -> Call:
    """Return the call that adds each neuron's numbers over the samples, into (neurons, runs).

    Equal rows of samples give bit-identical sums, wherever they stand. ``into`` lies run by run in
    memory, as gradients do. Raises ValueError for numbers that lie otherwise than those that ways
    are tested on.
    """
    _check(numbers)
    return _samples_way(numbers.shape)(numbers, into)


def _check(numbers: Array) -> None:
    if not numbers.flags.c_contiguous:
        raise ValueError("the numbers to be added must be one piece of memory, neuron by neuron")


@cache
def _neurons_way(shape: Shape) -> Way:
    ways = (_reduced, _accumulated)
    return next((way for way in ways if _adds_in_order(way, shape)), neuron_by_neuron)


@cache
def _samples_way(shape: Shape) -> Way:
    return _rows_reduced if _adds_rows_alike(_rows_reduced, shape) else row_by_row


def _reduced(numbers: Array, into: Array) -> Call:
    return partial(np.add.reduce, numbers, 0, None, into, keepdims=True)


def _accumulated(numbers: Array, into: Array) -> Call:
    """Return the call that notes the sum after each neuron, of which the last is wanted."""
    sums = np.empty(numbers.shape)

    def add() -> None:
        np.add.accumulate(numbers, 0, None, sums)
        into[0] = sums[-1]

    return add


def neuron_by_neuron(numbers: Array, into: Array) -> Call:
    """Return the call that adds one neuron after another, element by element."""

    def add() -> None:
        into[0] = numbers[0]
        for row in numbers[1:]:
            np.add(into[0], row, into[0])

    return add


def _rows_reduced(numbers: Array, into: Array) -> Call:
    return partial(np.add.reduce, numbers, 2, None, into)


def row_by_row(numbers: Array, into: Array) -> Call:
    """Return the call that adds the samples of each neuron and run by themselves."""

    def add() -> None:
        for place in np.ndindex(into.shape):
            into[place] = np.add.reduce(numbers[place])

    return add


def _adds_in_order(way: Way, shape: Shape) -> bool:
    results = np.empty((2, 1, *shape[1:]))
    return _same(way, neuron_by_neuron, shape, results)


def _adds_rows_alike(way: Way, shape: Shape) -> bool:
    neurons, runs, _ = shape
    # Gradients lie run by run.
    results = np.empty((2, runs, neurons)).transpose(0, 2, 1)
    return _same(way, row_by_row, shape, results)


def _same(way: Way, other: Way, shape: Shape, results: Array) -> bool:
    """Return whether two ways give the same bits; ``results`` is room for both."""
    rng = np.random.default_rng(0)
    for _ in range(max(FEWEST_DRAWS, ceil(TESTED_RESULTS / results[0].size))):
        numbers = rng.standard_normal(shape)
        way(numbers, results[0])()
        other(numbers, results[1])()
        if results[0].tobytes() != results[1].tobytes():
            return False
    return True
