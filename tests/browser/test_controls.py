"""A change runs at once, cancels what was computing, and every dataset can be seen."""

import re

import pytest
from playwright.async_api import Request, expect

from tests.browser.playground import Playground


@pytest.mark.parametrize(
    "dataset", ["circles", "xor", "gaussians", "spirals", "moons", "plane", "digits"]
)
async def test_every_dataset_can_be_chosen_and_is_trained_on(
    playground: Playground, dataset: str
) -> None:
    page = playground.page
    await playground.open("/#dataset=xor&epochs=20" if dataset == "circles" else "/#epochs=20")
    choice = page.get_by_label("Dataset", exact=True)
    async with playground.rerun():
        await choice.select_option(dataset)
    await expect(playground.lane("Glorot normal")).to_be_visible()
    await playground.to_last_epoch()
    assert dataset in await playground.network_name("Glorot normal")
    assert await playground.distinct("Constant 0.5") == [(1, 8), (1, 8), (1, 8)]


async def test_clones_of_digits_stay_clones_and_the_others_learn(playground: Playground) -> None:
    await playground.open("/#dataset=digits&learning_rate=0.03&epochs=30")
    await playground.to_last_epoch()
    assert await playground.distinct("Constant 0.5") == [(1, 8), (1, 8), (1, 8)]
    assert await playground.loss("Glorot normal") < await playground.loss("Constant 0.5") / 2


async def test_a_change_cancels_what_was_computing(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=20")
    ended: list[Request] = []

    def note(request: Request) -> None:
        ended.append(request)

    page.on("requestfailed", note)
    page.on("requestfinished", note)
    async with page.expect_request("**/simulate/stream") as asked:
        await page.goto("/#epochs=5000")  # several seconds of computing
    long = await asked.value
    await expect(playground.epoch).to_have_attribute("max", "5000")  # its first event has come
    assert long not in ended
    async with playground.rerun():
        await page.goto("/#epochs=20")
    assert long in ended
    assert await playground.to_last_epoch() == 20


async def test_a_wrong_number_is_told_beside_its_field_and_nothing_is_lost(
    playground: Playground,
) -> None:
    page = playground.page
    await playground.open("/#epochs=100")
    await playground.to_last_epoch()
    before = await playground.loss("Glorot normal")
    field = page.get_by_label("Learning rate", exact=True).first
    await field.fill("fast")
    await field.press("Tab")
    await expect(field).to_have_attribute("aria-invalid", "true")
    described = await playground.attribute(field, "aria-describedby")
    await expect(page.locator(f"[id='{described}']")).to_contain_text("Learning rate")
    assert await playground.loss("Glorot normal") == before


async def test_layers_are_added_and_removed(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=20")
    await page.get_by_role("button", name="Add layer").click()
    await expect(playground.networks().first).to_have_attribute(
        "aria-label", re.compile(r"layer 4: \d+ of \d+ neurons distinct")
    )
    for _ in range(4):
        await page.get_by_role("button", name="Remove layer").click()
    await expect(playground.networks().first).not_to_have_attribute(
        "aria-label", re.compile(r"layer \d")
    )
