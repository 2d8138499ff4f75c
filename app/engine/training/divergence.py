"""Finding out which runs have ceased to be finite, and where it began.

Whether a run has diverged is decided at the end of every epoch from its parameters alone, so it
does not depend on what is recorded or on which runs keep it company.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.network.activations import ACTIVATIONS
from app.engine.network.extras import ExtraName
from app.engine.network.layout import Layout
from app.engine.network.passes import Pass
from app.engine.records.events import DivergedQuantity
from app.engine.training.evaluation import Evaluator
from app.engine.training.trainer import Trainer

Array = NDArray[np.float64]

SAFE_EXPONENT = 100.0
"""Powers of ten. Activations below 1e100 have finite squares, so the loss is finite too; the
largest float64 is 1.8e308."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became non-finite first in a run (its position in the layout) and in which layer."""

    run: int
    quantity: DivergedQuantity
    layer_index: int | None


_NOUNS: Final[Mapping[DivergedQuantity, str]] = MappingProxyType(
    {
        "weights": "A weight",
        "bias": "A bias",
        "activation": "An activation",
        "loss": "The loss",
        "normalization": "A gain or a shift",
        "multiplier": "The branch multiplier",
    }
)
_QUANTITIES: Final[Mapping[ExtraName, DivergedQuantity]] = MappingProxyType(
    {
        "norm_gain": "normalization",
        "norm_shift": "normalization",
        "branch_multiplier": "multiplier",
    }
)


def describe(finding: Finding, epoch: int, label: str) -> str:
    """Return a sentence for people about the run of this label, which diverged in an epoch."""
    place = "" if finding.layer_index is None else f" of layer {finding.layer_index + 1}"
    return (
        f"{_NOUNS[finding.quantity]}{place} was no longer finite in epoch {epoch}; {label} stops "
        "there, the others go on. A smaller learning rate or smaller weights may help."
    )


def surely_finite(trainer: Trainer, largest_input: float) -> bool:
    """Return whether a cheap bound already shows that no number of any run can be infinite.

    A neuron sums ``columns`` products, and |w| is at most the norm of all parameters; so a
    pre-activation is at most columns * norm times what enters. An activation is at most
    |f(0)| + steepest * |z|. What enters is taken to be at least 1, so each layer multiplies it by
    at most |f(0)| + max(steepest, 1) * columns * norm. A normalization of n neurons puts out at
    most norm * (sqrt(n) + 1), and a sum h + a u is at most |h| + norm |u|; so where there are such,
    each layer multiplies by at most (1 + norm) * norm * (sqrt(columns) + 1) more.
    """
    layout, parameters = trainer.layout, trainer.state.parameters
    norm = float(np.sqrt(np.dot(parameters, parameters)))
    if not np.isfinite(norm):
        return False
    widest = max(layer.columns for layer in layout.layers)
    steepest, offset = _bounds(frozenset(run.activation for run in trainer.runs))
    growth = np.log10(max(offset + steepest * widest * norm, 1.0))
    if layout.extras:
        growth += np.log10(1.0 + norm) + np.log10(max(norm * (np.sqrt(widest) + 1.0), 1.0))
    start = np.log10(max(largest_input, 1.0))
    return bool(start + len(layout.layers) * (growth + 1.0) < SAFE_EXPONENT)


@cache
def _bounds(activations: frozenset[str]) -> tuple[float, float]:
    """Return the steepest slope of the activations, at least 1, and the largest |f(0)|."""
    functions = [ACTIVATIONS[name] for name in activations]
    steepest = max(1.0, *(function.steepest for function in functions))
    return steepest, max(abs(function.at_zero) for function in functions)


def find(layout: Layout, parameters: Array, training: Evaluator, targets: Array) -> list[Finding]:
    """Return what is not finite in the state as it stands, one finding a run that has diverged.

    ``training`` carries the training set, whose ``targets`` are (samples, outputs).
    """
    finite_layers = training.finite_layers()
    losses = [run.train_loss for run in training.figures(targets, len(targets))]
    findings = []
    for run in range(layout.runs):
        finding = (
            non_finite_parameter(layout, parameters, run)
            or _first_layer(run, finite_layers[run])
            or (None if np.isfinite(losses[run]) else Finding(run, "loss", None))
        )
        if finding:
            findings.append(finding)
    return findings


def non_finite_parameter(layout: Layout, parameters: Array, run: int) -> Finding | None:
    """Return the first layer of a run with a non-finite weight or bias."""
    for layer in layout.layers:
        if not np.isfinite(layout.weights(parameters, layer, run)).all():
            return Finding(run, "weights", layer.layer_index)
        if not np.isfinite(layout.bias(parameters, layer, run)).all():
            return Finding(run, "bias", layer.layer_index)
    for one in layout.extras:
        if not np.isfinite(layout.extra_view(parameters, one)[run]).all():
            return Finding(run, _QUANTITIES[one.extra.name], one.extra.layer_index)
    return None


def _first_layer(run: int, finite: NDArray[np.bool_]) -> Finding | None:
    return None if finite.all() else Finding(run, "activation", int(np.argmin(finite)))


def trace(trainer: Trainer, findings: Sequence[Finding]) -> list[Finding]:
    """Return for each finding where it began within the epoch just trained.

    At the end of an epoch non-finite numbers have usually spread through the whole network, so
    the epoch is gone through once more and watched: in each minibatch activations come first, in
    the order of the layers, then the parameters they lead to.
    """
    layout, parameters = trainer.layout, trainer.state.parameters
    origins: dict[int, Finding] = {}
    watched = {finding.run for finding in findings}

    def look(buffers: Pass) -> None:
        for run in watched - origins.keys():
            finite = [
                bool(np.isfinite(array[run, : layer.fan_out]).all())
                for layer, array in zip(layout.layers, buffers.pre_activations, strict=True)
            ]
            origin = _first_layer(run, np.array(finite)) or non_finite_parameter(
                layout, parameters, run
            )
            if origin:
                origins[run] = origin

    trainer.replay_epoch(look)
    return [origins.get(finding.run, finding) for finding in findings]
