"""Initializers looked at alone: what is answered and what is refused."""

from typing import Any

import httpx
import numpy as np
import pytest

from app.api.openapi import describe
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.limits import LIMITS
from app.main import add_questions, create_app
from app.questions.inspect.request import InspectionQuery
from app.settings import Settings
from tests.wire.lines import misfits

pytestmark = pytest.mark.anyio

LESSON = "np.random.randn(layer_dims[1], layer_dims[0]) * 0.01"


async def look(http: httpx.AsyncClient, name: str, **query: Any) -> dict[str, Any]:
    answer = await http.get(f"/initializers/{name}", params=query)
    assert answer.status_code == 200, answer.text
    assert misfits("Inspection", answer.json()) == []
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name != "explicit"])
async def test_every_initializer_keeps_what_it_promises(http: httpx.AsyncClient, name: str) -> None:
    found = await look(http, name, fan_in=96, fan_out=64)
    sample, theory = found["sample"], found["theory"]
    assert sum(sample["counts"]) == 96 * 64
    assert len(found["singular_values"]) == 64
    # The squares of the singular values sum to those of the entries, however these are computed.
    squares = 96 * 64 * (sample["std"] ** 2 + sample["mean"] ** 2)
    assert np.sum(np.square(found["singular_values"])) == pytest.approx(squares, rel=1e-9)
    if theory is None:
        return
    # Six standard errors, the most that the entries' dependence in a column can do included.
    assert sample["mean"] == pytest.approx(theory["mean"], abs=6 * theory["std"] / 8 + 1e-12)
    assert sample["std"] == pytest.approx(theory["std"], rel=0.4, abs=1e-12)
    mass = sum(atom["probability"] for atom in theory["atoms"])
    density = theory["density"]
    if density is not None:
        mass += float(np.trapezoid(density["y"], density["x"]))
    assert mass == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("name", [name for name in BIAS_INITIALIZERS if name != "explicit"])
async def test_every_bias_initializer_can_be_looked_at(http: httpx.AsyncClient, name: str) -> None:
    found = await look(http, name, bias="true", fan_out=200)
    assert found["bias"] is True
    assert sum(found["sample"]["counts"]) == 200
    assert found["singular_values"] is None


async def test_parameters_in_the_address_reach_the_initializer(http: httpx.AsyncClient) -> None:
    plain = await look(http, "glorot_uniform", fan_in=64, fan_out=32)
    wide = await look(http, "glorot_uniform", fan_in=64, fan_out=32, gain=2)
    assert wide["parameters"]["gain"] == 2
    assert wide["sample"]["maximum"] == pytest.approx(2 * plain["sample"]["maximum"], rel=1e-12)
    assert wide["theory"]["maximum"] == pytest.approx(2 * np.sqrt(6 / 96), rel=1e-12)


async def test_the_lessons_line_works_as_typed(http: httpx.AsyncClient) -> None:
    typed = await look(http, "expression", expression=LESSON, fan_in=50, fan_out=20)
    normal = await look(http, "normal", std=0.01, fan_in=50, fan_out=20)
    assert typed["sample"]["std"] == pytest.approx(normal["sample"]["std"], rel=1e-12)


async def test_a_number_is_a_formula_too(http: httpx.AsyncClient) -> None:
    found = await look(http, "expression", expression="2", fan_in=3, fan_out=4)
    assert (found["sample"]["minimum"], found["sample"]["distinct_neurons"]) == (2, 1)


async def test_explicit_weights_are_looked_at_as_given(http: httpx.AsyncClient) -> None:
    place = {"fan_in": 2, "fan_out": 2, "layer_index": 0, "depth": 1}
    found = await look(http, "explicit", weights="[[3,0],[0,-4]]", **place)
    assert found["singular_values"] == [4, 3]
    huge = await look(http, "explicit", weights="[[1e308,-1e308],[0,0]]", **place)
    assert huge["sample"]["std"] is None


async def test_weights_too_close_together_for_bins_still_have_a_histogram(
    http: httpx.AsyncClient,
) -> None:
    found = await look(http, "clones_with_noise", epsilon=1e-17)
    assert sum(found["sample"]["counts"]) == 256 * 128


async def test_the_largest_layer_allowed_is_answered(http: httpx.AsyncClient) -> None:
    most = LIMITS.inspected_fan
    found = await look(http, "he_normal", fan_in=most, fan_out=most)
    assert found["sample"]["distinct_neurons"] == most


