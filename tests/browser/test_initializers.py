"""Every initializer in a lane of the page, its card, its code, and a formula of one's own."""

import re
from urllib.parse import quote

import pytest
from playwright.async_api import Locator, expect

from app.engine.initializers import INITIALIZERS
from tests.browser.playground import Playground

#: Given number by number: it comes with the address, for nobody types matrices into a control.
EXPLICIT = "explicit"
WEIGHTS = "[[[1,-2],[0.5,0.25]],[[1],[-1]]]"
LESSON_LINE = "np.random.randn(layer_dims[1], layer_dims[0]) * 0.01"


def second_lane(playground: Playground) -> Locator:
    return playground.lanes().nth(1)


def card(playground: Playground) -> Locator:
    return playground.page.get_by_role("tabpanel", name="Initializer", exact=True)


async def look(playground: Playground, address: str) -> None:
    """Open an address, and the card of its second run's initializer."""
    await playground.open(address)
    await playground.page.get_by_role("tab", name="Initializer").click()
    await card(playground).get_by_label("Run", exact=True).select_option("1")


async def test_a_lane_goes_through_the_whole_catalogue_without_an_error(
    playground: Playground,
) -> None:
    await look(playground, "/#epochs=2&hidden_layers=4,4")
    lane = await playground.settings(second_lane(playground))
    choice = lane.get_by_label("Initializer", exact=True)
    offered = await choice.locator("option").evaluate_all(
        # A starred choice is none of the catalogue's: weights of one's own.
        "all => all.map((option) => option.value).filter((name) => !name.startsWith('*'))"
    )
    assert set(offered) == set(INITIALIZERS) - {EXPLICIT}
    for name in offered:
        if name == await choice.input_value():
            continue
        async with playground.rerun():
            await choice.select_option(name)
        label = INITIALIZERS[name].label
        heading = card(playground).get_by_role("heading", name=label, exact=True)
        await expect(heading).to_be_visible()
        assert playground.watch.unexpected() == [], name
        assert await second_lane(playground).locator(".field.is-wrong").count() == 0


async def test_given_numbers_are_shown_and_their_law_is_left_to_the_user(
    playground: Playground,
) -> None:
    run = f"Given;initializer=explicit,weights:{quote(WEIGHTS, safe='')}"
    await look(playground, f"/#epochs=2&hidden_layers=2&run=Zeros;initializer=zeros&run={run}")
    await expect(card(playground).get_by_role("heading", name="Explicit")).to_be_visible()
    await expect(card(playground)).to_contain_text("There is no law to compare with")
    drawn = card(playground).get_by_role("row", name=re.compile("^largest")).get_by_role("cell")
    await expect(drawn.last).to_have_text("1.00")


async def test_the_card_sets_what_is_promised_beside_what_is_drawn(
    playground: Playground,
) -> None:
    await look(playground, "/#epochs=100")
    panel = card(playground)
    await panel.get_by_label("Layer", exact=True).select_option("1")
    await panel.get_by_role("button", name="256 by 256").click()
    promised = panel.get_by_role("row", name=re.compile("^standard deviation")).get_by_role("cell")
    await expect(promised.first).to_have_text("0.0625")  # sqrt(2 / 512)
    assert float(await promised.last.inner_text()) == pytest.approx(0.0625, rel=0.02)
    pictures = panel.get_by_role("img")
    await expect(pictures.first).to_have_attribute("aria-label", re.compile("the law has mean 0"))
    await expect(pictures.last).to_have_attribute("aria-label", re.compile("^Singular values"))
    await panel.get_by_role("button", name="As in the network").click()
    await expect(panel.get_by_label("Inputs (fan in)")).to_have_value("8")
    await expect(promised.first).to_have_text("0.354")


async def test_the_lessons_line_can_be_clicked_and_is_said_to_be_transposed(
    playground: Playground,
) -> None:
    await playground.open("/#epochs=2")
    lane = await playground.settings(second_lane(playground))
    async with playground.rerun():
        await lane.get_by_label("Initializer", exact=True).select_option("expression")
    async with playground.rerun():
        await lane.get_by_role("button", name=LESSON_LINE).click()
    await expect(lane.get_by_label("Expression")).to_have_value(LESSON_LINE)
    await expect(lane).to_contain_text("transposed")
    assert await playground.distinct("np.random") == [(8, 8), (8, 8), (8, 8)]


async def test_an_error_of_a_formula_stands_below_its_box_and_points_at_the_column(
    playground: Playground,
) -> None:
    playground.watch.expect("422")
    await playground.open("/#epochs=2")
    lane = await playground.settings(second_lane(playground))
    async with playground.rerun():
        await lane.get_by_label("Initializer", exact=True).select_option("expression")
    box = lane.get_by_label("Expression")
    async with playground.rerun():
        await box.fill("randn(fan_in, fan_out) * foo")
    await expect(box).to_have_attribute("aria-invalid", "true")
    described = await playground.attribute(box, "aria-describedby")
    told = await lane.locator(f"[id='{described}']").inner_text()
    excerpt, caret, words = told.split("\n")[:3]
    assert excerpt[caret.index("^") :].startswith("foo")
    assert words.startswith("Column 26: foo is not known")
    async with playground.rerun():
        await lane.get_by_role("button", name=LESSON_LINE).click()
    await expect(box).not_to_have_attribute("aria-invalid", "true")


async def test_an_initializer_that_the_activation_rules_out_says_so_beside_its_control(
    playground: Playground,
) -> None:
    playground.watch.expect("422")
    await playground.open("/#epochs=2&activation=softplus")
    lane = await playground.settings(second_lane(playground))
    choice = lane.get_by_label("Initializer", exact=True)
    async with playground.rerun():
        await choice.select_option("edge_of_chaos")
    described = await playground.attribute(choice, "aria-describedby")
    await expect(playground.page.locator(f"[id='{described}']")).to_contain_text("such an edge")
    async with playground.rerun():
        await choice.select_option("he_normal")
    await expect(choice).not_to_have_attribute("aria-invalid", "true")


async def test_the_code_follows_the_run_and_the_framework_and_can_be_copied(
    playground: Playground,
) -> None:
    page = playground.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await playground.open("/#epochs=2")
    await page.get_by_role("tab", name="Code").click()
    panel = page.get_by_role("tabpanel", name="Code", exact=True)
    code = panel.get_by_role("region", name="Python code")
    await expect(code).to_contain_text("def initial_layers(seed: int = 0)")
    await expect(panel).to_contain_text("bit for bit")
    await panel.get_by_label("Run", exact=True).select_option("1")
    await panel.get_by_label("Framework").select_option("torch")
    await expect(code).to_contain_text("nn.init.xavier_normal_")
    await expect(panel).to_contain_text("draws other numbers")
    await panel.get_by_role("button", name="Copy").click()
    await expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == await code.inner_text()
