"""How fast the engine's own calls could be, and where its time goes.

An epoch of the engine is a list of NumPy calls. No program of the same calls is faster than

- call overhead: each call on arrays of one element, and
- arithmetic: each product at the rate of a large product, each other call at the time an element
  takes in a long array (both within the cache of a core).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from app.engine.network.ops import Call
from app.engine.training.trainer import Trainer
from tests.by_hand.bench.timing import best_ms

PRODUCTS = (np.dot, np.matmul)
LARGE = 256
"""Rows and columns of the product whose rate is taken: 1.5 MB in all, within the cache."""
LONG = 4096
"""Elements of the array by which the time an element takes is found: 32 KiB."""


def calls_of_epoch(trainer: Trainer) -> list[Call]:
    """Return all NumPy calls of one epoch in their order, without shuffling."""
    update = trainer._update.calls
    calls: list[Call] = []
    for batch in trainer._batches:
        calls += [batch.enter, *batch.forward, batch.compare, *batch.backward, batch.leave, *update]
    return calls


def carry_out(calls: Iterable[Call]) -> None:
    """Carry calls out one after another."""
    for call in calls:
        call()


def on_one_element(call: Call) -> Call:
    """Return the same call on arrays of one element."""
    function, arguments, options = _parts(call)
    small = [
        np.ones((1,) * argument.ndim, argument.dtype)
        if isinstance(argument, np.ndarray) and argument.ndim > 0
        else argument
        for argument in arguments
    ]
    return partial(function, *small, **options)


class FullRates:
    """The arithmetic of calls alone, each kind at its full rate, which is measured once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ms: dict[Callable[..., object], float] = {}

    def arithmetic_ms(self, calls: Iterable[Call]) -> float:
        """Return the milliseconds of the calls' arithmetic."""
        operations = _operations(calls)
        return sum(count * self._of(kind) for kind, count in operations.items())

    def gflops(self) -> float:
        """Return the rate of a large product, a multiplication and an addition counted as two."""
        return 2e-6 / self._of(np.dot)

    def _of(self, kind: Callable[..., object]) -> float:
        if kind not in self._ms:
            (time,) = best_ms([_full_rate(kind)], self._seconds)
            self._ms[kind] = time / (LARGE**3 if kind is np.dot else LONG)
        return self._ms[kind]


def _operations(calls: Iterable[Call]) -> dict[Callable[..., object], int]:
    """Count multiplications of products under ``numpy.dot``, elements of all others."""
    operations: dict[Callable[..., object], int] = defaultdict(int)
    for call in calls:
        function, arguments, _ = _parts(call)
        sizes = [argument.size for argument in arguments if isinstance(argument, np.ndarray)]
        if function in PRODUCTS:
            operations[np.dot] += arguments[2].size * arguments[0].shape[-1]
        elif sizes:
            operations[function] += max(sizes)
    return operations


def _full_rate(function: Callable[..., object]) -> Call:
    rng = np.random.default_rng(0)
    if function is np.dot:
        a, b, c = (rng.normal(size=(LARGE, LARGE)) for _ in range(3))
        return partial(np.dot, a, b, c)
    if isinstance(function, np.ufunc):
        arrays = [rng.uniform(0.5, 1.5, LONG) for _ in range(function.nin)]
        return partial(function, *arrays, np.empty(LONG))
    # A reduction over the outputs, such as that of softmax.
    array = rng.uniform(size=(1, 8, LONG // 8))
    return partial(function, array, 1, None, np.empty((1, 1, LONG // 8)), keepdims=True)


def ms_by_function(trainer: Trainer, epochs: int) -> dict[str, float]:
    """Return the milliseconds an epoch spends in each NumPy function, best of some epochs."""
    calls = calls_of_epoch(trainer)
    best = np.full(len(calls), np.inf)
    clock = np.inf
    times = np.empty(len(calls))
    for _ in range(epochs):
        for index, call in enumerate(calls):
            start = perf_counter()
            call()
            times[index] = perf_counter() - start
        np.minimum(best, times, out=best)
        start = perf_counter()
        clock = min(clock, perf_counter() - start)
    by_function: dict[str, float] = defaultdict(float)
    for call, least in zip(calls, best.tolist(), strict=True):
        by_function[_name(_parts(call)[0])] += 1e3 * (least - clock)
    return dict(sorted(by_function.items(), key=lambda item: -item[1]))


def _name(function: Callable[..., object]) -> str:
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{owner.__name__}.{function.__name__}"
    return function.__name__


def _parts(call: Any) -> tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]:
    """Take a call apart into function, arguments and options."""
    if isinstance(call, partial):
        return call.func, call.args, call.keywords
    return call, (), {}
