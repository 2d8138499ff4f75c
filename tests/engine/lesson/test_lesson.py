"""The lesson says what its runs show: cells, notes, right choices and quoted numbers."""

import re
from functools import cache
from itertools import count
from typing import Any

import numpy as np
import pytest

from app.engine.errors import ArgumentError, StoppedError
from app.engine.lesson.claims import COLUMNS, ROWS
from app.engine.lesson.lesson_numbers import share, short
from app.engine.lesson.notes import NOTES
from app.engine.lesson.path import STEPS
from app.engine.lesson.slides import make_recap
from app.engine.lesson.start_and_end import (
    LayerState,
    Moment,
    RunStory,
    largest_rise,
    tell,
)
from app.engine.lesson.steps import Condition, Step, decide
from app.engine.lesson.table import Cell, make_row
from app.questions.lesson.compute import experiment, make_table
from app.wire.answers import LessonTableAnswer
from tests.engine import support
from tests.engine.lesson.filling import filled
from tests.engine.reference import forward, slope


@cache
def measured() -> LessonTableAnswer:
    return make_table(lambda: False)


def cell(row: str, net: str, column: str) -> Cell:
    (found,) = (
        cell
        for one in measured().table.rows
        if one.name == row
        for cells in one.nets
        if cells.net == net
        for cell in cells.cells
        if cell.column == column
    )
    return found


def test_every_row_answers_every_question_on_both_networks() -> None:
    table = measured().table
    assert [row.name for row in table.rows] == [row.name for row in ROWS]
    for row in table.rows:
        assert [cells.net for cells in row.nets] == ["shallow", "deep"]
        for cells in row.nets:
            assert tuple(cell.column for cell in cells.cells) == COLUMNS
            for one in cells.cells:
                assert one.figures
                for figure in one.figures:
                    assert figure.least <= figure.median <= figure.largest


#: What theory and earlier measurements say: result, and whether the lesson's claim stands.
KNOWN = [
    # With f(0) = 0 and zeros every hidden delta is a product with a factor 0.
    ("zeros", "shallow", "symmetry_broken", "no", True),
    ("zeros", "deep", "symmetry_broken", "no", True),
    ("zeros", "shallow", "vanishing_gradient", "exactly zero", False),
    ("zeros", "deep", "vanishing_gradient", "exactly zero", False),
    ("zeros", "deep", "learning_outcome", "learns nothing (all clones)", True),
    ("zeros_sigmoid", "shallow", "symmetry_broken", "no", True),
    # Pre-activations of std 3 sqrt(16) = 12 lie in the flat parts of tanh.
    ("large", "deep", "symmetry_broken", "yes", True),
    ("large", "deep", "vanishing_gradient", "vanishes later", True),
    ("large", "deep", "learning_outcome", "learns nothing", False),
    ("large", "shallow", "learning_outcome", "learns", False),
    # 0.01 sqrt(16) = 0.04 a layer: 0.04^9 = 3e-13 on the way back through nine layers.
    ("small", "shallow", "vanishing_gradient", "flows", True),
    ("small", "deep", "vanishing_gradient", "vanishes", False),
    ("small", "shallow", "learning_outcome", "learns", True),
    ("small", "deep", "learning_outcome", "learns nothing", False),
    ("glorot", "shallow", "vanishing_gradient", "flows", True),
    ("glorot", "deep", "vanishing_gradient", "flows", True),
    ("glorot", "deep", "learning_outcome", "learns", None),
    ("he", "deep", "vanishing_gradient", "flows", True),
    ("he", "deep", "learning_outcome", "learns", None),
]


@pytest.mark.parametrize(("row", "net", "column", "result", "agrees"), KNOWN)
def test_a_cell_has_the_known_result(
    row: str, net: str, column: str, result: str, agrees: bool | None
) -> None:
    found = cell(row, net, column)
    assert (found.result, found.agrees) == (result, agrees)


def test_the_gradient_of_zeros_is_exactly_zero_and_that_of_small_deep_ones_is_not() -> None:
    assert cell("zeros", "deep", "vanishing_gradient").figures[0].largest == 0.0
    (flow,) = (
        figure
        for figure in cell("small", "deep", "vanishing_gradient").figures
        if figure.name == "gradient_flow"
    )
    # Ten layers of 16 from a first layer of 2: a factor sqrt(16) 0.01 for each of nine layers
    # and sqrt(1) 0.01 from the one output, times the scatter of the seeds.
    assert 0.1 < flow.least / (0.04**9 * 0.01) < flow.largest / (0.04**9 * 0.01) < 10


