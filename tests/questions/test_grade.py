"""Grading: what is right passes however it was done, and what only looks right does not."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import grading
from app.engine.initializers import INITIALIZERS
from app.engine.initializers.many_draws import LAYERS, quantiles
from app.questions.grade.answer import GradeAnswer
from app.questions.grade.compute import grade
from app.questions.grade.differences import differences, settings_of
from app.questions.grade.exercises import EXERCISES
from app.questions.grade.request import GradeRequest, resolve_grading, seed_of
from app.schemas.page_address import read_address
from app.schemas.resolve import resolve
from tests.questions.support import strict

pytestmark = pytest.mark.anyio

NAME = "J\u00fcrgen Schmidt"
PARTED = "#hidden_layers=8,8&optimizer=momentum&epochs=150"
MINE = f"{PARTED}&seed={seed_of(NAME)}"
MOONS = "#dataset=moons&hidden_layers=8,8&epochs=100&run=a;initializer="
ZERO = "#hidden_layers=8,8&epochs=150&learning_rate=0.3&run=a;initializer="
DEEP = "#hidden_layers=15x24&epochs=1&run=a;initializer="
NOISE = "run=a;initializer=clones_with_noise,value:0.3,epsilon"

#: Right ones, among them some that a grader would not think of.
RIGHT = [
    ("part_the_clones", f"{MINE}&{NOISE}:0.01"),
    ("part_the_clones", f"http://127.0.0.1:8000/?embed=1{MINE}&tab=signal&epoch=9&{NOISE}:0.4"),
    # Several lanes, of which one is the answer.
    ("part_the_clones", f"{MINE}&run=b;initializer=zeros&{NOISE}:0.1"),
    ("clones_that_learn", f"{MOONS}constant,value:0.2"),
    ("one_zero_layer", f"{ZERO}orthogonal+constant,value:0+normal,std:1"),
    ("deep_signal", "randn(fan_in, fan_out) / sqrt(fan_in)"),
    ("deep_signal", f"{DEEP}lsuv"),
    ("he_formula", "np.random.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(2/layer_dims[l-1])"),
    ("he_formula", "(randn(fan_in, fan_out) + randn(fan_in, fan_out)) / sqrt(fan_in)"),
    ("he_formula", "uniform(-1, 1, fan_in, fan_out) * sqrt(6 / fan_in)  # uniform is right too"),
    ("he_formula", "#run=a;initializer=he_truncated_normal"),
    ("glorot_uniform_formula", "(rand(fan_in,fan_out) - 0.5) * sqrt(24 / (fan_in + fan_out))"),
]
#: Wrong ones that look right, each with a word of the only check that must not hold.
WRONG = [
    ("part_the_clones", f"{PARTED}&seed=0&{NOISE}:0.01", "seed is the one"),
    ("part_the_clones", f"{MINE}&run=a;initializer=glorot_normal", "Nothing was changed"),
    ("part_the_clones", f"{MINE}&batch_size=8&{NOISE}:0.01", "Nothing was changed"),
    ("part_the_clones", f"{MINE}&{NOISE}:0", "tells apart"),
    ("clones_that_learn", f"{MOONS}glorot_normal", "differ in any bit"),
    ("clones_that_learn", f"{MOONS}clones_with_noise,epsilon:1e-12", "differ in any bit"),
    ("one_zero_layer", f"{ZERO}glorot_normal+constant,value:1e-9+glorot_normal", "Largest weight"),
    ("deep_signal", f"{DEEP}normal,std:1", "saturated"),
    ("he_formula", "randn(fan_in, fan_out) * 2 / fan_in", "standard deviation"),
    # The same in a square layer; too small by a seventh; right on average over the layer's widths.
    ("he_formula", "randn(fan_in, fan_out) * sqrt(2 / fan_out)", "standard deviation"),
    ("he_formula", "randn(fan_in, fan_out) * sqrt(2 / (fan_in + 1))", "standard deviation"),
    ("he_formula", "#run=a;initializer=truncated_normal,std:0.2", "standard deviation"),
    ("he_formula", "rand(fan_in, fan_out) * sqrt(24 / fan_in)", "mean"),
    ("he_formula", "randn(fan_in, 1) * sqrt(2 / fan_in)", "on its own"),
    ("he_formula", "randn(1, fan_out) * sqrt(2 / fan_in)", "on its own"),
    ("glorot_uniform_formula", "randn(fan_in,fan_out) * sqrt(2/(fan_in+fan_out))", "Both tails"),
    (
        "glorot_uniform_formula",
        "(rand(fan_in,fan_out) - rand(fan_in,fan_out)) * sqrt(12/(fan_in+fan_out))",
        "bounds",
    ),
]


def graded(exercise: str, submission: Any, name: str = NAME) -> GradeAnswer:
    asked = {"exercise": exercise, "submission": submission, "name": name}
    resolved, _ = resolve_grading(GradeRequest.model_validate(asked))
    return grade(resolved, lambda: False)


@pytest.mark.parametrize(("exercise", "submission"), RIGHT)
def test_what_is_right_gets_every_point(exercise: str, submission: str) -> None:
    answer = graded(exercise, submission)
    assert [(one.text, one.found) for one in answer.checks if not one.holds] == []
    assert answer.points == answer.of > 0


@pytest.mark.parametrize(("exercise", "submission", "words"), WRONG)
def test_what_only_looks_right_does_not_pass(exercise: str, submission: str, words: str) -> None:
    answer = graded(exercise, submission)
    assert answer.points < answer.of
    assert any(words in one.text for one in answer.checks if not one.holds), answer.checks


def test_every_exercise_was_solved_and_failed_here() -> None:
    assert {one[0] for one in RIGHT} == {one[0] for one in WRONG} == set(EXERCISES)


def test_every_exercise_can_be_begun_at_its_start_and_is_not_solved_there() -> None:
    for name, goal in EXERCISES.items():
        if goal.start is not None:
            answer = graded(name, goal.start)
            assert answer.points < answer.of, name


def test_a_run_that_diverges_holds_nothing_at_the_end() -> None:
    goal = {
        "title": "Any",
        "conditions": [
            {"quantity": "train_loss", "at_least": 0},
            {"quantity": "train_loss", "at": "every", "at_least": 0},
            {"quantity": "train_loss", "at": "some", "at_least": 0},
            {"quantity": "train_loss", "at": 900, "at_least": 0},
            {"quantity": "completed", "at_least": 1},
            {"quantity": "visibly_distinct", "layers": [3], "at_least": 0},
        ],
    }
    request = {"activation": "linear", "learning_rate": 1e6, "dataset": "plane"}
    asked = GradeRequest.model_validate({"goal": goal, "submission": request})
    answer = grade(resolve_grading(asked)[0], lambda: False)
    assert [one.holds for one in answer.checks] == [False, False, True, False, False, False]
    assert "diverged in epoch" in answer.checks[0].found


def test_a_condition_is_that_of_the_trainings_own_numbers() -> None:
    """A dip between the ends is seen, by an epoch's number and by any epoch."""
    conditions = [
        {"quantity": "distinct_neurons", "layers": [0], "at": at, "at_most": 7}
        for at in ("start", 5, "some", "end", "every")
    ]
    request = {
        "hidden_layers": [8],
        "epochs": 20,
        "interventions": [
            {"epoch": 5, "action": "copy_neuron", "layer_index": 0, "neuron": 0, "to": 1},
            {"epoch": 6, "action": "redraw_neuron", "layer_index": 0, "neuron": 1},
        ],
    }
    goal = {"title": "Dip", "conditions": conditions}
    asked = GradeRequest.model_validate({"goal": goal, "submission": request})
    answer = grade(resolve_grading(asked)[0], lambda: False)
    assert [one.holds for one in answer.checks] == [False, True, True, False, False]


