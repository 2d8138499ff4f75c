"""Explanations: what they answer, that it fits its documentation, and what is refused."""

from typing import Any

import httpx
import pytest

from tests.questions.support import strict
from tests.wire.lines import misfits

pytestmark = pytest.mark.anyio


async def test_an_explanation_answers_as_documented(working: httpx.AsyncClient) -> None:
    request = {"initializer": "zeros", "layer_index": 1, "minibatch": "all", "epoch": 2}
    response = await working.post("/explain", json=request)
    assert response.status_code == 200
    answer = strict(response)
    assert misfits("ExplanationAnswer", answer) == []
    assert answer["gradient"] == 0.0
    assert "next_weights" in answer["zero"]
    assert answer["unit"]["together"] is True
    assert len(answer["samples"]) == len(answer["delta"]["values"]) == 150
    again = await working.post("/explain", json=answer["request"])
    assert strict(again) == answer


async def test_the_run_that_is_meant_is_explained(working: httpx.AsyncClient) -> None:
    request = {"runs": [{"initializer": "zeros"}, {"initializer": "ones"}], "run": 1}
    assert strict(await working.post("/explain", json=request))["weight"] == 1.0


@pytest.mark.parametrize(
    ("request_", "field", "allowed"),
    [
        ({"run": 1}, "run", "from 0 to 0"),
        ({"layer_index": 4}, "layer_index", "from 0 to 3"),
        ({"from_neuron": 2}, "from_neuron", "from 0 to 1"),
        ({"layer_index": 3, "to_neuron": 1}, "to_neuron", "from 0 to 0"),
        ({"epoch": 101}, "epoch", "from 0 to 100"),
        ({"minibatch": 10}, "minibatch", 'from 0 to 9, or "all"'),
        ({"minibatch": "first"}, "minibatch", '"all"'),
        ({"minibatch": True}, "minibatch", '"all"'),
        ({"hidden_layers": [0]}, "hidden_layers[0]", "from 1"),
    ],
)
async def test_an_explanation_refuses_a_place_that_does_not_exist(
    client: httpx.AsyncClient, request_: dict[str, Any], field: str, allowed: str
) -> None:
    response = await client.post("/explain", json=request_)
    assert response.status_code == 422
    (problem,) = response.json()["detail"]
    assert problem["msg"].startswith(f"{field} is ")
    assert allowed in problem["msg"].split("; allowed: ")[1]
