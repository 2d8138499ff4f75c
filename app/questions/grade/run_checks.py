"""The checks of one run: its seed, what was changed, and what its training came to."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.questions.grade.answer import Check
from app.questions.grade.differences import allows, differences, settings_of
from app.questions.grade.goal import Change, Requirement
from app.questions.grade.request import Grading
from app.schemas.request import SimulationRequest
from app.wire.rows import COMPLETED, DIVERGED, RUN_QUANTITIES, Row

#: What students call quantities; others are called as in the table.
_CALLED: Final[Mapping[str, str]] = {
    COMPLETED: "Completed",
    "train_loss": "Training loss",
    "test_loss": "Test loss",
    "train_accuracy": "Training accuracy",
    "test_accuracy": "Test accuracy",
    "distinct_neurons": "Neurons that differ in any bit",
    "visibly_distinct": "Neurons that the eye tells apart",
    "gradient_flow": "Gradient flow, first layer over last",
    "effective_rank": "Effective rank",
    "signal.saturated": "Share of saturated neurons",
    "signal.dead": "Dead neurons",
    "weight_stats.std": "Standard deviation of the weights",
    "weight_stats.min": "Smallest weight",
    "weight_stats.max": "Largest weight",
}
_WHEN: Final = {
    "end": "at the end",
    "start": "before the first update",
    "every": "after every epoch",
    "some": "after some epoch",
}
#: Numbers that are told one by one.
_TOLD: Final = 6

#: The values of one run, by quantity, epoch and layer.
Values = Mapping[tuple[str, int, int | None], float]


def values_of(rows: list[Row], run: int) -> dict[tuple[str, int, int | None], float]:
    """Return the values of one run."""
    return {(row.quantity, row.epoch, row.layer_index): row.value for row in rows if row.run == run}


def seed_checks(grading: Grading, run: int) -> Iterator[Check]:
    """Check that the seed is the one of the name."""
    if grading.seed is not None:
        found = settings_of(grading.submission, run)["seed"]
        yield Check(
            text=f"The seed is the one of your name, {grading.seed}.",
            holds=found == grading.seed,
            found=f"seed {found}",
            points=1,
        )


def change_checks(grading: Grading, run: int) -> Iterator[Check]:
    """Check that nothing else was changed than is allowed, and not too much."""
    goal, start = grading.goal, grading.start
    if start is None or goal.change is None:
        return
    changed = dict(differences(settings_of(start, 0), settings_of(grading.submission, run)))
    if goal.seed != "start":
        changed.pop("seed", None)
    yield _change_check(goal.change, changed)


def _change_check(change: Change, changed: Mapping[str, str]) -> Check:
    text = "Nothing was changed but what may be"
    beyond = dict(changed)
    if change.only is not None:
        text = "Nothing was changed but " + ", ".join(change.only)
        beyond = {
            path: told
            for path, told in changed.items()
            if not any(allows(allowed, path) for allowed in change.only)
        }
    else:
        beyond = {}
    if change.at_most is not None:
        noun = "setting" if change.at_most == 1 else "settings"
        text += f", and at most {change.at_most} {noun}"
    few = change.at_most is None or len(changed) <= change.at_most
    told = list((beyond or changed).values())
    found = "; ".join(told[:_TOLD]) + ("; ..." if len(told) > _TOLD else "")
    return Check(
        text=f"{text}.",
        holds=not beyond and few,
        found=found or "nothing was changed",
        points=change.points,
    )


def condition_check(one: Requirement, request: SimulationRequest, values: Values) -> Check:
    """Check a condition on a run's values; one that was not measured does not hold."""
    holds, found = _judged(one, request, values)
    return Check(text=one.text or _words(one), holds=holds, found=found, points=one.points)


def _judged(one: Requirement, request: SimulationRequest, values: Values) -> tuple[bool, str]:
    if one.quantity == COMPLETED:
        ended = next(value for name, value in values.items() if name[0] == COMPLETED)
        return _within(one, ended), "completed" if ended else _end_of(values)
    if isinstance(one.at, int) and one.at > request.epochs:
        return False, f"the training ends after epoch {request.epochs}"
    measured = sorted({epoch for name, epoch, _ in values if name == one.quantity})
    epochs = {
        "end": [request.epochs],
        "start": [0],
        "every": sorted(
            {epoch for name, epoch, _ in values if not name.startswith((COMPLETED, DIVERGED))}
        ),
        "some": measured,
    }.get(str(one.at), [one.at] if isinstance(one.at, int) else [])
    diverged = _end_of(values)
    if not measured:
        return False, diverged or "not measured here"
    if (epochs and max(epochs) not in measured) or (one.at == "every" and diverged):
        return False, diverged or "not measured then"
    results = [(epoch, *_at(one, request, values, epoch)) for epoch in epochs]
    if one.at == "every":
        wrong = next((each for each in results if not each[1]), None)
        if wrong is not None:
            return False, f"{wrong[2]} after epoch {wrong[0]}"
        return True, f"{results[-1][2]} at the end"
    if one.at == "some":
        right = next((each for each in results if each[1]), None)
        if right is not None:
            return True, f"{right[2]} after epoch {right[0]}"
        return False, f"never; {results[-1][2]} at the end"
    return results[0][1], results[0][2]


def _at(
    one: Requirement, request: SimulationRequest, values: Values, epoch: int
) -> tuple[bool, str]:
    """Judge one epoch; return whether it holds, and the values in words."""
    places: list[int | None] = [None]
    if one.quantity not in RUN_QUANTITIES:
        layers = len(request.hidden_layers)
        named = {"hidden": range(layers), "all": range(layers + 1)}
        places = list(named[one.layers] if isinstance(one.layers, str) else one.layers)
    numbers = [values.get((one.quantity, epoch, place)) for place in places]
    held = [number is not None and _within(one, number) for number in numbers]
    holds = bool(held) and (all(held) if one.of_layers == "every" else any(held))
    told = ["not measured" if number is None else f"{number:.4g}" for number in numbers]
    words = ", ".join(told[:_TOLD]) + (", ..." if len(told) > _TOLD else "")
    return holds, words or "there is no such layer"


def _within(one: Requirement, value: float) -> bool:
    """Whether a value is within all bounds; NaN is within none."""
    return (
        (one.at_least is None or value >= one.at_least)
        and (one.at_most is None or value <= one.at_most)
        and (one.above is None or value > one.above)
        and (one.below is None or value < one.below)
    )


def _end_of(values: Values) -> str:
    """Say when and in what the run diverged; nothing if it did not."""
    for name, epoch, layer in values:
        if name.startswith(DIVERGED):
            where = "" if layer is None else f" of layer {layer + 1}"
            return f"diverged in epoch {epoch}: {name.removeprefix(DIVERGED)}{where} not finite"
    return ""


def _words(one: Requirement) -> str:
    called = _CALLED.get(one.quantity, one.quantity)
    bounds = [
        f"{word} {value:g}"
        for word, value in (
            ("at least", one.at_least),
            ("at most", one.at_most),
            ("above", one.above),
            ("below", one.below),
        )
        if value is not None
    ]
    where = ""
    if one.quantity not in RUN_QUANTITIES:
        if isinstance(one.layers, str):
            noun = {"hidden": "hidden layer", "all": "layer"}[one.layers]
            where = f" in {one.of_layers} {noun}"
        else:
            joined = " and " if one.of_layers == "every" else " or "
            where = " in layer " + joined.join(str(layer + 1) for layer in one.layers)
    when = _WHEN.get(str(one.at), f"after epoch {one.at}")
    return f"{called}: {' and '.join(bounds)}{where} {when}."
