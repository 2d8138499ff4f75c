"""What the pages say holds for what was measured, and what was measured can be measured again."""

import ast
import re
import string
from inspect import cleandoc
from itertools import pairwise

import httpx
import pytest

from app.answers.all_answers import ANSWERS, GROUPS
from app.answers.chart import spread, svg
from app.answers.measured import PATH, fill, kept, written
from app.answers.page import make_page, pages
from app.answers.written_answer import Answer, Chart, Measured
from app.api.pages import prose
from tests.answers.pictures import FOLDER, digest, source_of

pytestmark = pytest.mark.anyio

each = pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.name)


def untrue(answer: Answer, measured: Measured) -> list[str]:
    """Give the words of an answer that do not hold for what was measured."""
    return [claim.words for claim in answer.claims if not claim.holds(measured.figures)]


def quoted(answer: Answer) -> set[str]:
    """Give the names of the numbers that an answer's text quotes."""
    parsed = (part for text in answer.templates for part in string.Formatter().parse(text))
    return {name for _, name, _, _ in parsed if name}


@each
def test_a_new_measurement_bears_out_the_text(answer: Answer) -> None:
    """With a fifth of the seeds; ``python -m app.answers`` measures with all of them."""
    seeds = max(1, answer.seeds // 5)
    measured, before = answer.measure(seeds), kept()[answer.name]
    assert untrue(answer, measured) == []
    assert set(measured.figures) == set(before.figures)
    assert list(measured.series) == list(before.series)
    if seeds < answer.seeds:
        return
    assert measured.figures == pytest.approx(before.figures, rel=answer.tolerance, abs=1e-9)
    for label, points in measured.series.items():
        # pytest.approx knows lists of numbers, but not of pairs.
        numbers = [number for point in points for number in point]
        expected = [number for point in before.series[label] for number in point]
        assert numbers == pytest.approx(expected, rel=10 * answer.tolerance, abs=1e-9)


@each
def test_a_text_quotes_numbers_that_were_measured_and_its_claims_stand_in_it(
    answer: Answer,
) -> None:
    figures = kept()[answer.name].figures
    assert quoted(answer) <= set(figures)
    assert untrue(answer, kept()[answer.name]) == []
    assert answer.claims
    for claim in answer.claims:
        assert any(claim.words in text for text in answer.templates), claim.words
    # Each number is there for a sentence or for what a sentence claims.
    for name in set(figures) - quoted(answer):
        without = {key: value for key, value in figures.items() if key != name}
        with pytest.raises(KeyError):
            [claim.holds(without) for claim in answer.claims]


@each
def test_a_preview_picture_shows_what_the_page_shows(answer: Answer) -> None:
    png = FOLDER.joinpath(f"{answer.name}.png").read_bytes()
    assert source_of(png) == digest(pages()[answer.name]), "python -m tests.answers.pictures"


@each
def test_the_lines_of_code_are_python(answer: Answer) -> None:
    for lines in (answer.code.torch, answer.code.keras, answer.code.jax):
        ast.parse(cleandoc(lines))


def test_what_is_kept_is_what_the_answers_measure_and_no_more() -> None:
    assert list(kept()) == [answer.name for answer in ANSWERS]
    assert len({answer.name for answer in ANSWERS}) == len(ANSWERS)
    assert PATH.read_text(encoding="utf-8") == written(kept())
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in kept())


def test_a_text_is_not_filled_with_a_number_that_is_missing() -> None:
    answer = ANSWERS[0]
    name = next(iter(quoted(answer)))
    figures = {key: value for key, value in kept()[answer.name].figures.items() if key != name}
    with pytest.raises(KeyError, match=name):
        make_page(answer, Measured(figures, kept()[answer.name].series), GROUPS[0])


@pytest.mark.parametrize(
    ("template", "text"),
    [("{n}", "0.123"), ("{n:share}", "12 %"), ("{big:count}", "8,000"), ("{n:.1f}", "0.1")],
)
def test_a_number_is_written_as_its_template_says(template: str, text: str) -> None:
    assert fill(template, {"n": 0.12345, "big": 8000.0}) == text


def test_a_text_becomes_html_with_code_and_links_within_the_site_alone() -> None:
    assert prose("a `b<` [c](/answers/d) [e](https://f) <g>") == (
        'a <code>b&lt;</code> <a href="/answers/d">c</a> [e](https://f) &lt;g&gt;'
    )


def test_a_chart_draws_each_number_where_its_axis_has_it() -> None:
    series = {"a": [(0.0, 0.0), (10.0, 1.0)], "<b>": [(0.0, 0.5), (10.0, 0.5)]}
    drawn = svg(Chart("lines", "", y="loss", x="epoch"), 'said "so"', series)
    (x0, low), (x1, high) = [
        (float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)(?=[L\"])", drawn)[:2]
    ]
    middle = re.findall(r'chart-colour-1" d="M[\d.]+ ([\d.]+)', drawn)
    assert x1 > x0
    assert low > high
    assert float(middle[0]) == pytest.approx((low + high) / 2, abs=0.1)
    assert "&lt;b&gt;" in drawn
    assert 'aria-label="said &quot;so&quot;"' in drawn


def test_bars_on_a_logarithmic_axis_are_as_long_as_their_powers_of_ten() -> None:
    drawn = svg(
        Chart("bars", "", y="size", log=True),
        "",
        {"a": [(0, 1.0)], "b": [(0, 1e-6)], "c": [(0, 1e-3)]},
    )
    long, none, half = map(float, re.findall(r'width="([\d.]+)"', drawn))
    assert none == 1
    assert half == pytest.approx(long / 2, abs=0.1)


def test_labels_stand_apart_in_the_order_of_their_lines() -> None:
    placed = spread([50.0, 51.0, 99.0, 49.0], 10.0, 0.0, 100.0)
    assert sorted(range(4), key=placed.__getitem__) == [3, 0, 1, 2]
    ordered = sorted(placed)
    assert all(after - before >= 10.0 for before, after in pairwise(ordered))
    assert ordered[0] >= 0
    assert ordered[-1] <= 100


async def test_every_answer_has_its_page_and_the_list_names_them_all(
    client: httpx.AsyncClient,
) -> None:
    listed = await client.get("/answers")
    assert listed.status_code == 200
    assert set(re.findall(r'href="/answers/([^"]+)"', listed.text)) == set(pages())
    titles = set()
    for name in pages():
        answered = await client.get(f"/answers/{name}")
        assert answered.status_code == 200
        text = answered.text
        titles.update(re.findall("<title>(.*?)</title>", text))
        description = re.findall('<meta name="description" content="(.*?)">', text)
        assert 50 < len(description[0]) < 330
        (picture,) = re.findall('<meta property="og:image" content="(.*?)">', text)
        assert picture == f"{client.base_url}/static/img/answers/{name}.png"
        assert (await client.get(picture)).headers["content-type"] == "image/png"
        linked = set(re.findall(r'href="/answers/([^"]+)"', text))
        assert linked <= set(pages())
    assert len(titles) == len(pages())


async def test_an_unknown_answer_is_not_found_in_words(client: httpx.AsyncClient) -> None:
    answered = await client.get("/answers/why-<not>")
    assert answered.status_code == 404
    assert "/answers lists all there are" in answered.json()["detail"]
