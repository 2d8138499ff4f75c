"""Readings, verdicts and sweeps are asked for by the request and fit their schemas."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.limits import LIMITS
from app.schemas.refusals import RefusedError
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from tests.wire.lines import lines, misfits

BOTH = ["signal", "symmetry"]


def after_start(request: dict[str, Any]) -> list[dict[str, Any]]:
    """All lines but the first."""
    return [line for _, line in lines(request)][1:]


REQUESTS: list[dict[str, Any]] = [
    {"epochs": 3, "record": {"instruments": BOTH}},
    {"epochs": 3, "record": {"instruments": BOTH, "compact": True, "neuron_outputs": False}},
    {"epochs": 2, "seeds": 3, "runs": [{}, {"initializer": "zeros", "activation": "relu"}]},
    {"epochs": 2, "hidden_layers": [], "record": {"instruments": BOTH}, "seeds": 2},
    {"epochs": 5, "dataset": "plane", "learning_rate": 1e6, "seeds": 4, "activation": "relu"},
    {"epochs": 1, "dataset": {"name": "digits", "samples": 100}, "record": {"instruments": BOTH}},
    {
        "epochs": 2,
        "dataset": {
            "name": "custom",
            "task": "regression",
            "inputs": [[0.5, 0.25]],
            "targets": [[0.5]],
        },
        "record": {"instruments": BOTH},
        "seeds": 2,
    },
    {
        "epochs": 2,
        "dataset": {
            "name": "custom",
            "task": "classification",
            "inputs": [[0.0], [1e150], [3.0]],
            "targets": [0, 0, 1],
        },
        "hidden_layers": [3, 2],
        "activation": "linear",
        "record": {"instruments": BOTH},
    },
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda value: str(value)[:60])
def test_every_line_fits_its_schema_and_says_nothing_else(request_: dict[str, Any]) -> None:
    for line in after_start(request_):
        assert misfits("Event", line) == []


def test_readings_are_written_only_where_they_are_asked_for() -> None:
    for asked in ([], ["signal"], ["symmetry"], BOTH):
        for line in after_start({"epochs": 1, "record": {"instruments": asked}}):
            for run in line["runs"]:
                layers = run.get("layers", [])
                assert all(("signal" in layer) == ("signal" in asked) for layer in layers)
                assert all(("symmetry" in layer) == ("symmetry" in asked) for layer in layers)
                assert ("gradient_flow" in run) == (bool(layers) and "signal" in asked)
                assert "band" not in run
                assert "sweep" not in run


def test_compact_similarities_are_the_plain_ones_as_float32() -> None:
    record = {"instruments": BOTH, "epochs": [1]}
    plain = after_start({"epochs": 1, "record": record})
    compact = after_start({"epochs": 1, "record": record | {"compact": True}})
    pairs = zip(plain[0]["runs"][0]["layers"], compact[0]["runs"][0]["layers"], strict=True)
    for one, other in pairs:
        written = other["symmetry"]["similarity"]
        values = np.frombuffer(base64.b64decode(written["base64"]), "<f4")
        expected = np.array(one["symmetry"]["similarity"], dtype="f4")
        assert np.array_equal(values.reshape(written["shape"]), expected)
        edges = other["signal"]["delta"]["histogram"]["bin_edges"]
        assert edges["bins"] == len(one["signal"]["delta"]["histogram"]["counts"])


def test_the_resolved_request_says_which_instruments_and_how_many_seeds() -> None:
    request = {"seeds": 4, "record": {"instruments": ["symmetry", "signal", "signal"]}}
    whole = resolve(SimulationRequest.model_validate(request)).request
    written = json.loads(whole.model_dump_json())
    assert written["seeds"] == 4
    assert written["record"]["instruments"] == BOTH
    again = resolve(SimulationRequest.model_validate(written)).request
    assert json.loads(again.model_dump_json()) == written


@pytest.mark.parametrize(
    ("request_", "allowed"),
    [
        ({"seeds": 0}, f"from 1 to {LIMITS.seeds}"),
        ({"seeds": LIMITS.seeds + 1}, f"from 1 to {LIMITS.seeds}"),
        ({"seeds": True}, f"from 1 to {LIMITS.seeds}"),
        ({"seeds": 2.5}, f"from 1 to {LIMITS.seeds}"),
        ({"record": {"instruments": ["signals"]}}, "one of signal, symmetry"),
        ({"record": {"instruments": [["signal"]]}}, "one of signal, symmetry"),
        ({"record": {"instruments": "signal"}}, "a list of signal and symmetry"),
    ],
)
def test_refusals_say_what_is_allowed(request_: dict[str, Any], allowed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        SimulationRequest.model_validate(request_)
    assert any(allowed in error["msg"] for error in refused.value.errors())


def test_the_last_seed_is_no_larger_than_the_largest() -> None:
    for seeds, fits in ((3, True), (4, False)):
        request = SimulationRequest.model_validate({"seeds": seeds, "seed": LIMITS.seed - 2})
        if fits:
            resolve(request)
            continue
        with pytest.raises(RefusedError) as refused:
            resolve(request)
        assert "at most 3" in refused.value.problems[0]["msg"]
