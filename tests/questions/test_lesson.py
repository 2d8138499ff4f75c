"""The lesson as it is answered."""

import httpx
import pytest

from tests.questions.support import strict
from tests.wire.lines import misfits

pytestmark = pytest.mark.anyio


async def test_the_steps_of_the_lesson_are_answered_while_no_worker_is_free(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/lesson")
    assert response.status_code == 200
    answer = strict(response)
    assert misfits("LessonAnswer", answer) == []
    assert answer["steps"][0]["name"] == "slides"
    assert "claims" not in answer["steps"][0]
    etag = response.headers["etag"]
    unchanged = await client.get("/lesson", headers={"if-none-match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_the_lessons_table_answers_as_documented_and_is_kept(
    working: httpx.AsyncClient,
) -> None:
    response = await working.get("/lesson/table")
    assert response.status_code == 200
    answer = strict(response)
    assert misfits("LessonTableAnswer", answer) == []
    assert [row["name"] for row in answer["table"]["rows"] if row["in_lesson"]] == [
        "zeros",
        "large",
        "small",
        "glorot",
        "he",
    ]
    etag = response.headers["etag"]
    unchanged = await working.get("/lesson/table", headers={"if-none-match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert strict(await working.get("/lesson/table")) == answer


async def test_every_request_of_the_lesson_can_be_run(working: httpx.AsyncClient) -> None:
    steps = strict(await working.get("/lesson"))["steps"]
    table = strict(await working.get("/lesson/table"))["table"]
    for one in (*steps, *table["nets"]):
        short = {**one["request"], "epochs": 0}
        assert (await working.post("/simulate", json=short)).status_code == 200
