"""What an experiment will cost, told before anything starts.

The model counts what the engine does (calls, multiplications, numbers written) and prices each with
a constant measured on one core of a shared two-core machine; it is meant to err on the high side.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from app.engine.recording import log_spaced_epochs
from app.limits import LIMITS, MIB, Limits
from app.schemas.refusals import Problem, RefusedError, problem
from app.schemas.resolve import Resolved, Shape

# Seconds each, measured by tests/bench.
_PER_STEP: Final = 30e-6
_PER_STEP_AND_LAYER: Final = 25e-6
_PER_MULTIPLICATION: Final = 0.5e-9
_PER_ACTIVATION: Final = 6e-9
_PER_UPDATE: Final = 4e-9
_PER_SNAPSHOT: Final = 200e-6
_PER_SNAPSHOT_LAYER: Final = 120e-6
_PER_NUMBER_WRITTEN: Final = 0.15e-6
_PER_BYTE_WRITTEN: Final = 4e-9

#: Bytes of a float in plain JSON with its comma, at most: sign, 17 digits, point, exponent.
_TEXT: Final = 22
#: Bytes of a float in a Python list: the object and its place.
_OBJECT: Final = 32
_DOUBLE: Final = 8
#: Points of the probe, at most: 20 by 20, or ten of each class.
_PROBE_POINTS: Final = 400
#: Copies of all parameters: themselves, gradient, optimizer's state and scratch, before the epoch.
_PARAMETER_COPIES: Final = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one core, bytes held at once, and bytes of the whole answer."""

    seconds: float
    memory_bytes: float
    answer_bytes: float


def estimate(resolved: Resolved) -> Cost:
    """Estimate what a resolved request costs, its answer included."""
    request, shape = resolved.request, resolved.shape
    runs = len(request.runs or [1])
    recorded = request.record.epochs
    snapshots = len(log_spaced_epochs(request.epochs) if recorded == "auto" else recorded)
    size = shape.train_samples if request.batch_size == "full" else request.batch_size
    size = min(size, shape.train_samples)
    steps = request.epochs * ceil(shape.train_samples / size)
    parameters = sum((fan_in + 1) * fan_out for fan_in, fan_out in shape.layers)
    neurons = sum(fan_out for _, fan_out in shape.layers)
    layers = len(shape.layers)

    step = _PER_STEP + layers * _PER_STEP_AND_LAYER + runs * parameters * _PER_UPDATE
    sample = 3 * parameters * _PER_MULTIPLICATION + neurons * _PER_ACTIVATION
    seen = request.epochs * shape.train_samples * runs
    numbers, text = _written(resolved, parameters, neurons)
    points = shape.train_samples + shape.test_samples + _PROBE_POINTS
    snapshot = _PER_SNAPSHOT + runs * (
        layers * _PER_SNAPSHOT_LAYER
        + points * (parameters * _PER_MULTIPLICATION + neurons * _PER_ACTIVATION)
        + numbers * _PER_NUMBER_WRITTEN
        + text * _PER_BYTE_WRITTEN
    )
    answer = _started_bytes(shape) + snapshots * runs * text
    held = _DOUBLE * (
        _PARAMETER_COPIES * runs * parameters
        + 4 * runs * neurons * (size + points)
        + 4 * points * (shape.inputs + shape.outputs)
    )
    return Cost(
        seconds=steps * step + seen * sample + snapshots * snapshot,
        memory_bytes=held + runs * (numbers * _OBJECT + 3 * text) + 2 * answer,
        answer_bytes=answer,
    )


def _written(resolved: Resolved, parameters: int, neurons: int) -> tuple[float, float]:
    """Numbers, and bytes of JSON, that one run's snapshot takes."""
    record = resolved.request.record
    layers = len(resolved.shape.layers)
    outputs = _PROBE_POINTS * neurons if record.neuron_outputs else 0
    weights = parameters if record.weights else 0
    small = layers * (2 * record.histogram_bins + 40) + neurons
    if record.compact:
        # Base64 writes three bytes as four: one byte an output, four a weight.
        return small, small * 8 + (outputs + 4 * weights) * 4 / 3 + layers * 400
    return small + outputs + weights, (small + outputs + weights) * _TEXT + layers * 300


def _started_bytes(shape: Shape) -> float:
    samples = shape.train_samples + shape.test_samples + _PROBE_POINTS
    return 2_000 + samples * (shape.inputs + 1) * _TEXT


def refuse_excess(cost: Cost, limits: Limits = LIMITS) -> None:
    """Refuse what is more than the server takes.

    Raises:
        RefusedError: naming each cost, its limit and the fields to lower.
    """
    found: list[Problem] = []
    fields = "hidden_layers, epochs, runs, dataset.samples"
    if cost.seconds > limits.compute_seconds:
        value = f"about {cost.seconds:.3g} seconds of computing"
        allowed = f"at most {limits.compute_seconds:g} seconds; lower {fields}, or raise batch_size"
        found.append(problem(("body",), None, allowed, "too_much_work", came=value))
    for value_bytes, limit, noun in (
        (cost.memory_bytes, limits.memory_bytes, "memory"),
        (cost.answer_bytes, limits.answer_bytes, "answer"),
    ):
        if value_bytes > limit:
            value = f"about {value_bytes / MIB:.3g} MiB of {noun}"
            allowed = (
                f"at most {limit / MIB:g} MiB; lower {fields} or record.epochs, "
                "or set record.compact, or leave out record.neuron_outputs or record.weights"
            )
            found.append(problem(("body",), None, allowed, "too_big", came=value))
    if found:
        raise RefusedError(found)
