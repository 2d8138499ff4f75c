"""Jobs: what was checked once reaches the worker as it is, and equal requests have equal keys."""

from typing import Any

import pytest

from app.jobs.job import unpack
from app.questions.depth.plan import PLANNER as DEPTH
from app.questions.explain.request import PLANNER as EXPLAIN
from app.questions.simulate.plan import plan_document, plan_stream
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from tests.schemas.test_resolve import REQUESTS

CHANGED: list[dict[str, Any]] = [
    {"interventions": [{"epoch": 1, "action": "redraw_neuron", "layer_index": 0, "neuron": 1}]},
    {
        "interventions": [
            {"epoch": 2, "action": "copy_neuron", "layer_index": 0, "neuron": 0, "to": 1},
            {"epoch": 2, "run": 0, "action": "set_learning_rate", "value": 0.5},
        ]
    },
]


@pytest.mark.parametrize("asked", [*REQUESTS, *CHANGED], ids=lambda value: str(value)[:60])
def test_a_worker_gets_the_resolved_request_as_it_is(asked: dict[str, Any]) -> None:
    request = SimulationRequest.model_validate(asked)
    module, record = unpack(plan_stream(request).packed())
    resolved = resolve(request).request
    assert module == "app.questions.simulate.compute"
    assert record == resolved
    assert record.model_dump_json() == resolved.model_dump_json()


def test_nothing_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = plan_stream(SimulationRequest()).packed()

    def check(*_: object, **__: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr(SimulationRequest, "model_validate", check)
    monkeypatch.setattr(SimulationRequest, "__init__", check)
    assert unpack(packed)[1].epochs == 100


def test_what_differs_in_a_field_or_in_what_is_asked_has_a_key_of_its_own() -> None:
    def key(**fields: Any) -> str:
        return plan_stream(SimulationRequest.model_validate(fields)).key

    keys = [
        key(),
        key(seed=1),
        key(runs=[{}, {}]),
        key(epochs=99),
        EXPLAIN.plan(EXPLAIN.model()).key,
        DEPTH.plan(DEPTH.model()).key,
    ]
    assert len(set(keys)) == len(keys)
    # A default that is written out asks for the same, as does another way to get it.
    assert key(seed=0, activation="tanh") == keys[0]
    assert plan_document(SimulationRequest()).key == keys[0]
