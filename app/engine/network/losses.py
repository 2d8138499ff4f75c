"""Losses, each with the output activation it goes with and its delta.

All are means over the samples (mse: over samples and outputs, without a factor 1/2), in natural
logarithms. Arrays are feature-major: (runs, outputs, samples).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.errors import ArgumentError
from app.engine.network.activations import logistic
from app.engine.network.ops import Emit
from app.engine.records.annotations import Example

Array = NDArray[np.float64]

LOSS_NAMES = ("auto", "mse")


@dataclass(frozen=True, slots=True)
class OutputForm:
    """What stands at the end of the network."""

    loss: Annotated[
        Literal["binary_cross_entropy", "cross_entropy", "mse"], Example("binary_cross_entropy")
    ]
    """The loss in use."""
    activation: Annotated[Literal["sigmoid", "softmax", "linear"], Example("sigmoid")]
    """The activation of the output layer."""


@dataclass(frozen=True, slots=True)
class OutputHead:
    """An output activation with its loss.

    ``forward(emit, z, a, temporary)`` writes the outputs ``a``; ``temporary`` is (runs, 1,
    samples). ``delta_scale(samples, outputs)`` is the factor c of dLoss/dz = c (a - target),
    which has this one form for all three pairs. ``sample_losses(z, a, target)`` gives
    (runs, samples). ``is_right(a, target)`` gives booleans (runs, samples), or None where there
    are no classes.
    """

    form: OutputForm
    outputs: int
    forward: Callable[[Emit, Array, Array, Array], None]
    delta_scale: Callable[[int, int], float]
    sample_losses: Callable[[Array, Array, Array], Array]
    is_right: Callable[[Array, Array], NDArray[np.bool_]] | None


def _sigmoid(emit: Emit, z: Array, a: Array, _temporary: Array) -> None:
    logistic(emit, z, a)


def _linear(emit: Emit, z: Array, a: Array, _temporary: Array) -> None:
    emit(np.positive, z, a)


def _softmax(emit: Emit, z: Array, a: Array, temporary: Array) -> None:
    # The largest is subtracted first, so that exp cannot overflow.
    emit(np.maximum.reduce, z, 1, None, temporary, keepdims=True)
    emit(np.subtract, z, temporary, a)
    emit(np.exp, a, a)
    emit(np.add.reduce, a, 1, None, temporary, keepdims=True)
    emit(np.divide, a, temporary, a)


def _binary_cross_entropy(z: Array, _a: Array, target: Array) -> Array:
    # -t log s(z) - (1 - t) log(1 - s(z)) = max(z, 0) - z t + log1p(exp(-|z|))
    losses: Array = np.maximum(z, 0.0) - z * target + np.log1p(np.exp(-np.abs(z)))
    return losses[:, 0, :]


def _cross_entropy(z: Array, _a: Array, target: Array) -> Array:
    top = z.max(axis=1, keepdims=True)
    log_sum = top[:, 0, :] + np.log(np.exp(z - top).sum(axis=1))
    # Where the target is 0 the product must be 0 even for an infinite z.
    picked = np.where(target > 0, z, 0.0).sum(axis=1)
    losses: Array = log_sum - picked
    return losses


def _squared_error(_z: Array, a: Array, target: Array) -> Array:
    losses: Array = np.square(a - target).mean(axis=1)
    return losses


def _above_half(a: Array, target: Array) -> NDArray[np.bool_]:
    right: NDArray[np.bool_] = (a[:, 0, :] > 0.5) == (target[:, 0, :] > 0.5)
    return right


def _largest(a: Array, target: Array) -> NDArray[np.bool_]:
    right: NDArray[np.bool_] = a.argmax(axis=1) == target.argmax(axis=1)
    return right


def _per_sample(samples: int, _outputs: int) -> float:
    return 1.0 / samples


def _per_number_twice(samples: int, outputs: int) -> float:
    return 2.0 / (samples * outputs)


def make_head(loss: str, task: Literal["classification", "regression"], size: int) -> OutputHead:
    """Choose output activation and loss.

    ``loss`` is ``auto`` or ``mse``; ``size`` is the number of classes, or for regression the
    number of outputs. Two classes share one output. Raises ArgumentError for another name.
    """
    if loss not in LOSS_NAMES:
        raise ArgumentError("loss", loss, ", ".join(LOSS_NAMES))
    if task == "regression":
        form = OutputForm("mse", "linear")
        return OutputHead(form, size, _linear, _per_number_twice, _squared_error, None)
    outputs, is_right = (1, _above_half) if size == 2 else (size, _largest)
    if loss == "mse":
        form = OutputForm("mse", "linear")
        return OutputHead(form, outputs, _linear, _per_number_twice, _squared_error, is_right)
    if size == 2:
        form = OutputForm("binary_cross_entropy", "sigmoid")
        return OutputHead(form, 1, _sigmoid, _per_sample, _binary_cross_entropy, is_right)
    form = OutputForm("cross_entropy", "softmax")
    return OutputHead(form, outputs, _softmax, _per_sample, _cross_entropy, is_right)


def encode_targets(targets: NDArray[np.generic], head: OutputHead) -> Array:
    """Return targets as the outputs they stand for, (samples, outputs).

    Class indices (samples,) become 0 and 1 for one output and one-hot rows for more; regression
    targets (samples, outputs) are used as they are.
    """
    if head.is_right is None:
        return np.asarray(targets, dtype=np.float64).reshape(len(targets), head.outputs)
    classes = np.asarray(targets, dtype=np.int64)
    if head.outputs == 1:
        return classes[:, None].astype(np.float64)
    return np.eye(head.outputs)[classes]


def constant_answer(targets: NDArray[np.generic], head: OutputHead) -> tuple[float, ...]:
    """Return the pre-activation of each output that gives the mean of the targets.

    For shares p of classes: ln(p / (1 - p)) of the second of two, ln p of each of more. A class
    that does not occur counts as half a sample, as its logarithm has no end.
    """
    mean = encode_targets(targets, head).mean(axis=0)
    if head.form.activation == "linear":
        return tuple(mean.tolist())
    least = 0.5 / len(targets)
    share = np.clip(mean, least, 1.0 - least)
    logits = np.log(share)
    if head.form.activation == "sigmoid":
        logits -= np.log1p(-share)
    return tuple(logits.tolist())


@dataclass(frozen=True, slots=True)
class LossEntry:
    """A loss as the catalogue shows it; ``aliases`` are its other usual names."""

    name: str
    label: str
    description: str
    aliases: tuple[str, ...] = ()


LOSSES: Mapping[str, LossEntry] = MappingProxyType(
    {
        "auto": LossEntry(
            "auto",
            "matching the task",
            "Binary cross-entropy on one sigmoid output for two classes, cross-entropy on softmax "
            "for more, mean squared error on a linear output for regression.",
        ),
        "mse": LossEntry(
            "mse",
            "mean squared error",
            "Mean over samples and outputs of (output - target)^2 on a linear output; two classes "
            "have the targets 0 and 1, more classes one output each (1 for the right one).",
            ("MSELoss", "squared error"),
        ),
    }
)
