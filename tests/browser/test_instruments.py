"""What the instruments say is on the page: verdicts, signals, depth, single gradients, seeds."""

import re
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from tests.browser.playground import Playground


async def open_tab(playground: Playground, name: str) -> Locator:
    """Choose a closer look; give its panel."""
    await playground.page.get_by_role("tab", name=name, exact=True).click()
    panel = playground.page.get_by_role("tabpanel", name=name, exact=True)
    await expect(panel).to_be_visible()
    return panel


async def test_a_lane_gives_its_verdict_with_what_it_rests_on(playground: Playground) -> None:
    await playground.open("/#epochs=100")
    await playground.to_last_epoch()
    clones, learned = playground.lane("Constant 0.5"), playground.lane("Glorot normal")
    await expect(clones.get_by_text("At the end: clones", exact=False)).to_be_visible()
    await expect(learned.get_by_text("At the end: has learned")).to_be_visible()
    live = playground.page.locator("#live")
    await expect(live).to_contain_text("Constant 0.5: at the end, clones")
    await clones.locator("summary", has_text="Why").click()
    await expect(clones).to_contain_text("distinct neurons (layer 1): 1; threshold 8")
    await expect(clones).to_contain_text("and all classes alike ln 2 = 0.693")
    await playground.reset.click()
    await expect(clones.get_by_text("At the start: clones", exact=False)).to_be_visible()
    await expect(learned.get_by_text("At the start: healthy")).to_be_visible()
    await playground.page.get_by_role("button", name="Step", exact=True).click()
    await expect(clones.get_by_text("At epoch 1: clones, nothing learned yet")).to_be_visible()
    await expect(learned.get_by_text("At epoch 1: nothing learned yet")).to_be_visible()
    await clones.get_by_role("button", name="Start the output layer at zero").click()
    await expect(clones).to_contain_text("The loss begins at 0.693;")


async def test_small_weights_fade_with_depth_and_glorots_hardly(playground: Playground) -> None:
    await playground.open("/#epochs=5")
    panel = await open_tab(playground, "Depth")
    forward = panel.get_by_role("img", name=re.compile("^Forward"))
    await expect(forward).to_have_attribute("aria-label", re.compile("Glorot.* from .* to "))
    told = await playground.attribute(forward, "aria-label")
    assert ends(told, "Small, std 0.01")[1] < 1e-20
    assert ends(told, "Glorot")[1] > 0.05
    await panel.get_by_role("checkbox", name="Small, std 0.01").uncheck()
    await expect(forward).not_to_have_attribute("aria-label", re.compile("Small"))
    await expect(panel.get_by_role("rowheader")).to_have_count(3)
    # He's variance 2 in both layers of a branch: the stream's grows by 1 + 2 a block.
    await panel.get_by_role("combobox", name="Activation").select_option("relu")
    await panel.get_by_role("combobox", name="Architecture").select_option("Residual")
    he = panel.get_by_role("row", name=re.compile("^He "))
    await expect(he).to_contain_text("exponentially, \u00d7 3.00 a block")
    await panel.get_by_role("combobox", name="Architecture").select_option(
        "Residual, pre-normalized"
    )
    await expect(he).to_contain_text("grows linearly, + 2.00 a block")
    await expect(playground.page).to_have_url(re.compile("architecture:pre"))


def ends(told: str, label: str) -> tuple[float, float]:
    """Read a curve's first and last value from a chart's words."""
    found = re.search(rf"{re.escape(label)} from (\S+) in layer 1 to (\S+) in layer", told)
    assert found is not None, told
    return float(found.group(1)), float(found.group(2))


async def test_signals_are_measured_in_every_layer(playground: Playground) -> None:
    await playground.open("/#epochs=5&run=Wide;initializer=normal,std:3")
    await playground.to_last_epoch()
    panel = await open_tab(playground, "Signal")
    await expect(panel.get_by_role("row")).to_have_count(5)
    await expect(panel.get_by_role("img")).to_have_count(12)
    row = panel.get_by_role("row", name=re.compile("^Layer 2"))
    await expect(row).to_contain_text(re.compile(r"[5-9]\d\s%\ssaturated"))
    await expect(row).to_contain_text("8 of 8")


async def test_the_factor_that_makes_a_gradient_zero_is_marked(playground: Playground) -> None:
    await playground.open("/#epochs=5&run=Nothing;initializer=zeros")
    await playground.to_last_epoch()
    panel = await open_tab(playground, "Why zero")
    await expect(panel.get_by_role("heading")).to_have_text(
        re.compile(r"gradient is exactly 0\. Why\?")
    )
    back = panel.get_by_role("img", name=re.compile("^What comes back"))
    await expect(back).to_have_attribute("aria-label", re.compile("exactly 0 for 16"))
    came = panel.get_by_role("img", name=re.compile("^What comes in"))
    await expect(came).to_have_attribute("aria-label", re.compile("exactly 0 for 0"))
    await expect(panel).to_contain_text("stay clones")


async def test_a_verdict_leads_to_a_gradient_that_has_the_fault(playground: Playground) -> None:
    await playground.open("/#epochs=5&activation=relu&run=Some;&run=Nothing;initializer=zeros")
    await playground.to_last_epoch()
    lane = playground.lane("Nothing")
    await lane.locator("summary", has_text="Why").click()
    await lane.get_by_role("button", name="Take one gradient apart").click()
    panel = playground.page.get_by_role("tabpanel", name="Why zero", exact=True)
    await expect(panel.get_by_label("Run", exact=True)).to_have_value("1")
    await expect(panel.get_by_role("heading")).to_have_text(
        re.compile(r"gradient is exactly 0\. Why\?")
    )


async def test_seeds_give_a_band_and_the_share_that_failed(playground: Playground) -> None:
    await playground.open("/#epochs=10&seeds=4&run=Nothing;initializer=zeros")
    await playground.to_last_epoch()
    lane = playground.lane("Nothing")
    await expect(lane).to_contain_text("4 of 4 seeds failed")
    loss = lane.get_by_role("img", name=re.compile(": loss at epoch"))
    await expect(loss).to_have_attribute("aria-label", re.compile(r"seeds, train: median 0\.693"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
async def test_everyone_can_use_the_closer_looks(
    playground: Playground, scheme: Literal["light", "dark"], width: int
) -> None:
    page = playground.page
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 800})
    await playground.open("/#epochs=5&seeds=2")
    await playground.to_last_epoch()
    for name in ("Signal", "Why zero", "Depth"):
        panel = await open_tab(playground, name)
        await expect(panel.get_by_role("img").first).to_be_visible()
        assert await page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), name
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
