"""Interventions by HTTP: wrong ones are refused in words, right ones are in every answer."""

import json
from typing import Any

import httpx
import pytest

from app.engine.training.intervention_kinds import ACTIONS
from app.limits import LIMITS
from app.questions.explain.request import ExplanationRequest, resolve_explanation
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

pytestmark = pytest.mark.anyio

WEIGHT: dict[str, Any] = {
    "epoch": 2,
    "action": "set_weight",
    "layer_index": 0,
    "from": 1,
    "neuron": 2,
    "value": 0.5,
}
BIAS: dict[str, Any] = {
    "epoch": 2,
    "action": "add_to_bias",
    "layer_index": 1,
    "neuron": 2,
    "value": 0.5,
}
NUDGE: dict[str, Any] = {
    "epoch": 2,
    "action": "nudge_weight",
    "layer_index": 0,
    "from": 1,
    "neuron": 2,
}
COPY: dict[str, Any] = {
    "epoch": 2,
    "action": "copy_neuron",
    "layer_index": 0,
    "neuron": 2,
    "to": 1,
}
RATE: dict[str, Any] = {"epoch": 2, "action": "set_learning_rate", "value": 0.5}
REDRAW: dict[str, Any] = {"epoch": 2, "action": "redraw_neuron", "layer_index": 0, "neuron": 0}
BASE: dict[str, Any] = {
    "epochs": 5,
    "hidden_layers": [8, 6],
    "record": {"epochs": [1, 2, 5], "weights": True},
    "runs": [{}, {"initializer": {"name": "constant", "value": 0.5}}],
}


