"""Every word of the trade explains itself, under pointer, tap and the keyboard's focus."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.playground import Playground

#: Clones, near-clones, and a law with a gain.
ADDRESS = (
    "/#epochs=5&epoch=2&chosen=run:0,layer_index:0,neuron:1&seeds=2&run=Clones;initializer=constant"
    "&run=Near;initializer=clones_with_noise,epsilon:0.000001&run=Glorot;initializer=glorot_normal"
)


async def test_every_word_that_is_explained_is_on_the_page(playground: Playground) -> None:
    page = playground.page
    await playground.open(ADDRESS)
    await page.get_by_role("button", name="Measure deltas").click()
    for lane in await playground.lanes().all():
        await playground.settings(lane)
    for name in ("Layer", "Signal", "Why zero", "Depth", "Initializer"):
        await page.get_by_role("tab", name=name, exact=True).click()
        panel = page.get_by_role("tabpanel", name=name, exact=True)
        await expect(panel.get_by_role("img").first).to_be_visible()
    await page.get_by_role("tab", name="Words", exact=True).click()
    found = await page.evaluate(
        "[...new Set([...document.querySelectorAll('[data-term]')].map((e) => e.dataset.term))]"
    )
    glossary = await page.evaluate(
        """async () => {
            const main = document.querySelector('script[type=module]').src;
            const { GLOSSARY } = await import(new URL('words/glossary.js', main).href);
            return Object.fromEntries(Object.entries(GLOSSARY).map(([name, e]) => [name, e.word]));
        }"""
    )
    assert set(found) == set(glossary)
    told = await page.get_by_role("tabpanel", name="Words", exact=True).locator("dt").all()
    assert sorted([await one.inner_text() for one in told]) == sorted(glossary.values())
    # A frame is named by its title, and a link to another form of the page by its own.
    assert await page.locator("[title]:not(iframe, link)").count() == 0
    axe = await Axe().run(page)
    assert axe.violations_count == 0, axe.generate_report()


async def test_an_explanation_comes_stays_and_goes_as_one_wants(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#epochs=5&chosen=layer_index:0,neuron:1")
    panel = page.get_by_role("complementary")
    word = panel.get_by_role("button", name="Clone of")
    popover = page.get_by_role("tooltip")
    await word.hover()
    await expect(popover).to_contain_text("exactly the same incoming weights")
    await popover.hover()  # it can be hovered
    await page.wait_for_timeout(400)
    await expect(popover).to_be_visible()
    await page.keyboard.press("Escape")  # and dismissed, alone
    await expect(popover).to_be_hidden()
    await expect(panel).to_be_visible()
    await page.mouse.move(5, 400)
    await panel.get_by_role("button", name="Close").focus()
    await page.keyboard.press("Tab")
    await expect(word).to_be_focused()
    await expect(popover).to_be_visible()
    await expect(word).to_have_accessible_description(await popover.inner_text())
    await page.keyboard.press("Tab")
    await expect(popover).to_contain_text("look the same")
    target = await panel.get_by_role("button", name="To the eye").bounding_box()
    shown = await popover.bounding_box()
    assert target is not None
    assert shown is not None
    is_below = shown["y"] >= target["y"] + target["height"]
    assert is_below or shown["y"] + shown["height"] <= target["y"]
    await page.locator("#experiment").get_by_label("Seed", exact=True).focus()
    await expect(popover).to_contain_text("random draws")


async def test_a_tap_explains_a_word_and_another_ends_it(
    playground: Playground, server_url: str
) -> None:
    browser = playground.page.context.browser
    assert browser is not None
    context = await browser.new_context(
        base_url=server_url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    try:
        page = await context.new_page()
        await page.goto("/#epochs=5&chosen=layer_index:0,neuron:1")
        word = page.get_by_role("button", name="To the eye")
        popover = page.get_by_role("tooltip")
        await word.tap()
        await expect(popover).to_be_visible()
        box = await popover.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        await page.get_by_role("heading", name="Neuron 2, layer 1").tap()
        await expect(popover).to_be_hidden()
    finally:
        await context.close()