def test_differences_are_counted_by_settings() -> None:
    def found(*addresses: str) -> set[str]:
        before, after = (
            settings_of(resolve(read_address(one, "a")).request, 0) for one in addresses
        )
        return {path for path, _ in differences(before, after)}

    start = "#run=a;initializer=normal,std:0.1"
    assert found(start, "#run=other;initializer=normal,std:0.1&epoch=3") == set()
    assert found(start, "#run=a;initializer=normal,std:0.2") == {"initializer.std"}
    assert found(start, "#run=a;initializer=uniform&seed=3") == {"initializer", "seed"}
    assert found(start, f"{start}+normal,std:0.1+normal,std:0.1+normal,std:0.1") == set()
    assert found(start, f"{start}&change=set_learning_rate,epoch:1,value:1") == {"interventions[0]"}
    assert found(start, f"{start}&dataset=moons&epochs=3") == {"dataset", "epochs"}


def test_a_seed_is_that_of_a_name_however_it_is_typed() -> None:
    assert seed_of("Ada Lovelace") == seed_of("  ada   LOVELACE\n") != seed_of("Ada Lovelacf")
    assert seed_of("J\u00fcrgen") == seed_of("Ju\u0308rgen")
    assert seed_of("Ada") == 250381


def test_quantiles_are_those_of_the_law() -> None:
    law = INITIALIZERS["he_normal"].law(LAYERS[1], {"mode": "fan_in", "negative_slope": 0.0})
    assert law is not None
    # Of the normal law, from any table.
    expected = [-3.0902, -1.2816, 0.0, 1.2816, 3.0902]
    found = [one / law.std for one in quantiles(law, (0.001, 0.1, 0.5, 0.9, 0.999))]
    assert found == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"exercise": "he_formula", "submission": "rand("},
            "submission is 'rand('; allowed: a formula",
        ),
        (
            {"exercise": "he_formula", "submission": {"initializer": ["zeros"]}},
            "submission.initializer is ",
        ),
        ({"exercise": "he", "submission": "#"}, "did you mean he_formula?"),
        ({"submission": "#"}, "either exercise or goal"),
        ({"exercise": "part_the_clones", "submission": "#seed=1"}, "name is missing"),
        ({"exercise": "he_formula", "submission": "#colour=1"}, "there is no setting 'colour'"),
        ({"exercise": "he_formula", "submission": ""}, "an address of the page, a request"),
        ({"exercise": "he_formula", "submission": {"epochs": -1}}, "submission.epochs is -1"),
        (
            {"exercise": "one_zero_layer", "submission": {"epochs": 20000, "batch_size": 1}},
            "seconds of computing",
        ),
        (
            {"goal": {"title": "a", "conditions": [{"quantity": "loss", "below": 1}]}},
            "goal.conditions[0].quantity is 'loss'",
        ),
        ({"goal": {"title": "a", "law": {"variance": "randn()"}}}, "one number for a layer"),
        ({"goal": {"title": "a", "law": {"like": "lsuv"}}}, "a known law"),
        ({"goal": {"title": "a"}}, "conditions or a law"),
    ],
)
async def test_what_cannot_be_graded_is_refused_in_words(
    client: httpx.AsyncClient, asked: dict[str, Any], words: str
) -> None:
    answer = await client.post("/grade", json={"submission": "#", **asked})
    assert answer.status_code == 422, answer.text
    assert words in " ".join(one["msg"] for one in strict(answer)["detail"])


