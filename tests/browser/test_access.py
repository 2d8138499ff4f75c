"""Everyone can use it: by keyboard, with a screen reader, on a small screen, in either scheme."""

import re
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.playground import Playground, Watch


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_no_violation(
    playground: Playground, scheme: Literal["light", "dark"], width: int
) -> None:
    page = playground.page
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 800})
    await playground.open()
    await playground.to_last_epoch()
    for lane in await playground.lanes().all():
        await playground.settings(lane)
    for summary in await page.locator("summary:visible").all():
        await summary.click()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
async def test_nothing_scrolls_sideways(playground: Playground, width: int) -> None:
    page = playground.page
    await page.set_viewport_size({"width": width, "height": 800})
    await playground.open()
    await playground.to_last_epoch()
    over = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over == 0


async def test_the_playground_is_used_by_keyboard_alone(playground: Playground) -> None:
    page = playground.page
    await playground.open()
    await playground.to_last_epoch()
    await page.locator("body").press("Home")

    async def tab_to(names: set[str], role: str) -> None:
        for _ in range(200):
            await page.keyboard.press("Tab")
            reached = await page.evaluate(
                """() => {
                    const e = document.activeElement;
                    const style = getComputedStyle(e);
                    return [e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent
                            ?? e.textContent, e.matches(':focus-visible'),
                            style.outlineStyle !== 'none' || style.boxShadow !== 'none'];
                }"""
            )
            if (reached[0] or "").strip() in names:
                assert reached[1], f"{role} {names}: no :focus-visible"
                assert reached[2], f"{role} {names}: its focus cannot be seen"
                return
        raise AssertionError(f"{role} {names} cannot be reached by Tab")

    await page.evaluate("document.activeElement.blur()")
    await tab_to({"Dataset"}, "combobox")
    async with playground.rerun():
        await page.keyboard.press("ArrowDown")  # one key, so one change at any speed
    await expect(page.get_by_label("Dataset", exact=True)).not_to_have_value("xor")
    # Its name changes when the training has been seen to its end, which may be on the way there.
    await tab_to({"Play", "Pause"}, "button")
    await page.keyboard.press("Space")
    await tab_to({"Epoch"}, "slider")
    await page.keyboard.press("Home")
    await expect(playground.epoch).to_have_value("0")
    await page.keyboard.press("ArrowRight")
    await expect(playground.epoch).to_have_value("1")
    await page.evaluate("document.activeElement.blur()")
    await tab_to({"Add run"}, "button")
    await page.keyboard.press("Enter")
    await expect(playground.lanes()).to_have_count(4)


async def test_the_end_of_a_run_and_its_verdict_are_announced(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=20")
    live = page.locator("[aria-live=polite]")
    await expect(live).to_contain_text(re.compile("Constant 0.5.*clones", re.IGNORECASE))
    await expect(live).to_contain_text(re.compile("Glorot normal", re.IGNORECASE))


async def test_while_it_plays_it_is_told_when_neurons_part(playground: Playground) -> None:
    await playground.open()
    await expect(playground.page.locator("[aria-live=polite]")).to_contain_text(
        re.compile(r"Nudged by 0.003, epoch \d+: neurons? .* leaves? the others")
    )


async def test_with_reduced_motion_nothing_plays_by_itself(playground: Playground) -> None:
    page = playground.page
    await page.emulate_media(reduced_motion="reduce")
    await playground.open()
    await playground.to_last_epoch()
    async with playground.rerun():
        await playground.new_seed.click()
    # At once: what plays ends after some seconds, and then this button would be there as well.
    assert await playground.play.is_visible()


async def test_it_works_by_touch_on_a_phone(playground: Playground, server_url: str) -> None:
    page = playground.page
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(
        base_url=server_url,
        viewport={"width": 360, "height": 740},
        device_scale_factor=3,
        has_touch=True,
        is_mobile=True,
    )
    try:
        page = await context.new_page()
        phone = Playground(page, Watch(page, server_url))
        await phone.open("/#epochs=20")
        await phone.to_last_epoch()
        await phone.add_run.tap()
        await expect(phone.lanes()).to_have_count(3)
        assert phone.watch.unexpected() == []
    finally:
        await context.close()


async def test_axe_finds_no_violation_in_a_presentation(playground: Playground) -> None:
    page = playground.page
    await playground.open()
    await playground.to_last_epoch()
    network = playground.networks().first
    before = await network.bounding_box()
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("p")
    await expect(page.get_by_label("Dataset", exact=True)).to_be_hidden()
    await expect(playground.play).to_be_visible()
    after = await network.bounding_box()
    assert before is not None
    assert after is not None
    assert after["y"] < before["y"]
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Dataset", exact=True)).to_be_visible()


async def test_keys_play_step_jump_and_go_to_a_lane(playground: Playground) -> None:
    page = playground.page
    await playground.open()
    await playground.to_last_epoch()
    await page.evaluate("document.activeElement.blur()")
    last = await playground.shown_epoch()
    await page.keyboard.press(",")
    stepped = await playground.shown_epoch()
    assert stepped < last
    await page.keyboard.press("[")
    moment = await playground.shown_epoch()
    assert moment < stepped
    valuetext = await playground.attribute(playground.epoch, "aria-valuetext")
    assert re.search(r"epoch \d+ of \d+; .*epoch \d+: ", valuetext), valuetext
    await page.keyboard.press("k")
    await expect(playground.epoch).not_to_have_value(str(moment))
    await page.keyboard.press("3")
    focused = await page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("Random: network")


async def test_in_forced_colours_tiles_and_surfaces_keep_their_pictures(
    playground: Playground,
) -> None:
    page = playground.page
    await page.emulate_media(forced_colors="active")
    await playground.open()
    await playground.to_last_epoch()
    colours = (
        await playground.lane("Random")
        .locator("canvas[aria-label*='network']")
        .evaluate(
            """(canvas) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
            const [blue, orange] = [[18, 98, 173], [207, 90, 6]];
            const near = (i, [r, g, b]) => Math.abs(data[i] - r) < 12
                && Math.abs(data[i + 1] - g) < 12 && Math.abs(data[i + 2] - b) < 12;
            let counts = [0, 0];
            for (let i = 0; i < data.length; i += 4) {
                if (near(i, blue)) counts[0]++;
                if (near(i, orange)) counts[1]++;
            }
            return counts.map((count) => count / (width * height));
        }"""
        )
    )
    assert min(colours) > 0.02, colours
