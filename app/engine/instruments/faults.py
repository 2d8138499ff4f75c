"""What can be wrong with a run at one moment, each fault with the number that shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from app.engine.instruments.signal import gradient_flow
from app.engine.instruments.state import HiddenState, State
from app.engine.instruments.thresholds import (
    ALL_DIFFERENT,
    DEAD,
    DEAD_NORMALIZED,
    EXPLODING,
    LARGEST_OUTPUT,
    LEAST_UPDATE_RATIO,
    NEAR_CLONES,
    NO_RATE,
    SATURATED,
    Threshold,
    vanishing_through,
)
from app.engine.instruments.verdict_numbers import (
    layer_name,
    layer_names,
    number,
    percent,
    zero_gradient,
)
from app.engine.network.activations import ACTIVATIONS
from app.engine.records.readings import Finding, FindingName, SignalReading


def make_finding(
    name: FindingName,
    layer_index: int | None,
    quantity: str,
    value: float | None,
    threshold: Threshold,
    sentence: str,
) -> Finding:
    """Return a finding with the reason and the source of its threshold."""
    return Finding(
        name=name,
        layer_index=layer_index,
        quantity=quantity,
        value=value if value is None or isfinite(value) else None,
        threshold=threshold.value,
        reason=threshold.reason,
        source=threshold.source,
        sentence=sentence,
    )


def clones(state: State, moves: Sequence[bool]) -> Iterator[Finding]:
    """Find neurons that nothing can draw apart; ``moves`` tells which layers' weights move."""
    cloned = [i for i, layer in enumerate(state.hidden) if layer.lasting < layer.fan_out]
    if not cloned:
        return
    worst = min(cloned, key=lambda i: state.hidden[i].lasting / state.hidden[i].fan_out)
    layer = state.hidden[worst]
    what = "are copies of one" if layer.lasting == 1 else f"are only {layer.lasting} different ones"
    alike = "they compute the same and get the same correction, so training keeps them the same."
    if layer.frozen:
        alike = "they compute the same, and the layer is frozen, so training keeps them the same."
    if layer.lasting > 1:
        alike = f"copies {alike.removeprefix('they ')}"
    moving = " They move, but all alike." if moves[worst] else ""
    where = f" There are clones in {layer_names(cloned)}." if len(cloned) > 1 else ""
    yield make_finding(
        "clones",
        worst,
        "distinct_neurons",
        float(layer.lasting),
        replace(ALL_DIFFERENT, value=float(layer.fan_out)),
        f"The {layer.fan_out} neurons of {layer_name(worst)} {what}: {alike}{moving}{where}",
    )


def near_clones(state: State, *, at_end: bool) -> Iterator[Finding]:
    """Find neurons that are the same but for differences too small to see."""
    near = [i for i, layer in enumerate(state.hidden) if layer.separate < layer.lasting]
    if not near:
        return
    worst = min(near, key=lambda i: state.hidden[i].separate / state.hidden[i].fan_out)
    layer = state.hidden[worst]
    acting = "one" if layer.separate == 1 else str(layer.separate)
    later = (
        "Training has not drawn them apart."
        if at_end
        else "They part only if training widens these differences."
    )
    where = f" There are near-clones in {layer_names(near)}." if len(near) > 1 else ""
    yield make_finding(
        "near_clones",
        worst,
        "weight_gap",
        layer.gap,
        NEAR_CLONES,
        f"The {layer.fan_out} neurons of {layer_name(worst)} act as {acting}: the "
        f"weights of near-clones differ by at most {number(layer.gap)} of the largest. "
        f"{later}{where}",
    )


