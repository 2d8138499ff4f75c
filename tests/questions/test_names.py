"""Usual names work wherever a name is asked for, and the answer has the canonical one."""

import httpx
import pytest

from app.questions.depth.request import DepthRequest
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve


def test_the_resolved_request_has_the_canonical_names() -> None:
    request = SimulationRequest.model_validate(
        {
            "dataset": {"name": "Two moons", "samples": 100},
            "activation": "ReLU",
            "optimizer": {"name": "SGD with momentum", "momentum": 0.5},
            "loss": "MSELoss",
            "runs": [
                {"initializer": "xavier_uniform", "bias_initializer": "zero"},
                {
                    "initializer": [{"name": "kaiming_normal"}, "random_normal"],
                    "activation": "swish",
                },
            ],
            "hidden_layers": [4],
        }
    )
    resolved = resolve(request).request.model_dump()
    assert resolved["dataset"]["name"] == "moons"
    assert resolved["activation"] == "relu"
    assert resolved["optimizer"] == {"name": "momentum", "momentum": 0.5}
    assert resolved["loss"] == "mse"
    first, second = resolved["runs"]
    assert first["initializer"]["name"] == "glorot_uniform"
    assert first["bias_initializer"] == {"name": "zeros"}
    assert [spec["name"] for spec in second["initializer"]] == ["he_normal", "normal"]
    assert second["activation"] == "silu"


def test_the_depth_probe_understands_the_same_names() -> None:
    asked = DepthRequest.model_validate(
        {"activation": "ReLU", "curves": [{"initializer": "kaiming_uniform"}]}
    )
    assert asked.activation == "relu"
    assert asked.curves is not None
    assert asked.model_dump()["curves"][0]["initializer"]["name"] == "he_uniform"


async def test_an_alias_in_the_address_gives_the_same_answer(http: httpx.AsyncClient) -> None:
    answers = [await http.get(f"/initializers/{name}") for name in ("he_normal", "kaiming_normal")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    unknown = await http.get("/initializers/he_norml")
    assert unknown.status_code == 404
    assert unknown.json()["detail"].endswith("did you mean he_normal?")
    framework = await http.get("/export/code?framework=PyTorch&epochs=1")
    assert framework.status_code == 200
    assert "import torch" in framework.text


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("initializer", "he_norml", "he_normal"),
        ("bias_initializer", "zeroes", "zeros"),
        ("activation", "rleu", "relu"),
        ("optimizer", "adma", "adam"),
        ("dataset", "spirls", "spirals"),
        ("loss", "msee", "mse"),
    ],
)
async def test_a_refusal_proposes_the_nearest_name(
    client: httpx.AsyncClient, field: str, written: str, meant: str
) -> None:
    for choice in (written, {"name": written}):
        if isinstance(choice, dict) and field in {"activation", "loss"}:
            continue
        answer = await client.post("/simulate", json={field: choice})
        assert answer.status_code == 422
        (problem,) = answer.json()["detail"]
        assert problem["loc"][:2] == ["body", field]
        assert problem["msg"].endswith(f"; did you mean {meant}?")
        assert f"'{written}'" in problem["msg"]
