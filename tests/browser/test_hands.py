"""One can lay hands on a network, and take back what one did."""

import re

from playwright.async_api import expect

from tests.browser.playground import Playground

#: One hidden layer of clones that can learn, and time enough for a nudge to grow.
CLONES = (
    "/#hidden_layers=8&optimizer=adam&learning_rate=0.03&epochs=300"
    "&run=Clones;initializer=constant,value:0.5&epoch=0&chosen=run:0,layer_index:0,neuron:2"
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
