"""One can lay hands on a network, and take back what one did."""

import re

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import SEEN
from tests.browser.playground import NETWORK, Playground, Watch

#: One hidden layer of clones that can learn, and time enough for a nudge to grow.
CLONES = (
    "/#hidden_layers=8&optimizer=adam&learning_rate=0.03&epochs=300"
    "&run=Clones;initializer=constant,value:0.5&epoch=0&chosen=run:0,layer_index:0,neuron:2"
)
#: Few edges, so that each has room, and one that is chosen.
EDGES = (
    "/#hidden_layers=4,4&epochs=60&run=Glorot&run=Clones;initializer=constant"
    "&epoch=20&chosen=run:0,layer_index:0,neuron:0,from:0"
)
DRAGGED = re.compile(
    "change=set_weight,epoch:20,run:0,layer_index:0,from:([01]),neuron:([0-3]),value:([-.\\d]+)"
)
CHANGE = re.compile("change=nudge_weight,epoch:0,run:0,layer_index:0,neuron:2")


async def nudge(playground: Playground) -> None:
    async with playground.rerun():
        await playground.page.get_by_role("button", name="Nudge by 1 ulp").click()


async def test_a_nudge_of_one_ulp_opens_a_layer_of_clones(playground: Playground) -> None:
    await playground.open(CLONES)
    await playground.to_last_epoch()
    assert await playground.distinct("Clones") == [(1, 8)]
    assert await playground.seen("Clones") == [1]
    await playground.epoch.press("Home")
    await nudge(playground)
    await playground.to_last_epoch()
    # The nudge alone makes two neurons distinct; that the eye can tell them is what training did.
    (seen,) = await playground.seen("Clones")
    assert seen > 1
    await expect(playground.page).to_have_url(CHANGE)


async def test_undo_redo_and_back_walk_through_a_change(playground: Playground) -> None:
    page = playground.page
    await playground.open(CLONES)
    await playground.to_last_epoch()
    await playground.epoch.press("Home")
    await nudge(playground)
    undo = page.get_by_role("button", name="Undo", exact=True)
    await undo.click()
    await expect(page).not_to_have_url(CHANGE)
    await page.get_by_role("button", name="Redo", exact=True).click()
    await expect(page).to_have_url(CHANGE)
    await page.go_back()
    await expect(page).not_to_have_url(CHANGE)


async def test_a_fork_stands_beside_its_run(playground: Playground) -> None:
    await playground.open(CLONES)
    async with playground.rerun():
        await playground.page.get_by_role("button", name="Fork run", exact=True).first.click()
    await expect(playground.lanes()).to_have_count(2)


async def edge_point(page: Page) -> tuple[float, float]:
    """Give a place of the window at which the pointer says that an edge can be dragged."""
    canvas = page.locator(NETWORK).first
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    assert box is not None
    for down in range(20, 80):
        x, y = box["x"] + 0.12 * box["width"], box["y"] + down / 100 * box["height"]
        await page.mouse.move(x, y)
        if await canvas.evaluate("(canvas) => canvas.style.cursor") == "ns-resize":
            return x, y
    raise AssertionError("no edge was found")


async def pictures(playground: Playground, epochs: range) -> list[str]:
    """Give the first lane's network as drawn at each epoch."""
    found = []
    for epoch in epochs:
        await playground.epoch.fill(str(epoch))
        await playground.drawn()
        canvas = playground.page.locator(NETWORK).first
        found.append(await canvas.evaluate("(canvas) => canvas.toDataURL()"))
    return found


async def test_an_edge_dragged_by_the_mouse_sets_its_weight_from_there_on(
    playground: Playground,
) -> None:
    page = playground.page
    await playground.open(EDGES)
    await expect(page.locator("#status")).to_have_attribute("data-status", "complete")
    x, y = await edge_point(page)
    await page.mouse.click(x, y)
    await expect(page).not_to_have_url(DRAGGED)
    before = await pictures(playground, range(17, 23))
    await playground.epoch.fill("20")
    async with playground.rerun():
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x, y - 30, steps=3)
        await page.mouse.up()
    await expect(page).to_have_url(DRAGGED)
    # The run went on from there; up to there it is as it was.
    assert await playground.to_last_epoch() == 60
    after = await pictures(playground, range(17, 23))
    assert after[:3] == before[:3]
    assert all(now != then for now, then in zip(after[3:], before[3:], strict=True))
    async with playground.rerun():
        await page.go_back()
    await expect(page).not_to_have_url(DRAGGED)
    assert await pictures(playground, range(17, 23)) == before


async def test_a_finger_drags_the_chosen_edge_and_scrolls_across_others(
    browser: Browser, site: str
) -> None:
    context = await browser.new_context(
        base_url=site, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    await context.add_init_script(SEEN)
    page = await context.new_page()
    playground = Playground(page, Watch(page, site))
    touch = await context.new_cdp_session(page)

    async def send(kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": x, "y": y} for x, y in points]
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    async def drag(x: float, y: float) -> float:
        """Draw a finger up by 60 px; give how far that scrolled the page."""
        start = await page.evaluate("scrollY")
        await send("touchStart", (x, y))
        for step in range(1, 7):
            await send("touchMove", (x, y - 10 * step))
            await playground.drawn()
        await send("touchEnd")
        return float(await page.evaluate("scrollY") - start)

    try:
        await playground.open(EDGES.partition("&chosen")[0])
        await expect(page.locator("#status")).to_have_attribute("data-status", "complete")
        x, y = await edge_point(page)
        assert await drag(x, y) > 0
        await expect(page).not_to_have_url(DRAGGED)
        x, y = await edge_point(page)
        top = await page.locator(NETWORK).first.evaluate("(c) => c.getBoundingClientRect().top")
        await page.touchscreen.tap(x, y)
        # The closer look opens below, and the page brings the lane into sight.
        await expect(page.locator("#closer")).to_be_visible()
        await expect(page).to_have_url(re.compile("chosen=.*from:"))
        now = await page.locator(NETWORK).first.evaluate("(c) => c.getBoundingClientRect().top")
        async with playground.rerun():
            assert await drag(x, y + now - top) == 0
        await expect(page).to_have_url(DRAGGED)
        assert playground.watch.unexpected() == []
    finally:
        await context.close()
