"""An experiment's table: the same numbers as in JSON, every text safe, every ending seen."""

import csv
import io
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from starlette.types import Message

from app.engine.records.events import LayerSnapshot, RunSnapshot
from app.jobs.compression import Packer
from app.jobs.frames import Frame, Kind, frame_of
from app.jobs.service import FailedError
from app.questions.table.text import quoted
from app.web.responses import send_whole_frames
from app.wire.record_fields import fields_of
from app.wire.rows import LAYER_QUANTITIES, RUN_QUANTITIES
from tests.questions.support import strict

pytestmark = pytest.mark.anyio

HOSTILE = '=HYPERLINK("http://x",1)\r\n,;-2+"'
REQUEST: dict[str, Any] = {
    "epochs": 6,
    "dataset": {"name": "plane", "samples": 60},
    "activation": "relu",
    "hidden_layers": [5, 3],
    "seeds": 2,
    "runs": [
        {"label": HOSTILE, "initializer": {"name": "constant", "value": 0.5}},
        {"label": "Much too fast", "activation": "linear", "learning_rate": 1e6},
    ],
    "record": {"epochs": [0, 2, 6], "instruments": ["signal", "symmetry"]},
}


@pytest.fixture
async def answer(working: httpx.AsyncClient) -> httpx.Response:
    return await working.post("/simulate.csv", json=REQUEST)


def told(snapshots: list[dict[str, Any]]) -> dict[tuple[int, int, str, str], float | None]:
    """Find the quantities in the document, by run, epoch, layer and name."""
    found: dict[tuple[int, int, str, str], float | None] = {}

    def walk(place: tuple[int, int, str], prefix: str, node: dict[str, Any]) -> None:
        for name, value in node.items():
            path = f"{prefix}{name}"
            if isinstance(value, dict) and "counts" not in value:
                walk(place, f"{path}.", value)
            elif path == "signal.dead" and value is not None:
                found[*place, path] = len(value)
            elif isinstance(value, int | float) and path not in {"run", "layer_index"}:
                found[*place, path] = value

    for snapshot in snapshots:
        for run in snapshot["runs"]:
            walk((run["run"], snapshot["epoch"], ""), "", run)
            for layer in run["layers"]:
                walk((run["run"], snapshot["epoch"], str(layer["layer_index"])), "", layer)
    return found


async def test_the_table_holds_every_number_of_the_document_and_no_other(
    working: httpx.AsyncClient, answer: httpx.Response
) -> None:
    assert answer.headers["content-type"].startswith("text/csv")
    document = strict(await working.post("/simulate", json=REQUEST))
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    numbers = {
        (int(row["run"]), int(row["epoch"]), row["layer_index"], row["quantity"]): row["value"]
        for row in rows
    }
    assert len(numbers) == len(rows)
    ends = {key: value for key, value in numbers.items() if key[3] == "completed"}
    assert [(key[0], value) for key, value in ends.items()] == [(0, "1"), (1, "0")]
    (diverged,) = document["diverged"]
    layer = "" if diverged["layer_index"] is None else str(diverged["layer_index"])
    where = (1, diverged["epoch"], layer, f"diverged.{diverged['quantity']}")
    assert numbers.pop(where) == "1"
    finite = {key: float(value) for key, value in numbers.items() if value and key not in ends}
    assert finite == told(document["snapshots"])
    assert max(epoch for run, epoch, *_ in finite if run == 1) < diverged["epoch"]


async def test_labels_come_back_whole_but_for_what_a_spreadsheet_would_compute(
    answer: httpx.Response,
) -> None:
    lines = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert {len(line) for line in lines} == {6}
    assert lines[0] == ["run", "label", "epoch", "layer_index", "quantity", "value"]
    label = lines[1][1]
    assert label.replace("'", "") == HOSTILE
    assert label.startswith("'=")
    assert ",;'-2" in label
    assert answer.text.count("\n") == answer.text.count("\r\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\uff1d", "a,=", "a; +", '"@'])
def test_no_text_begins_a_formula(start: str) -> None:
    assert quoted(f"{start}1+1") == '"' + f"{start[:-1]}'{start[-1]}1+1".replace('"', '""') + '"'


@pytest.mark.parametrize("label", ["std -0.5", "a=b", "rate 1e-3", "a-b, c", "it's"])
def test_ordinary_labels_stay_as_they_are(label: str) -> None:
    assert quoted(label) == f'"{label}"'


async def test_an_address_has_the_table_of_its_request_and_may_be_kept(
    working: httpx.AsyncClient,
) -> None:
    query = {"epochs": "1", "record": '{"epochs":[1]}'}
    linked = await working.get("/simulate.csv", params=query)
    posted = await working.post("/simulate.csv", json={"epochs": 1, "record": {"epochs": [1]}})
    assert linked.text == posted.text
    assert "public" in linked.headers["cache-control"]
    known = {"if-none-match": linked.headers["etag"]}
    assert (await working.get("/simulate.csv", params=query, headers=known)).status_code == 304
    # How arrays would be written makes no difference.
    other = {**query, "record": '{"epochs":[1],"weights":true,"histogram_bins":9}'}
    again = await working.get("/simulate.csv", params=other)
    assert again.headers["etag"] == linked.headers["etag"]
    refused = await working.get("/simulate.csv", params={"epochs": "-1"})
    assert refused.status_code == 422
    assert "epochs is -1; allowed: an integer" in strict(refused)["detail"][0]["msg"]


def test_every_number_of_a_record_is_a_quantity_with_its_name_in_json() -> None:
    for record, known in ((RunSnapshot, RUN_QUANTITIES), (LayerSnapshot, LAYER_QUANTITIES)):
        assert len(set(known)) == len(known)
        names = {field.name for field in fields_of(record)}
        assert {name.split(".")[0] for name in known} <= names | {"completed"}


async def sent(frames: list[Frame]) -> list[Message]:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def given() -> AsyncGenerator[Frame]:
        for frame in frames:
            yield frame

    await send_whole_frames(send, given(), {"content-type": "text/csv"}, gzip=False)
    return messages


async def test_a_table_that_breaks_off_does_not_end() -> None:
    packer = Packer()
    packer.add(b"first")
    piece = frame_of(Kind.PIECE, packer.piece(last=False))
    packer.add(b'{"kind":"failed","message":"why"}')
    failed = frame_of(Kind.FAILED, packer.piece(last=True))
    messages = await sent([piece, failed])
    assert b"".join(one.get("body", b"") for one in messages) == b"first\n"
    assert messages[-1]["more_body"] is True
    packer = Packer()
    packer.add(b'{"kind":"failed","message":"why"}')
    with pytest.raises(FailedError, match="why"):
        await sent([frame_of(Kind.FAILED, packer.piece(last=True))])
    packer = Packer()
    packer.add(b"all")
    done = frame_of(Kind.DONE, packer.piece(last=True))
    assert (await sent([done]))[-1] == {
        "type": "http.response.body",
        "body": b"",
        "more_body": False,
    }
