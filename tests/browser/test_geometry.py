"""The network comes first: what is in sight without scrolling, on every kind of screen."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.playground import NETWORK, Playground

#: The opening, and the largest network that a lane must show whole.
OPENING = "/"
THREE_LANES = (
    "/#hidden_layers=8,8,8&epochs=20&run=Zeros;initializer=zeros"
    "&run=Glorot;initializer=glorot_normal&run=He;initializer=he_normal"
)
FOUR_LANES = THREE_LANES + "&run=Constant;initializer=constant,value:0.5"

LOSS = "canvas[aria-label*=': loss at']"
COUNTS = "canvas[aria-label*='neurons that look different']"

#: In CSS pixels; TensorFlow Playground's output has 260, on a page for one network.
READABLE_OUTPUT = 125


async def box(element: Locator) -> dict[str, float]:
    """Give where an element is on the screen."""
    found = await element.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


async def bottom_of(element: Locator) -> float:
    found = await box(element)
    return found["y"] + found["height"]


async def open_at(playground: Playground, width: int, height: int, address: str) -> None:
    await playground.page.set_viewport_size({"width": width, "height": height})
    await playground.open(address)
    await playground.to_last_epoch()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("address", [OPENING, THREE_LANES, FOUR_LANES])
async def test_every_lane_is_seen_whole_beside_the_transport(
    playground: Playground, width: int, height: int, address: str
) -> None:
    await open_at(playground, width, height, address)
    assert await playground.page.evaluate("scrollY") == 0
    transport = (await box(playground.page.locator("#transport")))["y"]
    lanes = await playground.lanes().all()
    assert len(lanes) == (4 if address == FOUR_LANES else 3)
    tops = set()
    for lane in lanes:
        network = lane.locator(NETWORK)
        tops.add((await box(network))["y"])
        for part in (network, lane.locator(COUNTS), lane.locator(LOSS)):
            assert await bottom_of(part) <= transport
    assert len(tops) == 1  # they stand side by side, at one height
    assert await bottom_of(playground.page.locator("#transport")) <= height


async def test_a_larger_screen_shows_a_larger_network_not_an_emptier_page(
    playground: Playground,
) -> None:
    heights, outputs, rest = [], [], []
    for width, height in ((1280, 720), (1920, 1080)):
        await open_at(playground, width, height, OPENING)
        lane = playground.lane("Random")
        heights.append((await box(lane.locator(NETWORK)))["height"])
        outputs.append(await output_side(lane.locator(NETWORK)))
        transport = (await box(playground.page.locator("#transport")))["y"]
        rest.append((transport - await bottom_of(lane.locator(LOSS))) / height)
    assert heights[1] > 1.3 * heights[0]
    assert outputs[0] >= READABLE_OUTPUT
    assert outputs[1] > 1.3 * outputs[0]
    assert max(rest) < 0.1


async def output_side(network: Locator) -> int:
    """Give the side of the largest square that a network's picture holds, its output, in px.

    Read from the pixels: the frame of the output is the longest upright line of one colour in the
    right half of the picture.
    """
    side = await network.evaluate(
        """(canvas) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
            const pixels = new Uint32Array(data.buffer);
            let longest = 0;
            for (let x = width >> 1; x < width; x++) {
                let run = 1;
                for (let y = 1; y < height; y++) {
                    const here = pixels[y * width + x];
                    const same = here !== 0 && here === pixels[(y - 1) * width + x];
                    run = same ? run + 1 : 1;
                    if (run > longest) longest = run;
                }
            }
            return longest / devicePixelRatio;
        }"""
    )
    return int(side)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (640, 360)])
async def test_on_a_small_screen_the_first_network_begins_on_the_first_screen(
    playground: Playground, width: int, height: int
) -> None:
    """A window of 640 by 360 is one of 1280 by 720 at a zoom of 200 %."""
    await open_at(playground, width, height, OPENING)
    assert await playground.page.evaluate("scrollY") == 0
    transport = (await box(playground.page.locator("#transport")))["y"]
    network = await box(playground.lanes().first.locator(NETWORK))
    in_sight = transport - network["y"]
    assert in_sight >= min(0.2 * height, network["height"])
    assert await bottom_of(playground.page.locator("#transport")) <= height


async def test_settings_open_in_place_and_close_again(playground: Playground) -> None:
    page = playground.page
    await open_at(playground, 1280, 720, OPENING)
    lane = playground.lane("Random")
    before = await box(lane.locator(NETWORK))
    choice = lane.get_by_label("Initializer", exact=True)
    await expect(choice).to_be_hidden()
    await playground.settings(lane)
    await expect(choice).to_be_visible()
    tops = [(await box(each.locator(NETWORK)))["y"] for each in await playground.lanes().all()]
    assert len(set(tops)) == 1  # still side by side
    await lane.get_by_role("button", name="Settings", exact=True).click()
    await expect(choice).to_be_hidden()
    assert await box(lane.locator(NETWORK)) == before
    assert await page.evaluate("scrollY") == 0


async def test_nothing_moves_while_a_training_plays(playground: Playground) -> None:
    page = playground.page
    await page.set_viewport_size({"width": 1280, "height": 720})
    await page.add_init_script(
        """globalThis.shifts = [];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) globalThis.shifts.push(entry.value);
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    await playground.open()
    await playground.to_last_epoch()
    await playground.epoch.press("Home")
    await page.get_by_role("combobox", name="Speed").select_option("8")
    await playground.play.click()
    await expect(playground.play).to_be_visible()
    assert await page.evaluate("globalThis.shifts.reduce((sum, shift) => sum + shift, 0)") < 0.02


@pytest.mark.parametrize("width", [360, 1280])
async def test_the_name_of_a_lane_stays_in_sight_while_its_pictures_scroll(
    playground: Playground, width: int
) -> None:
    page = playground.page
    await open_at(playground, width, 500, THREE_LANES)
    lane = playground.lanes().first
    await page.evaluate("(y) => scrollTo(0, y)", (await box(lane))["y"] + 150)
    name = await box(lane.get_by_label("Name of this run"))
    assert 0 <= name["y"] < 20


async def test_the_tabs_stay_under_the_pointer_while_one_goes_through_them(
    playground: Playground,
) -> None:
    await open_at(playground, 1280, 800, "/#epochs=20")
    tabs = playground.page.get_by_role("tab")
    await tabs.first.click()
    await tabs.first.evaluate("tab => tab.scrollIntoView({ block: 'center' })")
    top = (await box(tabs.first))["y"]
    for index in range(await tabs.count()):
        await tabs.nth(index).click()
        assert (await box(tabs.nth(index)))["y"] == top
        await expect(playground.page.get_by_role("tabpanel").locator("> *").first).to_be_visible()
        assert (await box(tabs.nth(index)))["y"] == top
