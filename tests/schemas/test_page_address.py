"""The page's address, read as the page reads it: both are given what the page itself writes."""

import json
import shutil
import subprocess
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import ValidationError

from app.api.system import written_catalog
from app.engine.errors import ArgumentError
from app.schemas.page_address import VIEW, is_address, read_address
from app.schemas.presets import PRESETS
from app.schemas.refusals import RefusedError, problems
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from tests.conftest import ROOT, lacking

COUNT = 400


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Give addresses with the requests that the page makes of them, by the page's own modules."""
    node = shutil.which("node")
    if node is None:
        lacking("Node.js 20 or newer", "install it")
    catalog = tmp_path_factory.mktemp("catalog") / "catalog.json"
    catalog.write_bytes(written_catalog().body)
    command = [node, "tests/js/address_samples.js", str(catalog), str(COUNT), "3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def outcome(read: Any) -> SimulationRequest | list[str]:
    """Give the request, or why it is refused."""
    try:
        request: SimulationRequest = read()
    except ValidationError as error:
        return [one["msg"] for one in problems(error.errors(include_url=False), ("body",))]
    except RefusedError as error:
        # It stands in the address, which the path begins with.
        return [one["msg"].removeprefix("address.") for one in error.problems]
    return request


def test_an_address_is_the_experiment_that_the_page_makes_of_it(
    samples: list[dict[str, Any]],
) -> None:
    assert len(samples) == COUNT
    read = 0
    for sample in samples:
        address, request = sample["address"], sample["request"]
        asked = outcome(lambda request=request: SimulationRequest.model_validate(request))
        for written in (address, f"#{address}", f"http://x.org/?embed=1#{address}"):
            found = outcome(lambda written=written: read_address(written, "address"))
            if isinstance(asked, SimulationRequest):
                assert isinstance(found, SimulationRequest), (written, found)
                assert found.model_dump() == asked.model_dump(), written
            else:
                assert found == asked, written
        read += isinstance(asked, SimulationRequest)
    # Some have labels or formulas that the server refuses, on either way.
    assert COUNT / 4 < read < COUNT


def test_the_words_of_the_view_are_those_of_the_page(samples: list[dict[str, Any]]) -> None:
    parts = {part.partition("=")[0] for one in samples for part in one["address"].split("&")}
    assert parts >= VIEW
    assert parts - VIEW <= {*SimulationRequest.model_fields, "run", "change"}


def test_no_address_at_all_is_the_experiment_the_page_opens_with() -> None:
    opening = SimulationRequest.model_validate(PRESETS[0].request)
    for text in ("#", "#epoch=3&tab=signal", "http://127.0.0.1:8000/", "/?embed=1"):
        assert read_address(text, "submission") == opening


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("colour=blue", "there is no setting 'colour'"),
        ("runs=[]", "there is no setting 'runs'"),
        ("initializer=zeros", "there is no setting 'initializer'"),
        ("run=A;epochs=3", "there is no setting 'epochs'"),
        ("activation=%E0%A4%A", "is not readable"),
        ("hidden_layers=8,x", "is no layer"),
        ("hidden_layers=999x8", "at most"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(address: str, words: str) -> None:
    with pytest.raises(ArgumentError, match="submission is ") as refused:
        read_address(f"#{address}", "submission")
    assert words in refused.value.allowed


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("run=A;initializer=glorot_nomal", "did you mean glorot_normal?"),
        ("learning_rate=fast", "learning_rate is 'fast'; allowed: a finite number"),
        ("epochs=1e400", "epochs is inf"),
        ("change=explode,epoch:1", "set_weight"),
        ("change=set_weight", "epoch"),
        ("run=" + "a" * 81, "at most 80 characters"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_as_in_a_request(address: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_address(f"#{address}", "submission")
    assert words in str(refused.value)


def test_a_formula_is_no_address() -> None:
    assert not is_address("np.random.randn(fan_in, fan_out) * 0.01  # small")
    formula = "2.0 * randn(fan_in, fan_out)  +  (1 / 3)"
    text = f"#run=A;initializer=expression,expression:{quote(formula, safe='')}"
    (run,) = resolve(read_address(text, "submission")).request.runs or []
    assert run.model_dump()["initializer"]["expression"] == formula
