"""On a first visit a handful of notes say what is what; they cover nothing that they speak of."""

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, expect

from tests.browser.playground import COMPUTED, Playground, Watch

SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.shifts.push(entry.value);
}).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.fixture
async def visit(browser: Browser, server_url: str) -> AsyncIterator[Playground]:
    """Give an empty page of somebody who has never been here."""
    context = await browser.new_context(
        base_url=server_url, viewport={"width": 1280, "height": 720}
    )
    page = await context.new_page()
    page.set_default_timeout(COMPUTED)
    opened = Playground(page, Watch(page, server_url))
    yield opened
    await context.close()
    assert opened.watch.unexpected() == []


async def covers(note: Locator, subject: Locator) -> bool:
    over, under = await note.bounding_box(), await subject.bounding_box()
    assert over is not None
    assert under is not None
    return (
        over["x"] < under["x"] + under["width"]
        and under["x"] < over["x"] + over["width"]
        and over["y"] < under["y"] + under["height"]
        and under["y"] < over["y"] + over["height"]
    )


async def test_notes_tell_one_thing_after_the_other_and_never_again(visit: Playground) -> None:
    page = visit.page
    await page.add_init_script(SHIFTS)
    await visit.open()
    note = page.get_by_role("note")
    subjects = [visit.networks().first, page.locator(".epoch-line"), page.locator("#experiment")]
    for i, subject in enumerate(subjects):
        await expect(note).to_contain_text(f"{i + 1} of 3")
        assert not await covers(note, subject)
        if i == 0:
            found = await Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        await note.get_by_role("button", name="Done" if i == 2 else "Next").click()
    await expect(note).to_be_hidden()
    assert await page.evaluate("globalThis.shifts.reduce((sum, shift) => sum + shift, 0)") < 0.02
    await page.reload()
    await visit.to_last_epoch()
    await expect(note).to_be_hidden()


async def test_who_looks_closer_or_presses_escape_needs_no_more_notes(visit: Playground) -> None:
    page = visit.page
    note = page.get_by_role("note")
    await visit.open("/#epochs=5")
    await expect(note).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(note).to_be_hidden()
    await page.evaluate("localStorage.clear()")
    await page.reload()
    await expect(note).to_be_visible()
    await visit.networks().first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary")).to_be_hidden()
    await expect(note).to_be_hidden()


async def test_no_note_on_a_phone_or_in_an_embed_and_storage_may_be_refused(
    visit: Playground,
) -> None:
    page = visit.page
    note = page.get_by_role("note")
    await page.set_viewport_size({"width": 360, "height": 740})
    await visit.open("/#epochs=5")
    await visit.to_last_epoch()
    await expect(note).to_be_hidden()
    await page.set_viewport_size({"width": 1280, "height": 720})
    await expect(note).to_be_visible()
    await visit.open("/?embed=1#epochs=5")
    await visit.to_last_epoch()
    await expect(note).to_be_hidden()
    # A browser that refuses storage shows them, and they can be closed.
    await page.add_init_script(
        "Object.defineProperty(globalThis, 'localStorage',"
        " { get() { throw new DOMException('refused', 'SecurityError'); } })"
    )
    await visit.open("/#epochs=5")
    await note.get_by_role("button", name="Close").click()
    await expect(note).to_be_hidden()
