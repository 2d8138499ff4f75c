"""The address holds what is shown: a link opens the same picture, and Back and Forward walk."""

import hashlib
import re

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import SEEN
from tests.browser.playground import PAUSE, Playground, Watch

SMALL = (
    "/#hidden_layers=4,4&epochs=30&run=Clones;initializer=constant,value:0.5&run=Glorot"
    "&change=set_weight,epoch:10,run:0,layer_index:0,from:1,neuron:2,value:-0.8"
)
#: What is looked at, and what is to be there before pictures are compared.
LOOKS = [
    ("&epoch=17&chosen=run:0,layer_index:0,neuron:2,from:1&tab=why,samples:all", ".why-formula"),
    ("&epoch=8&chosen=run:1,layer_index:1&tab=initializer,of:bias,fan_in:9,fan_out:7", ".card"),
    ("&epoch=21&speed=2&presenting=true", "html.is-presenting"),
]


#: Round corners, fades and dotted lines are not drawn alike twice.
PLAIN = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { border-radius: 0 !important; transition: none !important;
    text-decoration: none !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
#: Undo and the form stand outside: whether there is something to take back is no part of a link.
PARTS = ("#lanes", "#closer", "#panels", "#transport")


async def picture(page: Page, look: str) -> str:
    """Give a fingerprint of all that is looked at, once the look is there and stands still."""
    await expect(page.locator(look).first).to_be_visible()
    status = page.locator("#status")
    await expect(status).to_have_attribute("data-status", "complete")
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await page.evaluate(PLAIN)
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(0, 0)
    await page.evaluate("scrollTo(0, 0)")
    before: list[bytes] = []
    for _ in range(100):
        shown = [page.locator(part) for part in PARTS if await page.locator(part).is_visible()]
        shots = [await part.screenshot(animations="disabled") for part in shown]
        if shots == before:
            return hashlib.sha256(b"".join(shots)).hexdigest()
        before = shots
        await page.wait_for_timeout(PAUSE)
    raise AssertionError(f"the page never stood still: {page.url}")


async def test_a_copied_link_opens_the_same_picture_pixel_for_pixel(
    browser: Browser, site: str, playground: Playground
) -> None:
    """The first page comes to each look within itself, a new one from its link alone."""
    page = playground.page
    # So tall that nothing has to be scrolled to be drawn.
    await page.set_viewport_size({"width": 1280, "height": 1700})
    await page.emulate_media(color_scheme="dark")
    await playground.open(SMALL)
    pictures = {}
    for address, look in LOOKS:
        await page.evaluate("(url) => { location.href = url }", SMALL + address)
        found = await picture(page, look)
        pictures[page.url] = (found, look)
    # And one that was come to by hand.
    await page.evaluate("(url) => { location.href = url }", f"{SMALL}&epoch=12")
    await page.get_by_role("tab", name="Depth").click()
    await (
        page.get_by_role("spinbutton", name="Width", exact=True)
        .or_(page.get_by_role("textbox", name="Width", exact=True))
        .first.fill("40")
    )
    await page.get_by_label("LeCun", exact=True).check()
    await expect(page).to_have_url(re.compile("epoch=12&tab=depth,width:40,lecun:true$"))
    pictures[page.url] = (await picture(page, ".depth-results.is-filled"), ".depth-results")
    assert len({found for found, _ in pictures.values()}) == len(LOOKS) + 1

    context = await browser.new_context(
        base_url=site, viewport=page.viewport_size, color_scheme="dark"
    )
    await context.add_init_script(SEEN)
    try:
        for url, (found, look) in pictures.items():
            fresh = await context.new_page()
            watch = Watch(fresh, site)
            await fresh.goto(url)
            assert await picture(fresh, look) == found, url
            assert fresh.url == url
            assert watch.unexpected() == []
            await fresh.close()
    finally:
        await context.close()


async def test_back_and_forward_walk_through_places_and_undo_through_changes(
    playground: Playground,
) -> None:
    page = playground.page

    async def shows(tab: str) -> None:
        await expect(page.get_by_role("tab", name=tab, exact=True)).to_have_attribute(
            "aria-selected", "true"
        )

    await playground.open(f"{SMALL}&epoch=5")
    await expect(page.locator("#status")).to_have_attribute("data-status", "complete")
    await page.get_by_role("tab", name="Code", exact=True).click()
    await page.get_by_label("Framework").select_option("keras")
    await expect(page).to_have_url(re.compile("tab=code,framework:keras$"))
    async with playground.rerun():
        await playground.new_seed.click()
    await page.get_by_role("tab", name="Words", exact=True).click()
    # Undo takes the change back and leaves the place alone.
    async with playground.rerun():
        await page.keyboard.press("Control+z")
    await expect(page).not_to_have_url(re.compile("seed="))
    await shows("Words")
    async with playground.rerun():
        await page.keyboard.press("Control+Shift+z")
    await expect(page).to_have_url(re.compile("seed="))
    # Back and Forward go through every place, and what a place held is there again.
    await page.go_forward()
    await shows("Words")
    await page.go_back()
    await shows("Words")
    async with playground.rerun():
        await page.go_back()
    await page.go_back()
    await shows("Layer")
    assert await playground.shown_epoch() == 5
    await page.go_forward()
    await shows("Words")
    await page.get_by_role("tab", name="Code", exact=True).click()
    await expect(page.get_by_label("Framework")).to_have_value("keras")
