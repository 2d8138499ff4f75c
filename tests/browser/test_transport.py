"""Time runs both ways, and the same seed runs the same way twice."""

import re

from playwright.async_api import expect

from tests.browser.playground import Playground


async def test_play_and_pause_move_and_hold_the_epoch(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=100")
    await playground.to_last_epoch()
    await playground.epoch.press("Home")
    await playground.play.click()
    await expect(playground.epoch).not_to_have_value("0")
    await playground.pause.click()
    held = await playground.shown_epoch()
    await page.wait_for_timeout(500)  # more than two recorded epochs would take
    assert await playground.shown_epoch() == held
    await playground.play.click()
    await expect(playground.epoch).not_to_have_value(str(held))


async def test_step_moves_on_by_one_recorded_epoch(playground: Playground) -> None:
    await playground.open("/#epochs=100")
    await playground.to_last_epoch()
    await playground.epoch.press("Home")
    await expect(playground.epoch).to_have_value("0")
    await playground.step.click()
    await expect(playground.epoch).to_have_value("1")
    assert "epoch 1;" in await playground.network_name("Constant 0.5")


async def test_the_pointer_scrubs_to_any_epoch(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=100")
    last = await playground.to_last_epoch()
    box = await playground.epoch.bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert abs(await playground.shown_epoch() - last / 2) < last / 8


async def test_reset_begins_again_and_gives_the_same_numbers(playground: Playground) -> None:
    await playground.open("/#epochs=100")
    await playground.to_last_epoch()
    before = await playground.loss("Glorot normal")
    await playground.reset.click()
    await expect(playground.epoch).not_to_have_value(
        await playground.attribute(playground.epoch, "max")
    )
    await playground.to_last_epoch()
    assert await playground.loss("Glorot normal") == before


async def test_a_new_seed_gives_other_numbers_to_the_random_lane_alone(
    playground: Playground,
) -> None:
    page = playground.page
    await playground.open("/#epochs=100")
    await playground.to_last_epoch()
    random_before = await playground.loss("Glorot normal")
    async with playground.rerun():
        await playground.new_seed.click()
    await expect(page).to_have_url(re.compile("seed="))
    await playground.to_last_epoch()
    assert await playground.loss("Glorot normal") != random_before
    assert await playground.distinct("Constant 0.5") == [(1, 8), (1, 8), (1, 8)]
