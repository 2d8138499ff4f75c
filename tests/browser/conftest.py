"""A real Chromium, and pages that fail their test on any error the browser reports."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

from tests.conftest import lacking

#: Without these Chromium tries its maker's hosts at every start; root needs the first one.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium(bundled: str) -> str | None:
    """Give the machine's own Chromium, else the one Playwright has downloaded, else nothing."""
    installed = [path for name in NAMES if (path := shutil.which(name))]
    if installed:
        return installed[0]
    return bundled if Path(bundled).exists() else None


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Give one headless Chromium for the session: the machine's own, else Playwright's."""
    async with async_playwright() as playwright:
        executable = find_chromium(playwright.chromium.executable_path)
        if executable is None:
            lacking("Chromium", "install Debian's chromium, or 'playwright install chromium'")
        running = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield running
        await running.close()


@pytest.fixture
async def page(browser: Browser, server_url: str) -> AsyncIterator[Page]:
    """Give an empty page of a fresh profile, 1280 by 800, in which paths are the server's."""
    context = await browser.new_context(
        base_url=server_url, viewport={"width": 1280, "height": 800}
    )
    new_page = await context.new_page()
    new_page.set_default_timeout(15_000)
    yield new_page
    await context.close()


@pytest.fixture
async def watch(page: Page, server_url: str) -> AsyncIterator[Watch]:
    """Fail the test when the page logs an error or asks for anything from elsewhere."""
    watching = Watch(page, server_url)
    yield watching
    assert watching.unexpected() == []
