"""A real Chromium, and pages that fail their test on any error the browser reports."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.playground import COMPUTED, Playground, Watch
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
# What is expected comes late on a busy machine; what never comes fails all the same.
expect.set_options(timeout=COMPUTED)

#: Frames that show no document of ours have no storage.
SEEN = "try { localStorage.setItem('unclone-callouts', 'seen') } catch {}"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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


#: Runs a test twice: with the page's modules, and with the bundle that was made of them.
in_both_forms = pytest.mark.parametrize("site", ["server_url", "bundle_url"], indirect=True)


@pytest.fixture
def site(request: pytest.FixtureRequest) -> str:
    """Give the address of the server that the page comes from."""
    url: str = request.getfixturevalue(getattr(request, "param", "server_url"))
    return url


@pytest.fixture
async def playground(browser: Browser, site: str) -> AsyncIterator[Playground]:
    """Give an empty page of somebody who was here before; fail if anything went wrong in it."""
    context = await browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    await context.add_init_script(SEEN)
    page = await context.new_page()
    page.set_default_timeout(COMPUTED)
    opened = Playground(page, Watch(page, site))
    yield opened
    await context.close()
    assert opened.watch.unexpected() == []
