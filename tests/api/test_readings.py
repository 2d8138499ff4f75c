"""Readings, verdicts and sweeps are asked for by the request and fit their models."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from app.engine.records.events import Diverged, Done, Snapshot
from app.engine.simulation import simulate
from app.jobs import encode
from app.limits import LIMITS
from app.schemas.engine_experiment import to_experiment
from app.schemas.events import Event
from app.schemas.refusals import RefusedError
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

EVENT: TypeAdapter[Any] = TypeAdapter(Event)
BOTH = ["signal", "symmetry"]


def lines(request: dict[str, Any]) -> list[dict[str, Any]]:
    """All lines but the first."""
    whole = resolve(SimulationRequest.model_validate(request)).request
    written: list[bytes] = []
    for event in simulate(to_experiment(whole)):
        if isinstance(event, Snapshot):
            written.append(encode.encode_snapshot(event, compact=whole.record.compact))
        elif isinstance(event, Diverged):
            written.append(encode.encode_diverged(event, "label"))
        elif isinstance(event, Done):
            written.append(encode.encode_done(event, 1.0))
    return [json.loads(line) for line in written]


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
def test_every_line_fits_its_model_and_says_nothing_else(request_: dict[str, Any]) -> None:
    for line in lines(request_):
        model = EVENT.validate_python(line)
        told = json.loads(model.model_dump_json(exclude_unset=True))
        assert keys(line) == keys(told)


def keys(value: Any) -> Any:
    """The names within a document, without the numbers."""
    if isinstance(value, dict):
        return {name: keys(item) for name, item in value.items()}
    if isinstance(value, list):
        return [keys(item) for item in value]
    return None


def test_readings_are_written_only_where_they_are_asked_for() -> None:
    for asked in ([], ["signal"], ["symmetry"], BOTH):
        for line in lines({"epochs": 1, "record": {"instruments": asked}}):
            for run in line["runs"]:
                layers = run.get("layers", [])
                assert all(("signal" in layer) == ("signal" in asked) for layer in layers)
                assert all(("symmetry" in layer) == ("symmetry" in asked) for layer in layers)
                assert ("gradient_flow" in run) == (bool(layers) and "signal" in asked)
                assert "band" not in run
                assert "sweep" not in run


def test_compact_similarities_are_the_plain_ones_as_float32() -> None:
    record = {"instruments": BOTH, "epochs": [1]}
    plain = lines({"epochs": 1, "record": record})
    compact = lines({"epochs": 1, "record": record | {"compact": True}})
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
