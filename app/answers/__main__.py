"""Measure the numbers of the pages anew: ``python -m app.answers [NAME ...]``."""

import argparse
from time import monotonic

from app.answers.all_answers import ANSWERS
from app.answers.measured import PATH, kept, written


def main() -> None:
    """Run what the pages' numbers come from, and keep the numbers; all, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m app.answers", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of an answer; by default all")
    asked = parser.parse_args().names
    known = [answer.name for answer in ANSWERS]
    if unknown := sorted(set(asked) - set(known)):
        parser.error(f"there is no answer {unknown[0]!r}; allowed: {', '.join(known)}")
    before = kept() if PATH.exists() else {}
    measured = {}
    for answer in ANSWERS:
        if asked and answer.name not in asked and answer.name in before:
            measured[answer.name] = before[answer.name]
            continue
        since = monotonic()
        measured[answer.name] = answer.measure(answer.seeds)
        print(f"{answer.name}: {monotonic() - since:.1f} s")
    PATH.write_text(written(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
