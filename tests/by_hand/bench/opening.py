"""Opening the page in headless Chromium over three lines, cold and with what the browser kept."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.conftest import ServerProcess

SCRIPT = Path(__file__).with_name("opening.js")
#: Milliseconds of latency and bits a second, both ways; none is the loopback.
LINES = {"none": None, "60 ms, 9 Mbit/s": (60, 9e6), "150 ms, 1.6 Mbit/s": (150, 1.6e6)}
#: Milliseconds in which the page plays on the slowest line and the busiest machine.
PATIENCE = 60_000
#: Milliseconds after the networks play in which what is counted by then has arrived.
REST = 500


@dataclass(frozen=True, slots=True)
class Opening:
    """One way of opening the page; times from the navigation's start, medians of all times."""

    line: str
    warm: bool
    shell_ms: float
    """The first frame with the page's heading."""
    picture_ms: float
    """The first frame with a network."""
    plays_ms: float
    """The first frame of a later epoch."""
    largest_ms: float
    """Largest contentful paint."""
    layout_shift: float
    requests: float
    """That were answered before the first picture."""
    bytes: float
    """That had come over the line by then."""


def measure(seconds: float) -> dict[str, list[Opening]]:
    """Open the page as modules and as a bundle, some ``seconds`` long for each way."""
    from tests.by_hand.bench.bundling import made_bundle

    times = max(3, round(seconds * 3))
    with tempfile.TemporaryDirectory() as folder:
        forms = {"modules": "none", "bundle": str(made_bundle(Path(folder)))}
        return {name: _of_server(bundle, times) for name, bundle in forms.items()}


def _of_server(bundle: str, times: int) -> list[Opening]:
    server = ServerProcess(bundle=bundle)
    try:
        with sync_playwright() as playwright:
            executable = find_chromium(playwright.chromium.executable_path)
            browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
            found = []
            _open(browser.new_context(base_url=server.url), None)
            for line in LINES:
                cold, warm = [], []
                for _ in range(times):
                    context = browser.new_context(
                        base_url=server.url, viewport={"width": 1280, "height": 720}
                    )
                    context.add_init_script(path=SCRIPT)
                    cold.append(_open(context, line))
                    warm.append(_open(context, line))
                    context.close()
                found += [_median(line, cold, warm=False), _median(line, warm, warm=True)]
            browser.close()
            return found
    finally:
        server.stop()


def _open(context: BrowserContext, line: str | None) -> dict[str, float]:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    limits = None if line is None else LINES[line]
    if limits is not None:
        latency, bits = limits
        rate = bits / 8
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency,
                "downloadThroughput": rate,
                "uploadThroughput": rate,
            },
        )
    parts: list[tuple[float, int]] = []
    answered: list[float] = []
    session.on(
        "Network.dataReceived", lambda e: parts.append((e["timestamp"], e["encodedDataLength"]))
    )
    session.on(
        "Network.responseReceived",
        lambda e: None if _is_kept(e["response"]) else answered.append(e["timestamp"]),
    )
    begun: list[float] = []
    session.on("Network.requestWillBeSent", lambda e: begun.append(e["timestamp"]))
    page.goto("/")
    if line is None:
        page.wait_for_timeout(3000)
        page.close()
        return {}
    page.wait_for_function("() => window.opening.plays_ms > 0")
    page.wait_for_timeout(REST)
    seen: dict[str, float] = page.evaluate("() => window.opening")
    until = begun[0] + seen["picture_ms"] / 1000
    seen["requests"] = sum(time <= until for time in answered)
    seen["bytes"] = sum(size for time, size in parts if time <= until)
    page.close()
    return seen


def _is_kept(response: dict[str, object]) -> bool:
    return bool(response.get("fromDiskCache") or response.get("fromPrefetchCache"))


def _median(line: str, found: Sequence[dict[str, float]], *, warm: bool) -> Opening:
    def of(name: str) -> float:
        return median(one[name] for one in found)

    return Opening(
        line,
        warm,
        of("shell_ms"),
        of("picture_ms"),
        of("plays_ms"),
        of("largest_ms"),
        of("shift"),
        of("requests"),
        of("bytes"),
    )
