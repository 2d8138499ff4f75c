"""What the page promises of its ready maps holds, in the cells where it is cheap to look."""

import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT, START_SECONDS, lacking

pytestmark = pytest.mark.anyio

SCRIPT = Path(__file__).with_name("ready_maps.mjs")


@pytest.fixture
async def http(server_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as client:
        yield client


@pytest.fixture
def requests(server_url: str) -> dict[str, dict[str, Any]]:
    """What the page asks for each of its ready maps, by name."""
    node = shutil.which("node")
    if node is None:
        lacking("Node.js", "install it")
    catalog = httpx.get(f"{server_url}/catalog", timeout=START_SECONDS).text
    done = subprocess.run(
        [node, str(SCRIPT)], input=catalog, cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


Map = dict[tuple[str, str], dict[str, Any]]


async def ask(
    http: httpx.AsyncClient, request: dict[str, Any], columns: list[str], rows: list[str]
) -> tuple[Map, list[dict[str, Any]]]:
    """Give some cells of a map, by the names of their column and row, and its lines."""
    asked = dict(request)
    for name, labels in (("x", columns), ("y", rows)):
        kept = [entry for entry in request[name]["entries"] if entry["label"] in labels]
        assert len(kept) == len(labels), [entry["label"] for entry in request[name]["entries"]]
        asked[name] = {**request[name], "entries": kept}
    answer = await http.post("/map", json=asked)
    assert answer.status_code == 200, answer.text
    started, *cells, _ = (json.loads(line) for line in answer.text.splitlines())
    names = [[entry["label"] for entry in asked[name]["entries"]] for name in "xy"]
    found = {(names[0][at["x_index"]], names[1][at["y_index"]]): at["figures"] for at in cells}
    return found, started["theory"]


async def test_where_zero_may_stand(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    request = requests["zero_layers"]
    masks = [entry["label"] for entry in request["x"]["entries"]]
    assert masks[:4] == ["none", "1", "2", "output"]
    assert len(masks) == 8
    cells, _ = await ask(http, request, masks, ["tanh", "ReLU"])
    trained = {place for place, figures in cells.items() if figures["train_loss"] < 0.01}
    assert trained == {
        *((mask, "tanh") for mask in masks[:4]),
        ("none", "ReLU"),
        ("output", "ReLU"),
    }
    others = [figures["train_loss"] for place, figures in cells.items() if place not in trained]
    assert others == pytest.approx([0.693] * len(others), abs=0.002)


async def test_scale_against_rate(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    columns, rows = ["0.01", "0.0398", "0.631", "2.51"], ["0.0448", "0.39", "0.669", "10"]
    cells, _ = await ask(http, requests["scale_rate"], columns, rows)
    for (std, rate), figures in cells.items():
        loss = figures["train_loss"]
        if rate == "10":
            assert loss is None or loss > 0.693
        elif float(std) < 0.05 and float(rate) < 0.4:
            assert loss == pytest.approx(0.69, abs=0.01)
        elif float(std) > 0.5 and float(rate) > 0.3:
            assert loss < 0.1


async def test_order_and_chaos(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    request = requests["chaos"]
    columns = [entry["label"] for entry in request["x"]["entries"]]
    rows = ["0", "1"]
    cells, (line,) = await ask(http, request, columns, rows)
    assert line["label"] == "\N{GREEK SMALL LETTER CHI} = 1"
    assert [row for _, row in line["points"]] == list(range(len(rows)))
    for column, row in line["points"]:
        on_line = cells[columns[round(column)], rows[int(row)]]["gradient_flow"]
        ends = [cells[columns[at], rows[int(row)]]["gradient_flow"] for at in (0, -1)]
        assert ends[0] < 0.001 < 0.05 < on_line < 0.6 < 3.0 < ends[1]


async def test_trainable_depth(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    request = requests["trainable_depth"]
    cells, _ = await ask(http, request, ["0.5", "1.5", "3"], ["30"])
    losses = [cells[sigma, "30"]["train_loss"] for sigma in ("0.5", "1.5", "3")]
    assert losses[1] < 0.3 < 0.5 < min(losses[0], losses[2])


async def test_width_against_rate(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    rates = ["0.0097", "0.0309", "0.0985"]
    cells, _ = await ask(http, requests["width_rate"], rates, ["8", "128"])
    best = {
        width: min((cells[rate, width]["train_loss"], rate) for rate in rates)[1]
        for width in ("8", "128")
    }
    assert best == {"8": "0.0985", "128": "0.0309"}


async def test_with_mup_the_best_rate_stays(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    rates, widths = ["0.00305", "0.0097", "0.0309", "0.0985"], ["32", "128"]
    cells, _ = await ask(http, requests["width_rate_mup"], rates, widths)
    loss = {place: figures["train_loss"] for place, figures in cells.items()}
    for width in widths:
        assert min((loss[rate, width], rate) for rate in rates)[1] == "0.0309"
    # The usual law's falls by a quarter from 32 to 128 at this rate: 0.48 to 0.36.
    assert loss["0.00305", "128"] > 0.9 * loss["0.00305", "32"]


async def test_small_weights_condense(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    cells, _ = await ask(http, requests["condensation"], ["0.001", "0.163", "3"], ["0.1"])
    seen = {std: figures["visibly_distinct"] for (std, _), figures in cells.items()}
    assert seen == {"0.001": [1], "0.163": [16], "3": [16]}
    assert all(figures["distinct_neurons"][0] == 16 for figures in cells.values())


async def test_depth_against_activation(
    http: httpx.AsyncClient, requests: dict[str, dict[str, Any]]
) -> None:
    rows = ["tanh", "ReLU", "sigmoid", "SELU"]
    flow = {}
    for law in ("glorot", "he"):
        cells, _ = await ask(http, requests[f"depth_{law}"], ["2", "20"], rows)
        flow[law] = {place: figures["gradient_flow"] for place, figures in cells.items()}
    assert 0.1 < flow["glorot"]["20", "tanh"] < 0.4
    assert flow["glorot"]["20", "ReLU"] < 0.001
    assert flow["glorot"]["20", "sigmoid"] < 1e-12
    assert 0.08 < flow["he"]["20", "ReLU"] < 0.4
    assert flow["he"]["20", "sigmoid"] < 1e-9
    assert flow["he"]["20", "SELU"] > 10
