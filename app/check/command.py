"""``unclone check`` and ``unclone summary``: a model's weights from its files."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final

from app.check.files import models_of, open_weights
from app.check.model import framework_of, summaries, with_expectations
from app.check.refusal import FileError
from app.check.report import as_markdown, as_text
from app.engine.errors import ArgumentError, find
from app.engine.identify.findings import expected_law
from app.engine.identify.layer_kinds import Framework
from app.engine.identify.whole_model import Given, Identified, identify
from app.engine.network.activations import ACTIVATIONS
from app.wire.encoder import encode

AS_EXPECTED: Final = 0
FAULTY: Final = 1
UNREADABLE: Final = 2

#: Entries from which progress is shown.
_LONG: Final = 2**26
#: Seconds between two lines of progress.
_PACE: Final = 0.2


def main(arguments: Sequence[str]) -> int:
    """Run ``check`` or ``summary`` with the arguments after the program's name."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "summary":
            return _summary(options)
        return _check(options)
    except (FileError, ArgumentError) as error:
        print(f"unclone: {error}", file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREADABLE


def _check(options: argparse.Namespace) -> int:
    expected = expected_law(options.expect)
    activation = find(ACTIVATIONS, "activation", options.activation).name
    expectations = None if options.expectations is None else _read(options.expectations)
    answers: list[Identified] = []
    unused: set[str] | None = None
    for paths in models_of(options.files):
        with _model(paths, options.framework) as (found, framework):
            given = found
            if expectations is not None:
                given, left = with_expectations(found, expectations)
                unused = set(left) if unused is None else unused & set(left)
            answers.append(identify(given, framework, activation, expected))
    _print(answers, options)
    for pattern in sorted(unused or ()):
        print(f"unclone: no tensor is called {pattern!r}", file=sys.stderr)
    faulty = bool(unused) or any(answer.faults for answer in answers)
    return FAULTY if faulty else AS_EXPECTED


def _print(answers: Sequence[Identified], options: argparse.Namespace) -> None:
    if options.json:
        texts = [encode(answer).decode() for answer in answers]
        print(texts[0] if len(texts) == 1 else "[" + ",\n".join(texts) + "]")
        return
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for paths, answer in zip(models_of(options.files), answers, strict=True):
        if len(answers) > 1:
            print(f"{'## ' if options.markdown else ''}{paths[0]}\n")
        print(as_markdown(answer) if options.markdown else as_text(answer, colour=colour))


def _summary(options: argparse.Namespace) -> int:
    for paths in models_of(options.files):
        with _model(paths, options.framework) as (given, framework):
            tensors = [
                {
                    "name": it.name,
                    "shape": it.shape,
                    "layout": it.layout,
                    "summary": json.loads(encode(it.summary)),
                }
                for it in given
            ]
        print(json.dumps({"framework": framework, "tensors": tensors}, ensure_ascii=False))
    return AS_EXPECTED


@contextmanager
def _model(
    paths: Sequence[Path], framework: Framework | None
) -> Iterator[tuple[list[Given], Framework]]:
    """Read a model and summarize it; its tensors can be read as long as the context lasts."""
    with ExitStack() as stack:
        parts = [stack.enter_context(open_weights(path)) for path in paths]
        tensors = [it for found, _ in parts for it in found]
        others = [name for _, left in parts for name in left]
        if not tensors:
            raise FileError(f"{paths[0]} holds no floating point numbers")
        if len({it.name for it in tensors}) < len(tensors):
            raise FileError(f"{paths[0]} and its other shards hold a name twice")
        known = framework or framework_of((it.name for it in tensors), paths[0].suffix.lower())
        progress = _Progress(sum(it.size for it in tensors))
        given = summaries(tensors, known, progress)
        progress.end()
        if others and sys.stderr.isatty():
            print(f"{len(others)} other arrays were left out", file=sys.stderr)
        yield given, known


class _Progress:
    """A line on the terminal that says how far it is, for what takes long."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._shown = total, 0, 0.0
        self._is_shown = total > _LONG and sys.stderr.isatty()

    def __call__(self, name: str, entries: int) -> None:
        self._done += entries
        if self._is_shown and monotonic() - self._shown > _PACE:
            self._shown = monotonic()
            share = 100.0 * self._done / self._total
            print(f"\r\x1b[K{share:3.0f} %  {name[:60]}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _read(path: Path) -> dict[str, Any]:
    """Read expectations: a JSON object of laws by patterns of names."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(f"{path} cannot be read as expectations: {error}") from None
    if not isinstance(found, dict) or not found:
        raise FileError(f"{path} must hold a JSON object of laws by patterns of names")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="unclone")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check",
        help="name the initialization laws of a model's weights, and what is wrong",
        epilog="Exit status: 0 as expected, or nothing expected and no fault; 1 a fault or a "
        "mismatch; 2 it could not be read.",
    )
    expecting = check.add_mutually_exclusive_group()
    expecting.add_argument("--expect", metavar="NAME", help="the law that all weights should have")
    expecting.add_argument(
        "--expectations",
        type=Path,
        metavar="FILE",
        help='a JSON object of laws by patterns of names: {"*.c_fc.weight": "he_normal"}',
    )
    written = check.add_mutually_exclusive_group()
    written.add_argument("--json", action="store_true", help="print the answer of POST /identify")
    written.add_argument("--markdown", action="store_true", help="print Markdown")
    check.add_argument(
        "--activation", default="relu", help="activation between the layers (%(default)s)"
    )
    summary = commands.add_parser(
        "summary", help="print the few numbers per tensor that suffice, to be sent to /identify"
    )
    for command in (check, summary):
        command.add_argument("files", nargs="+", type=Path, metavar="FILE")
        command.add_argument(
            "--framework",
            choices=("torch", "keras", "flax", "none"),
            help="whose model it is; by default seen from the names",
        )
    return parser
