"""What the numbers of a run mean, in words.

A verdict is made from the state before the first update or after the last alone, so it does not
depend on what is recorded, nor on which runs keep a run company.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.signal import gradient_flow
from app.engine.instruments.state import HiddenState, State
from app.engine.instruments.thresholds import (
    ALL_DIFFERENT,
    FINITE,
    LARGEST_OUTPUT,
    LARGEST_RISE,
    LEAST_PROGRESS,
    LEAST_UPDATE_RATIO,
    NO_RATE,
    THRESHOLDS,
    Threshold,
)
from app.engine.instruments.words import layer_name, layer_names, number, percent, zero_gradient
from app.engine.network.losses import OutputHead
from app.engine.records.events import Diverged
from app.engine.records.readings import Criterion, Finding, FindingName, SignalReading

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far training went: the loss before and after, and that of the best constant answer."""

    start: float
    end: float
    constant: float
    epochs: int

    @property
    def share(self) -> float | None:
        """1 - loss / loss of the best constant answer; None if that is already perfect."""
        return share_learned(self.end, self.constant)


def constant_loss(targets: Array, head: OutputHead) -> float:
    """Return the training loss of the best answer that ignores the inputs.

    ``targets`` (samples, outputs) as the network should give them. For cross-entropies that is
    the entropy of the classes, for squared error the variance of the targets.
    """
    mean = targets.mean(axis=0)
    if head.form.loss == "mse":
        return float(np.square(targets - mean).mean())
    shares = np.concatenate([mean, 1.0 - mean]) if head.outputs == 1 else mean
    some = shares[shares > 0.0]
    return float(-(some * np.log(some)).sum())


def share_learned(loss: float, constant: float) -> float | None:
    """Return 1 - loss / constant loss: 0 for a constant answer, 1 for a perfect one."""
    return 1.0 - loss / constant if constant > 0.0 else None


def has_learned(loss: float, constant: float) -> bool:
    """Return whether a training loss is clearly below that of the best constant answer."""
    share = share_learned(loss, constant)
    # NaN is no success.
    return share is None or share >= LEAST_PROGRESS.value


def failure_criterion(constant: float) -> Criterion:
    """Return when a seed counts as failed, on data with this loss of the best constant answer."""
    limit = number((1.0 - LEAST_PROGRESS.value) * constant)
    return Criterion(
        "share_learned",
        LEAST_PROGRESS.value,
        f"A seed failed if it diverged, or if its training loss ended above {limit}: less than "
        f"{percent(LEAST_PROGRESS.value)} below {number(constant)}, the loss of always giving the "
        "same best answer.",
    )


def judge_start(state: State) -> tuple[Finding, ...]:
    """Return the findings on a run before its first update."""
    found = [
        *_clones(state),
        *_dead(state),
        *_saturated(state),
        *_vanishing(state),
        *_exploding(state),
        *_small_steps(state),
    ]
    return tuple(found) or (_healthy_start(state),)


def judge_end(state: State, progress: Progress) -> tuple[Finding, ...]:
    """Return the findings on a run after its last update.

    Saturation, vanishing and exploding signals hinder learning; where the run has learned all the
    same they are no fault. What learning cannot undo, clones and dead units, is told in any case.
    """
    found = [*_clones(state), *_dead(state)]
    if not has_learned(progress.end, progress.constant):
        found += _saturated(state)
        found += _vanishing(state)
        found += _exploding(state) or _risen(progress)
        found += _not_learned(progress)
    return tuple(found) or (_healthy_end(progress),)


def judge_diverged(event: Diverged) -> tuple[Finding, ...]:
    """Return the finding on a run that ceased to be finite."""
    what = {"weights": "a weight", "bias": "a bias", "activation": "an activation"}
    where = "" if event.layer_index is None else f" in {layer_name(event.layer_index)}"
    when = "before the first update" if event.epoch == 0 else f"in epoch {event.epoch}"
    finding = _finding(
        "diverged",
        event.layer_index,
        event.quantity,
        None,
        FINITE,
        f"The numbers grew out of all bounds: {what.get(event.quantity, 'the loss')}{where} was no "
        f"longer finite {when}.",
    )
    return (finding,)


def _clones(state: State) -> Iterator[Finding]:
    cloned = [i for i, layer in enumerate(state.hidden) if layer.lasting < layer.fan_out]
    if not cloned:
        return
    worst = min(cloned, key=lambda i: state.hidden[i].lasting / state.hidden[i].fan_out)
    layer = state.hidden[worst]
    one = "one neuron, copied" if layer.lasting == 1 else f"only {layer.lasting} different ones"
    moving = "" if layer.no_delta else " They move, but all alike."
    where = f" Clones stand in {layer_names(cloned)}." if len(cloned) > 1 else ""
    yield _finding(
        "clones",
        worst,
        "distinct_neurons",
        float(layer.lasting),
        replace(ALL_DIFFERENT, value=float(layer.fan_out)),
        f"The {layer.fan_out} neurons of {layer_name(worst)} are {one}: they compute the same and "
        f"get the same correction.{moving}{where}",
    )


def _dead(state: State) -> Iterator[Finding]:
    threshold = THRESHOLDS[state.config.activation].dead
    if threshold is None or not state.hidden:
        return
    shares = [len(signal.dead or ()) / layer.fan_out for signal, layer in _hidden_signals(state)]
    worst = int(np.argmax(shares))
    if shares[worst] < threshold.value:
        return
    dead = len(state.signals[worst].dead or ())
    yield _finding(
        "dead",
        worst,
        "dead",
        shares[worst],
        threshold,
        f"{dead} of {state.hidden[worst].fan_out} units in {layer_name(worst)} are dead: they give "
        "0 for every training sample and get no correction.",
    )


