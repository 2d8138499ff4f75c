"""What is asked of a model and what is answered."""

import json
from copy import deepcopy
from typing import Any

import httpx
import numpy as np
import pytest

from app.engine.identify.tensor_summary import summarize, tensor_of
from app.wire.encoder import encode
from tests.questions.support import strict
from tests.wire.lines import misfits

pytestmark = pytest.mark.anyio


def tensor(name: str, shape: tuple[int, ...], std: float) -> dict[str, Any]:
    array = (np.random.default_rng(1).standard_normal(shape) * std).astype("f4")
    summary = json.loads(encode(summarize(tensor_of(name, array), "out_in")))
    return {"name": name, "shape": list(shape), "layout": "out_in", "summary": summary}


def model(**more: Any) -> dict[str, Any]:
    tensors = [tensor("a.weight", (64, 128), 0.125), tensor("b.weight", (10, 64), 0.125)]
    return {"framework": "torch", "tensors": tensors, **more}


async def test_a_model_is_answered_as_documented(working: httpx.AsyncClient) -> None:
    response = await working.post("/identify", json=model())
    assert response.status_code == 200
    answer = strict(response)
    assert misfits("Identified", answer) == []
    first = answer["tensors"][0]
    assert first["laws"][0]["name"] == "he_normal"
    assert (first["fan_in"], first["fan_out"]) == (128, 64)
    assert len(first["laws"][0]["expected_counts"]) == 64
    assert answer["growth"]["classes"] == 10
    assert answer["faults"] == 0


async def test_whatever_the_command_summarizes_is_answered(working: httpx.AsyncClient) -> None:
    asked = {"tensors": [tensor(f"{std}", (9, 7), std) for std in (1e-37, 1e-20, 1e20, 1e37)]}
    wide = np.random.default_rng(1).standard_normal((9, 7)) * 1e59
    summary = json.loads(encode(summarize(tensor_of("wide", wide), "out_in")))
    asked["tensors"].append({**asked["tensors"][0], "name": "wide", "summary": summary})
    assert (await working.post("/identify", json=asked)).status_code == 200


async def test_an_expectation_may_be_the_models_or_a_tensors(working: httpx.AsyncClient) -> None:
    asked = model(expected="kaiming_normal")
    asked["tensors"][1]["expected"] = {"name": "normal", "std": 0.5}
    answer = strict(await working.post("/identify", json=asked))
    kinds = [[one["kind"] for one in it["findings"]] for it in answer["tensors"]]
    assert kinds == [[], ["mismatch"]]
    assert answer["faults"] == 1


async def test_a_large_model_is_read_by_a_worker(working: httpx.AsyncClient) -> None:
    one = tensor("w", (40,), 0.1)
    asked = {"tensors": [{**one, "name": f"layer.{i}.bias"} for i in range(60)]}
    answer = strict(await working.post("/identify", json=asked))
    assert [it["name"] for it in answer["tensors"]] == [f"layer.{i}.bias" for i in range(60)]


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("tensors",), [], "tensors"),
        (("framework",), "caffe", "framework"),
        (("activation",), "rel", "activation"),
        (("expected",), "he_norml", "expected"),
        (("expected",), {"name": "normal", "std": -1}, "expected.std"),
        (("expected",), "explicit", "expected"),
        (("tensors", 0, "layout"), "rows", "tensors[0].layout"),
        (("tensors", 0, "shape"), [64, 127], "tensors[0].summary.count"),
        (("tensors", 0, "shape"), [2**60, 2**60], "tensors[0].shape[0]"),
        (("tensors", 0, "shape"), [64, 0], "tensors[0].shape[1]"),
        (("tensors", 1, "name"), "a.weight", "tensors[1].name"),
        (("tensors", 0, "summary", "std"), -1.0, "tensors[0].summary.std"),
        (("tensors", 0, "summary", "std"), 1e-200, "tensors[0].summary.std"),
        (("tensors", 0, "summary", "mean"), 9.0, "tensors[0].summary.mean"),
        (("tensors", 0, "summary", "counts"), [1] * 64, "tensors[0].summary.counts"),
        (("tensors", 0, "summary", "nan"), 9000, "tensors[0].summary.nan"),
        (("tensors", 0, "summary", "dtype"), "int8", "tensors[0].summary.dtype"),
        (("tensors", 0, "summary", "values"), [[0.0, 1.0]], "tensors[0].summary.values"),
        (("tensors", 0, "summary", "rows", "distinct"), 65, "tensors[0].summary.rows.distinct"),
        (("tensors", 0, "summary", "rows", "more"), 1, "tensors[0].summary.rows.more"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    client: httpx.AsyncClient, path: tuple[str | int, ...], value: object, field: str
) -> None:
    asked = model()
    holder: Any = asked
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value
    response = await client.post("/identify", json=asked)
    assert response.status_code == 422
    messages = [problem["msg"] for problem in response.json()["detail"]]
    assert any(text.startswith(f"{field} ") and "; allowed: " in text for text in messages)


async def test_more_tensors_than_are_allowed_are_refused(client: httpx.AsyncClient) -> None:
    one = model()["tensors"][0]
    asked = {"tensors": [{"name": str(i), "shape": [1]} for i in range(401)] + [deepcopy(one)]}
    response = await client.post("/identify", json=asked)
    assert response.status_code == 422
    assert response.json()["detail"][0]["msg"].endswith("at most 400 items")
