"""What an experiment will cost, estimated before anything starts.

The model counts what the engine does (calls, multiplications, numbers written) and prices each with
a constant measured on one core of a shared two-core machine; it is meant to err on the high side.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from app.engine.experiment import Spec
from app.engine.instruments.recorded_epochs import recorded_epochs
from app.engine.instruments.trial import strides_of
from app.engine.network.architecture import Architecture
from app.engine.network.extras import MULTIPLIER, NORM
from app.engine.training.evaluation import CHUNK_NUMBERS
from app.engine.training.intervention_kinds import REDRAW
from app.engine.training.optimizers import OPTIMIZERS
from app.limits import LIMITS, Limits
from app.schemas.architecture_choice import architecture_of
from app.schemas.drawing import drawing_seconds
from app.schemas.excess import too_large, too_long
from app.schemas.refusals import RefusedError
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
#: A layer normalization, and a sum of stream and branch: of a step, and of a neuron.
_STEP_NORM_GROUP: Final = 50e-6
_STEP_BLOCK_GROUP: Final = 20e-6
_NORMALIZED: Final = 15e-9
_SUMMED: Final = 5e-9
_WEIGHT_UPDATED: Final = 7e-9
_SNAPSHOT: Final = 0.2e-3
_SNAPSHOT_LAYER: Final = 0.27e-3
_SEEN_MULTIPLICATION: Final = 0.25e-9
_SEEN_ACTIVATION: Final = 22e-9
#: A verdict is two such passes, whatever is recorded, and a trial of the start.
_VERDICT: Final = 1e-3
_VERDICT_LAYER: Final = 0.5e-3
_SIGNAL_LAYER: Final = 0.3e-3
_SIGNAL_NUMBER: Final = 60e-9
#: Singular values of neurons' outputs: points times neurons times the fewer of both.
_RANK_PRODUCT: Final = 0.6e-9
#: Comparing a pair of neurons, most of which a few points tell apart.
_PAIR: Final = 30e-9
_SYMMETRY_LAYER: Final = 0.3e-3
_SYMMETRY_NUMBER: Final = 25e-9
#: Cosines: points times neurons times the fewer of both.
_SYMMETRY_PRODUCT: Final = 0.6e-9
#: After an epoch with interventions clones are looked for anew, and buffers made.
_TOUCHED: Final = 0.5e-3
_TOUCHED_LAYER: Final = 0.15e-3
_TOUCHED_LAYER_NETWORK: Final = 0.04e-3
_TOUCHED_WEIGHT: Final = 20e-9
_INTERVENTION: Final = 20e-6
_REDRAW: Final = 0.2e-3
_REDRAW_LAYER: Final = 10e-6
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
_FIELDS: Final = "hidden_layers, epochs, runs, seeds, interventions, dataset.samples"
# Copies held at once, as peaks of the process's memory show them. A trial of a start, of one run at
# a time, holds no more than snapshots and verdicts do later.
_PARAMETER_COPIES: Final = 7
_STATE_COPIES: Final = 1.5
_ACTIVATION_COPIES: Final = 4
_EVALUATORS: Final = 6
_DATA_COPIES: Final = 4
_TEXT_COPIES: Final = 2.5
_TRAINING_PASS_COPIES: Final = 6
_SIGNAL_COPIES: Final = 12
#: Bytes of a verdict of several findings, and of a seed's result.
_VERDICT_TEXT: Final = 3_000
_SEED_TEXT: Final = 250
_BAND_TEXT: Final = 500


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


@dataclass(frozen=True, slots=True)
class _Beside:
    """What an architecture has beside its layers: normalizations, and sums of a stream.

    ``neurons`` are those that are normalized or summed; ``step`` and ``sample`` the seconds that
    all this takes in a step, and for a sample on its way there and back.
    """

    form: Architecture
    neurons: int
    step: float
    sample: float

    @classmethod
    def of(cls, choice: Spec, shape: Shape) -> "_Beside":
        """Count what a choice of architecture has."""
        architecture = architecture_of(choice)
        widths = (shape.inputs, *(fan_out for _, fan_out in shape.layers))
        found = architecture.extras(widths)
        gains = [one.size for one in found if one.name == NORM[0]]
        sums = [widths[1]] * sum(one.name == MULTIPLIER for one in found)
        return cls(
            architecture.form(),
            sum(gains) + sum(sums),
            len(gains) * _STEP_NORM_GROUP + len(sums) * _STEP_BLOCK_GROUP,
            sum(gains) * _NORMALIZED + sum(sums) * _SUMMED,
        )


def _all_beside(resolved: Resolved) -> list[_Beside]:
    """Return for every run what its architecture has beside its layers."""
    base, runs = resolved.request.architecture, resolved.request.runs or []
    choices = [run.architecture or base for run in runs]
    # Most runs have the very same choice, and a map has thousands of them.
    once = {id(choice): choice for choice in choices}
    known = {key: _Beside.of(choice, resolved.shape) for key, choice in once.items()}
    return [known[id(choice)] for choice in choices]


def _most_beside(resolved: Resolved) -> _Beside:
    """Return that of the run in which it takes longest."""
    return max(_all_beside(resolved), key=lambda beside: beside.sample)


def estimate(resolved: Resolved, *, verdicts: bool = True) -> Cost:
    """Estimate what a resolved request costs, its answer included; runs may go without verdicts."""
    request, shape = resolved.request, resolved.shape
    runs = request.runs or []
    count, layers = len(runs), len(shape.layers)
    networks = count * request.seeds
    groups = {
        (run.activation, run.optimizer and run.optimizer.name, beside.form): beside
        for run, beside in zip(runs, _all_beside(resolved), strict=True)
    }
    most = _most_beside(resolved)
    weights = sum((fan_in + 1) * fan_out for fan_in, fan_out in shape.layers)
    neurons = sum(fan_out for _, fan_out in shape.layers)
    size = shape.train_samples
    if request.batch_size != "full":
        size = min(size, request.batch_size)
    steps = request.epochs * ceil(shape.train_samples / size)
    step = _STEP + layers * (len(groups) * _STEP_LAYER_GROUP + networks * _STEP_LAYER_RUN)
    step += sum(beside.step for beside in groups.values())
    # One pass forward and two back.
    sample = 3 * weights * _MULTIPLICATION + neurons * _ACTIVATION + most.sample
    points = (shape.train_samples + shape.test_samples) * request.seeds + _probe_points(shape)
    written = _written(resolved, weights, neurons)
    snapshots = _snapshots(resolved)
    snapshot = _SNAPSHOT + count * (
        layers * _SNAPSHOT_LAYER
        + points * (weights * _SEEN_MULTIPLICATION + neurons * _SEEN_ACTIVATION + most.sample)
        + _instruments(resolved, sample)
        + written.numbers * _NUMBER_WRITTEN
        + written.text * _BYTE_WRITTEN
    )
    verdict = (
        _VERDICT
        + layers * _VERDICT_LAYER
        + shape.train_samples * (sample + neurons * _SIGNAL_NUMBER)
    )
    # A stride of a trial: forwards twice and back, over at most all samples, and an update.
    stride = (
        2 * (_STEP + layers * (_STEP_LAYER_GROUP + _STEP_LAYER_RUN) + most.step)
        + 4 / 3 * shape.train_samples * sample
        + 3 * weights * _WEIGHT_UPDATED
    )
    answer = _started_bytes(shape) + count * (
        snapshots * written.text + 3 * _VERDICT_TEXT + request.seeds * _SEED_TEXT
    )
    return Cost(
        seconds=_START
        + networks * weights * _WEIGHT_DRAWN
        + request.seeds
        * sum(
            drawing_seconds(run.initializer, shape.layers, shape.train_samples)
            for run in runs
            if run.initializer is not None
        )
        + steps * (step + networks * weights * _WEIGHT_UPDATED)
        + request.epochs * shape.train_samples * networks * sample
        + _interventions(resolved, weights)
        + verdicts * count * (2 * verdict + strides_of(steps) * stride)
        + snapshots * snapshot,
        memory_bytes=_held(resolved, weights, neurons, size=size, written=written),
        answer_bytes=answer,
    )


def _interventions(resolved: Resolved, weights: int) -> float:
    """Seconds that changes by hand need; ``weights`` are those of one network."""
    request, shape = resolved.request, resolved.shape
    runs, layers = request.runs or [], len(shape.layers)
    networks = len(runs) * request.seeds
    epoch = _TOUCHED + layers * (_TOUCHED_LAYER + networks * _TOUCHED_LAYER_NETWORK)
    epoch += networks * weights * _TOUCHED_WEIGHT
    seconds = len({one.epoch for one in request.interventions}) * epoch
    for one in request.interventions:
        for run in runs if one.run is None else runs[one.run : one.run + 1]:
            each = _INTERVENTION
            if one.action.name == REDRAW and run.initializer is not None:
                each += _REDRAW + layers * _REDRAW_LAYER
                each += drawing_seconds(run.initializer, shape.layers, shape.train_samples)
            seconds += request.seeds * each
    return seconds


def _instruments(resolved: Resolved, sample: float) -> float:
    """Seconds that the instruments need for one run's snapshot; ``sample``: one sample's pass."""
    record, shape = resolved.request.record, resolved.shape
    asked = record.instruments
    points, layers = _probe_points(shape), len(shape.layers)
    seconds = 0.0
    if record.neuron_outputs or "symmetry" in asked:
        for width in resolved.request.hidden_layers:
            seconds += points * width * min(width, points) * _RANK_PRODUCT + width * width * _PAIR
    if "signal" in asked:
        neurons = sum(fan_out for _, fan_out in shape.layers)
        seconds += layers * _SIGNAL_LAYER
        seconds += shape.train_samples * (sample + neurons * _SIGNAL_NUMBER)
    if "symmetry" in asked:
        seconds += layers * _SYMMETRY_LAYER
        for _, width in shape.layers:
            products = min(width, points) * _SYMMETRY_PRODUCT
            seconds += points * width * (_SYMMETRY_NUMBER + products)
    return seconds


def _held(resolved: Resolved, weights: int, neurons: int, *, size: int, written: _Written) -> float:
    """Bytes that the worker holds at once, beyond what it holds when idle."""
    request, shape = resolved.request, resolved.shape
    runs = request.runs or []
    states = max(OPTIMIZERS[run.optimizer.name].states for run in runs if run.optimizer)
    samples = shape.train_samples + shape.test_samples
    record = request.record
    seen = record.neuron_outputs or "symmetry" in record.instruments
    probe = _probe_points(shape) if seen else 0
    beside = _most_beside(resolved).neurons
    per_network = (
        (_PARAMETER_COPIES + _STATE_COPIES * states) * weights
        + _ACTIVATION_COPIES * (neurons + beside) * size
        + _EVALUATORS * min(CHUNK_NUMBERS, neurons * (samples + probe)) * (1 + beside / neurons)
    )
    signal = _SIGNAL_COPIES if "signal" in record.instruments else 0
    per_run = (
        per_network * request.seeds
        + (_TRAINING_PASS_COPIES + signal) * (neurons + beside) * shape.train_samples
        + probe * neurons
    )
    # Networks with seeds of their own have their own order of the samples.
    several = request.seeds > 1 or len({run.seed for run in runs}) > 1
    orders = len(runs) * request.seeds if several else 1
    data = (_DATA_COPIES * (samples + probe) + (orders - 1) * shape.train_samples) * (
        shape.inputs + shape.outputs
    )
    widest = max(fan_in * fan_out for fan_in, fan_out in shape.layers)
    return (
        _DOUBLE * (len(runs) * per_run + data)
        + len(runs) * _TEXT_COPIES * written.text
        + _OBJECT * min(written.numbers, widest + probe * neurons)
    )


def _snapshots(resolved: Resolved) -> int:
    request = resolved.request
    if request.record.epochs == "auto":
        return len(recorded_epochs(request.epochs, request.interventions))
    return len(request.record.epochs)


def _probe_points(shape: Shape) -> int:
    return _GRID_POINTS if shape.inputs == PLANE else _OTHER_POINTS


def _written(resolved: Resolved, weights: int, neurons: int) -> _Written:
    record = resolved.request.record
    layers = len(resolved.shape.layers)
    sent = record.neuron_outputs and record.compact != "changes"
    outputs = _probe_points(resolved.shape) * neurons if sent else 0
    arrays = weights + 2 * _most_beside(resolved).neurons if record.weights else 0
    if "symmetry" in record.instruments:
        arrays += sum(fan_out * fan_out for _, fan_out in resolved.shape.layers)
    small = layers * (record.histogram_bins + 10) + 2 * neurons
    text = layers * (record.histogram_bins * 4 + 400) + neurons * 5
    if record.neuron_outputs:
        small += neurons
        text += layers * 100 + neurons * 4
    if resolved.request.seeds > 1:
        text += _BAND_TEXT
    edges = layers * record.histogram_bins
    if "symmetry" in record.instruments:
        text += layers * 200
    if "signal" in record.instruments:
        small += 6 * layers * record.histogram_bins
        text += layers * (record.histogram_bins * 12 + 900) + neurons * 5
        edges *= 4
    if record.compact:
        # Base64 writes three bytes as four: one byte an output, four a weight.
        return _Written(small, text + (outputs + 4 * arrays) * 4 / 3 + layers * 300)
    return _Written(
        small + outputs + arrays,
        text + (outputs + arrays + edges) * _TEXT,
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
    held = cost.memory_bytes + (cost.answer_bytes if in_one_piece else 0)
    stream = ", or use /simulate/stream" if in_one_piece else ""
    less = (
        f"lower {_FIELDS} or record.epochs, or set record.compact, or leave out "
        f"record.neuron_outputs, record.weights or record.instruments{stream}"
    )
    found = [
        *too_long(cost.seconds, limits, f"lower {_FIELDS}, or raise batch_size"),
        *too_large(held, limits.memory_bytes, "memory", less),
        *too_large(cost.answer_bytes, limits.answer_bytes, "answer", less),
    ]
    if found:
        raise RefusedError(found)
