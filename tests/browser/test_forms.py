"""The page is the same page as modules and as a bundle; what it loads later comes in both."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import in_both_forms
from tests.browser.playground import Playground

LOOKS = ("Layer", "Signal", "Why zero", "Depth", "Initializer", "Code")


@in_both_forms
async def test_everything_that_is_loaded_when_it_is_wanted_comes(
    playground: Playground, site: str, request: pytest.FixtureRequest
) -> None:
    page = playground.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    await playground.open()
    await playground.to_last_epoch()
    for tab in LOOKS:
        await page.get_by_role("tab", name=tab, exact=True).click()
        panel = page.get_by_role("tabpanel", name=tab, exact=True)
        await expect(panel.locator("canvas, code, table, select").first).to_be_visible()
    lesson = page.get_by_role("button", name="Lesson", exact=True)
    await lesson.click()
    await expect(page.get_by_role("heading", name="Lesson", exact=True)).to_be_visible()
    await expect(lesson).to_have_attribute("aria-expanded", "true")
    ink = "() => getComputedStyle(document.body).color"
    before = await page.evaluate(ink)
    await page.get_by_role("button", name="Dark", exact=True).click()
    assert await page.evaluate(ink) != before
    await page.get_by_role("button", name="Light", exact=True).click()
    assert await page.evaluate(ink) == before
    loaded = [address for address in asked if re.search(r"\.(js|css|woff2)$", address)]
    ways = {address.split("/")[2] for address in loaded}
    bundled = request.node.callspec.params["site"] == "bundle_url"
    assert (ways == {"bundle"}) == bundled, loaded
