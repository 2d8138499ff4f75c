"""What an experiment will cost, told before anything starts.

The model counts what the engine does (calls, multiplications, numbers written) and prices each with
a constant measured on one core of a shared two-core machine; it is meant to err on the high side.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from app.engine.evaluation import CHUNK_NUMBERS
from app.engine.optimizers import OPTIMIZERS
from app.engine.recording import log_spaced_epochs
from app.limits import LIMITS, MIB, Limits
from app.schemas.refusals import Problem, RefusedError, problem
from app.schemas.resolve import Resolved, Shape

# Seconds each: fitted to 119 measured experiments of all shapes, times two, so that the estimate
# is one to three times what a core of that machine needs.
_START: Final = 4e-3
_WEIGHT_DRAWN: Final = 0.3e-6
_STEP: Final = 12e-6
#: Runs of one activation and one optimizer share their calls.
_STEP_LAYER_GROUP: Final = 11e-6
_STEP_LAYER_RUN: Final = 0.4e-6
_MULTIPLICATION: Final = 0.1e-9
_ACTIVATION: Final = 13e-9
_WEIGHT_UPDATED: Final = 7e-9
_SNAPSHOT: Final = 0.2e-3
_SNAPSHOT_LAYER: Final = 0.27e-3
_SEEN_MULTIPLICATION: Final = 0.25e-9
_SEEN_ACTIVATION: Final = 22e-9
_NUMBER_WRITTEN: Final = 0.04e-6
_BYTE_WRITTEN: Final = 12e-9

#: Bytes of a float in plain JSON with its comma, at most: sign, 17 digits, point, exponent.
_TEXT: Final = 22
#: Bytes of a float in a Python list: the object and its place.
_OBJECT: Final = 32
_DOUBLE: Final = 8
#: Points of the probe, at most: a grid over two inputs, examples or samples of others.
_GRID_POINTS: Final = 400
_OTHER_POINTS: Final = 100
#: Inputs of a dataset that is shown over a grid.
PLANE: Final = 2
_FIELDS: Final = "hidden_layers, epochs, runs, dataset.samples"
# Copies held at once, as peaks of the process's memory show them.
_PARAMETER_COPIES: Final = 7
_STATE_COPIES: Final = 1.5
_ACTIVATION_COPIES: Final = 4
_EVALUATORS: Final = 6
_DATA_COPIES: Final = 4
_TEXT_COPIES: Final = 2.5


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one core, bytes a worker holds at once, and bytes of the whole answer."""

    seconds: float
    memory_bytes: float
    answer_bytes: float


@dataclass(frozen=True, slots=True)
class _Written:
    """What one run's snapshot writes: numbers as Python objects, and bytes of JSON."""

    numbers: float
    text: float


def estimate(resolved: Resolved) -> Cost:
    """Estimate what a resolved request costs, its answer included."""
    request, shape = resolved.request, resolved.shape
    runs = request.runs or []
    count, layers = len(runs), len(shape.layers)
    groups = len({(run.activation, run.optimizer and run.optimizer.name) for run in runs})
    weights = sum((fan_in + 1) * fan_out for fan_in, fan_out in shape.layers)
    neurons = sum(fan_out for _, fan_out in shape.layers)
    size = shape.train_samples
    if request.batch_size != "full":
        size = min(size, request.batch_size)
    steps = request.epochs * ceil(shape.train_samples / size)
    step = _STEP + layers * (groups * _STEP_LAYER_GROUP + count * _STEP_LAYER_RUN)
    # One pass forward and two back.
    sample = 3 * weights * _MULTIPLICATION + neurons * _ACTIVATION
    points = shape.train_samples + shape.test_samples + _probe_points(shape)
    written = _written(resolved, weights, neurons)
    snapshots = _snapshots(resolved)
    snapshot = _SNAPSHOT + count * (
        layers * _SNAPSHOT_LAYER
        + points * (weights * _SEEN_MULTIPLICATION + neurons * _SEEN_ACTIVATION)
        + written.numbers * _NUMBER_WRITTEN
        + written.text * _BYTE_WRITTEN
    )
    answer = _started_bytes(shape) + snapshots * count * written.text
    return Cost(
        seconds=_START
        + count * weights * _WEIGHT_DRAWN
        + steps * (step + count * weights * _WEIGHT_UPDATED)
        + request.epochs * shape.train_samples * count * sample
        + snapshots * snapshot,
        memory_bytes=_held(resolved, weights, neurons, size, written),
        answer_bytes=answer,
    )


