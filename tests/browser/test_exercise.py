"""A student opens an exercise, works on it, and sees whether it is solved."""

from playwright.async_api import expect

from tests.browser.playground import Playground


async def test_an_exercise_is_begun_checked_and_solved(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#hidden_layers=2&epochs=2&run=Mine;initializer=normal")
    await page.get_by_role("combobox", name="Examples").select_option("Exercises\u2026")
    exercise = page.get_by_role("region", name="Exercise", exact=True)
    await expect(exercise).to_contain_text("Change the noise of its initializer")
    begin = exercise.get_by_role("button", name="Begin")
    check = exercise.get_by_role("button", name="Check what is on the page")
    told = exercise.get_by_role("status")
    playground.watch.expect("422")
    await begin.click()
    await expect(told).to_contain_text("the student's name")

    await exercise.get_by_label("Your name, from which the seed comes").fill("Ada Lovelace")
    async with playground.rerun():
        await begin.click()
    assert "seed=" in page.url
    await check.click()
    await expect(told).to_have_text("2 of 4 points.")
    await expect(exercise.get_by_role("listitem")).to_have_count(4)

    # Another experiment has not been checked.
    lane = await playground.settings(playground.lane("Clones"))
    async with playground.rerun():
        await lane.get_by_role("textbox", name="Epsilon").fill("0.05")
    await expect(exercise.get_by_role("listitem")).to_have_count(0)
    await check.click()
    await expect(told).to_have_text("4 of 4 points.")
    await expect(exercise.get_by_text("Does not hold")).to_have_count(0)

    # A link opens the exercise, within another page without the way to close it.
    address = page.url.partition("#")[2]
    assert "exercise=part_the_clones" in address
    await playground.open(f"/?embed=1&show=exercise,stage&allow=all#{address}")
    await expect(exercise.get_by_label("Which", exact=True)).to_have_value("part_the_clones")
    await expect(exercise.get_by_role("button", name="Close")).to_be_hidden()
    await exercise.get_by_label("Your name, from which the seed comes").fill("Ada Lovelace")
    await check.click()
    await expect(told).to_have_text("4 of 4 points.")
