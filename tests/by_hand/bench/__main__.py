"""Measure how fast it is and print the figures as JSON.

By hand: ``python -m tests.by_hand.bench [section...]``.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from importlib import import_module
from typing import Any

# Before NumPy is loaded: importing the engine sets how many threads it may use.
import app.engine  # noqa: F401
from tests.by_hand.bench.timing import machine

SECTIONS = ("engine", "snapshot", "http", "opening", "lighthouse", "page", "growth")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the sections asked for, all without any, and print one JSON document."""
    parser = argparse.ArgumentParser(prog="python -m tests.by_hand.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; all without any")
    parser.add_argument(
        "--seconds", type=float, default=1.0, help="time spent on each figure (%(default)s)"
    )
    options = parser.parse_args(arguments)
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    figures: dict[str, Any] = {"machine": machine()}
    for section in options.sections or SECTIONS:
        # One by one, so that the engine's section runs where the server's packages are missing.
        figures[section] = import_module(f"tests.by_hand.bench.{section}").measure(options.seconds)
    json.dump(plain(figures), sys.stdout, indent=1)
    print()


def plain(figures: Any) -> Any:
    """Turn dataclasses into dicts; keep of floats the digits that a time can have."""
    if is_dataclass(figures) and not isinstance(figures, type):
        return plain(asdict(figures))
    if isinstance(figures, dict):
        return {name: plain(value) for name, value in figures.items()}
    if isinstance(figures, list | tuple):
        return [plain(value) for value in figures]
    return float(f"{figures:.4g}") if isinstance(figures, float) else figures


if __name__ == "__main__":
    main()