def _held(resolved: Resolved, weights: int, neurons: int, size: int, written: _Written) -> float:
    """Bytes that the worker holds at once, beyond what it holds when idle."""
    request, shape = resolved.request, resolved.shape
    runs = request.runs or []
    states = max(OPTIMIZERS[run.optimizer.name].states for run in runs if run.optimizer)
    samples = shape.train_samples + shape.test_samples
    probe = _probe_points(shape) if request.record.neuron_outputs else 0
    per_run = (
        (_PARAMETER_COPIES + _STATE_COPIES * states) * weights
        + _ACTIVATION_COPIES * neurons * size
        + _EVALUATORS * min(CHUNK_NUMBERS, neurons * (samples + probe))
        + probe * neurons
    )
    data = _DATA_COPIES * (samples + probe) * (shape.inputs + shape.outputs)
    widest = max(fan_in * fan_out for fan_in, fan_out in shape.layers)
    return (
        _DOUBLE * (len(runs) * per_run + data)
        + len(runs) * _TEXT_COPIES * written.text
        + _OBJECT * min(written.numbers, widest + probe * neurons)
    )


def _snapshots(resolved: Resolved) -> int:
    recorded = resolved.request.record.epochs
    if recorded == "auto":
        return len(log_spaced_epochs(resolved.request.epochs))
    return len(recorded)


def _probe_points(shape: Shape) -> int:
    return _GRID_POINTS if shape.inputs == PLANE else _OTHER_POINTS


def _written(resolved: Resolved, weights: int, neurons: int) -> _Written:
    record = resolved.request.record
    layers = len(resolved.shape.layers)
    outputs = _probe_points(resolved.shape) * neurons if record.neuron_outputs else 0
    arrays = weights if record.weights else 0
    small = layers * (record.histogram_bins + 10) + 2 * neurons
    text = layers * (record.histogram_bins * 4 + 400) + neurons * 5
    if record.compact:
        # Base64 writes three bytes as four: one byte an output, four a weight.
        return _Written(small, text + (outputs + 4 * arrays) * 4 / 3 + layers * 300)
    return _Written(
        small + outputs + arrays,
        text + (outputs + arrays + layers * record.histogram_bins) * _TEXT,
    )


def _started_bytes(shape: Shape) -> float:
    samples = shape.train_samples + shape.test_samples + _probe_points(shape)
    return 2_000 + samples * (shape.inputs + shape.outputs) * _TEXT


def refuse_excess(cost: Cost, *, in_one_piece: bool, limits: Limits = LIMITS) -> None:
    """Refuse what is more than the server takes.

    An answer ``in_one_piece`` is held until it is whole; that of a stream is sent as it comes.

    Raises:
        RefusedError: naming each cost, its limit and the fields to lower.
    """
    found: list[Problem] = []
    if cost.seconds > limits.compute_seconds:
        value = f"about {cost.seconds:.3g} seconds of computing"
        allowed = (
            f"at most {limits.compute_seconds:g} seconds; lower {_FIELDS}, or raise batch_size"
        )
        found.append(problem(("body",), None, allowed, "too_much_work", came=value))
    held = cost.memory_bytes + (cost.answer_bytes if in_one_piece else 0)
    stream = ", or use /simulate/stream" if in_one_piece else ""
    for value_bytes, limit, noun in (
        (held, limits.memory_bytes, "memory"),
        (cost.answer_bytes, limits.answer_bytes, "answer"),
    ):
        if value_bytes > limit:
            value = f"about {value_bytes / MIB:.3g} MiB of {noun}"
            allowed = (
                f"at most {limit / MIB:g} MiB; lower {_FIELDS} or record.epochs, or set "
                f"record.compact, or leave out record.neuron_outputs or record.weights{stream}"
            )
            found.append(problem(("body",), None, allowed, "too_big", came=value))
    if found:
        raise RefusedError(found)
