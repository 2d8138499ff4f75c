"""What the instruments read, as plain dicts and lists."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.events import LayerSnapshot, RunResult, RunSnapshot
from app.engine.instruments.readings import SignalReading, Spread

Array = NDArray[np.float64]
Write = Callable[[Array], Any]


def layer_readings(layer: LayerSnapshot, matrix: Write, edges: Write) -> dict[str, Any]:
    """Write what was asked for of a layer; ``matrix`` and ``edges`` write arrays."""
    written: dict[str, Any] = {}
    if layer.symmetry is not None:
        written["symmetry"] = {
            "distinct_outputs": layer.symmetry.distinct_outputs,
            "output_tolerance": layer.symmetry.output_tolerance,
            "similarity": matrix(layer.symmetry.similarity),
            "effective_rank": layer.symmetry.effective_rank,
        }
    if layer.signal is not None:
        written["signal"] = _signal(layer.signal, edges)
    return written


def run_readings(run: RunSnapshot) -> dict[str, Any]:
    """Write what was asked for of a run at one epoch."""
    written: dict[str, Any] = {}
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
    if run.clone_history is not None:
        written["clone_history"] = [asdict(layer) for layer in run.clone_history]
    if run.sweep is not None:
        written["sweep"] = asdict(run.sweep)
    return written


def _signal(signal: SignalReading, edges: Write) -> dict[str, Any]:
    return {
        "pre_activation": _spread(signal.pre_activation, edges),
        "activation": _spread(signal.activation, edges),
        "delta": _spread(signal.delta, edges),
        "saturated": signal.saturated,
        "dead": signal.dead,
        "weight_grad_norm": signal.weight_grad_norm,
        "bias_grad_norm": signal.bias_grad_norm,
        "update_ratio": signal.update_ratio,
    }


def _spread(spread: Spread, edges: Write) -> dict[str, Any]:
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
