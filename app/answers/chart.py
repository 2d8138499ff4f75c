"""The picture of an answer as SVG: lines or bars, labelled where they are, and no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

from app.answers.written_answer import Chart, Point, Series
from app.engine.lesson.lesson_numbers import short

#: Units of the picture: few enough for its words to be read on a phone, which is narrower.
WIDTH: Final = 440
LINES_HEIGHT: Final = 250
BAR_HEIGHT: Final = 30
_LETTER: Final = 7.0  # width of a letter of the labels, on average
_LEFT, _TOP, _BOTTOM, _GAP = 58, 26, 40, 8
_BAR_BOTTOM: Final = 8
_APART: Final = 18  # between the base lines of two labels
_MOST_TICKS: Final = 5
#: Colours that style sheets name.
SERIES: Final = 9


def svg(chart: Chart, title: str, series: Series) -> str:
    """Draw a chart; ``title`` is its name for those who do not see it."""
    if chart.form == "bars":
        height = _TOP + BAR_HEIGHT * len(series) + _BAR_BOTTOM
        parts = _bars(chart, series)
    else:
        height = LINES_HEIGHT
        parts = _lines(chart, series)
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from numbers to places."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return where a number lies; what is below a logarithmic axis lies at its start."""
        if self.log:
            value = log10(value) if value > 0 else self.low
        part = (value - self.low) / (self.high - self.low or 1.0)
        return round(self.start + min(max(part, 0.0), 1.0) * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        """Round numbers along it."""
        if self.log:
            powers = max(1, ceil((self.high - self.low) / _MOST_TICKS))
            return [10.0**power for power in range(int(self.low), int(self.high) + 1, powers)]
        step = _round_step((self.high - self.low) / _MOST_TICKS)
        first = ceil(self.low / step - 1e-9)
        return [index * step for index in range(first, floor(self.high / step + 1e-9) + 1)]


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is not smaller."""
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def _axis(values: Sequence[float], start: float, end: float, *, log: bool) -> Axis:
    """Make the scale of an axis that has room for these numbers, and for 0 where that is near."""
    if log:
        positive = [value for value in values if value > 0]
        low, high = floor(log10(min(positive))), ceil(log10(max(positive)))
        return Axis(low, max(high, low + 1), start, end, log=True)
    least, most = min(0.0, *values), max(values)
    step = _round_step((most - least) / _MOST_TICKS)
    return Axis(floor(least / step) * step, ceil(most / step - 1e-9) * step, start, end)


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(text)}</text>'


def _lines(chart: Chart, series: Series) -> Iterator[str]:
    right = _GAP + _LETTER * max(len(label) for label in series)
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    across = Axis(min(xs), max(xs), _LEFT, WIDTH - right)
    up = _axis(ys, LINES_HEIGHT - _BOTTOM, _TOP, log=chart.log)
    for tick in up.ticks:
        y = up(tick)
        yield f'<path class="chart-grid" d="M{_LEFT} {y}H{WIDTH - right:g}"/>'
        yield _text(_LEFT - 6, y + 4, short(tick), "chart-tick-y")
    for tick in across.ticks:
        yield _text(across(tick), LINES_HEIGHT - _BOTTOM + 18, f"{tick:,g}", "chart-tick-x")
    yield _text((_LEFT + WIDTH - right) / 2, LINES_HEIGHT - 4, chart.x, "chart-tick-x")
    yield _text(0, 12, chart.y, "chart-axis")
    ends = {label: up(points[-1][1]) for label, points in series.items()}
    places = spread(list(ends.values()), _APART, _TOP, LINES_HEIGHT - _BOTTOM)
    for index, ((label, points), place) in enumerate(zip(series.items(), places, strict=True)):
        path = "L".join(f"{across(x)} {up(y)}" for x, y in _thinned(points))
        colour = f"chart-colour-{index % SERIES}"
        yield f'<path class="chart-line {colour}" d="M{path}"/>'
        yield _text(WIDTH - right + _GAP, place + 4, label, f"chart-label {colour}")


def _bars(chart: Chart, series: Series) -> Iterator[str]:
    left = _GAP + _LETTER * max(len(label) for label in series)
    values = [points[0][1] for points in series.values()]
    room = _LETTER * max(len(short(value)) for value in values) + _GAP
    along = _axis(values, left, WIDTH - room, log=chart.log)
    yield _text(0, 12, chart.y, "chart-axis")
    for index, (label, value) in enumerate(zip(series, values, strict=True)):
        y = _TOP + BAR_HEIGHT * index
        middle, width = y + BAR_HEIGHT / 2 + 4, max(along(value) - left, 1.0)
        yield _text(left - _GAP, middle, label, "chart-tick-y")
        yield (
            f'<rect class="chart-bar" x="{left:g}" y="{y + 5}" '
            f'width="{width:g}" height="{BAR_HEIGHT - 10}"/>'
        )
        yield _text(left + width + 6, middle, short(value), "chart-value")


def _thinned(points: Sequence[Point], most: int = 120) -> Sequence[Point]:
    """Leave out points of a line that has more than can be seen; the last one stays."""
    step = max(1, ceil(len(points) / most))
    return [*points[:-1:step], points[-1]]


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move places so that they stand ``apart``, in the order that they had.

    They lie between ``low`` and ``high`` if there is room.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    least = low
    for index in order:
        moved[index] = max(moved[index], least)
        least = moved[index] + apart
    most = high
    for index in reversed(order):
        moved[index] = min(moved[index], most)
        most = moved[index] - apart
    return moved
