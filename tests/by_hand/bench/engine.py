"""The training loop: a run's epoch against plain NumPy and PyTorch, and against its own floor."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.engine.simulation import never
from tests.by_hand.bench import eager, floor, setup
from tests.by_hand.bench.plain import PlainNetwork
from tests.by_hand.bench.timing import Work, best_ms

SHAPES = ((2, 8, 8, 8, 1), (2, 32, 32, 32, 1), (64, 32, 32, 10))
RUNS = (1, 2, 4, 12)


@dataclass(frozen=True, slots=True)
class Company:
    """The engine with a number of runs. All times are milliseconds of one run and one epoch."""

    runs: int
    ms: float
    times_plain: float
    """How many times as fast as plain NumPy."""
    times_eager: float | None
    calls: int
    """NumPy calls of an epoch, for all runs together."""
    overhead_ms: float
    """The same calls on arrays of one element."""
    arithmetic_ms: float
    """The arithmetic of the calls at the machine's full rate."""
    of_floor: float
    """The engine's time in multiples of overhead and arithmetic together."""
    by_function_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of network: 200 samples, minibatches of 10, tanh, SGD."""

    widths: tuple[int, ...]
    plain_ms: float
    eager_ms: float | None
    engine: tuple[Company, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """All shapes, and the rate of a large matrix product that their floors rest on."""

    gflops: float
    shapes: tuple[Shape, ...]


def measure(
    seconds: float, shapes: Sequence[tuple[int, ...]] = SHAPES, runs: Sequence[int] = RUNS
) -> Engine:
    """Measure every shape; ``seconds`` is spent on each figure."""
    rates = floor.FullRates(seconds)
    with np.errstate(all="ignore"):
        found = tuple(_shape(widths, runs, seconds, rates) for widths in shapes)
    return Engine(rates.gflops(), found)


def _shape(
    widths: tuple[int, ...], runs: Sequence[int], seconds: float, rates: floor.FullRates
) -> Shape:
    inputs, targets = setup.random_data(widths)
    plain = PlainNetwork(widths)
    rng = np.random.default_rng(0)
    trainers = [setup.trainer(widths, count) for count in runs]
    works: list[Work] = [partial(plain.epoch, inputs, targets, setup.BATCH_SIZE, rng)]
    works += [partial(trainer.train_epoch, never) for trainer in trainers]
    calls = [floor.calls_of_epoch(trainer) for trainer in trainers]
    works += [partial(floor.carry_out, list(map(floor.on_one_element, some))) for some in calls]
    if eager.installed():
        works.append(eager.EagerNetwork(widths, inputs, targets, setup.BATCH_SIZE).epoch)
    plain_ms, *times = best_ms(works, seconds)
    eager_ms = times[2 * len(runs)] if eager.installed() else None
    companies = []
    for index, (count, trainer) in enumerate(zip(runs, trainers, strict=True)):
        ms, overhead = times[index] / count, times[len(runs) + index] / count
        arithmetic = rates.arithmetic_ms(calls[index]) / count
        spent = floor.ms_by_function(trainer, max(2, round(100 * seconds)))
        companies.append(
            Company(
                runs=count,
                ms=ms,
                times_plain=plain_ms / ms,
                times_eager=None if eager_ms is None else eager_ms / ms,
                calls=len(calls[index]),
                overhead_ms=overhead,
                arithmetic_ms=arithmetic,
                of_floor=ms / (overhead + arithmetic),
                by_function_ms={name: total / count for name, total in spent.items()},
            )
        )
    return Shape(widths, plain_ms, eager_ms, tuple(companies))
