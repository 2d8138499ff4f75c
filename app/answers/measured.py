"""The numbers of the pages, as they are kept, and how a text takes them in."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from app.answers.written_answer import Measured
from app.engine.lesson.lesson_numbers import share, short

#: Written by ``python -m app.answers``.
PATH: Final = Path(__file__).with_name("measured.json")
#: Significant digits that are kept: more than any text shows.
_DIGITS: Final = 6


class Number(float):
    """A number that a template writes out: ``share``, ``count``, or three digits."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        """Write it in one of those forms, or in one of Python's."""
        if form == "share":
            return share(self)
        if form == "count":
            return f"{round(self):,}"
        return short(self) if not form else float(self).__format__(form)


def fill(template: str, values: Mapping[str, float]) -> str:
    """Put numbers into a template; raise KeyError where one is missing."""
    return template.format_map({name: Number(value) for name, value in values.items()})


@cache
def kept() -> Mapping[str, Measured]:
    """Return what was measured for every answer, as it is kept."""
    return {name: read(entry) for name, entry in json.loads(PATH.read_bytes()).items()}


def read(entry: Mapping[str, Mapping[str, object]]) -> Measured:
    """Read what was kept of one answer."""
    return Measured(**entry)  # type: ignore[arg-type]


def written(measured: Mapping[str, Measured]) -> str:
    """Write what was measured, a series a line, with few digits."""
    plain = {
        name: {
            "figures": {key: rounded(value) for key, value in one.figures.items()},
            "series": {
                label: [[rounded(x), rounded(y)] for x, y in points]
                for label, points in one.series.items()
            },
        }
        for name, one in measured.items()
    }
    return _lines(plain, 0) + "\n"


def rounded(value: float) -> float:
    """Keep the digits that are kept.

    Raises:
        ValueError: it is not finite, which JSON cannot say.
    """
    text = f"{value:.{_DIGITS}g}"
    number = float(text)
    if number - number != 0.0:
        raise ValueError(f"{value} is not finite")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _lines(value: object, depth: int) -> str:
    """Write JSON with a line for each entry of a dict and each list."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    indent = "  " * (depth + 1)
    inner = ",\n".join(
        f"{indent}{json.dumps(key, ensure_ascii=False)}: {_lines(item, depth + 1)}"
        for key, item in value.items()
    )
    return f"{{\n{inner}\n{'  ' * depth}}}"
