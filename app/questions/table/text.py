"""Rows as CSV (RFC 4180): UTF-8, commas, lines that end in CR LF, texts in quotes."""

import re
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Final

from app.wire.rows import Row

HEADER: Final = b"run,label,epoch,layer_index,quantity,value"
#: What a spreadsheet takes for a formula, in the forms of all keyboards, at the start of a text or
#: after what one may be set to cut lines at: a label in a link may be a stranger's.
_FORMULA: Final = re.compile("(^|[\t\r\n,;|\"'])(\\s*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def lines_of(rows: Iterable[Row], labels: Sequence[str]) -> bytes:
    """Return rows as lines, without the last line's LF; ``labels`` are ``quoted``, one a run."""
    return b"\r\n".join(_line(row, labels).encode() for row in rows) + b"\r"


def quoted(text: str) -> str:
    """Return a text in quotes, made ``harmless``."""
    return '"' + harmless(text).replace('"', '""') + '"'


def harmless(text: str) -> str:
    """Return a text with an apostrophe before what a spreadsheet would compute.

    Spreadsheets take what follows an apostrophe for text. Lone surrogates, which UTF-8 cannot hold,
    become question marks.
    """
    return _FORMULA.sub(r"\1\2'", text).encode("utf-8", "replace").decode()


def _line(row: Row, labels: Sequence[str]) -> str:
    layer = "" if row.layer_index is None else row.layer_index
    return f'{row.run},{labels[row.run]},{row.epoch},{layer},"{row.quantity}",{_number(row.value)}'


def _number(value: float) -> str:
    """Write a number so that it reads back the same; one that is not finite is left empty."""
    if not isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)
