"""The guided path: predict, watch, read what was seen with this run's numbers; then the table."""

import re
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from tests.browser.playground import COMPUTED, Playground

#: The lesson's experiments are all run when it is first opened.
LESSON = 2 * COMPUTED


async def open_lesson(playground: Playground, step: str) -> Locator:
    """Open the lesson at a step, by what its button says."""
    await playground.open("/#epochs=5")
    await playground.page.get_by_role("button", name="Lesson", exact=True).click()
    lesson = playground.page.get_by_role("region", name="Lesson", exact=True)
    stop = lesson.get_by_role("button", name=re.compile(rf"^{step}: "))
    await expect(stop).to_be_visible(timeout=LESSON)
    await stop.click()
    return lesson


async def test_a_step_asks_first_then_runs_and_explains_with_this_runs_numbers(
    playground: Playground,
) -> None:
    lesson = await open_lesson(playground, "2")
    run = lesson.get_by_role("button", name="Run it", exact=True)
    await expect(run).to_be_disabled()
    await lesson.get_by_role("radio", name="Never", exact=True).check()
    await run.click()
    await expect(lesson.get_by_text("As you predicted", exact=False)).to_be_visible(timeout=LESSON)
    text = await lesson.inner_text()
    assert "{" not in text
    assert (await playground.distinct("Constant 0.5"))[1] == (1, 8)
    assert "still there is 1 distinct neuron of 8" in text
    assert (await playground.distinct("Glorot"))[1] == (8, 8)
    assert "Glorot's random start has 8 distinct neurons" in text


async def test_another_seed_is_explained_with_its_own_numbers(playground: Playground) -> None:
    lesson = await open_lesson(playground, "4")
    await lesson.get_by_role("radio").first.check()
    await lesson.get_by_role("button", name="Run it", exact=True).click()
    figures = lesson.locator("b.figure")
    await expect(figures.first).to_be_visible(timeout=LESSON)
    before = await figures.all_inner_texts()
    async with playground.rerun():
        await playground.new_seed.click()
    await playground.to_last_epoch()
    loss = await final_loss(playground, "Glorot")
    await expect(figures.filter(has_text=re.compile(rf"^{re.escape(loss)}$")).first).to_be_visible()
    after = await figures.all_inner_texts()
    assert len(after) == len(before)
    assert after != before


async def final_loss(playground: Playground, label: str) -> str:
    """Give the training loss that a lane states for its end, as it is written."""
    text = await playground.lane(label).inner_text()
    found = re.search(r"Loss \S+ \u2192 ([^\s,;]+)", text)
    assert found is not None, text
    return found.group(1)


async def test_the_path_is_walked_by_keyboard_to_the_measured_table(
    playground: Playground,
) -> None:
    lesson = await open_lesson(playground, "7")
    forward = lesson.get_by_role("button", name="To the table", exact=True)
    await forward.focus()
    await forward.press("Enter")
    table = lesson.get_by_role("table")
    await expect(table).to_be_visible()
    await expect(table.get_by_role("columnheader", name="Symmetry broken?")).to_be_visible()
    text = await table.inner_text()
    assert "1 of 16 neurons distinct" in text
    assert "But the lesson says" in text
    whole = await lesson.inner_text()
    assert "Slide 1: Zero initialization" in whole
    assert "Slide 2: Random initialization" in whole
    rule = lesson.locator("blockquote")
    await expect(rule).to_contain_text("Don't let neurons be clones. Randomize to specialize.")
    await expect(rule).to_contain_text("5 have no clones at all, and 0 learn")
    await lesson.get_by_role("button", name="Close", exact=True).click()
    await expect(lesson).to_be_hidden()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
async def test_everyone_can_follow_the_lesson(
    playground: Playground, scheme: Literal["light", "dark"], width: int
) -> None:
    page = playground.page
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 800})
    lesson = await open_lesson(playground, "2")
    await lesson.get_by_role("radio").first.check()
    await lesson.get_by_role("button", name="Run it", exact=True).click()
    await expect(lesson.locator("b.figure").first).to_be_visible(timeout=LESSON)
    for stop in ("2", "Table"):
        await lesson.get_by_role("button", name=re.compile(f"^{stop}: ")).click()
        assert await page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), stop
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
