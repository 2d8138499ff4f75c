"""The lesson as it is answered."""

import httpx
import pytest

from tests.questions.support import strict
from tests.wire.lines import misfits

pytestmark = pytest.mark.anyio


async def test_the_lesson_answers_as_documented_and_is_kept(working: httpx.AsyncClient) -> None:
    response = await working.get("/lesson")
    assert response.status_code == 200
    answer = strict(response)
    assert misfits("LessonAnswer", answer) == []
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