def _saturated(state: State) -> Iterator[Finding]:
    thresholds = THRESHOLDS[state.config.activation]
    if thresholds.saturated is None or not state.hidden:
        return
    shares = [signal.saturated or 0.0 for signal, _ in _hidden_signals(state)]
    worst = int(np.argmax(shares))
    if shares[worst] <= thresholds.saturated.value:
        return
    yield _finding(
        "saturated",
        worst,
        "saturated",
        shares[worst],
        thresholds.saturated,
        f"{percent(shares[worst])} of the outputs of {layer_name(worst)} lie where the curve of "
        f"{state.config.activation} is flat: there a change of the weights hardly shows.",
    )


def _vanishing(state: State) -> Iterator[Finding]:
    threshold = THRESHOLDS[state.config.activation].vanishing
    flow = gradient_flow(state.signals)
    if flow is None or not state.hidden or not flow < threshold.value:
        return
    if state.hidden[0].no_delta:
        sentence = zero_gradient(state)
    else:
        sentence = (
            f"Corrections fade on their way back: layer 1 gets {number(flow)} times what the "
            "output layer gets, so it hardly learns."
        )
    yield _finding("vanishing", 0, "gradient_flow", flow, threshold, sentence)


def _exploding(state: State) -> list[Finding]:
    threshold = THRESHOLDS[state.config.activation].exploding
    flow = gradient_flow(state.signals)
    # What has overflowed may be NaN, which is neither above nor below.
    if flow is not None and not flow <= threshold.value:
        sentence = (
            f"Corrections grow on their way back: layer 1 gets {number(flow)} times what the "
            "output layer gets, so its steps overshoot."
        )
        return [_finding("exploding", 0, "gradient_flow", flow, threshold, sentence)]
    last = len(state.signals) - 1
    size = state.signals[last].pre_activation.std
    if size <= LARGEST_OUTPUT.value:
        return []
    sentence = (
        f"Signals grow on their way through: the outputs before the last function spread by "
        f"{number(size)}, where about 1 is needed."
    )
    return [_finding("exploding", last, "pre_activation_std", size, LARGEST_OUTPUT, sentence)]


def _small_steps(state: State) -> Iterator[Finding]:
    rate, ratio = state.config.learning_rate, state.step_ratio
    if rate == 0.0:
        yield _finding(
            "too_slow",
            None,
            "learning_rate",
            0.0,
            NO_RATE,
            "The learning rate is 0, so no weight ever moves.",
        )
    elif ratio is not None and ratio < LEAST_UPDATE_RATIO.value:
        yield _finding(
            "too_slow",
            None,
            "update_ratio",
            ratio,
            LEAST_UPDATE_RATIO,
            f"A step changes the weights by {number(10.0**ratio)} of their spread at most, in "
            "every layer: it would take very many steps to learn anything.",
        )


def _risen(progress: Progress) -> list[Finding]:
    # `not <=` holds for NaN too.
    if progress.end <= LARGEST_RISE.value * progress.start:
        return []
    return [
        _finding(
            "exploding",
            None,
            "train_loss_ratio",
            progress.end / progress.start if progress.start > 0.0 else None,
            LARGEST_RISE,
            f"Training made the loss larger, from {number(progress.start)} to "
            f"{number(progress.end)}: its steps overshoot.",
        )
    ]


def _not_learned(progress: Progress) -> list[Finding]:
    return [
        _finding(
            "too_slow",
            None,
            "share_learned",
            progress.share,
            LEAST_PROGRESS,
            f"In {progress.epochs} epochs little was learned: the training loss went from "
            f"{number(progress.start)} to {number(progress.end)}; the best constant answer has "
            f"{number(progress.constant)}.",
        )
    ]


def _healthy_start(state: State) -> Finding:
    threshold = THRESHOLDS[state.config.activation].vanishing
    flow = gradient_flow(state.signals)
    if not state.hidden:
        sentence = "A linear model has no hidden layer in which a start could go wrong."
    elif flow is None:
        sentence = "The outputs already fit; there is nothing to correct."
    else:
        sentence = (
            f"Every neuron can become different, and corrections reach layer 1 with "
            f"{number(flow)} times the strength they have at the output."
        )
    alike = [i for i, layer in enumerate(state.hidden) if layer.distinct < layer.fan_out]
    if alike:
        sentence += (
            f" Some neurons of {layer_names(alike)} start with the same weights, but get different "
            "corrections and come apart with the first step."
        )
    return _finding("healthy", None, "gradient_flow", flow, threshold, sentence)


def _healthy_end(progress: Progress) -> Finding:
    return _finding(
        "healthy",
        None,
        "share_learned",
        progress.share,
        LEAST_PROGRESS,
        f"The run has learned: the training loss went from {number(progress.start)} to "
        f"{number(progress.end)}, where the best constant answer has "
        f"{number(progress.constant)}.",
    )


def _finding(
    name: FindingName,
    layer_index: int | None,
    quantity: str,
    value: float | None,
    threshold: Threshold,
    sentence: str,
) -> Finding:
    return Finding(
        name=name,
        layer_index=layer_index,
        quantity=quantity,
        value=value,
        threshold=threshold.value,
        reason=threshold.reason,
        source=threshold.source,
        sentence=sentence,
    )


def _hidden_signals(state: State) -> Iterator[tuple[SignalReading, HiddenState]]:
    return zip(state.signals, state.hidden, strict=False)
