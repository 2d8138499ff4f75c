"""The page's first experiment is kept as two files, and is the very one that the page asks for."""

import asyncio
import json
import shutil
import subprocess

import httpx
import pytest

from app.questions.simulate.opening import FIRST_LINES, opening_job
from app.questions.simulate.plan import plan_stream
from app.schemas.catalog import make_catalog
from app.schemas.request import SimulationRequest
from app.version import results_version
from app.web.encoding import IMMUTABLE, REVALIDATE
from tests.conftest import ROOT, lacking

pytestmark = pytest.mark.anyio

ASK = """
import { readFileSync } from "node:fs";
import { firstExperiment, toRequest } from "./static/js/state/experiment.js";
const catalog = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(toRequest(catalog, firstExperiment(catalog))));
"""


def test_the_file_holds_what_the_page_would_ask_for() -> None:
    node = shutil.which("node")
    if node is None:
        lacking("Node.js 20 or newer", "install it")
    asked = subprocess.run(
        [node, "--input-type=module", "--eval", ASK],
        input=make_catalog().model_dump_json().encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    request = SimulationRequest.model_validate_json(asked.stdout)
    assert plan_stream(request).key == opening_job().key


async def test_both_parts_together_are_the_stream_and_never_change(server_url: str) -> None:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as http:
        address = f"/opening/{results_version()}"
        # Asked for by many at once, before it is there.
        answers = await asyncio.gather(*(http.get(f"{address}/{part}") for part in "0101"))
        assert [answer.status_code for answer in answers] == [200] * 4
        assert [answer.content for answer in answers[:2]] == [one.content for one in answers[2:]]
        assert {answer.headers["cache-control"] for answer in answers} == {IMMUTABLE}
        first, rest = (answer.text.splitlines() for answer in answers[:2])
        assert len(first) == FIRST_LINES
        events = [json.loads(line) for line in first + rest]
        assert (events[0]["kind"], events[-1]["kind"]) == ("started", "done")
        streamed = await http.post("/simulate/stream", json=events[0]["request"])
        assert streamed.text.splitlines()[:-1] == (first + rest)[:-1]
        sizes = [int(answer.headers["content-length"]) for answer in answers[:2]]
        assert sum(sizes) < 200_000
        assert sizes[0] < 30_000


async def test_another_version_gets_this_ones_and_must_ask_again(server_url: str) -> None:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as http:
        answer = await http.get("/opening/older/0")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == REVALIDATE
        assert (await http.get("/opening/older/2")).status_code == 422