def test_where_the_runs_contradict_the_lesson_a_note_says_why() -> None:
    contradicted = [
        one
        for row in measured().table.rows
        for cells in row.nets
        for one in cells.cells
        if one.agrees is False
    ]
    assert contradicted
    assert all(one.note for one in contradicted)


def test_every_note_is_shown() -> None:
    shown = {
        (row.name, one.column, one.result)
        for row in measured().table.rows
        for cells in row.nets
        for one in cells.cells
    }
    assert set(NOTES) <= shown


#: The path in its order, and the right choice of each step as theory gives it.
PATH = {
    "slides": "different",
    "zeros": "alike",
    "constant": "move",
    "nudge": "later",
    "large": "worse",
    "small": "later",
    "small_deep": "nothing",
    "glorot_tanh": "not_half",
    "he_relu": "he",
    "zero_layers": "one",
}


@pytest.mark.parametrize(("name", "answer"), PATH.items())
def test_the_right_choice_of_each_step_is_the_one_theory_gives(name: str, answer: str) -> None:
    (one,) = filled(name)
    assert one.answer == answer


def test_the_path_is_in_its_order() -> None:
    assert [step.name for step in STEPS] == list(PATH)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_an_explanation_quotes_each_of_its_figures_and_nothing_else(step: Step) -> None:
    quoted = set(re.findall(r"\{(\w+)\}", step.explanation))
    asked = {
        name
        for choice in step.choices
        for condition in choice.when
        for name in (condition.figure, condition.over)
        if name is not None
    }
    assert quoted | asked == {figure.name for figure in step.figures}
    (one,) = filled(step.name)
    assert "{" not in one.explained
    assert all(np.isfinite(value) for value in one.values.values())


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_choice_of_a_step_can_be_the_right_one(step: Step) -> None:
    divisors = {condition.over for choice in step.choices for condition in choice.when}
    rng = np.random.default_rng(0)
    found = set()
    for _ in range(3000):
        drawn = {
            figure.name: rng.choice([1e-12, 0.005, 0.3, 0.7, 1.0, 40.0]) for figure in step.figures
        }
        zeros = {name: 0.0 for name in drawn if name not in divisors and rng.random() < 0.3}
        found.add(decide(step, {**drawn, **zeros}))
    assert {choice.name for choice in step.choices} <= found


def test_a_condition_holds_from_its_least_value_to_its_largest_one() -> None:
    values = {"a": 0.5, "b": 2.0, "none": float("nan")}
    assert Condition("a", at_least=0.5).holds(values)
    assert Condition("a", at_most=0.5).holds(values)
    assert Condition("a", "b", at_least=0.25, at_most=0.25).holds(values)
    assert not Condition("a", at_least=0.51).holds(values)
    assert not Condition("a", at_most=0.49).holds(values)
    assert not Condition("none", at_most=9.0).holds(values)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_a_moment_is_what_plain_loops_find(activation: str) -> None:
    data = support.dataset("moons", samples=24)
    layers = support.random_layers((2, 4, 3, 1), seed=5, scale=3.0)
    config = support.run_config(layers, activation=activation)
    made = support.experiment(data, (4, 3), [config], epochs=0)
    (story,) = tell(made, lambda: False)
    passed = [forward(layers, x, activation) for x in data.train_inputs]
    outputs = [1 / (1 + np.exp(-act[-1])) for _, act in passed]
    deltas = [
        [(output - target) / len(outputs)]
        for output, target in zip(outputs, data.train_targets, strict=True)
    ]
    for (pre, _), back in zip(passed, deltas, strict=True):
        for index in (1, 0):
            slopes = np.array([slope(activation, float(z)) for z in pre[index]])
            back.insert(0, (layers[index + 1][0] @ back[0]) * slopes)
    for index, state in enumerate(story.start.hidden):
        acts = np.array([act[index + 1] for _, act in passed])
        assert state.activation_std == pytest.approx(acts.std(), rel=1e-10)
        spread = np.std([back[index] for back in deltas])
        assert state.delta_std == pytest.approx(spread, rel=1e-10)
        assert not state.gradient_zero
        if activation == "tanh":
            assert state.saturated == pytest.approx(np.mean(np.abs(acts) > 0.97))
    first = np.std([back[0] for back in deltas])
    last = np.std([back[-1] for back in deltas])
    assert story.start.flow == pytest.approx(first / last, rel=1e-10)


