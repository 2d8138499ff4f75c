"""The depth experiment: what it answers, that it fits its documentation, and what it refuses."""

from typing import Any

import httpx
import pytest

from app.questions.depth.plan import depth_seconds, resolve_depth
from app.questions.depth.request import DepthRequest
from tests.questions.support import strict
from tests.wire.lines import misfits

pytestmark = pytest.mark.anyio


async def test_the_depth_experiment_answers_as_documented(working: httpx.AsyncClient) -> None:
    request = {
        "depth": 4,
        "width": 16,
        "curves": [
            {"initializer": "he_normal", "activation": "relu"},
            {"initializer": "orthogonal"},
            {"initializer": "zeros"},
        ],
    }
    response = await working.post("/propagate", json=request)
    assert response.status_code == 200
    answer = strict(response)
    assert misfits("PropagationAnswer", answer) == []
    he, orthogonal, zeros = answer["curves"]
    assert he["label"] == "He normal"
    assert he["theory"]["second_moment"] == pytest.approx([2.0] * 4)
    assert len(he["measured"]["activation_std"]["mean"]) == 4
    assert orthogonal["theory"] is None
    assert "Orthogonal" in orthogonal["theory_note"]
    assert zeros["measured"]["cosine"]["mean"] == [None] * 4
    again = await working.post("/propagate", json=answer["request"])
    assert strict(again) == answer


async def test_numbers_beyond_all_bounds_are_null(working: httpx.AsyncClient) -> None:
    request = {"depth": 60, "width": 8, "gain": 1000, "activation": "linear", "input_std": 1e6}
    curve = strict(await working.post("/propagate", json=request))["curves"][0]
    assert curve["measured"]["second_moment"]["mean"][-1] is None


@pytest.mark.parametrize(
    ("request_", "field", "allowed"),
    [
        ({"depth": 101}, "depth", "from 1 to 100"),
        ({"depth": 0}, "depth", "from 1 to 100"),
        ({"width": 513}, "width", "from 1 to 512"),
        ({"seeds": 33}, "seeds", "from 1 to 32"),
        ({"samples": 1}, "samples", "from 2 to 256"),
        ({"cosine": 1.5}, "cosine", "from -1 to 1"),
        ({"inputs": "uniform"}, "inputs", "gaussian, sphere"),
        ({"gain": -1}, "gain", "from 0 to 1000"),
        ({"layers": 3}, "layers", "only these fields"),
        ({"curves": []}, "curves", "at least 1"),
        ({"curves": [{"activation": "step"}]}, "curves[0].activation", "tanh"),
        ({"depth": 3, "initializer": ["zeros"]}, "initializer", "a list of 3"),
        (
            {"depth": 3, "initializer": ["zeros"], "curves": [{"initializer": "he_normal"}, {}]},
            "initializer",
            "a list of 3",
        ),
        (
            {"depth": 2, "curves": [{}, {"initializer": ["zeros"]}]},
            "curves[1].initializer",
            "a list of 2",
        ),
        (
            {"curves": [{"initializer": "edge_of_chaos", "activation": "softplus"}]},
            "curves[0].initializer",
            "edge",
        ),
    ],
)
async def test_the_depth_experiment_refuses_with_field_value_and_what_is_allowed(
    client: httpx.AsyncClient, request_: dict[str, Any], field: str, allowed: str
) -> None:
    response = await client.post("/propagate", json=request_)
    assert response.status_code == 422
    messages = [item["msg"] for item in response.json()["detail"]]
    assert any(
        message.startswith(f"{field} is ") and allowed in message.split("; allowed: ")[1]
        for message in messages
    ), messages


async def test_too_much_work_is_refused_before_it_starts(client: httpx.AsyncClient) -> None:
    response = await client.post("/propagate", json={"width": 512, "depth": 100, "seeds": 32})
    (problem,) = response.json()["detail"]
    assert problem["type"] == "too_much_work"
    assert "seconds" in problem["msg"]
    assert "seeds" in problem["msg"]


def test_the_estimate_grows_with_everything_that_costs() -> None:
    def seconds(**changes: Any) -> float:
        fields = {"width": 64, "depth": 10, "seeds": 2, "samples": 8} | changes
        return depth_seconds(resolve_depth(DepthRequest.model_validate(fields)))

    base = seconds()
    larger = {"width": 128, "depth": 20, "seeds": 4, "samples": 16, "curves": [{}, {}]}
    assert all(seconds(**{name: value}) > base for name, value in larger.items())
    assert seconds(initializer="orthogonal") > base
