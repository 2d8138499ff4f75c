"""The page as a person who reads names, not pictures, meets it: by roles and accessible names."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import ConsoleMessage, Locator, Page, Request, expect

#: Milliseconds in which an experiment of the page's own size is computed on a busy machine.
COMPUTED = 120_000

#: Milliseconds between two looks at something that is waited for.
PAUSE = 100

#: The page's own word for an experiment that is under way.
UNDER_WAY = re.compile("^(connecting|computing)$")

NETWORK = "canvas[aria-label*='distinct']"
DISTINCT = re.compile(r"(\d+) of (\d+) neurons? distinct")
SEEN = re.compile(r"distinct, (\d+) to the eye")
LOSS = re.compile(r"Loss (?:\S+ \u2192 )?([\d.]+(?:e[-\u2212]?\d+)?)")


class Watch:
    """What went wrong in a page, and the errors that the test expects."""

    def __init__(self, page: Page, origin: str) -> None:
        self.problems: list[str] = []
        self._expected: list[str] = []
        self._origin = origin
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("request", self._on_request)

    def expect(self, *words: str) -> None:
        """Allow console errors that contain one of these words, in this test."""
        self._expected += words

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"console {message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self._origin, "data:", "blob:")):
            self.problems.append(f"request to elsewhere: {request.url}")

    def unexpected(self) -> list[str]:
        """Give what went wrong and was not expected."""
        return [
            problem
            for problem in self.problems
            if not any(words in problem for words in self._expected)
        ]


class Playground:
    """The open page, and what its tests ask of it."""

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page = page
        self.watch = watch
        self.epoch = page.get_by_role("slider", name="Epoch", exact=True)
        self.play = page.get_by_role("button", name="Play", exact=True)
        self.pause = page.get_by_role("button", name="Pause", exact=True)
        self.step = page.get_by_role("button", name="Step", exact=True)
        self.reset = page.get_by_role("button", name="Reset", exact=True)
        self.new_seed = page.get_by_role("button", name="New seed", exact=True)
        self.add_run = page.get_by_role("button", name="Add run", exact=True)
        self.share = page.get_by_role("button", name="Share", exact=True)

    async def open(self, address: str = "/") -> None:
        """Open an address of the server and wait for the first pictures."""
        await self.page.goto(address)
        await expect(self.networks().first).to_be_visible()

    def lane(self, label: str) -> Locator:
        """Give the region of the run whose name starts with the label."""
        return self.page.get_by_role("region", name=re.compile(rf"^{re.escape(label)}"))

    async def settings(self, lane: Locator) -> Locator:
        """Open a lane's settings, if they are not; give the lane."""
        toggle = lane.get_by_role("button", name="Settings", exact=True)
        if await toggle.get_attribute("aria-expanded") == "false":
            await toggle.click()
        return lane

    def networks(self) -> Locator:
        """Give the network canvases of all lanes."""
        return self.page.locator(NETWORK)

    def lanes(self) -> Locator:
        """Give the regions of all runs."""
        return self.page.get_by_role("region").filter(has=self.networks())

    @asynccontextmanager
    async def rerun(self) -> AsyncIterator[None]:
        """Do in the block what runs the experiment again; go on once the new result is there."""
        asked: list[Request] = []
        ended = asyncio.Event()

        def note_start(request: Request) -> None:
            if request.url.endswith("/simulate/stream"):
                asked.append(request)

        def note_end(request: Request) -> None:
            if asked and request is asked[-1]:
                ended.set()

        # Chromium reports many a stream that was read to its last byte as aborted.
        self.page.on("request", note_start)
        self.page.on("requestfinished", note_end)
        self.page.on("requestfailed", note_end)
        yield
        await asyncio.wait_for(ended.wait(), COMPUTED / 1000)
        # The last lines have arrived; the page has yet to read and draw them.
        await self.drawn()
        await expect(self.page.locator("#status")).not_to_have_attribute("data-status", UNDER_WAY)
        await self.drawn()

    async def drawn(self) -> None:
        """Wait until the page has drawn what it knows.

        The controls follow at once, the pictures with the next frame; the page has asked for that
        frame before this does, and a frame serves those who ask in their order.
        """
        await self.page.evaluate("() => new Promise((resolve) => requestAnimationFrame(resolve))")

    async def to_last_epoch(self) -> int:
        """Go to the end of the training by the slider, once it is there; give the epoch."""
        await expect(self.epoch).to_be_enabled()
        for _ in range(COMPUTED // PAUSE):
            await self.epoch.press("End")
            now, last = await self.shown_epoch(), int(await self.attribute(self.epoch, "max"))
            if now == last > 1:
                await self.drawn()
                return now
            await self.page.wait_for_timeout(PAUSE)
        raise AssertionError("the last epoch was not reached")

    async def shown_epoch(self) -> int:
        """Give the epoch the slider stands at."""
        return int(await self.epoch.input_value())

    async def attribute(self, element: Locator, name: str) -> str:
        """Give an attribute that must be there."""
        value = await element.get_attribute(name)
        assert value is not None
        return value

    async def network_name(self, label: str) -> str:
        """Give what a lane's network says it shows, at the epoch that the slider stands at."""
        await self.drawn()
        return await self.attribute(self.lane(label).locator(NETWORK), "aria-label")

    async def distinct(self, label: str) -> list[tuple[int, int]]:
        """Give (distinct, all) neurons of each hidden layer of a lane, first layer first."""
        found = DISTINCT.findall(await self.network_name(label))
        return [(int(distinct), int(width)) for distinct, width in found]

    async def seen(self, label: str) -> list[int]:
        """Give how many neurons of each hidden layer of a lane look different."""
        return [int(count) for count in SEEN.findall(await self.network_name(label))]

    async def loss(self, label: str) -> float:
        """Give the training loss that a lane states for the shown epoch."""
        await self.drawn()
        text = await self.lane(label).inner_text()
        found = LOSS.search(text)
        assert found is not None, text
        return float(found.group(1))
