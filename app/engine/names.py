"""Names as people write them: ``xavier_normal``, ``XavierNormal`` and ``Xavier normal`` are one.

An entry is known by its name, its label and its aliases. What counts of a name are its letters
and digits, in either case, so that every framework's spelling is understood.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

Names = Mapping[str, object] | Iterable[str]
"""Entries by name, which may have a ``label`` and ``aliases``; or names alone."""

_LEFT_OUT = re.compile("[^a-z0-9]")
LEAST_LIKENESS = 0.6
"""Of difflib's ratio: a name less like what was written is not worth proposing."""


def spelled(name: str) -> str:
    """Return what counts of a name: its letters and digits in lower case."""
    return _LEFT_OUT.sub("", name.lower())


def canonical(names: Names, written: object) -> str | None:
    """Return the name that was meant; None where none of them is spelled like this."""
    if not isinstance(written, str):
        return None
    table = _entries(names)
    return written if written in table else _spellings(table).get(spelled(written))


def allowed_names(names: Names, written: object) -> str:
    """Return in words which names there are and, where one is much alike, which may be meant."""
    table = _entries(names)
    words = "one of " + ", ".join(sorted(table))
    nearest = _nearest(table, written) if isinstance(written, str) else None
    return words if nearest is None else f"{words}; did you mean {nearest}?"


def _nearest(table: Mapping[str, object], written: str) -> str | None:
    spellings = _spellings(table)
    wanted = spelled(written)
    alike = get_close_matches(wanted, spellings, n=1, cutoff=LEAST_LIKENESS)
    begun = [spelling for spelling in spellings if wanted and spelling.startswith(wanted)]
    return next((spellings[spelling] for spelling in [*alike, *begun]), None)


def _entries(names: Names) -> Mapping[str, object]:
    return names if isinstance(names, Mapping) else dict.fromkeys(names)


def _spellings(table: Mapping[str, object]) -> dict[str, str]:
    """Return the canonical name by every spelling of an entry."""
    return {
        spelled(known): name
        for name, entry in table.items()
        for known in (name, getattr(entry, "label", name), *getattr(entry, "aliases", ()))
    }