@pytest.mark.parametrize(
    ("given", "field", "value", "allowed"),
    [
        ({**WEIGHT, "epoch": 6}, "epoch", "6", "an integer from 0 to 5, the number of epochs"),
        ({**WEIGHT, "epoch": -1}, "epoch", "-1", ">= 0"),
        ({**WEIGHT, "epoch": 1.5}, "epoch", "1.5", "an integer"),
        ({**WEIGHT, "epoch": "2"}, "epoch", "'2'", "an integer"),
        ({**WEIGHT, "epoch": True}, "epoch", "true", "an integer"),
        ({**WEIGHT, "run": 2}, "run", "2", "an integer from 0 to 1, the index of a run"),
        ({**WEIGHT, "run": "all"}, "run", "'all'", "an integer"),
        ({**WEIGHT, "run": -1}, "run", "-1", ">= 0"),
        ({**WEIGHT, "layer_index": 3}, "layer_index", "3", "0 to 2, the last weight layer"),
        ({**WEIGHT, "layer_index": None}, "layer_index", "null", "an integer"),
        ({**WEIGHT, "from": 2}, "from", "2", "an integer from 0 to 1, what comes into the layer"),
        ({**WEIGHT, "from": -1}, "from", "-1", ">= 0"),
        ({**WEIGHT, "neuron": 8}, "neuron", "8", "0 to 7, the layer's neurons"),
        ({**WEIGHT, "neuron": 10**30}, "neuron", "1" + 30 * "0", "0 to 7, the layer's neurons"),
        ({**WEIGHT, "neuron": [1]}, "neuron", "[1]", "an integer"),
        ({**WEIGHT, "value": "1"}, "value", "'1'", "a finite number"),
        ({**WEIGHT, "value": None}, "value", "null", "a finite number"),
        ({**WEIGHT, "ulps": 1}, "ulps", "1", "only these fields: action, epoch, from"),
        ({**BIAS, "layer_index": 2}, "neuron", "2", "0 to 0, the layer's neurons"),
        ({**BIAS, "neuron": 6}, "neuron", "6", "0 to 5, the layer's neurons"),
        ({**BIAS, "from": 0}, "from", "0", "only these fields"),
        ({**NUDGE, "ulps": 0.5}, "ulps", "0.5", "an integer"),
        ({**NUDGE, "ulps": 10**16}, "ulps", "10000000000000000", "<= 1e+15"),
        ({**COPY, "to": 8}, "to", "8", "0 to 7, the layer's neurons"),
        ({**COPY, "outgoing": 1}, "outgoing", "1", "true or false"),
        ({**COPY, "outgoing": None}, "outgoing", "null", "true or false"),
        ({**RATE, "value": -0.1}, "value", "-0.1", ">= 0"),
        ({**RATE, "value": 1e7}, "value", "1e7", f"<= {LIMITS.learning_rate:g}"),
        ({**RATE, "layer_index": 0}, "layer_index", "0", "only these fields: action, epoch, run"),
        ({**RATE, "action": "explode"}, "action", "'explode'", "add_to_bias, add_to_weight"),
        ({**RATE, "action": 3}, "action", "3", "one of add_to_bias"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_wrong_field_is_named_with_its_value_and_what_is_allowed(
    client: httpx.AsyncClient, given: dict[str, Any], field: str, value: str, allowed: str
) -> None:
    answer = await client.post("/simulate", json={**BASE, "interventions": [RATE, given]})
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", "interventions", 1, field]
    assert problem["msg"].startswith(f"interventions[1].{field} is ")
    quoted = problem["msg"].partition("; allowed: ")
    assert value in quoted[0] or float(value) == float(quoted[0].rpartition(" ")[2])
    assert allowed in quoted[2]


@pytest.mark.parametrize("name", ["epoch", "action", "layer_index", "from", "neuron", "value"])
async def test_a_missing_field_is_named(client: httpx.AsyncClient, name: str) -> None:
    given = {key: value for key, value in WEIGHT.items() if key != name}
    answer = await client.post("/simulate", json={**BASE, "interventions": [given]})
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", "interventions", 0, name]
    assert problem["msg"].startswith(f"interventions[0].{name} is missing; allowed: ")


@pytest.mark.parametrize("given", [3, "set_weight", {"0": WEIGHT}, [WEIGHT, None], [[WEIGHT]]])
async def test_what_is_no_list_of_objects_is_refused(
    client: httpx.AsyncClient, given: object
) -> None:
    answer = await client.post("/simulate", json={**BASE, "interventions": given})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["msg"].startswith("interventions")


async def test_their_number_is_bounded(client: httpx.AsyncClient) -> None:
    many = [RATE] * (LIMITS.interventions + 1)
    answer = await client.post("/simulate", json={**BASE, "interventions": many})
    assert answer.status_code == 422
    assert f"at most {LIMITS.interventions} interventions" in answer.json()["detail"][0]["msg"]


async def test_a_redraw_that_takes_long_counts_as_work(client: httpx.AsyncClient) -> None:
    wide = {
        "hidden_layers": [512, 512],
        "initializer": "orthogonal",
        "interventions": [{**REDRAW, "layer_index": 1}] * LIMITS.interventions,
        "seeds": 4,
        "epochs": 2,
    }
    answer = await client.post("/simulate", json=wide)
    assert answer.status_code == 422
    assert "seconds of computing" in answer.json()["detail"][0]["msg"]
    assert "interventions" in answer.json()["detail"][0]["msg"]


def test_a_request_written_out_is_read_as_the_same() -> None:
    given = {**BASE, "interventions": [{**WEIGHT, "run": 1}, NUDGE, COPY, RATE, REDRAW, BIAS]}
    whole = resolve(SimulationRequest.model_validate(given)).request
    written = json.loads(whole.model_dump_json())
    assert SimulationRequest.model_validate(written) == whole
    assert written["interventions"] == [
        {**WEIGHT, "run": 1},
        {**NUDGE, "ulps": 1},
        {**COPY, "outgoing": True},
        RATE,
        REDRAW,
        BIAS,
    ]
    null = {**BASE, "interventions": [{**RATE, "run": None}]}
    assert resolve(SimulationRequest.model_validate(null)).request.interventions[0].run is None


async def test_the_catalog_and_the_description_list_every_action(
    client: httpx.AsyncClient,
) -> None:
    catalog = (await client.get("/catalog")).json()
    assert [action["name"] for action in catalog["actions"]] == list(ACTIONS)
    (rate,) = [action for action in catalog["actions"] if action["name"] == "set_learning_rate"]
    assert rate["parameters"][0]["maximum"] == LIMITS.learning_rate
    schema = (await client.get("/openapi.json")).json()["components"]["schemas"]
    items = schema["SimulationRequest"]["properties"]["interventions"]["items"]["anyOf"]
    assert [item["title"] for item in items] == list(ACTIONS)
    (copy,) = [item for item in items if item["title"] == "copy_neuron"]
    assert copy["required"] == ["action", "epoch", "layer_index", "neuron", "to"]
    assert copy["properties"]["outgoing"]["default"] is True


def layer_of(answer: Any, epoch: int, run: int, layer_index: int) -> Any:
    (snapshot,) = [one for one in answer["snapshots"] if one["epoch"] == epoch]
    return snapshot["runs"][run]["layers"][layer_index]


async def test_answers_show_the_changed_network_by_body_and_by_address(
    server_url: str,
) -> None:
    touches = [{**WEIGHT, "run": 0}, {**NUDGE, "run": 1}]
    request = {**BASE, "interventions": touches}
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as http:
        plain = (await http.post("/simulate", json=BASE)).json()
        posted = (await http.post("/simulate", json=request)).json()
        query = {name: json.dumps(value) for name, value in request.items()}
        got = await http.get("/simulate", params=query)
        other = await http.get("/simulate", params={**query, "interventions": "[]"})
    assert got.json() == posted
    assert other.json() == plain
    assert got.headers["etag"] != other.headers["etag"]
    assert layer_of(posted, 1, 0, 0) == layer_of(plain, 1, 0, 0)
    assert layer_of(posted, 2, 0, 0)["weights"][1][2] == 0.5
    assert [layer_of(posted, epoch, 1, 0)["distinct_neurons"] for epoch in (1, 2, 5)] == [1, 2, 2]
    assert [layer_of(plain, epoch, 1, 0)["distinct_neurons"] for epoch in (1, 2, 5)] == [1, 1, 1]
    assert layer_of(posted, 2, 1, 0)["visibly_distinct"] == 1


async def test_an_explanation_is_of_the_changed_network(server_url: str) -> None:
    asked = {**BASE, "interventions": [{**WEIGHT, "epoch": epoch} for epoch in (0, 2)]}
    place = {"run": 0, "layer_index": 0, "from_neuron": 1, "to_neuron": 2}
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as http:
        for epoch, expected in ((0, True), (1, False), (2, True)):
            answer = await http.post("/explain", json={**asked, **place, "epoch": epoch})
            assert answer.status_code == 200
            assert (answer.json()["weight"] == 0.5) == expected
        shown = (await http.post("/simulate", json=asked)).json()
        later = (await http.post("/explain", json={**asked, **place, "epoch": 5})).json()
    assert later["weight"] == layer_of(shown, 5, 0, 0)["weights"][1][2]


def test_an_explanation_is_priced_with_the_changes_up_to_its_epoch() -> None:
    redraws = [{**REDRAW, "epoch": epoch, "run": 1} for epoch in range(6)]
    asked = {**BASE, "run": 1, "epoch": 5}
    seconds = []
    for changes, run in ((redraws, 1), (redraws[:3], 1), (redraws, 0), ([], 0)):
        given = {**asked, "run": run, "interventions": changes}
        request = ExplanationRequest.model_validate(given)
        seconds.append(resolve_explanation(request)[1])
    assert seconds[0] > seconds[1] > seconds[2] == seconds[3]