def test_a_run_that_diverges_is_told_up_to_where_it_was_finite() -> None:
    layers = support.random_layers((2, 4, 1), seed=1)
    wild = support.run_config(layers, activation="linear", learning_rate=1e5)
    calm = support.run_config(layers)
    made = support.experiment(
        support.dataset(), (4,), [wild, calm], loss="mse", epochs=40, shuffle=False
    )
    first, second = tell(made, lambda: False)
    assert first.diverged
    assert first.end.epoch < 40
    assert not second.diverged
    assert second.end.epoch == 40


def test_the_lesson_stops_when_it_is_no_longer_wanted() -> None:
    asked = count()
    with pytest.raises(StoppedError):
        make_table(lambda: next(asked) >= 5)


def layer(**changes: Any) -> LayerState:
    settings: dict[str, Any] = {
        "fan_out": 16,
        "distinct": 16,
        "effective_rank": 4.0,
        "weight_rms": 0.3,
        "activation_std": 0.5,
        "delta_std": 0.1,
        "gradient_zero": False,
        "saturated": 0.0,
    }
    return LayerState(**(settings | changes))


def stories(
    *, flow: float = 1.0, accuracy: float = 1.0, loss: float = 0.01, rest: int = 0, **changes: Any
) -> list[RunStory]:
    """Five made-up runs; ``rest`` of them know nothing at the end."""
    made = []
    for index in range(5):
        known = index >= rest
        hidden = layer(
            distinct=changes.get("distinct", 16),
            saturated=changes.get("saturated", 0.0),
            delta_std=0.1 * flow,
        )
        start = Moment(0, 0.7, 0.5, (hidden, layer(fan_out=1)))
        later = layer(distinct=changes.get("distinct", 16), delta_std=0.1 * changes.get("later", 1))
        end_figures = (loss, accuracy) if known else (0.69, 0.5)
        end = Moment(100, *end_figures, (later, layer(fan_out=1)))
        diverged = changes.get("diverged", False)
        made.append(RunStory("run", start, end, changes.get("rise", 0.1), diverged))
    return made


@pytest.mark.parametrize(
    ("column", "changes", "expected"),
    [
        ("symmetry_broken", {}, "yes"),
        ("symmetry_broken", {"distinct": 1}, "no"),
        ("symmetry_broken", {"distinct": 7}, "partly"),
        ("vanishing_gradient", {"flow": 1.01e-3}, "flows"),
        ("vanishing_gradient", {"flow": 0.99e-3}, "vanishes"),
        ("vanishing_gradient", {"flow": 0.99e3}, "flows"),
        ("vanishing_gradient", {"flow": 1.01e3}, "explodes"),
        ("vanishing_gradient", {"saturated": 0.9}, "flows"),
        ("vanishing_gradient", {"later": 1.01e-3}, "flows"),
        ("vanishing_gradient", {"later": 0.99e-3}, "vanishes later"),
        ("vanishing_gradient", {"flow": 912.0, "later": 4e-8}, "vanishes later"),
        ("vanishing_gradient", {"flow": 0.0}, "exactly zero"),
        ("learning_outcome", {}, "learns"),
        ("learning_outcome", {"rest": 1}, "learns with some seeds only"),
        ("learning_outcome", {"accuracy": 0.8, "loss": 0.4}, "learns slowly"),
        ("learning_outcome", {"accuracy": 0.55, "loss": 0.68}, "learns nothing"),
        ("learning_outcome", {"accuracy": 0.55, "loss": 0.68, "rise": 1.5}, "learns nothing"),
        ("learning_outcome", {"accuracy": 0.8, "loss": 0.4, "rise": 1.38}, "learns slowly"),
        ("learning_outcome", {"accuracy": 0.8, "loss": 0.4, "rise": 1.39}, "unstable"),
        ("learning_outcome", {"accuracy": 0.55, "loss": 0.68, "diverged": True}, "unstable"),
        ("learning_outcome", {"accuracy": 0.87, "loss": 0.3, "distinct": 1}, "learns (all clones)"),
    ],
)
def test_a_result_follows_from_the_numbers(
    column: str, changes: dict[str, Any], expected: str
) -> None:
    row = next(row for row in ROWS if row.name == "glorot")
    (cells,) = make_row(row, {"deep": stories(**changes)}).nets
    (found,) = (one for one in cells.cells if one.column == column)
    assert found.result == expected
    if found.agrees is False:
        assert found.note is not None
        assert found.text in found.note


