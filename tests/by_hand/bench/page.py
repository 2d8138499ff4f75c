"""The page in headless Chromium: frames, answers to a change, memory, by the browser's clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import monotonic

from playwright.sync_api import CDPSession, Locator, Page, Request, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.conftest import ServerProcess

SCRIPT = Path(__file__).with_name("page.js")
FOUR_LANES = (
    "/#run=A;initializer=constant,value:0.5&run=B;initializer=glorot_normal"
    "&run=C;initializer=he_normal&run=D;initializer=orthogonal"
)
DATASETS = ("moons", "xor", "gaussians", "circles")
"""Chosen in turn; each is a new experiment, as the seed is a new one in each round."""
FRAMES_A_SECOND = 60
ROUNDS_A_SECOND = 3
COMPUTED = 60_000
"""Milliseconds in which an experiment is computed on the busiest machine."""
PAUSE = 100
"""Milliseconds between two looks at something that is waited for."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames drawn while the slider moves at every frame."""

    lanes: int
    script_median_ms: float
    """All of the page's drawing in an animation frame."""
    script_95_ms: float
    event_median_ms: float
    """The page's answer to a move of the slider, before the frame."""
    layout_ms: float
    """Processor time of style and layout a frame."""
    main_thread_ms: float
    """Processor time of the page's main thread a frame: events, script, style, layout, painting."""
    a_second: float
    """Frames drawn in a second; the browser asks for at most 60."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The page's own after garbage collection."""

    reruns: int
    heap_bytes_before: int
    heap_bytes_after: int
    nodes_before: int
    nodes_after: int
    listeners_before: int
    listeners_after: int


@dataclass(frozen=True, slots=True)
class Figures:
    """``change_ms`` is from choosing another dataset to the painted frame that shows it."""

    scrubbing: Frames
    change_least_ms: float
    change_median_ms: float
    memory: Memory


def measure(seconds: float, reruns: int = 50) -> Figures:
    """Measure in a Chromium of its own, on a server of its own."""
    server = ServerProcess()
    try:
        with _page(server.url) as page:
            page.goto("/")
            _last_epoch(page)
            changes = _changes(page, max(1, round(seconds * ROUNDS_A_SECOND)))
        with _page(server.url) as page:
            page.goto("/")
            memory = _memory(page, reruns)
        with _page(server.url) as page:
            page.goto(FOUR_LANES)
            frames = _scrubbing(page, max(20, round(seconds * FRAMES_A_SECOND * 4)))
    finally:
        server.stop()
    return Figures(frames, min(changes), median(changes), memory)


@contextmanager
def _page(url: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        executable = find_chromium(playwright.chromium.executable_path)
        if executable is None:
            raise RuntimeError("no Chromium here: install Debian's chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900})
        context.add_init_script(path=SCRIPT)
        page = context.new_page()
        page.set_default_timeout(COMPUTED)
        yield page
        browser.close()


def _slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Epoch", exact=True)


def _last_epoch(page: Page) -> None:
    """Wait until the run is complete and shown at its end."""
    slider = _slider(page)
    expect(slider).to_be_enabled(timeout=COMPUTED)
    expect(slider).to_have_attribute("max", "100", timeout=COMPUTED)
    slider.press("End")
    page.wait_for_timeout(PAUSE)


def _scrubbing(page: Page, count: int) -> Frames:
    _last_epoch(page)
    slider = _slider(page)
    epochs = slider.evaluate("(slider) => bench.epochs(slider)")
    scrub = "(slider, options) => bench.scrub(slider, options)"
    slider.evaluate(scrub, {"epochs": epochs, "count": len(epochs)})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _performance(session)
    drawn = slider.evaluate(scrub, {"epochs": epochs, "count": count})
    after = _performance(session)
    script = [frame["script"] for frame in drawn["frames"]]
    spent = {name: 1e3 * (after[name] - before[name]) / len(script) for name in after}
    return Frames(
        lanes=FOUR_LANES.count("run="),
        script_median_ms=median(script),
        script_95_ms=quantiles(script, n=20)[-1],
        event_median_ms=median(drawn["moves"]),
        layout_ms=spent["LayoutDuration"] + spent["RecalcStyleDuration"],
        main_thread_ms=spent["TaskDuration"],
        a_second=1e3 * len(script) / drawn["milliseconds"],
    )


def _changes(page: Page, rounds: int) -> Sequence[float]:
    select = page.get_by_label("Dataset", exact=True)
    times = []
    for _ in range(rounds):
        with _rerun(page):
            page.get_by_role("button", name="New seed", exact=True).click()
        for dataset in DATASETS:
            options = {"value": dataset, "shows": dataset}
            with _rerun(page):
                times.append(
                    select.evaluate("(select, options) => bench.change(select, options)", options)
                )
    return times


def _memory(page: Page, reruns: int) -> Memory:
    session = page.context.new_cdp_session(page)
    again = page.get_by_role("button", name="New seed", exact=True)
    _last_epoch(page)

    def rerun(times: int) -> None:
        for _ in range(times):
            with _rerun(page):
                again.click()

    # The first ones fill caches that stay.
    rerun(min(5, reruns))
    heap_before, counters_before = _heap(page, session)
    rerun(reruns)
    heap_after, counters_after = _heap(page, session)
    return Memory(
        reruns,
        heap_before,
        heap_after,
        counters_before["nodes"],
        counters_after["nodes"],
        counters_before["jsEventListeners"],
        counters_after["jsEventListeners"],
    )


def _heap(page: Page, session: CDPSession) -> tuple[int, dict[str, int]]:
    """Show the end of the run, collect garbage, and count."""
    _last_epoch(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(100)
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    return int(used), session.send("Memory.getDOMCounters")


def _performance(session: CDPSession) -> dict[str, float]:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


@contextmanager
def _rerun(page: Page) -> Iterator[None]:
    """Do in the block what runs the experiment again; go on once its stream has ended."""
    asked: list[Request] = []
    ended: list[Request] = []

    def note_start(request: Request) -> None:
        if request.url.endswith("/simulate/stream"):
            asked.append(request)

    def note_end(request: Request) -> None:
        ended.append(request)

    page.on("request", note_start)
    # Chromium reports many a stream that was read to its last byte as aborted.
    page.on("requestfinished", note_end)
    page.on("requestfailed", note_end)
    yield
    deadline = monotonic() + COMPUTED / 1000
    while not asked or asked[-1] not in ended:
        if monotonic() > deadline:
            raise TimeoutError("the experiment did not end")
        page.wait_for_timeout(PAUSE)
    page.remove_listener("request", note_start)
    page.remove_listener("requestfinished", note_end)
    page.remove_listener("requestfailed", note_end)
    page.wait_for_timeout(PAUSE)
