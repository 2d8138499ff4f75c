"""What the numbers of a run mean, in words.

The verdict on a start is a forecast: does a run that starts like this learn in the epochs it has?
It rests on a trial of the start on a copy, see ``trial``; what the state before the first update
shows then says why not. The verdict on an end rests on the state after the last update and on the
figures. Neither depends on what is recorded, nor on which runs keep a run company.
"""

from collections.abc import Iterator
from math import inf, isfinite

from app.engine.instruments.faults import (
    clones,
    dead,
    exploding,
    make_finding,
    near_clones,
    saturated,
    small_steps,
    vanishing,
)
from app.engine.instruments.progress import Progress, goal, share_learned
from app.engine.instruments.signal import gradient_flow
from app.engine.instruments.state import State
from app.engine.instruments.thresholds import (
    CLEAR_FALL,
    FINITE,
    LARGEST_RISE,
    LEARNED,
    NO_BETTER,
    vanishing_through,
)
from app.engine.instruments.trial import Trial
from app.engine.instruments.verdict_numbers import (
    layer_name,
    layer_names,
    layer_names_of,
    number,
    percent,
)
from app.engine.network.activations import ACTIVATIONS
from app.engine.records.events import Diverged
from app.engine.records.readings import Finding


def judge_start(
    state: State, trial: Trial, constant: float, *, trains: bool
) -> tuple[Finding, ...]:
    """Return the findings on a run before its first update.

    ``constant`` is the training loss of the best constant answer. Where the run ``trains`` and its
    trial learns, nothing hinders it; without training, what may hinder is told as it stands.
    """
    found = [*clones(state, _moves(trial)), *near_clones(state, at_end=False), *dead(state)]
    if state.config.learning_rate == 0.0 or not trains:
        found += [*_hindrances(state, trial), *small_steps(state)]
    elif not promises(trial, constant):
        hindrances = [
            *_overshooting(trial, constant),
            *_hindrances(state, trial),
            *small_steps(state),
        ]
        found += hindrances or [_will_not_learn(trial, constant)]
    return tuple(found) or (_healthy_start(state, trial, constant, trains=trains),)


def judge_end(state: State, trial: Trial, progress: Progress) -> tuple[Finding, ...]:
    """Return the findings on a run after its last update.

    Saturation, vanishing and exploding signals hinder learning; where the run has learned all the
    same they are no fault. What learning cannot undo, clones and dead units, is told in any case.
    """
    found = [*clones(state, _moves(trial)), *near_clones(state, at_end=True)]
    overshooting: list[Finding] = []
    if not progress.learned:
        constant = progress.constant.train_loss
        overshooting = [*_overshooting(trial, constant), *_risen(progress)][:1]
    found += [*overshooting, *dead(state)]
    if progress.learned:
        found += _overfitted(progress)
    else:
        found += [*saturated(state), *vanishing(state, None), *exploding(state)]
        found += [] if overshooting else [_not_learned(progress)]
    return tuple(found) or (_healthy_end(progress),)


def judge_diverged(event: Diverged) -> tuple[Finding, ...]:
    """Return the finding on a run that ceased to be finite."""
    what = {
        "weights": "a weight",
        "bias": "a bias",
        "activation": "an activation",
        "normalization": "a gain or a shift",
        "multiplier": "the branch multiplier",
    }
    where = "" if event.layer_index is None else f" in {layer_name(event.layer_index)}"
    when = "before the first update" if event.epoch == 0 else f"in epoch {event.epoch}"
    finding = make_finding(
        "diverged",
        event.layer_index,
        event.quantity,
        None,
        FINITE,
        f"The numbers grew out of all bounds: {what.get(event.quantity, 'the loss')}{where} was no "
        f"longer finite {when}.",
    )
    return (finding,)


def promises(trial: Trial, constant: float) -> bool:
    """Return whether a run that starts like its trial will have learned in the end."""
    last, enough = trial.losses[-1], goal(constant)
    clear = last <= (1.0 - CLEAR_FALL.value) * constant
    return constant == 0.0 or last <= enough or (clear and trial.forecast <= enough)


def _moves(trial: Trial) -> list[bool]:
    return [first is not None for first in trial.first_moves]


def _hindrances(state: State, trial: Trial) -> Iterator[Finding]:
    yield from saturated(state)
    # With a learning rate of 0 a trial cannot tell what a correction would do.
    yield from vanishing(state, trial.first_moves if state.config.learning_rate else None)
    yield from exploding(state)


def _overshooting(trial: Trial, constant: float) -> Iterator[Finding]:
    """Find first steps that raise the loss instead of lowering it."""
    before = max(trial.losses[0], constant)
    peak = max((loss if isfinite(loss) else inf for loss in trial.losses[1:]), default=0.0)
    if peak <= LARGEST_RISE.value * before:
        return
    yield make_finding(
        "too_fast",
        None,
        "train_loss_peak",
        peak / before if before > 0.0 else None,
        LARGEST_RISE,
        f"The first steps overshoot: in a quick trial on a copy they raised the training loss from "
        f"{number(trial.losses[0])} to {number(peak)}.",
    )


