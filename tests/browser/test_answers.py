"""An answer plays its experiment, and can be read without a script too."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from tests.browser.playground import Playground


async def test_an_answer_plays_its_experiment_as_high_as_it_is(playground: Playground) -> None:
    page = playground.page
    await page.goto("/answers")
    await page.get_by_role("link", name="Why not initialize the weights").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("with zeros?")
    live = page.frame_locator("#live iframe")
    await expect(live.get_by_role("region", name="Zeros, tanh")).to_be_visible()
    frame = page.locator("#live iframe")
    height = await live.locator("html").evaluate("(root) => root.ownerDocument.body.scrollHeight")
    await expect(frame).to_have_css("height", f"{height}px")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_without_scripts_the_answer_is_text_and_a_picture(
    browser: Browser, server_url: str
) -> None:
    context = await browser.new_context(java_script_enabled=False, base_url=server_url)
    page = await context.new_page()
    await page.goto("/answers/why-not-zeros")
    await expect(page.get_by_role("img", name="Training loss over 100 epochs")).to_be_visible()
    await expect(page.get_by_role("heading", name="In code")).to_be_visible()
    await expect(page.locator("#live")).to_be_hidden()
    await expect(page.get_by_role("button")).to_have_count(0)
    await page.get_by_role("link", name="All questions").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Questions about weight initialization"
    )
    await context.close()