def dead(state: State) -> Iterator[Finding]:
    """Find a layer of which many units are 0 for every training sample."""
    if not ACTIVATIONS[state.config.activation].dies or not state.hidden:
        return
    shares = [len(signal.dead or ()) / layer.fan_out for signal, layer in _hidden_signals(state)]
    worst = int(np.argmax(shares))
    if shares[worst] < DEAD.value:
        return
    count = len(state.signals[worst].dead or ())
    threshold, fate = DEAD, "and get no correction."
    if state.config.architecture.normalized(len(state.signals)):
        threshold = replace(DEAD, reason=DEAD_NORMALIZED)
        fate = "and get corrections by way of the normalization alone."
    yield make_finding(
        "dead",
        worst,
        "dead",
        shares[worst],
        threshold,
        f"{count} of {state.hidden[worst].fan_out} units in {layer_name(worst)} are dead: they "
        f"give 0 for every training sample {fate}",
    )


def saturated(state: State) -> Iterator[Finding]:
    """Find a layer that works mostly on the flat parts of its curve."""
    if ACTIVATIONS[state.config.activation].flat is None or not state.hidden:
        return
    shares = [signal.saturated or 0.0 for signal, _ in _hidden_signals(state)]
    worst = int(np.argmax(shares))
    if shares[worst] <= SATURATED.value:
        return
    yield make_finding(
        "saturated",
        worst,
        "saturated",
        shares[worst],
        SATURATED,
        f"{percent(shares[worst])} of the outputs of {layer_name(worst)} lie where the curve of "
        f"{state.config.activation} is flat: there a change of the weights hardly shows.",
    )


def vanishing(state: State, first_moves: Sequence[int | None] | None) -> Iterator[Finding]:
    """Find a first layer that gets next to no correction, unless it is not to learn.

    ``first_moves`` says when each layer first moves, if that was tried: a zero that ends with the
    first steps is no fault. None where there is no telling.
    """
    threshold = vanishing_through(ACTIVATIONS[state.config.activation])
    flow = gradient_flow(state.signals)
    if flow is None or not state.hidden or state.hidden[0].frozen or not flow < threshold.value:
        return
    if not state.hidden[0].no_delta:
        sentence = (
            f"Corrections fade on their way back: layer 1 gets {number(flow)} times what the "
            "output layer gets, so it hardly learns."
        )
    elif first_moves is None:
        sentence = zero_gradient(state, [layer.weight_grad_norm > 0.0 for layer in state.signals])
    elif first_moves[0] is None:
        sentence = zero_gradient(state, [first is not None for first in first_moves])
    else:
        return
    yield make_finding("vanishing", 0, "gradient_flow", flow, threshold, sentence)


def exploding(state: State) -> Iterator[Finding]:
    """Find corrections that grow on their way back, or outputs far too large."""
    flow = gradient_flow(state.signals)
    # What has overflowed may be NaN, which is neither above nor below.
    if flow is not None and not flow <= EXPLODING.value:
        sentence = (
            f"Corrections grow on their way back: layer 1 gets {number(flow)} times what the "
            "output layer gets, so no single learning rate suits both."
        )
        yield make_finding("exploding", 0, "gradient_flow", flow, EXPLODING, sentence)
        return
    last = len(state.signals) - 1
    size = state.signals[last].pre_activation.std
    if size > LARGEST_OUTPUT.value:
        sentence = (
            f"Signals grow on their way through: the outputs before the last function spread by "
            f"{number(size)}, where about 1 is needed."
        )
        yield make_finding("exploding", last, "pre_activation_std", size, LARGEST_OUTPUT, sentence)


def small_steps(state: State) -> Iterator[Finding]:
    """Find steps that are tiny beside the weights they change."""
    rate, ratio = state.config.learning_rate, state.step_ratio
    if rate == 0.0:
        yield make_finding(
            "too_slow",
            None,
            "learning_rate",
            0.0,
            NO_RATE,
            "The learning rate is 0, so no weight ever moves.",
        )
    elif ratio is not None and ratio < LEAST_UPDATE_RATIO.value:
        yield make_finding(
            "too_slow",
            None,
            "update_ratio",
            ratio,
            LEAST_UPDATE_RATIO,
            f"A step changes the weights by {number(10.0**ratio)} of their spread at most, in "
            "every layer: it would take very many steps to learn anything.",
        )


def _hidden_signals(state: State) -> Iterator[tuple[SignalReading, HiddenState]]:
    return zip(state.signals, state.hidden, strict=False)
