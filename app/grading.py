"""Grade a file of submissions into a table: ``unclone grade FILE --exercise NAME``."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any, Final, TextIO

from pydantic import ValidationError

from app.engine.errors import ArgumentError, StoppedError
from app.limits import LIMITS
from app.questions.grade.compute import grade
from app.questions.grade.exercises import EXERCISES
from app.questions.grade.request import GradeRequest, resolve_grading
from app.questions.table.text import harmless
from app.schemas.page_address import is_address
from app.schemas.refusals import RefusedError, problems

#: Exit codes: every line was graded, well or badly; the file or the goal could not be read.
GRADED: Final = 0
UNREADABLE: Final = 2

SUBMISSION: Final = "submission"
COLUMNS: Final = ("name", "exercise", "points", "of", "missing", "problem", SUBMISSION)
#: Characters of a submission that the table repeats: enough to recognise it.
_SHOWN: Final = 400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to a parser."""
    parser.add_argument(
        "file",
        help="a CSV file with a column submission, and name or exercise; or one address a line; "
        "- reads standard input",
    )
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--exercise", choices=sorted(EXERCISES), help="a ready exercise")
    asked.add_argument("--goal", help="a JSON file with a goal of one's own")
    parser.add_argument("--output", help="the file to write; standard output by default")


def run(options: argparse.Namespace) -> int:
    """Grade a file as the options say; return the exit code."""
    try:
        asked = _asked(options)
        source = sys.stdin.read() if options.file == "-" else _read(options.file)
        lines = list(submissions(source))
    except (OSError, ValueError) as error:
        print(f"unclone: {error}", file=sys.stderr)
        return UNREADABLE
    if options.output is None:
        write(lines, asked, sys.stdout)
    else:
        with Path(options.output).open("w", encoding="utf-8", newline="") as target:
            write(lines, asked, target)
    return GRADED


def submissions(text: str) -> Iterator[dict[str, str]]:
    """Yield what was handed in: the rows of a CSV text, or its lines, empty ones left out.

    Raises:
        ValueError: a CSV text has no column ``submission``, or a row of more cells than columns.
    """
    lines = text.lstrip("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if is_address(first):
        yield from ({SUBMISSION: line.strip()} for line in lines if line.strip())
        return
    separator = max(",;\t", key=first.count)
    rows = csv.DictReader(lines, delimiter=separator)
    if SUBMISSION not in (rows.fieldnames or ()):
        message = f"the first line is {first[:80]!r}; allowed: an address, or column names with"
        raise ValueError(f"{message} {SUBMISSION} among them, and name or exercise as you like")
    for row in rows:
        if None in row:
            message = f"line {rows.line_num} has more cells than columns; put a submission in"
            raise ValueError(f"{message} quotes if a {separator!r} stands in it")
        if any(row.values()):
            yield {name: (value or "").strip() for name, value in row.items()}


def write(rows: Sequence[dict[str, str]], asked: dict[str, Any], target: TextIO) -> None:
    """Grade every row and write a line for each as soon as it is graded."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for row in rows:
        found = graded(row, asked)
        writer.writerow([harmless(str(found.get(column, ""))) for column in COLUMNS])
        target.flush()


def graded(row: dict[str, str], asked: dict[str, Any]) -> dict[str, object]:
    """Grade one row: its points, what does not hold, or why it could not be graded."""
    request: dict[str, Any] = {SUBMISSION: row[SUBMISSION], **asked}
    if row.get("exercise") and not asked:
        request["exercise"] = row["exercise"]
    if row.get("name"):
        request["name"] = row["name"]
    told: dict[str, object] = {
        "name": row.get("name", ""),
        "exercise": request.get("exercise", ""),
        "points": 0,
        SUBMISSION: row[SUBMISSION][:_SHOWN],
    }
    try:
        grading, _ = resolve_grading(GradeRequest.model_validate(request))
        answer = grade(grading, _until(process_time() + LIMITS.compute_seconds))
    except ValidationError as error:
        found = problems(error.errors(include_url=False), ("body",))
        return {**told, "problem": "; ".join(one["msg"] for one in found)}
    except (RefusedError, ArgumentError) as error:
        return {**told, "problem": str(error)}
    except StoppedError:
        most = f"{LIMITS.compute_seconds:g} seconds"
        return {**told, "problem": f"stopped after {most} of computing, the most it may take"}
    missing = "; ".join(f"{one.text} ({one.found})" for one in answer.checks if not one.holds)
    return {
        **told,
        "exercise": request.get("exercise", answer.exercise),
        "points": answer.points,
        "of": answer.of,
        "missing": missing,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade a file; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="unclone grade", description="Grade a file of submissions into CSV."
    )
    add_arguments(parser)
    return run(parser.parse_args(arguments))


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    if options.exercise is not None:
        return {"exercise": options.exercise}
    if options.goal is None:
        return {}
    goal: Any = json.loads(_read(options.goal))
    return {"goal": goal}


def _read(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")


def _until(end: float) -> Callable[[], bool]:
    return lambda: process_time() > end


if __name__ == "__main__":
    raise SystemExit(main())
