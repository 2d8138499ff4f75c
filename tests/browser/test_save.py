"""What people take along as files, read by other programs than the page."""

import csv
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nbformat
from playwright.async_api import Locator, expect

from tests.browser.playground import COMPUTED, Playground

ADDRESS = (
    "/#hidden_layers=3,2&epochs=4&dataset=circles,samples:40"
    "&run=Zeros;initializer=zeros&run=A%20%22name%22;initializer=normal,std:0.5&epoch=2"
)

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
        async with playground.page.expect_download(timeout=COMPUTED) as coming:
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

    citation = await dialog.get_by_label("Citation (BibTeX)", exact=True).input_value()
    link = await dialog.get_by_label("Link to the whole page", exact=True).input_value()
    assert f"url = {{{link}}}" in citation

    # What is chosen in the studio is what is saved.
    await dialog.get_by_label("Networks", exact=True).select_option("0")
    alone = list(csv.DictReader((await save("CSV")).read_text("utf-8").splitlines()))
    assert alone == [row for row in table if row["run"] == "0"]


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
