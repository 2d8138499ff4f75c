"""Presets, initializers and layers are found, chosen and written as people know them."""

import re

from playwright.async_api import expect

from tests.browser.playground import Playground


async def test_my_frameworks_default_is_chosen_with_its_biases(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=20")
    examples = page.get_by_label("Examples", exact=True)
    async with playground.rerun():
        await examples.select_option("frameworks_shallow")
    assert "&bias_initializer" not in page.url  # each run has its own
    assert "bias_initializer=torch_linear_default" in page.url
    await playground.to_last_epoch()
    await expect(page.locator("#status")).to_contain_text("all three get every point right")
    await expect(examples).to_have_attribute(
        "data-hint", re.compile("the same three", re.IGNORECASE)
    )
    groups = await examples.locator("optgroup").evaluate_all("(all) => all.map((it) => it.label)")
    assert "What my framework does" in groups
    assert len(groups) == len(set(groups)) >= 4


async def test_an_initializer_is_found_by_words_and_brings_its_biases(
    playground: Playground,
) -> None:
    page = playground.page
    await playground.open("/#epochs=20")
    lane = await playground.settings(playground.lane("Constant 0.5"))
    search = lane.get_by_label("Search: Initializer", exact=True)
    await search.fill("pytorch default")
    choice = lane.get_by_label("Initializer", exact=True)
    await expect(choice.locator("option[value='torch_linear_default']")).to_have_count(1)
    await expect(choice.locator("option[value='he_normal']")).to_have_count(0)
    await expect(choice).to_have_value("constant")
    async with playground.rerun():
        await search.press("Enter")
    assert "initializer=torch_linear_default;bias_initializer=torch_linear_default" in page.url
    # The run is called after its initializer, until somebody calls it otherwise.
    lane = playground.lane("PyTorch nn.Linear default")
    await lane.get_by_label("Search: Initializer", exact=True).fill("no such thing")
    await expect(lane.locator(".search-count")).to_have_text(re.compile("^none of "))


async def test_deep_networks_are_written_by_their_number_of_layers(
    playground: Playground,
) -> None:
    page = playground.page
    await playground.open("/#epochs=20")
    field = page.get_by_label("Hidden layers", exact=True)
    await expect(field).to_have_value("8, 8, 8")
    async with playground.rerun():
        await field.fill("6 x 4")
        await field.press("Tab")
    await expect(playground.networks().first).to_have_attribute(
        "aria-label", re.compile(r"layer 6: \d+ of 4 neurons distinct")
    )
    await expect(field).to_have_value("6 x 4")
    await field.fill("six")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("is no layer. Write the neurons of each")).to_be_visible()
