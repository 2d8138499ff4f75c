"""The routes of theory: what they answer, that it fits its documentation, and what they refuse."""

import json
import re
from collections.abc import AsyncIterator
from time import process_time
from typing import Any

import httpx
import numpy as np
import pytest

from app.engine.experiment import Spec
from app.engine.initializers import initialize
from app.engine.initializers import resolve as resolve_initializer
from app.main import create_app
from app.schemas.drawing import drawing_seconds
from app.schemas.explanation import Explanation
from app.schemas.lesson import Lesson
from app.schemas.propagation import Propagation
from app.schemas.propagation_plan import probe_seconds, resolve_probe
from app.schemas.propagation_request import PropagationRequest
from app.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def working() -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of an application whose workers compute."""
    app = create_app(Settings(workers=1))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://test", timeout=100
        ) as made:
            yield made


def refuse_constant(text: str) -> float:
    raise AssertionError(f"{text} is no strict JSON")


def strict(response: httpx.Response) -> Any:
    return json.loads(response.text, parse_constant=refuse_constant)


async def test_the_depth_probe_answers_as_documented(working: httpx.AsyncClient) -> None:
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
    Propagation.model_validate(answer)
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
async def test_the_depth_probe_refuses_with_field_value_and_what_is_allowed(
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
        return probe_seconds(resolve_probe(PropagationRequest.model_validate(fields)))

    base = seconds()
    larger = {"width": 128, "depth": 20, "seeds": 4, "samples": 16, "curves": [{}, {}]}
    assert all(seconds(**{name: value}) > base for name, value in larger.items())
    assert seconds(initializer="orthogonal") > base


async def test_an_explanation_answers_as_documented(working: httpx.AsyncClient) -> None:
    request = {"initializer": "zeros", "layer_index": 1, "minibatch": "all", "epoch": 2}
    response = await working.post("/explain", json=request)
    assert response.status_code == 200
    answer = strict(response)
    Explanation.model_validate(answer)
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


async def test_the_lesson_answers_as_documented_and_is_kept(working: httpx.AsyncClient) -> None:
    response = await working.get("/lesson")
    assert response.status_code == 200
    answer = strict(response)
    Lesson.model_validate(answer)
    assert answer["steps"][0]["name"] == "zeros"
    assert [row["name"] for row in answer["table"]["rows"] if row["in_lesson"]] == [
        "zeros",
        "large",
        "small",
        "glorot",
        "he",
    ]
    etag = response.headers["etag"]
    unchanged = await working.get("/lesson", headers={"if-none-match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert strict(await working.get("/lesson")) == answer


async def test_every_request_of_the_lesson_can_be_run(working: httpx.AsyncClient) -> None:
    lesson = strict(await working.get("/lesson"))
    requests = [one["request"] for one in (*lesson["steps"], *lesson["table"]["nets"])]
    for request in requests:
        short = {**request, "epochs": 0}
        assert (await working.post("/simulate", json=short)).status_code == 200


@pytest.mark.parametrize(
    ("path", "method", "model"),
    [
        ("/propagate", "post", "Propagation"),
        ("/explain", "post", "Explanation"),
        ("/lesson", "get", "Lesson"),
    ],
)
async def test_the_description_shows_answer_and_examples(
    client: httpx.AsyncClient, path: str, method: str, model: str
) -> None:
    description = (await client.get("/openapi.json")).json()
    operation = description["paths"][path][method]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": f"#/components/schemas/{model}"}
    assert operation["description"]
    names, seen = [model], set()
    while names:
        name = names.pop()
        seen.add(name)
        for field in description["components"]["schemas"][name].get("properties", {}).values():
            nested = re.findall(r"#/components/schemas/(\w+)", json.dumps(field))
            names += [other for other in nested if other not in seen]
            assert field.get("description"), (name, field)
            assert nested or field.get("examples"), (name, field)


FORMULAS = [
    "+".join(["orthogonal(fan_in, fan_out)"] * 4),
    "+".join(["exp(randn(fan_in, fan_out)) * 0.01"] * 10),
    "randn(fan_in, fan_out) * sqrt(2 / fan_in)",
]


@pytest.mark.parametrize(
    "initializer",
    [
        *({"name": "expression", "expression": text} for text in FORMULAS),
        "lsuv",
        "orthogonal",
        ["orthogonal", "glorot_normal", "zeros", "lsuv"],
    ],
    ids=lambda value: str(value)[:60],
)
@pytest.mark.parametrize("width", [64, 400])
def test_drawing_is_priced_on_the_high_side(initializer: Any, width: int) -> None:
    asked = {"width": width, "depth": 4, "seeds": 1, "initializer": initializer}
    resolved = resolve_probe(PropagationRequest.model_validate(asked))
    layers = [(width, width)] * 4
    choice = (resolved.curves or [])[0].initializer
    assert choice is not None
    specs = (choice,) * 4 if isinstance(choice, Spec) else choice
    zeros = (resolve_initializer("zeros", {}, bias=True),) * 4
    inputs = np.random.default_rng(0).standard_normal((32, width))
    taken = []
    for _ in range(3):
        began = process_time()
        initialize(layers, specs, zeros, activation="tanh", seed=0, inputs=inputs)
        taken.append(process_time() - began)
    # Half, for slower machines: four orthogonal matrices were priced at an eleventh.
    assert min(taken) / 2 < drawing_seconds(choice, layers, 32) < 30 * min(taken)
