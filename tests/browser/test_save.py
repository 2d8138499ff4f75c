"""What people take along as files, read by other programs than the page."""

import csv
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import nbformat
from playwright.async_api import Locator, Page, expect

from tests.browser.playground import Playground

ADDRESS = (
    "/#hidden_layers=3,2&epochs=4&dataset=circles,samples:40"
    "&run=Zeros;initializer=zeros&run=A%20%22name%22;initializer=normal,std:0.5&epoch=2"
)

SVG = "{http://www.w3.org/2000/svg}"

Save = Callable[[str], Awaitable[Path]]


async def opened(playground: Playground) -> Locator:
    """Open the studio's part for saving; give the dialog."""
    await playground.open(ADDRESS)
    await playground.share.click()
    dialog = playground.page.get_by_role("dialog", name="Share this experiment")
    await dialog.get_by_text("Save", exact=True).click()
    await expect(dialog.get_by_role("button", name="CSV", exact=True)).to_be_visible()
    return dialog


def saver(playground: Playground, dialog: Locator, folder: Path) -> Save:
    """Give what presses a button and keeps the file that comes of it."""

    async def save(button: str) -> Path:
        async with playground.page.expect_download() as coming:
            await dialog.get_by_role("button", name=button, exact=True).click()
        download = await coming.value
        path = folder / download.suggested_filename
        await download.save_as(path)
        await expect(dialog.get_by_text(f"Saved {path.name}")).to_be_visible()
        return path

    return save


def values(rows: list[dict[str, str]], run: int, quantity: str) -> list[float]:
    """Give a quantity of a run as a whole through its epochs."""
    return [
        float(row["value"])
        for row in rows
        if (row["run"], row["quantity"], row["layer_index"]) == (str(run), quantity, "")
    ]


async def test_numbers_are_the_same_in_every_file(
    playground: Playground, tmp_path: Path, server_url: str
) -> None:
    dialog = await opened(playground)
    save = saver(playground, dialog, tmp_path)
    table = list(csv.DictReader((await save("CSV")).read_text("utf-8").splitlines()))
    answer = json.loads((await save("JSON")).read_text("utf-8"))
    assert answer["request"]["runs"][1]["label"] == 'A "name"'
    losses = [each["runs"][1]["train_loss"] for each in answer["snapshots"]]
    assert len(losses) == 5
    assert values(table, 1, "train_loss") == losses
    assert len(answer["snapshots"][0]["runs"][1]["layers"][0]["weights"]) == 2

    notebook = json.loads((await save("Notebook")).read_text("utf-8"))
    nbformat.validate(notebook)
    known: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            code = compile(cell["source"], cell["id"], "exec")
            # What plots needs a library that the tests do without.
            if "plt." not in cell["source"]:
                exec(code, known)  # noqa: S102
    assert known["SERVER"] == server_url
    asked = known["series"](known["rows"], "train_loss")
    assert asked[1, None] == ('A "name"', [0, 1, 2, 3, 4], losses)

    # The Markdown names the picture as it is saved.
    markdown = dialog.get_by_label("Markdown with the stage, saved below as PNG", exact=True)
    assert f"]({(await save('PNG')).name})](<http" in await markdown.input_value()
    citation = await dialog.get_by_label("Citation (BibTeX)", exact=True).input_value()
    link = await dialog.get_by_label("Link to the whole page", exact=True).input_value()
    assert f"url = {{{link}}}" in citation

    # What is chosen in the studio is what is saved.
    await dialog.get_by_label("Networks", exact=True).select_option("0")
    alone = list(csv.DictReader((await save("CSV")).read_text("utf-8").splitlines()))
    assert alone == [row for row in table if row["run"] == "0"]


#: The share of two pictures' squares, 8 pixels wide, whose mean colours differ by more than the
#: edges of lines do.
DIFFERENT = """async ([svg, png]) => {
    const meansOf = async (source, scale) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const [width, height] = [image.width * scale, image.height * scale];
        const ctx = new OffscreenCanvas(width, height).getContext("2d");
        ctx.imageSmoothingQuality = "high";
        ctx.drawImage(image, 0, 0, width, height);
        const { data } = ctx.getImageData(0, 0, width, height);
        const across = Math.ceil(width / 8);
        const means = new Float64Array(across * Math.ceil(height / 8) * 3);
        for (let i = 0; i < data.length; i += 4) {
            const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
            const square = Math.floor(y / 8) * across + Math.floor(x / 8);
            for (let c = 0; c < 3; c++) means[3 * square + c] += data[i + c] / 64;
        }
        return { size: [width, height], means };
    };
    const [vector, pixels] = [await meansOf(svg, 1), await meansOf(png, 0.5)];
    const far = vector.means.filter((mean, i) => Math.abs(mean - pixels.means[i]) > 16).length;
    return { sizes: [vector.size, pixels.size], share: far / vector.means.length };
}"""


def data(png: bytes) -> str:
    """Give a picture as an address."""
    return f"data:image/png;base64,{b64encode(png).decode()}"


