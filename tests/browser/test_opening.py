"""On opening, without a click: clones, clones that come apart, and neurons that always differed."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from tests.browser.conftest import in_both_forms
from tests.browser.playground import NETWORK, Playground

CLONES, NUDGED, DIVERSE = "Exact clones", "Nudged by 0.003", "Random"


async def test_three_lanes_run_without_a_click(playground: Playground) -> None:
    await playground.open()
    await expect(playground.lanes()).to_have_count(3)
    await expect(playground.lane(CLONES)).to_be_visible()
    await expect(playground.lane(NUDGED)).to_be_visible()
    await expect(playground.lane(DIVERSE)).to_be_visible()
    await expect(playground.pause.or_(playground.play)).to_be_visible()
    await expect(playground.epoch).not_to_have_value("0")


@in_both_forms
async def test_the_first_experiment_comes_as_files_unless_the_address_holds_another(
    playground: Playground,
) -> None:
    asked: list[str] = []
    playground.page.on("request", lambda one: asked.append(urlsplit(one.url).path))
    await playground.open()
    await playground.to_last_epoch()
    opening = [path for path in asked if path.startswith("/opening/")]
    assert [path[-1] for path in opening] == ["0", "1"]
    assert "/simulate/stream" not in asked
    asked.clear()
    await playground.open("/?another=1#seed=5")
    await playground.to_last_epoch()
    assert "/simulate/stream" in asked
    assert not [path for path in asked if path.startswith("/opening/")]


async def test_the_constant_lane_stays_one_neuron_a_layer_at_every_epoch(
    playground: Playground,
) -> None:
    await playground.open()
    last = await playground.to_last_epoch()
    assert last >= 50
    seen = 0
    while True:
        assert await playground.distinct(CLONES) == [(1, 8), (1, 8)]
        assert await playground.distinct(DIVERSE) == [(8, 8), (8, 8)]
        seen += 1
        if await playground.shown_epoch() == 0:
            break
        await playground.epoch.press("PageDown")
    assert seen > 5


async def test_nudged_clones_look_like_clones_until_they_part_layer_by_layer(
    playground: Playground,
) -> None:
    await playground.open()
    await playground.to_last_epoch()
    assert min(await playground.seen(NUDGED)) >= 7
    await playground.epoch.press("Home")
    assert await playground.distinct(NUDGED) == [(8, 8), (8, 8)]
    assert await playground.seen(NUDGED) == await playground.seen(CLONES) == [1, 1]
    later = playground.page.get_by_role("button", name="Next moment", exact=True)
    lane = playground.lane(NUDGED)
    for layer in (2, 1):
        words = re.compile(rf"Epoch \d+: neurons? .* of layer {layer} leaves? the others")
        while not words.search(await lane.inner_text()):
            await later.click()
        seen = await playground.seen(NUDGED)
        assert seen[layer - 1] > 1
        assert layer == 1 or seen[0] == 1
    assert await playground.seen(CLONES) == [1, 1]


@in_both_forms
async def test_only_the_diverse_lanes_learn(playground: Playground) -> None:
    await playground.open()
    await playground.to_last_epoch()
    clones, diverse = await playground.loss(CLONES), await playground.loss(DIVERSE)
    assert clones > 0.5  # ln 2 = 0.69 is guessing
    assert diverse < clones / 5
    assert await playground.loss(NUDGED) < clones / 5


async def test_all_lanes_show_one_and_the_same_epoch(playground: Playground) -> None:
    await playground.open()
    last = await playground.to_last_epoch()
    for key in ("ArrowLeft", "Home", "PageUp"):
        await playground.epoch.press(key)
        epoch = await playground.shown_epoch()
        assert epoch < last
        for label in (CLONES, NUDGED, DIVERSE):
            # The picture follows with the next frame.
            await expect(playground.lane(label).locator(NETWORK)).to_have_attribute(
                "aria-label", re.compile(rf"epoch {epoch}(;|$)")
            )


async def test_the_neurons_of_a_clone_layer_are_one_picture_and_the_others_are_not(
    playground: Playground,
) -> None:
    """Read the canvases' own pixels: a lane of clones has far fewer different pictures."""
    await playground.open()
    await playground.to_last_epoch()
    blocks = """(canvas) => {
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) {
            seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
        }
        return seen.size;
    }"""
    clones = await playground.lane(CLONES).locator(NETWORK).evaluate(blocks)
    diverse = await playground.lane(DIVERSE).locator(NETWORK).evaluate(blocks)
    assert clones > 2
    assert diverse > 1.3 * clones


async def test_every_canvas_says_what_it_shows(playground: Playground) -> None:
    page = playground.page
    await playground.open()
    await playground.to_last_epoch()
    canvases = await page.locator("canvas:visible").all()
    assert len(canvases) >= 4
    for canvas in canvases:
        shown = await canvas.evaluate(
            "c => c.closest('[aria-hidden=true]') ? 'hidden' : `${c.getAttribute('role')} "
            "${(c.getAttribute('aria-label') ?? '').trim()}`"
        )
        assert shown == "hidden" or len(shown.split()) > 3, shown


#: Chromium's sum of how far things moved, as shares of the window, that nobody moved by hand.
SHIFT = """
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [1280, 412])
async def test_nothing_moves_when_the_page_comes_alive(playground: Playground, width: int) -> None:
    page = playground.page
    await page.set_viewport_size({"width": width, "height": 800})
    await page.add_init_script(SHIFT)
    # Again with all that the browser keeps, where everything comes at once.
    for _ in range(2):
        await playground.open()
        await playground.to_last_epoch()
        # Words of a verdict may move by a digit: a ten thousandth each.
        assert await page.evaluate("shift") < 0.003
