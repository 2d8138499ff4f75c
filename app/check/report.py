"""What was found of a model, as a table for people."""

from collections.abc import Iterable, Sequence
from typing import Final

from app.engine.identify.finding_words import figure
from app.engine.identify.ranking import CONFIDENT
from app.engine.identify.whole_model import Identified, TensorAnswer

_HEAD: Final = ("tensor", "shape", "kind", "law", "sure", "std")
_COLOURS: Final = {"fault": "31", "warning": "33", "note": "2"}
_NAMED: Final = 2
"""Laws that are named in a cell beside the first."""


def as_text(answer: Identified, *, colour: bool = False) -> str:
    """Give a table for a terminal, and below it what was found."""
    rows = [_row(it) for it in answer.tensors]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(_HEAD, widths, strict=True))]
    for it, row in zip(answer.tensors, rows, strict=True):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        worst = _worst(it)
        lines.append(_painted(line.rstrip(), worst) if colour and worst else line.rstrip())
    grown = _growth_rows(answer)
    if grown:
        lines += ["", _growth_title(answer)]
        widths = [max(map(len, column)) for column in zip(*grown, strict=True)]
        for row in grown:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append("  ".join(cells).rstrip())
    found = list(_found(answer))
    if found:
        lines.append("")
    for severity, where, text, code in found:
        label = _painted(severity, severity) if colour else severity
        lines.append(f"{label}: {where}{text}")
        lines += [f"    {line}" for line in (code or "").splitlines()]
    lines += ["", _verdict(answer)]
    return "\n".join(lines)


def as_markdown(answer: Identified) -> str:
    """Give the same in Markdown."""
    lines = [_cells(_HEAD), _cells(["---"] * len(_HEAD))]
    lines += [_cells(_row(it)) for it in answer.tensors]
    lines.append("")
    if grown := _growth_rows(answer):
        head, *rest = grown
        lines += [f"{_growth_title(answer)}:", "", _cells(head), _cells(["---"] * len(head))]
        lines += [*map(_cells, rest), ""]
    for severity, where, text, code in _found(answer):
        lines.append(f"- **{severity}** {where}{text}")
        if code:
            lines += ["", "  ```python", *(f"  {line}" for line in code.splitlines()), "  ```", ""]
    return "\n".join([*lines, "", _verdict(answer)])


def _growth_title(answer: Identified) -> str:
    if answer.growth is None:
        return ""
    how = {
        "measured": "measured with these weights and standard normal inputs",
        "estimated": "estimated from the weights' moments",
    }[answer.growth.source]
    return f"Signals with {answer.growth.activation}, {how}"


def _growth_rows(answer: Identified) -> list[tuple[str, ...]]:
    """Give a head and a row for each layer; nothing where layers do not follow one another."""
    if answer.growth is None:
        return []
    rows = [
        (_printable(layer.name), figure(layer.signal), figure(layer.gradient))
        for layer in answer.growth.layers
    ]
    return [("layer", "signal", "gradient"), *rows]


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _row(it: TensorAnswer) -> tuple[str, ...]:
    shape = "x".join(map(str, it.shape)) or "one number"
    if not it.laws:
        return (_printable(it.name), shape, it.kind, "-", "", "")
    best = it.laws[0]
    others = best.indistinguishable_from[:_NAMED]
    alike = f" (or {', '.join(others)}{', ...' if others != best.indistinguishable_from else ''})"
    law = best.name + (alike if others else "")
    mark = "" if best.confidence >= CONFIDENT else "?"
    sure = f"{100.0 * best.confidence:.0f} %{mark}"
    return (_printable(it.name), shape, it.kind, law, sure, figure(best.std))


def _printable(name: str) -> str:
    """Keep what could steer a terminal out of it."""
    return "".join(char if char.isprintable() else "?" for char in name)


def _worst(it: TensorAnswer) -> str | None:
    severities = {one.severity for one in it.findings}
    return next((one for one in ("fault", "warning") if one in severities), None)


def _found(answer: Identified) -> Iterable[tuple[str, str, str, str | None]]:
    """Give severity, place, text and code of all findings, faults first."""
    found = [("", one) for one in answer.findings]
    found += [(f"{_printable(it.name)}: ", one) for it in answer.tensors for one in it.findings]
    order = list(_COLOURS)
    for where, one in sorted(found, key=lambda pair: order.index(pair[1].severity)):
        yield one.severity, where, _printable(one.text), one.code


def _verdict(answer: Identified) -> str:
    count = answer.faults
    if count == 0:
        return f"{len(answer.tensors)} tensors, no fault."
    return f"{len(answer.tensors)} tensors, {count} fault{'' if count == 1 else 's'}."


def _painted(text: str, severity: str) -> str:
    return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m"
