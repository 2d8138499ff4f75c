"""The API's documentation is read in the browser, without a network."""

from playwright.async_api import expect

from tests.browser.playground import Playground


async def test_the_documentation_shows_every_route_and_loads_nothing_from_elsewhere(
    playground: Playground,
) -> None:
    page = playground.page
    await page.goto("/docs")
    paths = (await (await page.request.get("/openapi.json")).json())["paths"]
    assert len(paths) >= 5
    for path in paths:
        shown = page.locator(f"[data-path='{path}']").or_(page.get_by_text(path, exact=True))
        await expect(shown.first).to_be_visible()


async def test_an_experiment_can_be_tried_from_the_documentation(playground: Playground) -> None:
    page = playground.page
    await page.goto("/docs")
    await page.get_by_role("button").filter(has_text="/health").first.click()
    await page.get_by_role("button", name="Try it out").click()
    await page.get_by_role("button", name="Execute").click()
    await expect(page.get_by_text('"ok"').first).to_be_visible()
