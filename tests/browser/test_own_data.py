"""Numbers that people bring: pasted, dropped, drawn, and shown again by their link."""

import json
from typing import Any

from playwright.async_api import Page, Request, expect

from tests.browser.playground import Playground

#: As a spreadsheet saves it where commas are decimal.
TABLE = "gr\u00f6\u00dfe;gewicht;art\r\n" + "".join(
    f"{'0,5' if i % 2 else '-0,5'};{i / 10:.1f};{'hund' if i % 2 else 'katze'}\r\n".replace(
        ".", ","
    )
    for i in range(12)
)

#: Two points in a link.
FEW = "dataset=custom,inputs:%5B%5B-0.75%2C0.75%5D%2C%5B0.75%2C-0.75%5D%5D,targets:%5B0%2C1%5D"


def last_asked(sent: list[Request]) -> dict[str, Any]:
    """Give the last experiment that was asked for."""
    request = [each for each in sent if each.url.endswith("/simulate/stream")][-1]
    experiment: dict[str, Any] = json.loads(request.post_data or "")
    return experiment


async def own_data(page: Page) -> None:
    """Ask for data of one's own."""
    dataset = page.get_by_label("Dataset", exact=True)
    await dataset.select_option("Own data\u2026")


async def test_pasted_and_drawn_points_are_learned(
    playground: Playground,
) -> None:
    page = playground.page
    await playground.open("/#epochs=3&hidden_layers=3&run=Mine;initializer=normal,std:1")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright asks it
    await own_data(page)
    dialog = page.get_by_role("dialog", name="Your own data")
    numbers = dialog.get_by_label("Numbers", exact=True)
    use = dialog.get_by_role("button", name="Use these data")
    await expect(use).to_be_disabled()

    await numbers.fill(TABLE.replace("0,2;", "null;"))
    await expect(dialog.get_by_role("alert")).to_have_text(
        "Line 4, column 2 (\u201cgewicht\u201d): \u201cnull\u201d is no number."
    )
    await expect(use).to_be_disabled()
    await numbers.fill(TABLE)
    told = dialog.get_by_role("status")
    await expect(told).to_contain_text("8 samples to learn from, 4 for the test")
    await expect(told).to_contain_text("classes hund as 0, katze as 1")
    await expect(told).to_contain_text("They are part of the experiment's link.")

    await dialog.get_by_role("button", name="Clear").click()
    plane = dialog.get_by_role("img", name="an empty plane to draw points in")
    label = dialog.get_by_label("Draw points of class", exact=True)
    await plane.click(position={"x": 60, "y": 60})
    await label.select_option("1")
    plane = dialog.locator("canvas")
    await plane.click(position={"x": 240, "y": 240})
    await plane.click(position={"x": 220, "y": 240})
    await dialog.get_by_role("button", name="Take the last back").click()
    await expect(numbers).to_have_value("x,y,label\n-0.75,0.75,0\n0.75,-0.75,1\n")
    async with playground.rerun():
        await use.click()
    assert last_asked(sent)["dataset"] == {
        "name": "custom",
        "task": "classification",
        "inputs": [[-0.75, 0.75], [0.75, -0.75]],
        "targets": [0, 1],
        "test_inputs": [],
        "test_targets": [],
    }
    await page.wait_for_url(f"**{FEW}**")
    await playground.to_last_epoch()
    assert (await playground.network_name("Mine")).startswith("Mine: network on custom")


async def test_data_stand_in_the_link_while_they_are_few(playground: Playground) -> None:
    page = playground.page
    dialog = page.get_by_role("dialog", name="Your own data")
    numbers = dialog.get_by_label("Numbers", exact=True)
    await playground.open(f"/#epochs=3&hidden_layers=3&{FEW}")
    await own_data(page)
    await expect(numbers).to_have_value("-0.75,0.75,0\n0.75,-0.75,1\n")

    # What is too long for a link says so, and is still there for Back and a reload.
    many = "".join(f"{i / 7:.5f},{i / 11:.5f},{i % 3}\n" for i in range(400))
    await numbers.fill(many)
    told = dialog.get_by_role("status")
    await expect(told).to_contain_text("They are too many for a link")
    async with playground.rerun():
        await dialog.get_by_role("button", name="Use these data").click()
    await page.wait_for_url("**inputs:~**")
    assert len(page.url) < 5000
    await page.reload()
    await expect(playground.networks().first).to_be_visible()
    await expect(page.locator("#notice")).to_be_hidden()
    await page.evaluate("() => sessionStorage.clear()")
    await page.reload()
    await expect(page.locator("#notice")).to_contain_text("was too long for a link")


async def test_a_run_starts_from_the_weights_of_another_epoch(playground: Playground) -> None:
    page = playground.page
    few = "dataset=circles,samples:40&hidden_layers=2&epochs=6"
    await playground.open(f"/#{few}&run=Mine;initializer=normal,std:0.7&epoch=4")
    lane = await playground.settings(playground.lane("Mine"))
    before = await playground.loss("Mine")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright asks it
    await lane.get_by_label("Initializer", exact=True).select_option("Own weights\u2026")
    dialog = page.get_by_role("dialog", name="Weights of Mine")
    weights = dialog.get_by_label("Weights", exact=True)
    use = dialog.get_by_role("button", name="Start from these weights")
    await expect(use).to_be_enabled()
    matrix = [row.split(", ") for row in (await weights.input_value()).split("\n")]
    assert [len(row) for row in matrix] == [2, 2, 2]
    assert max(len(number) for row in matrix for number in row) > 12

    await weights.fill("1 2\n3 x")
    alert = dialog.get_by_role("alert")
    await expect(alert).to_have_text("Line 2, column 2: \u201cx\u201d is no number.")
    await weights.fill("1 2 3\n3 4 5")
    await expect(alert).to_have_text(
        "There are 3 columns; this layer has 2 neurons, a column each."
    )
    await weights.fill("1 2")
    await expect(alert).to_have_text(
        "There is 1 line; this layer has 2, or 3 with the biases last."
    )
    await expect(use).to_be_disabled()
    await dialog.get_by_role("button", name="Weights of epoch 4").click()
    await expect(dialog.get_by_label("from 1 to 2", exact=True)).to_have_value(matrix[0][1])
    async with playground.rerun():
        await use.click()
    # What it had come to is where it starts now.
    await playground.epoch.press("Home")
    assert await playground.loss("Mine") == before

    await lane.get_by_label("Initializer", exact=True).select_option("Own weights\u2026")
    await expect(use).to_be_enabled()
    await dialog.get_by_label("from 1 to 2", exact=True).fill("0,25")
    await dialog.get_by_label("bias to 1", exact=True).fill("\u22121")
    async with playground.rerun():
        await use.click()
    run = last_asked(sent)["runs"][0]
    assert run["initializer"]["weights"][0][0][1] == 0.25
    assert run["bias_initializer"]["values"][0][0] == -1
    assert repr(run["initializer"]["weights"][0][0][0]) == matrix[0][0]
