"""The map: cells come, a point goes over them and the stage follows, a link opens the same map."""

import re

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.playground import COMPUTED, Playground

MAP = (
    "/#dataset=plane&epochs=20&activation=linear&run=Glorot;initializer=glorot_normal&tab=map"
    "&map=x:learning_rate,0.1,1000000;y:zero_layers,0000,1000,0001;color:test_loss"
)


async def test_a_point_goes_over_the_map_and_the_stage_follows(playground: Playground) -> None:
    await playground.open(MAP)
    page = playground.page
    panel = page.get_by_role("tabpanel", name="Map", exact=True)
    field = panel.get_by_role("img", name=re.compile("^Map of Test loss"))
    whole = re.compile("6 of 6 cells measured, 3 diverged")
    await expect(field).to_have_attribute("aria-label", whole)

    await field.focus()
    for key in ("ArrowUp", "ArrowUp"):
        await page.keyboard.press(key)
    point = re.compile("The point: Learning rate: 0.1; Layers that start at zero: 1; Training loss")
    await expect(field).to_have_attribute("aria-label", point)
    lane = playground.lane("On the map")
    await expect(lane).to_be_visible()
    await page.keyboard.press("Enter")
    kept = playground.lane("Learning rate 0.1, Layers that start at zero 1")
    await expect(kept).to_be_visible()
    # What is on the stage is no other map.
    await expect(field).to_have_attribute("aria-label", whole)

    box = await field.bounding_box()
    assert box is not None
    await field.click(position={"x": box["width"] - 30, "y": 40})
    told = panel.get_by_text("Layers that start at zero: output")
    await expect(told).to_contain_text("Learning rate: 1e6")
    across = panel.get_by_role("slider", name="Point across")
    await expect(across).to_have_attribute("aria-valuetext", "1e6")
    await across.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(across).to_have_attribute("aria-valuetext", "0.1")

    await panel.get_by_text("The numbers").click()
    await expect(panel.get_by_role("rowheader")).to_have_text(["output", "1", "none"])
    await panel.get_by_role("combobox", name="Up", exact=True).select_option("weight_std")
    await panel.get_by_role("combobox", name="Across", exact=True).select_option("sigma_w")
    await expect(panel.get_by_role("status")).to_contain_text("Both axes set the initializer")
    found = await Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()

    await panel.get_by_role("combobox", name="Up", exact=True).select_option("sigma_b")
    await expect(field).to_have_attribute(
        "aria-label", re.compile("line \u03c7 = 1"), timeout=COMPUTED
    )
    await expect(page).to_have_url(re.compile("map=x:sigma_w,.*y:sigma_b,"))
    await page.reload()
    again = re.compile("across \u03c3w .*, up \u03c3b .*: 144 of 144 cells measured")
    await expect(field).to_have_attribute("aria-label", again)


async def test_a_map_that_is_left_is_not_computed_on(playground: Playground) -> None:
    await playground.open("/#epochs=5")
    page = playground.page
    async with page.expect_event(
        "requestfailed", lambda request: request.url.endswith("/map"), timeout=COMPUTED
    ):
        async with page.expect_request("**/map"):
            await page.goto(
                f"{page.url.split('#')[0]}#epochs=20000&tab=map"
                "&map=x:learning_rate,0.1,0.2;y:weight_std,0.1,0.2"
            )
        await page.get_by_role("tab", name="Layer", exact=True).click()