def test_a_loss_that_starts_high_and_comes_down_has_not_risen() -> None:
    assert largest_rise([6.0, 3.0, 0.7, 0.69]) == 0.0
    assert largest_rise([6.0, 0.7, 2.7, 0.5, 1.5]) == pytest.approx(2.0)
    assert largest_rise([0.5]) == 0.0


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_claim_stands_in_its_explanation_and_can_fail(step: Step) -> None:
    assert step.claims
    nothing = {figure.name: float("nan") for figure in step.figures}
    for claim in step.claims:
        assert claim.words in step.explanation
        assert not claim.holds(nothing)


#: Whether each line is so, the rule last; None where it is so in the shallow network only.
LINES = [True, True, True, True, None, None, None]


def test_the_two_slides_and_the_rule_of_thumb_stand_beside_what_the_runs_show() -> None:
    recap = measured().recap
    lines = [line for slide in recap.slides for line in slide.lines]
    assert [line.holds for line in [*lines, recap.rule]] == LINES
    assert [slide.title for slide in recap.slides] == [
        "Zero initialization",
        "Random initialization",
    ]
    assert recap.rule.text == "Don't let neurons be clones. Randomize to specialize."
    assert "5 of 5" in lines[-1].found
    assert "0 of 5" in lines[-1].found


@pytest.mark.parametrize(
    ("row", "net", "changes", "place", "holds"),
    [
        ("zeros", "deep", {"distinct": 2}, 0, False),
        ("zeros_sigmoid", "deep", {"distinct": 2}, 1, False),
        ("small", "shallow", {"weight_rms": 0.3}, 2, False),
        ("small", "deep", {"distinct": 15}, 3, False),
        ("small", "shallow", {"effective_rank": 2.0}, 4, False),
        ("small", "shallow", {"accuracy": 0.5}, 5, False),
        ("small", "deep", {"accuracy": 1.0}, 5, True),
        ("small", "deep", {"accuracy": 1.0}, 6, True),
    ],
)
def test_a_line_follows_from_the_runs(
    row: str, net: str, changes: dict[str, Any], place: int, holds: bool
) -> None:
    told = {
        name: {each.name: story(name, each.name) for each in ROWS} for name in ("shallow", "deep")
    }
    told[net][row] = story(net, row, **changes)
    recap = make_recap(told)
    found = [*(line.holds for slide in recap.slides for line in slide.lines), recap.rule.holds]
    assert found[place] is holds


def story(net: str, row: str, **changes: Any) -> list[RunStory]:
    """A made-up run of a row, as the lesson's own runs go, but for the changes."""
    clones, small = row.startswith("zeros"), row == "small"
    settings = {
        "distinct": 1 if clones else 16,
        "weight_rms": 0.0 if clones else 0.01 if small else 0.3,
        "effective_rank": 4.0 if net == "shallow" else 1.0,
    }
    accuracy = changes.pop("accuracy", 0.5 if clones or (small and net == "deep") else 1.0)
    settings |= changes
    end = layer(**settings)
    start = layer(**settings | {"effective_rank": 2.0})
    rest = layer(fan_out=1)
    moments = (Moment(0, 0.7, 0.5, (start, rest)), Moment(9, 0.1, accuracy, (end, rest)))
    return [RunStory(row, *moments, 0.0, diverged=False)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.01234, "0.0123"), (2.94e-15, "2.9e-15"), (-12345.0, "-1.2e4"), (0.25, "0.25")],
)
def test_a_number_is_short_and_never_zero_when_it_is_not(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "50 %"), (1.0, "100 %"), (0.9967, "99.7 %"), (0.001, "less than 1 %"), (0.0, "0 %")],
)
def test_a_share_is_all_or_nothing_only_when_it_is(value: float, text: str) -> None:
    assert share(value) == text


def test_limits_below_what_the_lesson_needs_are_told_as_such() -> None:
    with pytest.raises(ArgumentError, match="limits"):
        experiment({"hidden_layers": [16] * 1000})