def _will_not_learn(trial: Trial, constant: float) -> Finding:
    forecast = trial.forecast
    pace = "."
    if trial.losses[-1] > (1.0 - CLEAR_FALL.value) * constant:
        pace = f", no clear gain on the best constant answer's {number(constant)}."
        forecast = trial.losses[-1]
    elif trial.covered < 1.0:
        pace = f"; at this pace it ends at about {number(max(forecast, 0.0))}."
    return make_finding(
        "too_slow",
        None,
        "share_forecast",
        share_learned(forecast, constant),
        LEARNED,
        f"{_tried(trial)}{pace} A loss of {number(goal(constant))} would count as learned.",
    )


def _overfitted(progress: Progress) -> Iterator[Finding]:
    share = progress.test_share
    loss, constant = progress.end.test_loss, progress.constant.test_loss
    if share is None or loss is None or constant is None or share >= NO_BETTER.value:
        return
    known, new = progress.end.train_accuracy, progress.end.test_accuracy
    right = (
        ""
        if known is None or new is None
        else f" It gets {percent(known)} of the training examples and {percent(new)} of the test "
        "examples right."
    )
    yield make_finding(
        "overfitted",
        None,
        "test_share_learned",
        share,
        NO_BETTER,
        f"The network fits the examples it was trained on, but not new ones: the training loss is "
        f"{number(progress.end.train_loss)}, the test loss {number(loss)}, more than the "
        f"{number(constant)} of the best constant answer.{right}",
    )


def _risen(progress: Progress) -> Iterator[Finding]:
    start, end = progress.start.train_loss, progress.end.train_loss
    before = max(start, progress.constant.train_loss)
    # `not <=` holds for NaN too.
    if not end <= LARGEST_RISE.value * before:
        yield make_finding(
            "too_fast",
            None,
            "train_loss_ratio",
            end / before if before > 0.0 else None,
            LARGEST_RISE,
            f"Training made the loss larger, from {number(start)} to {number(end)}: its steps "
            "overshoot.",
        )


def _not_learned(progress: Progress) -> Finding:
    start, end = progress.start.train_loss, progress.end.train_loss
    constant, accuracy = progress.constant.train_loss, progress.end.train_accuracy
    right = (
        f" {percent(accuracy)} of the training examples are answered right all the same, but "
        "without much certainty."
        if accuracy is not None and accuracy >= 0.9
        else ""
    )
    epochs = "1 epoch" if progress.epochs == 1 else f"{progress.epochs} epochs"
    return make_finding(
        "too_slow",
        None,
        "share_learned",
        progress.share,
        LEARNED,
        f"In {epochs} the training loss went from {number(start)} to {number(end)}. The best "
        f"constant answer has {number(constant)}; half of that would count as learned.{right}",
    )


def _healthy_start(state: State, trial: Trial, constant: float, *, trains: bool) -> Finding:
    flow = gradient_flow(state.signals)
    if not state.hidden:
        sentence = "A linear model has no hidden layer in which a start could go wrong."
    elif flow is None:
        sentence = "The outputs already fit; there is nothing to correct."
    elif flow == 0.0:
        sentence = _step_by_step(trial)
    else:
        sentence = (
            f"Every neuron can become different, and corrections reach layer 1 with "
            f"{number(flow)} times the strength they have at the output."
        )
    alike = [i for i, layer in enumerate(state.hidden) if layer.distinct < layer.fan_out]
    if alike:
        sentence += (
            f" Some neurons of {layer_names(alike)} start with the same incoming weights, but "
            "their outgoing weights differ: they come apart as soon as corrections reach them."
        )
    if trains and flow is not None:
        share = share_learned(min(trial.losses[-1], trial.forecast), constant)
        sentence += f" {_tried(trial)}."
        return make_finding("healthy", None, "share_forecast", share, LEARNED, sentence)
    bound = vanishing_through(ACTIVATIONS[state.config.activation])
    return make_finding("healthy", None, "gradient_flow", flow, bound, sentence)


def _tried(trial: Trial) -> str:
    """Say how far the trial went; without a full stop."""
    whole = trial.covered >= 1.0
    part = "the whole training" if whole else f"the first {percent(trial.covered)} of the training"
    return (
        f"In a quick trial on a copy, {part} took the loss from {number(trial.losses[0])} to "
        f"{number(trial.losses[-1])}"
    )


def _step_by_step(trial: Trial) -> str:
    """Say which layers each of the first updates begins to move."""
    count = len(trial.first_moves)
    parts = []
    for step in sorted({first for first in trial.first_moves if first is not None}):
        moved = [index for index, first in enumerate(trial.first_moves) if first == step]
        parts.append(f"update {step} moves {layer_names_of(moved, count)}")
    started = ", ".join(part if i == 0 else f"{part} too" for i, part in enumerate(parts))
    return f"Zeros stop some corrections at first, but not for long: {started}."


def _healthy_end(progress: Progress) -> Finding:
    start, end = progress.start.train_loss, progress.end.train_loss
    constant = progress.constant.train_loss
    went = f"the training loss went from {number(start)} to {number(end)}"
    quantity = "share_learned"
    if constant == 0.0:
        quantity = "constant_loss"
        sentence = f"There is nothing to learn, all targets are the same: {went}."
    elif start <= goal(constant):
        quantity = "share_kept"
        sentence = (
            f"The answers fitted from the start: {went}, where the best constant answer has "
            f"{number(constant)}."
        )
    else:
        sentence = (
            f"The run has learned: {went}, where the best constant answer has {number(constant)}."
        )
    return make_finding("healthy", None, quantity, progress.share, LEARNED, sentence)
