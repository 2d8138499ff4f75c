"""What the instruments read, as plain dicts and lists."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.records.events import RunResult, RunSnapshot
from app.engine.records.readings import SignalReading, Spread, SymmetryReading
from app.jobs.matrices import as_object

Array = NDArray[np.float64]


def symmetry_reading(reading: SymmetryReading, similarity: bytes) -> bytes:
    """Write how alike a layer's neurons are, as JSON; ``similarity`` is written already."""
    plain = {
        "distinct_outputs": reading.distinct_outputs,
        "output_tolerance": reading.output_tolerance,
        "effective_rank": reading.effective_rank,
    }
    return as_object(plain, {"similarity": similarity})


def signal_reading(reading: SignalReading, edges: Callable[[Array], Any]) -> dict[str, Any]:
    """Write what passes through a layer; ``edges`` writes the edges of a histogram."""
    return {
        "pre_activation": _spread(reading.pre_activation, edges),
        "activation": _spread(reading.activation, edges),
        "delta": _spread(reading.delta, edges),
        "saturated": reading.saturated,
        "dead": reading.dead,
        "weight_grad_norm": reading.weight_grad_norm,
        "bias_grad_norm": reading.bias_grad_norm,
        "update_ratio": reading.update_ratio,
    }


def run_readings(run: RunSnapshot) -> dict[str, Any]:
    """Write what was asked for of a run at one epoch."""
    written: dict[str, Any] = {"share_learned": run.share_learned}
    if run.layers[0].signal is not None:
        written["gradient_flow"] = run.gradient_flow
    if run.verdict is not None:
        written["verdict"] = [asdict(finding) for finding in run.verdict]
    if run.band is not None:
        written["band"] = asdict(run.band)
    return written


def result_readings(run: RunResult) -> dict[str, Any]:
    """Write what is known of a run at its end."""
    written: dict[str, Any] = {"verdicts": asdict(run.verdicts)}
    if run.sweep is not None:
        written["sweep"] = asdict(run.sweep)
    return written


def _spread(spread: Spread, edges: Callable[[Array], Any]) -> dict[str, Any]:
    return {
        "mean": spread.mean,
        "std": spread.std,
        "histogram": {
            "bin_edges": edges(spread.bin_edges),
            "counts": spread.counts.tolist(),
            "below": spread.below,
            "above": spread.above,
        },
    }
