"""No question draws weights in the server, and each refuses what a worker cannot draw."""

from typing import Any

import httpx
import pytest

from app.engine.initializers.entry import Call
from app.questions.depth.plan import depth_seconds, resolve_depth
from app.questions.depth.request import DepthRequest
from app.questions.explain.request import ExplanationRequest, resolve_explanation
from app.questions.export.request import CodeRequest, resolve_code
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

pytestmark = pytest.mark.anyio

FORMULA: dict[str, Any] = {
    "name": "expression",
    "expression": "orthogonal(fan_in, fan_out) * log(rand(fan_in, fan_out) - 0.5)",
}


@pytest.mark.parametrize("initializer", [FORMULA, "lsuv", "orthogonal", [FORMULA] * 4], ids=str)
def test_nothing_is_drawn_before_a_worker_has_the_request(
    initializer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(*_: object) -> None:
        raise AssertionError("drawn by the server")

    monkeypatch.setattr(Call, "run", draw)
    asked = {"initializer": initializer, "runs": [{}, {"seed": 3}]}
    resolve(SimulationRequest.model_validate(asked))
    resolve_code(CodeRequest.model_validate(asked))
    resolve_explanation(ExplanationRequest.model_validate(asked))
    probe = DepthRequest.model_validate({"initializer": initializer, "depth": 4, "width": 9})
    assert depth_seconds(resolve_depth(probe)) > 0


@pytest.mark.parametrize(
    ("route", "asked", "loc"),
    [
        ("/simulate", {"initializer": FORMULA}, ["initializer"]),
        ("/simulate/stream", {"runs": [{}, {"initializer": FORMULA}]}, ["runs", 1, "initializer"]),
        ("/explain", {"initializer": ["zeros", FORMULA, "zeros", "zeros"]}, ["initializer", 1]),
        ("/export/code", {"initializer": FORMULA}, ["initializer"]),
        ("/propagate", {"initializer": FORMULA}, ["initializer"]),
        (
            "/propagate",
            {"depth": 2, "curves": [{}, {"initializer": ["zeros", FORMULA]}]},
            ["curves", 1, "initializer", 1],
        ),
    ],
    ids=str,
)
async def test_what_a_worker_cannot_draw_is_refused_where_it_stands(
    http: httpx.AsyncClient, route: str, asked: dict[str, Any], loc: list[int | str]
) -> None:
    answer = await http.post(route, json=asked)
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", *loc, "expression"]
    assert "not finite" in problem["msg"]
