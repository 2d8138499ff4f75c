"""A neuron or a weight can be looked at closer beside its network, which stays in sight."""

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Request, expect

from tests.browser.playground import NETWORK, Playground

#: Three lanes, as at the opening, stopped where neurons have begun to part.
CHOSEN = "/#epoch=20&chosen=run:1,layer_index:1,neuron:3"
WEIGHT = CHOSEN + ",from:2"


def panel_of(playground: Playground) -> Locator:
    return playground.page.get_by_role("complementary", name=re.compile("^Closer look"))


async def box(element: Locator) -> dict[str, float]:
    found = await element.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


async def test_an_address_opens_a_neuron_beside_the_networks(playground: Playground) -> None:
    page = playground.page
    await page.set_viewport_size({"width": 1280, "height": 720})
    await playground.open(CHOSEN)
    panel = panel_of(playground)
    await expect(panel.get_by_role("heading", name="Neuron 4, layer 2")).to_be_visible()
    for name in ("its output over xor", "^weights: ", "weights into this neuron", "^Outputs"):
        await expect(panel.get_by_role("img", name=re.compile(name)).first).to_have_count(1)
    left = (await box(panel))["x"]
    transport = (await box(page.locator("#transport")))["y"]
    for lane in await playground.lanes().all():
        place = await box(lane.locator(NETWORK))
        assert place["x"] + place["width"] <= left
        assert place["y"] + place["height"] <= transport
    nudge = await box(panel.get_by_role("button", name="Nudge by 1 ulp"))
    assert nudge["y"] + nudge["height"] <= transport  # looking and doing are one place
    assert nudge["x"] + nudge["width"] <= 1280
    await panel.get_by_role("button", name="Random").click()
    await expect(panel).to_have_accessible_name(re.compile("Random"))
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def test_a_weight_tells_its_value_and_where_it_leads(playground: Playground) -> None:
    await playground.open(WEIGHT)
    panel = panel_of(playground)
    await expect(panel.get_by_role("heading", name="Weight: neuron 3 → neuron 4")).to_be_visible()
    history = panel.get_by_role("img", name=re.compile("^weight from neuron 3, from epoch 0 to 20"))
    told = await playground.attribute(history, "aria-label")
    now = re.search(r"now (\S+)$", told)
    assert now is not None
    await expect(panel.get_by_label("Weight", exact=True)).to_have_value(now.group(1))
    await panel.get_by_label("Weight from", exact=True).select_option("neuron 5")
    await expect(panel.get_by_role("heading", name="Weight: neuron 5 → neuron 4")).to_be_visible()


async def test_escape_closes_it_alone_and_the_focus_goes_back(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epoch=20")
    network = playground.networks().first
    await page.keyboard.press("p")
    await network.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    panel = panel_of(playground)
    heading = panel.get_by_role("heading", name="Neuron 2, layer 1")
    await expect(heading).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(network).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(heading).to_be_focused()  # the neuron had the focus, and has it again
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Dataset", exact=True)).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Dataset", exact=True)).to_be_visible()


async def test_deltas_are_those_of_the_neuron_and_follow_it_once_they_are_wanted(
    playground: Playground,
) -> None:
    page = playground.page
    await playground.open("/#epochs=5&epoch=2&chosen=layer_index:0,neuron:1")
    panel = panel_of(playground)
    asked: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/explain"):
            asked.append(request.post_data_json or {})

    page.on("request", note)
    await panel.get_by_role("button", name="Measure deltas").press("Enter")
    deltas = panel.get_by_role("img", name=re.compile("^Deltas of neuron 2, layer 1: mean"))
    await expect(deltas).to_be_visible()
    await playground.networks().first.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    other = panel.get_by_role("img", name=re.compile("^Deltas of neuron 3, layer 1: mean"))
    await expect(other).to_be_visible()
    await playground.step.click()
    await expect(panel.locator("[aria-busy]")).to_have_count(0)
    places = [(each["to_neuron"], each["epoch"], each["minibatch"]) for each in asked]
    assert places == [(1, 2, "all"), (2, 2, "all"), (2, 3, "all")]


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 720)])
async def test_nothing_moves_while_it_plays_and_the_network_stays_in_sight(
    playground: Playground, width: int, height: int
) -> None:
    page = playground.page
    await page.set_viewport_size({"width": width, "height": height})
    await playground.open(CHOSEN)
    await playground.to_last_epoch()
    await playground.epoch.press("Home")
    panel = panel_of(playground)
    network = playground.lane("Nudged by 0.003").locator(NETWORK)
    await network.scroll_into_view_if_needed()
    await page.evaluate(
        """() => {
            globalThis.shifts = [];
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) globalThis.shifts.push(entry.value);
            }).observe({ type: 'layout-shift' });
        }"""
    )
    await page.get_by_role("combobox", name="Speed").select_option("8")
    await playground.play.click()
    await expect(playground.play).to_be_visible()
    assert await page.evaluate("globalThis.shifts.reduce((sum, shift) => sum + shift, 0)") < 0.02
    place, sheet = await box(network), await box(panel)
    if width < 960:
        seen = min(place["y"] + place["height"], sheet["y"]) - max(0, place["y"])
        assert seen >= 0.6 * min(place["height"], sheet["y"])
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    over = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over == 0
