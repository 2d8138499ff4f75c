"""An experiment inside a page of another origin, as somebody's notes have it."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, FrameLocator, expect

from tests.browser.playground import NETWORK

NOTES = """<!doctype html><html lang="en"><title>Notes</title><body style="margin: 0 auto">
<main>
<h1>Notes</h1>
<iframe id="a" title="Networks" height="640" style="width: 100%; border: 0"
  src="{url}/?embed=1&allow=seed#hidden_layers=3&epochs=5&run=Mine;initializer=zeros"></iframe>
<iframe id="b" title="A layer" height="300" style="width: 100%; border: 0"
  src="{url}/?embed=1&show=look#epochs=5&chosen=run:1,layer_index:1"></iframe>
<iframe id="whole" title="The whole page" height="100" src="{url}/"></iframe>
</main>
<script>
  window.told = [];
  addEventListener("message", ({{ source, data }}) => {{
    if (data?.source !== "unclone") return;
    const frame = [...document.querySelectorAll("iframe")]
      .find(({{ contentWindow }}) => contentWindow === source);
    told.push([frame.id, data.type, data.verb ?? ""]);
    if (data.type === "resize") frame.height = data.height;
  }});
</script></html>"""


@pytest.fixture
def notes(server_url: str) -> Iterator[str]:
    """Give the address of a page on another origin that embeds experiments."""
    text = NOTES.format(url=server_url).encode()

    class Notes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Notes)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


async def test_a_page_of_another_origin_shows_the_chosen_parts(
    browser: Browser, notes: str
) -> None:
    context = await browser.new_context(viewport={"width": 900, "height": 1600})
    page = await context.new_page()
    await page.goto(notes)
    stage, look = page.frame_locator("#a"), page.frame_locator("#b")
    await expect(stage.locator(NETWORK).first).to_be_visible()

    async def hidden(frame: FrameLocator, *names: str) -> None:
        for name in names:
            await expect(frame.get_by_role("button", name=name, exact=True)).to_be_hidden()

    await hidden(stage, "Share", "Add run", "Settings", "Fork run", "Lesson")
    await expect(stage.get_by_role("heading", name="Mine", exact=True)).to_be_visible()
    await expect(stage.get_by_role("button", name="New seed", exact=True)).to_be_visible()
    await expect(stage.get_by_label("Dataset", exact=True)).to_be_hidden()
    layer = look.get_by_role("combobox", name="Layer", exact=True)
    await expect(layer).to_have_value("1")
    await expect(look.locator(NETWORK).first).to_be_hidden()
    await hidden(look, "Play", "Pause", "New seed")

    # What happens is told, once it has happened; and each is as high as what is in it.
    told = """(wanted) => wanted.every(([id, type, verb]) =>
        told.some((one) => one[0] === id && one[1] === type && one[2] === verb))"""
    first = [["a", "ready", ""], ["a", "event", "completed"], ["b", "ready", ""]]
    await page.wait_for_function(told, arg=first)
    await stage.get_by_role("button", name="New seed", exact=True).click()
    await page.wait_for_function(told, arg=[["a", "event", "interacted"]])
    for id_ in ("a", "b"):
        frame = await (await page.query_selector(f"#{id_}")).content_frame()  # type: ignore[union-attr]
        assert frame is not None
        await frame.wait_for_function(
            "Math.abs(document.body.getBoundingClientRect().height - innerHeight) < 2"
        )
    link = stage.get_by_role("link", name="Open in Unclone")
    await link.hover()
    address = await link.get_attribute("href")
    assert address is not None
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/#.*run=Mine;initializer=zeros.*", address)
    assert "embed" not in address
    # The whole page is not shown.
    whole = await (await page.query_selector("#whole")).content_frame()  # type: ignore[union-attr]
    assert whole is not None
    assert await whole.locator("h1", has_text="Unclone").count() == 0
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await context.close()
