"""Experiments as code: the same in every form, and what is refused."""

from typing import Any

import httpx
import pytest

from app.engine.initializers import initialize
from app.limits import LIMITS
from app.schemas.code_frameworks import FRAMEWORK_ENTRIES
from app.schemas.engine_experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("framework", FRAMEWORK_ENTRIES)
async def test_both_forms_of_the_code_are_the_same_python(
    http: httpx.AsyncClient, framework: str
) -> None:
    chosen = {"framework": framework, "initializer": "he_normal"}
    document = (await http.post("/export/code", json={**chosen, "hidden_layers": [5]})).json()
    assert set(document) == {"framework", "run", "label", "description", "code"}
    module = await http.get("/export/code", params={**chosen, "hidden_layers": "[5]"})
    assert module.headers["content-type"].startswith("text/x-python")
    assert module.text == document["code"]
    compile(module.text, "exported.py", "exec")


async def test_the_numpy_code_draws_the_weights_of_the_run_it_names(
    http: httpx.AsyncClient,
) -> None:
    experiment = {
        "hidden_layers": [6, 7],
        "runs": [{}, {"seed": 5, "initializer": "lsuv", "activation": "relu"}],
    }
    answer = await http.post("/export/code", json={**experiment, "run": 1})
    names: dict[str, Any] = {"__name__": "exported"}
    exec(answer.json()["code"], names)  # noqa: S102 - the code is ours
    engine = to_experiment(resolve(SimulationRequest.model_validate(experiment)).request)
    run = engine.runs[1]
    expected = initialize(
        [(2, 6), (6, 7), (7, 1)],
        run.initializers,
        run.bias_initializers,
        activation="relu",
        seed=5,
        inputs=engine.dataset.train_inputs,
    )
    for (weights, bias), (same_weights, same_bias) in zip(
        names["initial_layers"](5), expected, strict=True
    ):
        assert weights.tobytes() == same_weights.tobytes()
        assert bias.tobytes() == same_bias.tobytes()


async def test_an_experiment_too_long_to_run_can_be_taken_home(http: httpx.AsyncClient) -> None:
    long = {"epochs": LIMITS.epochs, "batch_size": 1, "dataset": {"name": "moons", "samples": 2000}}
    assert (await http.post("/simulate", json=long)).status_code == 422
    assert (await http.post("/export/code", json=long)).status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"framework": "jax"}, "framework"),
        ({"run": 1}, "run"),
        ({"run": -1}, "run"),
        ({"activation": "step"}, "activation"),
        ({"code": 1}, "code"),
    ],
)
async def test_code_is_refused_where_the_field_stands(
    client: httpx.AsyncClient, given: dict[str, Any], field: str
) -> None:
    for where, answer in (
        ("body", await client.post("/export/code", json=given)),
        ("query", await client.get("/export/code", params=given)),
    ):
        assert answer.status_code == 422
        (problem,) = answer.json()["detail"]
        assert problem["loc"] == [where, field]
        assert "allowed:" in problem["msg"]