async def drawn_by_browser(page: Page, svg: str) -> bytes:
    """Give the picture of an SVG within a page of ours, which has the fonts."""
    await page.set_viewport_size({"width": 1400, "height": 1200})
    await page.evaluate(
        """(text) => {
            const { documentElement } = new DOMParser().parseFromString(text, "image/svg+xml");
            document.body.replaceChildren(documentElement);
            return document.fonts.ready;
        }""",
        svg,
    )
    return await page.locator("svg").screenshot()


async def test_svg_shows_what_png_shows_with_texts_as_texts(
    playground: Playground, tmp_path: Path
) -> None:
    dialog = await opened(playground)
    save = saver(playground, dialog, tmp_path)
    picture = dialog.get_by_label("Picture", exact=True)
    other = await playground.page.context.new_page()
    await other.goto("/check")
    names = await picture.locator("option").all_text_contents()
    assert {"The stage", "Zeros: network on circles", "Zeros: loss"} <= set(names)
    for name, words in (
        ("The stage", {"Zeros", 'A "name"', "1 of 3 distinct", "output of a neuron"}),
        ("Zeros: loss", {"train", "test", "epoch"}),
    ):
        await picture.select_option(name)
        png, svg = await save("PNG"), await save("SVG")
        tree = ET.parse(svg)  # noqa: S314
        texts = {element.text for element in tree.iter(f"{SVG}text")}
        assert words <= texts
        caption = " ".join(text for text in texts if text)
        assert "Epoch 2 of 4." in caption
        pictures = list(tree.iter(f"{SVG}image"))
        assert all(one.attrib["href"].startswith("data:image/png;base64,") for one in pictures)
        # Tiles are images, all else are lines: a loss has no image.
        assert (len(pictures) == 0) == (name == "Zeros: loss")
        seen = await drawn_by_browser(other, svg.read_text("utf-8"))
        found = await playground.page.evaluate(DIFFERENT, [data(seen), data(png.read_bytes())])
        assert found["sizes"][0] == found["sizes"][1]
        assert found["share"] < 0.002, (name, found)
    # The page's own pictures are as they were, and can be pointed at.
    await dialog.get_by_role("button", name="Close").click()
    assert await playground.distinct("Zeros") == [(1, 3), (1, 2)]


#: A GIF's pictures: how many, how large, and what the last one shows.
DECODED = """async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const decoder = new ImageDecoder({ data: bytes, type: "image/gif" });
    await decoder.tracks.ready;
    const { frameCount } = decoder.tracks.selectedTrack;
    const { image } = await decoder.decode({ frameIndex: frameCount - 1 });
    const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob();
    const url = await new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.readAsDataURL(blob);
    });
    return { count: frameCount, url };
}"""
#: The size of a film and its length, s.
PLAYED = """async (data) => {
    const video = document.createElement("video");
    video.src = `data:video/webm;base64,${data}`;
    const next = (name) => new Promise((resolve, reject) => {
        video.addEventListener(name, resolve, { once: true });
        video.addEventListener("error", () => reject(video.error.message), { once: true });
    });
    await next("loadeddata");
    const seeked = next("seeked");
    video.currentTime = 1e6;
    await seeked;
    return { size: [video.videoWidth, video.videoHeight], length: video.currentTime };
}"""


async def test_the_run_is_saved_as_it_plays(playground: Playground, tmp_path: Path) -> None:
    dialog = await opened(playground)
    save = saver(playground, dialog, tmp_path)
    await dialog.get_by_label("Picture", exact=True).select_option("Zeros: loss")
    gif = b64encode((await save("GIF")).read_bytes()).decode()
    decoded = await playground.page.evaluate(DECODED, gif)
    assert decoded["count"] == 5
    assert await playground.shown_epoch() == 2
    middle = data((await save("PNG")).read_bytes())
    webm = b64encode((await save("WebM")).read_bytes()).decode()

    # Who does not want to wait, needs not.
    await dialog.get_by_role("button", name="GIF", exact=True).click()
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog.get_by_text("Making")).to_be_hidden()
    await expect(playground.epoch).to_have_value("2")

    # The last picture is that of the last epoch, as a picture saved there shows it.
    await dialog.get_by_role("button", name="Close").click()
    await playground.to_last_epoch()
    await playground.share.click()
    await dialog.get_by_label("Picture", exact=True).select_option("Zeros: loss")
    last = data((await save("PNG")).read_bytes())
    found = await playground.page.evaluate(DIFFERENT, [decoded["url"], last])
    before = await playground.page.evaluate(DIFFERENT, [decoded["url"], middle])
    assert found["share"] < 0.9 * before["share"], (found, before)

    other = await playground.page.context.new_page()
    played = await other.evaluate(PLAYED, webm)
    assert played["size"] == [2 * round(side * 0.75) for side in found["sizes"][1]]
    # Four pictures at six a second, and a rest; more on a machine that is slow.
    assert played["length"] > 1.5


async def test_a_refusal_is_told_beside_the_button(playground: Playground) -> None:
    dialog = await opened(playground)
    playground.watch.expect("422")
    await playground.page.route(
        "**/simulate.csv",
        lambda route: route.fulfill(status=422, json={"detail": "epochs is 9; allowed: 8"}),
    )
    await dialog.get_by_role("button", name="CSV", exact=True).click()
    told = dialog.get_by_text("could not be made. epochs is 9; allowed: 8")
    await expect(told).to_be_visible()
