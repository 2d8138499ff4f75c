"""How the time of a whole experiment grows with what is asked of it.

The page's first experiment, recorded epochs and all, but neither started server nor written
lines; one size at a time is made larger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.engine.experiment import Experiment
from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from tests.by_hand.bench import setup
from tests.by_hand.bench.timing import Work, best_ms, exponent

SIZES: Mapping[str, Sequence[int]] = MappingProxyType(
    {
        "epochs": (50, 100, 200, 400),
        "width": (8, 16, 32, 64),
        "depth": (2, 4, 8, 16),
        "runs": (1, 2, 4, 8, 12),
        "samples": (200, 400, 800, 1600),
    }
)


@dataclass(frozen=True, slots=True)
class Growth:
    """Milliseconds at each size, and k of the fit milliseconds = c size^k."""

    sizes: tuple[int, ...]
    ms: tuple[float, ...]
    exponent: float


def measure(seconds: float, sizes: Mapping[str, Sequence[int]] = SIZES) -> dict[str, Growth]:
    """Measure every quantity; ``seconds`` is spent on each size."""
    found = {}
    for quantity, values in sizes.items():
        times = best_ms([_work(quantity, value) for value in values], seconds)
        found[quantity] = Growth(tuple(values), tuple(times), exponent(values, times))
    return found


def _work(quantity: str, size: int) -> Work:
    experiment = _experiment(quantity, size)

    def work() -> None:
        for _ in simulate(experiment):
            pass

    return work


def _experiment(quantity: str, size: int) -> Experiment:
    changes: dict[str, dict[str, Any]] = {
        "epochs": {"epochs": size},
        "width": {"hidden_layers": [size] * 3},
        "depth": {"hidden_layers": [8] * size},
        "runs": {"runs": [{"label": str(run), "seed": run} for run in range(size)]},
        "samples": {"dataset": {"name": "circles", "samples": size}},
    }
    request = SimulationRequest.model_validate(setup.page_request(**changes[quantity]))
    return to_experiment(resolve(request).request)