async def test_a_submission_is_graded_over_the_wire(working: httpx.AsyncClient) -> None:
    exercise, submission = RIGHT[0]
    asked = {"exercise": exercise, "submission": submission, "name": NAME}
    answer = strict(await working.post("/grade", json=asked))
    assert answer == graded(exercise, submission).model_dump()
    listed = strict(await working.get("/exercises"))
    assert set(listed) == set(EXERCISES)
    goal = {"goal": listed[exercise], "submission": submission, "name": NAME}
    assert strict(await working.post("/grade", json=goal)) == answer


def test_a_file_is_graded_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "class.csv"
    rows = [
        ("name", "exercise", "submission"),
        ("=Ada", "one_zero_layer", f"{ZERO}glorot_normal+zeros+glorot_normal"),
        ("Bo", "one_zero_layer", f"{ZERO}zeros"),
        ("Cy", "one_zero_layer", "#run=a;initializer=zros"),
        ("Di", "part_the_clones", f"{PARTED}&seed={seed_of('Di')}&{NOISE}:0.1"),
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    assert grading.main([str(path)]) == 0
    told = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [one["name"] for one in told] == ["'=Ada", "Bo", "Cy", "Di"]
    assert [(one["points"], one["of"]) for one in told] == [
        ("4", "4"),
        ("3", "4"),
        ("0", ""),
        ("4", "4"),
    ]
    assert "Training loss" in told[1]["missing"]
    assert "did you mean zeros?" in told[2]["problem"]
    path.write_text("\n".join(one[2] for one in rows[1:3]), encoding="utf-8")
    goal = tmp_path / "goal.json"
    asked = {"title": "Learn", "conditions": [{"quantity": "train_loss", "below": 0.1}]}
    goal.write_text(json.dumps(asked), encoding="utf-8")
    assert grading.main([str(path), "--goal", str(goal), "--output", str(tmp_path / "out")]) == 0
    with (tmp_path / "out").open(newline="") as out:
        assert [one["points"] for one in csv.DictReader(out)] == ["1", "0"]
    path.write_text("what\nis,this\n", encoding="utf-8")
    assert grading.main([str(path)]) == grading.UNREADABLE
    assert "submission" in capsys.readouterr().err
