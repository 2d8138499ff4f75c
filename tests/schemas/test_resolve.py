"""A resolved request has every default filled in and resolves to itself."""

import json
from typing import Any

import pytest

from app.engine.datasets import make_dataset
from app.schemas.engine_experiment import to_experiment
from app.schemas.presets import PRESETS
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve, shape_of

EXPLICIT = {"name": "explicit", "weights": [[[0.5, -0.5], [1, 2]], [[1], [0]]]}
REQUESTS: list[dict[str, Any]] = [
    {},
    *(preset.request for preset in PRESETS),
    {"hidden_layers": [2], "initializer": EXPLICIT},
    {"hidden_layers": [2], "initializer": ["zeros", {"name": "normal", "std": 2}]},
    {"hidden_layers": [], "batch_size": "full", "optimizer": {"name": "adam", "beta1": 0.5}},
    {"record": {"epochs": [5, 0, 5], "weights": True}},
    {"runs": [{}, {}, {"initializer": ["zeros"] * 4}, {"seed": 7, "label": "seven"}]},
    {"architecture": "Residual network", "freeze": [2, 0, 2], "learning_rate_scale": 0.5},
    {
        "hidden_layers": [4] * 7,
        "learning_rate_scale": [1, 2, 0, 1, 1, 1, 1, 1],
        "runs": [
            {},
            {"architecture": {"kind": "dense", "normalization": "layer_norm"}, "freeze": []},
            {"architecture": {"kind": "residual", "block_layers": 3, "branch_multiplier": 0}},
        ],
    },
    {
        "dataset": {
            "name": "custom",
            "task": "regression",
            "inputs": [[0, 0, 1], [1, 2, 3]],
            "targets": [[0, 1], [2, 3]],
        },
    },
]


def resolved(request: dict[str, Any]) -> dict[str, Any]:
    model = resolve(SimulationRequest.model_validate(request)).request
    written: dict[str, Any] = json.loads(model.model_dump_json())
    return written


def test_the_empty_request_resolves_to_the_contracts_defaults() -> None:
    request = resolved({})
    assert request["dataset"]["name"] == "circles"
    assert set(request["dataset"]) == {"name", "samples", "noise", "test_fraction", "seed"}
    assert request["hidden_layers"] == [8, 8, 8]
    assert request["activation"] == "tanh"
    assert request["architecture"] == {"kind": "dense", "normalization": "none"}
    assert (request["learning_rate_scale"], request["freeze"]) == (1.0, [])
    assert request["initializer"]["name"] == "glorot_normal"
    assert request["bias_initializer"] == {"name": "zeros"}
    assert (request["loss"], request["optimizer"]) == ("auto", {"name": "sgd"})
    numbers = {name: request[name] for name in ("learning_rate", "l2", "batch_size", "epochs")}
    assert numbers == {"learning_rate": 0.1, "l2": 0.0, "batch_size": 16, "epochs": 100}
    assert (request["shuffle"], request["seed"]) == (True, 0)
    assert request["record"]["epochs"] == "auto"
    assert len(request["runs"]) == 1


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda value: str(value)[:60])
def test_a_resolved_request_resolves_to_itself(request_: dict[str, Any]) -> None:
    once = resolved(request_)
    assert resolved(once) == once


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda value: str(value)[:60])
def test_every_run_of_a_resolved_request_is_whole(request_: dict[str, Any]) -> None:
    for run in resolved(request_)["runs"]:
        assert None not in run.values()
        assert set(run) == {
            "label",
            "initializer",
            "bias_initializer",
            "activation",
            "optimizer",
            "learning_rate",
            "learning_rate_scale",
            "freeze",
            "architecture",
            "l2",
            "seed",
        }


def test_a_run_takes_from_the_base_what_its_patch_leaves_open() -> None:
    request = resolved({"l2": 0.5, "seed": 3, "runs": [{"seed": 4}, {"l2": 0.25}]})
    assert [(run["l2"], run["seed"]) for run in request["runs"]] == [(0.5, 4), (0.25, 3)]


def test_runs_without_a_label_are_told_apart() -> None:
    labels = [run["label"] for run in resolved({"runs": [{}, {}, {"label": "mine"}]})["runs"]]
    assert len(set(labels)) == 3
    assert labels[2] == "mine"


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda value: str(value)[:60])
def test_the_sizes_foreseen_are_those_of_the_data_drawn(request_: dict[str, Any]) -> None:
    found = resolve(SimulationRequest.model_validate(request_))
    dataset = to_experiment(found.request).dataset
    assert dataset.train_inputs.shape == (found.shape.train_samples, found.shape.inputs)
    assert len(dataset.test_inputs) == found.shape.test_samples


def test_explicit_weights_reach_the_engine_as_given() -> None:
    request = {"hidden_layers": [2], "initializer": EXPLICIT}
    experiment = to_experiment(resolve(SimulationRequest.model_validate(request)).request)
    given = experiment.runs[0].initializers[1].parameters["weights"]
    assert isinstance(given, list)
    assert given[0] == [[0.5, -0.5], [1, 2]]


@pytest.mark.parametrize("name", ["digits", "circles", "plane"])
@pytest.mark.parametrize("samples", [20, 21, 37, 150])
@pytest.mark.parametrize("test_fraction", [0.0, 0.25, 0.5, 0.9])
def test_the_split_foreseen_is_the_one_drawn(name: str, samples: int, test_fraction: float) -> None:
    dataset = {"name": name, "samples": samples, "test_fraction": test_fraction}
    foreseen = shape_of(SimulationRequest.model_validate({"dataset": dataset}))
    drawn = make_dataset(name, samples=samples, test_fraction=test_fraction)
    assert foreseen.train_samples == len(drawn.train_inputs)
    assert foreseen.test_samples == len(drawn.test_inputs)
