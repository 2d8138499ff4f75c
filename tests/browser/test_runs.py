"""Runs are added, removed and named; the experiment stands in the address."""

from urllib.parse import urlparse

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.playground import Playground


async def test_a_run_is_added_and_trained_at_once(playground: Playground) -> None:
    await playground.open("/#epochs=20")
    async with playground.rerun():
        await playground.add_run.click()
    await expect(playground.lanes()).to_have_count(3)
    await playground.to_last_epoch()


async def test_a_run_is_removed(playground: Playground) -> None:
    await playground.open("/#epochs=20")
    lane = await playground.settings(playground.lane("Constant 0.5"))
    async with playground.rerun():
        await lane.get_by_role("button", name="Remove").click()
    await expect(lane).to_have_count(0)
    await expect(playground.lanes()).to_have_count(1)
    await playground.to_last_epoch()


async def test_the_address_opens_the_same_experiment_again(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=20")
    await page.get_by_label("Dataset", exact=True).select_option("moons")
    async with playground.rerun():
        await playground.add_run.click()
    await expect(playground.lanes()).to_have_count(3)
    await playground.to_last_epoch()
    names = [await lane.get_attribute("aria-label") for lane in await playground.lanes().all()]
    shown = await playground.network_name("Glorot normal")
    loss = await playground.loss("Glorot normal")
    address = urlparse(page.url)
    assert "moons" in address.fragment + address.query

    await page.goto("about:blank")
    await playground.open(page_address(address.path, address.query, address.fragment))
    await expect(playground.lanes()).to_have_count(3)
    await playground.to_last_epoch()
    assert names == [
        await lane.get_attribute("aria-label") for lane in await playground.lanes().all()
    ]
    assert await playground.network_name("Glorot normal") == shown
    assert await playground.loss("Glorot normal") == loss


def page_address(path: str, query: str, fragment: str) -> str:
    """Put an address of the server together again, without its host."""
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


async def test_share_makes_a_link_and_a_frame_of_what_is_shown(playground: Playground) -> None:
    page = playground.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await playground.open("/#epochs=20")
    async with playground.rerun():
        await page.get_by_label("Dataset", exact=True).select_option("xor")
    await playground.to_last_epoch()
    await playground.share.click()
    studio = page.get_by_role("dialog", name="Share this experiment")
    await studio.get_by_role("button", name="Copy: Link to the whole page").click()
    # All pages of the browser share one clipboard: it may hold what an earlier test copied.
    await page.wait_for_function("async () => /#.*xor/.test(await navigator.clipboard.readText())")
    await studio.get_by_label("Networks", exact=True).select_option(label="Constant 0.5 alone")
    await studio.get_by_label("The seed").check()
    await studio.get_by_label("It starts").select_option("still")
    html = await studio.get_by_role("textbox", name="HTML for your page").input_value()
    assert "?embed=1&amp;show=stage,transport&amp;allow=seed#" in html
    assert "epoch=20" in html
    preview = studio.frame_locator("iframe")
    await expect(preview.get_by_role("button", name="New seed")).to_be_visible()
    await expect(preview.get_by_role("heading", name="Glorot normal")).to_have_count(0)
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await page.keyboard.press("Escape")
    await expect(studio).to_be_hidden()
    await expect(playground.share).to_be_focused()


async def test_back_undoes_a_change(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#dataset=xor")
    await playground.to_last_epoch()
    await page.goto("/#dataset=moons")
    await expect(page.get_by_label("Dataset", exact=True)).to_have_value("moons")
    await page.go_back()
    await expect(page.get_by_label("Dataset", exact=True)).to_have_value("xor")
