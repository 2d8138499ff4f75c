"""The page as a person who reads names, not pictures, meets it: by roles and accessible names."""

import re

from playwright.async_api import Locator, Page, expect

#: Milliseconds in which an experiment of the page's own size is computed on a busy machine.
COMPUTED = 60_000

DISTINCT = re.compile(r"(\d+) of (\d+) neurons? distinct")


class Playground:
    """The open page, and what its tests ask of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.epoch = page.get_by_role("slider", name="Epoch")
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
        await expect(self.networks().first).to_be_visible(timeout=COMPUTED)

    def lane(self, label: str) -> Locator:
        """Give the region of the run whose name starts with the label."""
        return self.page.get_by_role("region", name=re.compile(rf"^{re.escape(label)}"))

    def networks(self) -> Locator:
        """Give the network canvases of all lanes."""
        return self.page.locator("canvas[aria-label*='distinct']")

    def lanes(self) -> Locator:
        """Give the regions of all runs."""
        return self.page.get_by_role("region").filter(has=self.networks())

    async def computed(self) -> None:
        """Wait until the last epoch of the experiment can be reached."""
        await expect(self.epoch).to_be_enabled(timeout=COMPUTED)
        await self.page.wait_for_function(
            """() => {
                const slider = document.querySelector('input[type=range][aria-label=Epoch]')
                    ?? document.getElementById(
                        [...document.querySelectorAll('label')]
                            .find((label) => label.textContent.trim() === 'Epoch')?.htmlFor);
                return slider && Number(slider.max) > 0 && !document.querySelector('[aria-busy=true]');
            }""",
            timeout=COMPUTED,
        )

    async def to_last_epoch(self) -> None:
        """Go to the end of the training by the slider."""
        await self.epoch.press("End")

    async def distinct(self, label: str) -> list[tuple[int, int]]:
        """Give (distinct, all) neurons of each layer a lane's network names, first layer first."""
        name = (
            await self.lane(label)
            .locator("canvas[aria-label*='distinct']")
            .get_attribute("aria-label")
        )
        return [(int(k), int(n)) for k, n in DISTINCT.findall(name or "")]
