"""Every wrong field is refused with its path, what came and what is allowed."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.schemas.refusals import RefusedError, problems
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

NAN, INFINITY = float("nan"), float("inf")
TWO_POINTS = {"name": "custom", "task": "classification", "inputs": [[0, 0], [1, 1]]}


def refused(request: Any) -> list[dict[str, Any]]:
    try:
        resolve(SimulationRequest.model_validate(request))
    except ValidationError as error:
        return [dict(item) for item in problems(error.errors(), ("body",))]
    except RefusedError as error:
        return [dict(item) for item in error.problems]
    return []


CASES: list[tuple[dict[str, Any], str, str]] = [
    # request, path of the refused field, a part of what the message says is allowed
    ({"seeed": 1}, "seeed", "seed"),
    ({"seed": "3"}, "seed", "integer from 0"),
    ({"seed": True}, "seed", "integer from 0"),
    ({"seed": -1}, "seed", "integer from 0"),
    ({"seed": 1.0}, "seed", "integer from 0"),
    ({"learning_rate": True}, "learning_rate", "finite number from 0"),
    ({"learning_rate": "0.1"}, "learning_rate", "finite number from 0"),
    ({"learning_rate": NAN}, "learning_rate", "finite number from 0"),
    ({"learning_rate": INFINITY}, "learning_rate", "finite number from 0"),
    ({"learning_rate": 10**400}, "learning_rate", "finite number from 0"),
    ({"l2": -1}, "l2", "finite number from 0"),
    ({"architecture": 7}, "architecture", "one of dense, residual"),
    ({"architecture": "residul"}, "architecture", "did you mean residual"),
    ({"architecture": {"name": "dense"}}, "architecture.kind", "one of dense, residual"),
    (
        {"architecture": {"kind": "residual", "block_layers": 4}},
        "architecture.block_layers",
        "<= 3",
    ),
    (
        {"architecture": {"kind": "dense", "normalization": "pre"}},
        "architecture.normalization",
        "one of layer_norm, none",
    ),
    (
        {"architecture": {"kind": "dense", "block_layers": 2}},
        "architecture.block_layers",
        "only these parameters: normalization",
    ),
    (
        {"architecture": {"kind": "residual", "branch_multiplier": NAN}},
        "architecture.branch_multiplier",
        "a finite number",
    ),
    (
        {"architecture": "residual", "hidden_layers": [8, 8]},
        "hidden_layers",
        "2 more in each residual block",
    ),
    ({"architecture": "residual", "hidden_layers": [8, 8, 4]}, "hidden_layers", "of one width"),
    ({"architecture": "residual", "hidden_layers": []}, "hidden_layers", "of one width"),
    (
        {"runs": [{}, {"architecture": {"kind": "residual", "block_layers": 3}}]},
        "runs[1].architecture",
        "such as [8, 8, 8, 8, 8, 8, 8]",
    ),
    ({"learning_rate_scale": [1, 1]}, "learning_rate_scale", "a list of 4"),
    ({"learning_rate_scale": [1, -1, 1, 1]}, "learning_rate_scale[1]", "number from 0"),
    ({"learning_rate_scale": NAN}, "learning_rate_scale", "a number from 0"),
    ({"runs": [{"freeze": [4]}]}, "runs[0].freeze", "0 to 3, the last weight layer"),
    ({"freeze": 0}, "freeze", "a list of weight layers"),
    ({"freeze": [True]}, "freeze[0]", "an integer from 0"),
    ({"epochs": 10**9}, "epochs", "integer from 0 to 20000"),
    ({"shuffle": 1}, "shuffle", "true or false"),
    ({"batch_size": 0}, "batch_size", "full"),
    ({"batch_size": True}, "batch_size", "full"),
    ({"batch_size": "half"}, "batch_size", "full"),
    ({"hidden_layers": 8}, "hidden_layers", "a list"),
    ({"hidden_layers": [8, 0]}, "hidden_layers[1]", "integer from 1 to 512"),
    ({"hidden_layers": [8.0]}, "hidden_layers[0]", "integer from 1"),
    ({"hidden_layers": [8] * 65}, "hidden_layers", "at most 64 items"),
    ({"activation": "tanhh"}, "activation", "softsign, tanh"),
    ({"loss": 3}, "loss", "auto, mse"),
    ({"optimizer": {"name": "sgd", "momentum": 1}}, "optimizer.momentum", "no parameters"),
    ({"optimizer": {"name": "momentum", "momentum": 2}}, "optimizer.momentum", "number"),
    ({"initializer": "xavier"}, "initializer", "glorot_normal"),
    ({"initializer": {"std": 1}}, "initializer.name", "glorot_normal"),
    ({"initializer": {"name": "normal", "std": -1}}, "initializer.std", ">= 0"),
    ({"initializer": {"name": "normal", "std": NAN}}, "initializer.std", "finite number"),
    ({"initializer": {"name": "normal", "stdd": 1}}, "initializer.stdd", "std"),
    ({"initializer": ["zeros", "zeros"]}, "initializer", "a list of 4"),
    ({"initializer": ["zeros"] * 3 + [5]}, "initializer[3]", "glorot_normal"),
    ({"initializer": []}, "initializer", "one initializer per weight layer"),
    ({"bias_initializer": "glorot_normal"}, "bias_initializer", "zeros"),
    (
        {"hidden_layers": [], "initializer": {"name": "explicit", "weights": [[[1, 2], [3, 4]]]}},
        "initializer.weights[0]",
        "[2, 1]",
    ),
    (
        {"hidden_layers": [], "initializer": {"name": "explicit", "weights": [[[1], ["2"]]]}},
        "initializer.weights[0][1][0]",
        "number",
    ),
    (
        {"hidden_layers": [], "bias_initializer": {"name": "explicit", "values": [[1, 2]]}},
        "bias_initializer.values[0]",
        "[1]",
    ),
    ({"dataset": "moon"}, "dataset", "moons"),
    ({"dataset": {"name": "moons", "samples": 1}}, "dataset.samples", ">= 20"),
    ({"dataset": {"name": "moons", "noise": "0"}}, "dataset.noise", "number"),
    ({"dataset": {"name": "moons", "inputs": [[1]]}}, "dataset.inputs", "samples"),
    ({"dataset": TWO_POINTS}, "dataset.targets", "a value"),
    ({"dataset": {**TWO_POINTS, "targets": [0]}}, "dataset.targets", "a list of 2"),
    ({"dataset": {**TWO_POINTS, "targets": [0, 0.5]}}, "dataset.targets", "class indices"),
    ({"dataset": {**TWO_POINTS, "targets": [0, "1"]}}, "dataset.targets[1]", "number"),
    (
        {"dataset": {**TWO_POINTS, "targets": [0, 1], "inputs": [[0, 0], [1]]}},
        "dataset.inputs",
        "of one length",
    ),
    ({"runs": []}, "runs", "at least 1"),
    ({"runs": [{}] * 13}, "runs", "at most 12"),
    ({"runs": [{"epochs": 3}]}, "runs[0].epochs", "learning_rate"),
    ({"runs": [{}, {"label": "x" * 81}]}, "runs[1].label", "80 characters"),
    ({"runs": [{"initializer": ["zeros"]}]}, "runs[0].initializer", "a list of 4"),
    ({"record": {"epochs": []}}, "record.epochs", "auto"),
    ({"record": {"epochs": [0, -1]}}, "record.epochs[1]", "integer from 0"),
    ({"record": {"epochs": [101]}}, "record.epochs[0]", "integer from 0 to 100"),
    ({"record": {"histogram_bins": 0}}, "record.histogram_bins", "integer from 1"),
]


@pytest.mark.parametrize(("request_", "path", "allowed"), CASES, ids=lambda value: str(value)[:50])
def test_a_refusal_names_the_field_and_what_is_allowed(
    request_: dict[str, Any], path: str, allowed: str
) -> None:
    found = refused(request_)
    messages = [item["msg"] for item in found]
    matching = [message for message in messages if message.startswith(f"{path} is ")]
    assert matching, messages
    assert any(allowed in message.split("; allowed: ")[1] for message in matching), messages
    assert all(set(item) == {"loc", "msg", "input", "type"} for item in found)


@pytest.mark.parametrize("value", [1, -5, "x", None, False, 10**30, "\ud800", NAN, [1], {"a": 1}])
def test_a_refusal_says_what_came_in_strict_json(value: object) -> None:
    (problem,) = refused({"loss": value})
    written = json.dumps(problem, allow_nan=False, ensure_ascii=False).encode()
    assert json.loads(written)["loc"] == ["body", "loss"]


def test_a_long_value_is_shortened_in_its_refusal() -> None:
    (problem,) = refused({"activation": "x" * 1_000_000})
    assert len(json.dumps(problem)) < 1_000


def test_what_several_runs_take_from_the_base_is_refused_once() -> None:
    found = refused({"initializer": ["zeros"], "runs": [{}, {}, {}]})
    assert [item["loc"] for item in found] == [["body", "initializer"]]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from([*SimulationRequest.model_fields, "name"])
NAMED = st.fixed_dictionaries(
    {"name": st.sampled_from(["normal", "explicit", "custom", "moons", "adam", "zeros"])},
    optional={"std": JSON, "weights": JSON, "inputs": JSON, "targets": JSON, "samples": JSON},
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(FIELDS, JSON | NAMED | st.lists(NAMED, max_size=4), max_size=4))
def test_any_json_is_taken_or_refused_in_words_never_a_crash(request_: dict[str, Any]) -> None:
    found = refused(request_)
    json.dumps(found, allow_nan=False, ensure_ascii=False).encode()
    assert all("; allowed: " in item["msg"] for item in found)