async def test_who_has_the_answer_already_is_told_so(http: httpx.AsyncClient) -> None:
    for path in ("/initializers/he_normal?fan_in=8", "/export/code?framework=keras"):
        first = await http.get(path)
        again = await http.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "max-age" in first.headers["cache-control"]
    other = await http.get("/initializers/he_normal?fan_in=9")
    assert (
        other.headers["etag"]
        != (await http.get("/initializers/he_normal?fan_in=8")).headers["etag"]
    )


@pytest.mark.parametrize(
    ("path", "field", "words"),
    [
        ("he_normal?fan_in=0", "fan_in", "an integer from 1 to"),
        ("he_normal?fan_in=1.5", "fan_in", "an integer from 1 to"),
        (f"he_normal?fan_out={LIMITS.inspected_fan + 1}", "fan_out", "an integer from 1 to"),
        ("he_normal?std=1", "std", "only these fields"),
        ("glorot_normal?gain=-1", "gain", ">= 0"),
        ("glorot_normal?gain=NaN", "gain", ">= 0"),
        ("glorot_normal?gain=1&gain=2", "gain", "once"),
        ("glorot_normal?layer_index=3&depth=3", "layer_index", "from 0 to 2"),
        ("glorot_normal?bias=1", "bias", "true or false"),
        ("glorot_normal?activation=step", "activation", "one of"),
        ("edge_of_chaos?activation=softplus", "activation", "such an edge"),
        ("expression?expression=randn(fan_in,fan_out)*x", "expression", "at column 23"),
        ("expression?expression=log(0)*randn(fan_in,fan_out)", "expression", "not finite"),
        ("explicit?weights=[[1]]", "weights", "shape"),
    ],
)
async def test_a_refusal_names_the_field_and_what_is_allowed(
    http: httpx.AsyncClient, path: str, field: str, words: str
) -> None:
    answer = await http.get(f"/initializers/{path}")
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"][:2] == ["query", field]
    assert problem["msg"].startswith(field)
    assert words in problem["msg"]


async def test_an_unknown_initializer_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/initializers/xavier")
    assert answer.status_code == 404
    assert "allowed: one of" in answer.json()["detail"]
    assert (await client.get("/initializers/he_normal?bias=true")).status_code == 404


def test_every_parameter_of_every_initializer_is_described() -> None:
    app = create_app(Settings(workers=1))
    add_questions(app)
    paths = describe(app)["paths"]
    described = paths["/initializers/{name}"]["get"]["parameters"]
    names = [parameter["name"] for parameter in described]
    assert len(names) == len(set(names))
    tables = (INITIALIZERS, BIAS_INITIALIZERS)
    own = {entry.name for table in tables for each in table.values() for entry in each.parameters}
    assert set(names) == {"name"} | set(InspectionQuery.model_fields) | own
    assert not own & set(InspectionQuery.model_fields)


async def test_the_last_layer_of_a_branch_is_looked_at_as_such(http: httpx.AsyncClient) -> None:
    place = {"fan_in": 96, "fan_out": 64, "depth": 10, "block_layers": 2}
    inside = await look(http, "gpt2", **place, layer_index=3)
    end = await look(http, "gpt2", **place, layer_index=4)
    assert inside["theory"]["std"] == pytest.approx(0.02)
    assert end["theory"]["std"] == pytest.approx(0.02 / 2)
    assert end["sample"]["std"] == pytest.approx(0.01, rel=0.1)
    assert (await look(http, "gpt2", depth=10, layer_index=4))["theory"]["std"] == 0.02


async def test_blocks_that_do_not_make_up_the_network_are_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get("/initializers/gpt2", params={"depth": 10, "block_layers": 3})
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["query", "block_layers"]
    assert "a divisor of 8" in problem["msg"]


async def test_the_bias_of_the_output_is_shown_as_targets_may_have_it(
    http: httpx.AsyncClient,
) -> None:
    output = await look(http, "target_mean", bias="true", fan_out=200, layer_index=2)
    assert output["theory"] is None
    assert output["sample"]["distinct_neurons"] == 200
    hidden = await look(http, "target_mean", bias="true", fan_out=200, layer_index=1)
    assert hidden["theory"]["std"] == hidden["sample"]["std"] == 0
