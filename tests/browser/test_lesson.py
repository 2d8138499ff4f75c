"""The guided path: predict, watch, read what was seen with this run's numbers; then the table."""

import re
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from tests.browser.playground import Playground


async def open_lesson(playground: Playground, step: str) -> Locator:
    """Open the lesson at a step, by what its button says."""
    await playground.open("/#epochs=5")
    await playground.page.get_by_role("button", name="Lesson", exact=True).click()
    lesson = playground.page.get_by_role("region", name="Lesson", exact=True)
    stop = lesson.get_by_role("button", name=re.compile(rf"^{step}: "))
    await expect(stop).to_be_visible()
    await stop.click()
    return lesson


async def watch(playground: Playground, lesson: Locator, prediction: str) -> Locator:
    """Predict, run a step and go to its end; give the figures of its explanation."""
    await lesson.get_by_role("radio", name=prediction).check()
    await lesson.get_by_role("button", name="Run it", exact=True).click()
    await expect(playground.epoch).not_to_have_attribute("max", "1")
    await playground.to_last_epoch()
    figures = lesson.locator("b.figure")
    await expect(figures.first).to_be_visible()
    return figures


async def test_a_step_shows_a_start_asks_then_runs_and_explains_with_this_runs_numbers(
    playground: Playground,
) -> None:
    lesson = await open_lesson(playground, "3")
    run = lesson.get_by_role("button", name="Run it", exact=True)
    await expect(run).to_be_disabled()
    await expect(playground.epoch).to_have_attribute("aria-valuetext", "epoch 0 of 0")
    await watch(playground, lesson, "No, they change, but all in the same way")
    await expect(lesson.get_by_text("You were right", exact=False)).to_be_visible()
    text = await lesson.inner_text()
    assert "{" not in text
    assert (await playground.distinct("Constant 0.5"))[1] == (1, 8)
    assert "still there is 1 distinct neuron of 8" in text
    assert (await playground.distinct("Glorot"))[1] == (8, 8)
    assert "Glorot's random start has 8 distinct neurons" in text


async def test_nothing_is_explained_before_a_run_was_seen_to_its_end(
    playground: Playground,
) -> None:
    lesson = await open_lesson(playground, "3")
    await watch(playground, lesson, "Yes, training pulls them apart")
    # The moment at which the old result stands under the new experiment.
    await playground.page.evaluate(
        """() => {
          window.told = [];
          const lesson = document.getElementById("lesson");
          const look = () => {
            const epoch = document.querySelector(".epoch-line input");
            const is_told = lesson.querySelector("b.figure") !== null;
            if (is_told && epoch.value !== epoch.max) window.told.push(epoch.value);
          };
          new MutationObserver(look).observe(lesson, { childList: true, subtree: true });
        }"""
    )
    await lesson.get_by_role("button", name="Run it again", exact=True).click()
    await expect(lesson.locator("b.figure")).to_have_count(0)
    await expect(lesson.locator("b.figure").first).to_be_visible()
    assert await playground.page.evaluate("window.told") == []


async def test_a_curve_is_drawn_by_keyboard_and_set_beside_the_run(
    playground: Playground,
) -> None:
    lesson = await open_lesson(playground, "4")
    await lesson.get_by_text("Set it with sliders", exact=True).click()
    await lesson.get_by_role("slider", name="Loss at epoch 200").press("Home")
    canvas = lesson.locator("canvas")
    await expect(canvas).to_have_attribute("aria-label", re.compile("0 at epoch 200"))
    await lesson.get_by_role("button", name="Run it", exact=True).click()
    await expect(playground.epoch).not_to_have_attribute("max", "1")
    await playground.to_last_epoch()
    await expect(lesson.locator("b.figure").first).to_be_visible()
    text = await lesson.inner_text()
    assert "Your curve comes close" in text or "The gap is widest at epoch" in text
    await expect(canvas).to_have_attribute("aria-label", re.compile("the run: "))


async def test_a_step_is_gone_through_by_keyboard_without_motion(playground: Playground) -> None:
    page = playground.page
    await page.emulate_media(reduced_motion="reduce")
    lesson = await open_lesson(playground, "1")
    await expect(lesson.get_by_role("heading", name="Two slides", exact=False)).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(lesson.locator("b.figure").first).to_be_visible()
    again = lesson.get_by_role("button", name="Run it again", exact=True)
    await expect(again).to_be_focused()  # who pressed it has not lost the place
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(lesson.get_by_role("heading", name="Start from nothing")).to_be_focused()


async def test_a_step_is_left_for_free_play_and_its_address_brings_it_back(
    playground: Playground,
) -> None:
    lesson = await open_lesson(playground, "1")
    await watch(playground, lesson, "Both: training sorts it out")
    await lesson.get_by_role("button", name="Try it yourself", exact=True).click()
    await expect(lesson).to_be_hidden()
    await expect(playground.lane("All alike")).to_be_visible()
    await playground.page.get_by_role("button", name="Back to the lesson", exact=True).click()
    await expect(lesson.get_by_text("The answer: Only the one", exact=False)).to_be_visible()
    address = playground.page.url
    await playground.page.goto("about:blank")
    await playground.open(address)
    await expect(lesson.get_by_text("The answer: Only the one", exact=False)).to_be_visible()


async def test_another_seed_is_explained_with_its_own_numbers(playground: Playground) -> None:
    lesson = await open_lesson(playground, "6")
    figures = await watch(playground, lesson, "No")
    before = await figures.all_inner_texts()
    async with playground.rerun():
        await playground.new_seed.click()
    await playground.to_last_epoch()
    loss = await playground.loss("Glorot")
    await expect(figures.filter(has_text=re.compile(rf"^{loss:g}0*$")).first).to_be_visible()
    after = await figures.all_inner_texts()
    assert len(after) == len(before)
    assert after != before


async def test_the_path_is_walked_by_keyboard_to_the_measured_table(
    playground: Playground,
) -> None:
    lesson = await open_lesson(playground, "10")
    forward = lesson.get_by_role("button", name="To the table", exact=True)
    await forward.focus()
    await forward.press("Enter")
    table = lesson.get_by_role("table")
    await expect(table).to_be_visible()
    await expect(table.get_by_role("columnheader", name="Symmetry broken?")).to_be_visible()
    text = await table.inner_text()
    assert "1 of 16 neurons distinct" in text
    assert "The lesson says otherwise" in text
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
    lesson = await open_lesson(playground, "3")
    await watch(playground, lesson, "Yes, training pulls them apart")
    await expect(lesson.locator(".lesson-outcome")).to_be_in_viewport()
    for stop in ("3", "4", "Table"):
        await lesson.get_by_role("button", name=re.compile(f"^{stop}: ")).click()
        if stop == "Table":
            await expect(lesson.get_by_role("table")).to_be_visible()
        assert await page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), stop
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
