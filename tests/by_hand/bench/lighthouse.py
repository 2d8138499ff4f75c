"""Lighthouse on the page as one script, on an emulated phone and on a desktop; needs Node.js."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from tests.browser.conftest import find_chromium
from tests.by_hand.bench.bundling import made_bundle
from tests.conftest import ServerProcess

VERSION: Final = "12.8.2"
FLAGS: Final = "--headless --no-sandbox --disable-gpu"
OPTIONS: Final = ("--quiet", "--output=json")
FORMS: Final[dict[str, list[str]]] = {"mobile": [], "desktop": ["--preset=desktop"]}
TIMES: Final = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


@dataclass(frozen=True, slots=True)
class Report:
    """What Lighthouse says of one form."""

    scores: dict[str, int]
    """From 0 to 100."""
    times_ms: dict[str, float]
    layout_shift: float


def measure(_seconds: float) -> dict[str, Report]:
    """Let Lighthouse look at the page in each form."""
    with sync_playwright() as playwright:
        chromium = find_chromium(playwright.chromium.executable_path)
    if chromium is None:
        raise RuntimeError("Lighthouse needs Chromium")
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(bundle=str(made_bundle(Path(folder))))
        try:
            return {name: _report(server.url, chromium, more) for name, more in FORMS.items()}
        finally:
            server.stop()


def _report(url: str, chromium: str, more: list[str]) -> Report:
    ran = subprocess.run(
        ["npx", "--yes", f"lighthouse@{VERSION}", url, f"--chrome-flags={FLAGS}", *OPTIONS, *more],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    audits = found["audits"]
    return Report(
        {name: round(100 * one["score"]) for name, one in found["categories"].items()},
        {name: audits[name]["numericValue"] for name in TIMES},
        audits["cumulative-layout-shift"]["numericValue"],
    )
