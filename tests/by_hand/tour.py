"""A walk through the whole page: what goes wrong on the way, as JSON.

    python -m tests.by_hand.tour --url http://127.0.0.1:8000 [--scheme dark] [--width 360]

Opens every preset, every closer look, every choice of every list, every step of the lesson, presses
every key, makes every change by hand, and looks at each with axe. A console message, a request to
elsewhere, a refusal, something that scrolls sideways or a violation of axe is a problem.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, async_playwright, expect

from tests.browser.conftest import ARGUMENTS, SEEN, find_chromium
from tests.browser.playground import COMPUTED, Playground, Watch

#: Keys of the page, in an order in which each has something to do.
KEYS = ("k", ".", ",", "End", "[", "]", "1", "2", "k", "k", "p", "Escape", "Control+z")
#: Lists whose every choice is taken once, by their labels.
LISTS = (
    "Dataset",
    "Architecture",
    "Activation",
    "Loss",
    "Optimizer",
    "Initializer",
    "Biases",
    "Speed",
)
#: Buttons in an order in which each has something to do.
BUTTONS = (
    "Pause",
    "Play",
    "Pause",
    "Step",
    "Back",
    "Next moment",
    "Next moment",
    "Previous moment",
    "Reset",
    "New seed",
    "Undo",
    "Redo",
    "Add layer",
    "Remove layer",
    "Add run",
    "Fork run",
    "Settings",
    "Remove",
    "Share",
    "Close",
    "Present",
    "End",
)


class Tour:
    """The page under way, and what went wrong so far."""

    def __init__(self, page: Page, url: str, shots: Path | None) -> None:
        self.page = page
        self.watch = Watch(page, url)
        self.playground = Playground(page, self.watch)
        self.problems: list[dict[str, Any]] = []
        self.places = 0
        self._shots = shots
        self.last = ""
        self._seen = 0

    def note(self, where: str, what: str) -> None:
        """Note a problem at a place."""
        self.problems.append({"where": where, "what": what})
        print(f"{where}: {what}", file=sys.stderr)

    async def unfold(self) -> None:
        """Open what settings are folded into: those of the experiment and of each lane."""
        for name in ("More settings", "More"):
            for summary in await self.page.locator("summary", has_text=name).all():
                closed = summary.locator("xpath=parent::details[not(@open)]")
                if await summary.is_visible() and await closed.count():
                    await summary.click()
        folded = self.page.get_by_role("button", name="Settings", exact=True, expanded=False)
        while await folded.count():
            await folded.first.click()

    async def settled(self) -> None:
        """Wait for the result that was asked for."""
        await expect(self.page.locator("#status")).to_have_attribute(
            "data-status", "complete", timeout=COMPUTED
        )
        await self.playground.drawn()

    async def look(self, where: str, *, axe: bool = True) -> None:
        """Look at what is shown now."""
        self.places += 1
        self.last = where
        for problem in self.watch.problems[self._seen :]:
            self.note(where, problem)
        self._seen = len(self.watch.problems)
        over = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if over:
            self.note(where, f"scrolls sideways by {over} px")
        wrong = await self.page.locator(".field.is-wrong:visible").count()
        if wrong:
            self.note(where, f"{wrong} fields are refused")
        if axe:
            found = await Axe().run(self.page)
            for violation in found.response["violations"]:
                targets = [node["target"] for node in violation["nodes"][:3]]
                self.note(where, f"axe: {violation['id']} at {targets}")
        if self._shots is not None:
            name = "".join(c if c.isalnum() else "-" for c in where)
            await self.page.screenshot(path=self._shots / f"{self.places:03d}-{name}.png")


async def presets(tour: Tour) -> None:
    """Open each preset, and see its end."""
    names = await tour.page.locator("#presets option").evaluate_all("all => all.map(o => o.value)")
    for name in filter(None, names):
        await tour.page.locator("#presets").select_option(name)
        await tour.settled()
        await tour.playground.to_last_epoch()
        await tour.look(f"preset {name}")


async def looks(tour: Tour) -> None:
    """Open each closer look, and take each choice of its lists."""
    for tab in await tour.page.get_by_role("tab").all():
        name = await tab.inner_text()
        await tab.click()
        await tour.settled()
        panel = tour.page.get_by_role("tabpanel", name=name)
        await tour.look(f"look {name}")
        for index, choices in enumerate(await panel.locator("select:visible").all()):
            for value in await choices.locator("option").evaluate_all("a => a.map(o => o.value)"):
                await choices.select_option(value)
                await tour.page.wait_for_timeout(300)
            await tour.look(f"look {name}, list {index}", axe=False)


async def lists(tour: Tour) -> None:
    """Take each choice of each list of settings, of the experiment and of the first run."""
    await tour.unfold()
    await tour.unfold()  # what a run does differently is folded once more
    await tour.look("settings unfolded")
    for label in LISTS:
        found = tour.page.get_by_label(label, exact=True).locator("visible=true")
        if not await found.count():
            tour.note(f"list {label}", "is not there")
            continue
        for value in await found.first.locator("option").evaluate_all("a => a.map(o => o.value)"):
            if value.startswith("*"):
                continue  # one's own, which opens a form
            await found.first.select_option(value)
            await tour.page.wait_for_timeout(100)
            await tour.settled()
            await tour.look(f"{label} {value}", axe=False)


async def buttons(tour: Tour) -> None:
    """Press each button of the bars and of a lane, and read every word that explains itself."""
    for name in BUTTONS:
        button = (
            tour.page.get_by_role("button", name=name, exact=True).locator("visible=true").first
        )
        if await button.count() == 0 and name in ("Present", "End"):
            continue  # a small screen is not read from the last row
        await button.click()
        await tour.page.wait_for_timeout(200)
        await tour.look(f"button {name}")
    for _ in range(2):
        await tour.page.locator("#theme").click()
        await tour.look("the other scheme")
    for number in await tour.page.locator("#experiment input.number:visible").all():
        await number.fill("nothing")
        await number.press("Tab")
        label = await number.evaluate("(input) => input.labels[0].textContent")
        if not await tour.page.locator(".field.is-wrong:visible").count():
            tour.note(f"field {label}", "takes a word for a number")
        await tour.page.keyboard.press("Control+z")
        await number.fill("3")
        await number.press("Tab")
        await tour.page.wait_for_timeout(200)
    for why in await tour.page.locator("summary", has_text="Why").all():
        await why.click()
    await tour.look("every reason open")
    for term in await tour.page.locator("button.term:visible").all():
        await term.click()
        await expect(tour.page.locator("#explanation")).to_be_visible()
        await tour.page.keyboard.press("Escape")
    await tour.look("every word explained", axe=False)


async def hands(tour: Tour) -> None:
    """Make each change by hand, take it back, and make it again."""
    await tour.page.goto(
        "/#hidden_layers=4,4&epochs=40&epoch=10&chosen=run:0,layer_index:1,neuron:1"
    )
    await tour.settled()
    await tour.look("a neuron is chosen")
    for name in ("Nudge by 1 ulp", "Copy", "Draw anew"):
        await tour.page.get_by_role("button", name=name).first.click()
        await tour.settled()
        await tour.look(f"changed by {name}")
    for name in ("Undo", "Undo", "Redo", "Fork run"):
        await tour.page.get_by_role("button", name=name, exact=True).first.click()
        await tour.settled()
        await tour.look(name)


async def lesson(tour: Tour) -> None:
    """Go through the lesson, answering each step by its first choice."""
    await tour.page.goto("/")
    await tour.settled()
    await tour.page.locator("#lesson-toggle").click()
    steps = 0
    for _ in range(40):
        await tour.look(f"lesson {steps}")
        choice = tour.page.locator("#lesson input[type=radio]:visible:enabled").first
        if await choice.count():
            await choice.check()
        run = tour.page.locator("#lesson").get_by_role("button", name="Run it")
        if await run.count() and await run.first.is_enabled():
            await run.first.click()
            await tour.settled()
            await tour.playground.to_last_epoch()
            await tour.look(f"lesson {steps}, answered")
        onward = tour.page.locator("#lesson").get_by_role("button", name="Next", exact=True)
        if not await onward.count() or not await onward.first.is_enabled():
            break
        await onward.first.click()
        steps += 1
    if steps < 9:
        tour.note("lesson", f"only {steps} steps could be walked")


async def keys(tour: Tour) -> None:
    """Press each key of the page."""
    await tour.page.goto("/")
    await tour.settled()
    for key in KEYS:
        await tour.page.keyboard.press(key)
        await tour.page.wait_for_timeout(200)
        await tour.look(f"key {key}", axe=False)


STAGES = {
    "presets": presets,
    "looks": looks,
    "lists": lists,
    "buttons": buttons,
    "hands": hands,
    "lesson": lesson,
    "keys": keys,
}


async def walk(options: argparse.Namespace) -> dict[str, Any]:
    """Go through the stages that were asked for."""
    async with async_playwright() as playwright:
        executable = find_chromium(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        context = await browser.new_context(
            base_url=options.url,
            viewport={"width": options.width, "height": options.height},
            color_scheme=options.scheme,
            forced_colors="active" if options.forced else "none",
        )
        await context.add_init_script(SEEN)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        tour = Tour(page, options.url, options.shots)
        for name in options.stages:
            await page.goto("about:blank")
            await page.goto("/")
            await tour.settled()
            try:
                await STAGES[name](tour)
            except (BrowserError, AssertionError) as error:
                tour.note(f"{name}, after {tour.last}", str(error).splitlines()[0])
        await browser.close()
    return {"places": tour.places, "problems": tour.problems}


def main() -> int:
    """Walk, print what went wrong, and end with 1 if anything did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--scheme", choices=["light", "dark"], default="light")
    parser.add_argument("--forced", action="store_true", help="with forced colours")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--shots", type=Path, help="a folder for a screenshot of each place")
    parser.add_argument("stages", nargs="*", default=list(STAGES))
    options = parser.parse_args()
    if options.shots is not None:
        options.shots.mkdir(parents=True, exist_ok=True)
    found = asyncio.run(walk(options))
    print(json.dumps(found, indent=2))
    return 1 if found["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
