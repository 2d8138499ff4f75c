"""For how many seeds each claim of the lesson holds; run by hand.

    python -m tests.by_hand.measure.lesson_claims            20 seeds, about a minute
    python -m tests.by_hand.measure.lesson_claims --seeds 5

Prints JSON: every claim of a step, its right choice, every cell of the table with its note and
every line of the slides, with the number of seeds for which it is so. Exit status 1 if one of them
holds for fewer than nine in ten.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.engine.lesson.claims import COLUMNS, NETS, ROWS, SEEDS, Row
from app.engine.lesson.notes import NOTES
from app.engine.lesson.path import STEPS
from app.engine.lesson.slides import Line, Stories, make_recap
from app.engine.lesson.start_and_end import RunStory, tell
from app.engine.lesson.steps import Step
from app.engine.lesson.table import Cell, make_row
from app.questions.lesson.compute import experiment, net_request, recap_stories
from tests.engine.lesson.filling import filled

LEAST_SHARE = 0.9
"""Of the seeds for which what the lesson says has to hold: 18 of 20."""


@dataclass(frozen=True, slots=True)
class Count:
    """A claim, and for which seeds it does not hold."""

    claim: str
    fails: tuple[int, ...]
    seeds: int

    @property
    def stands(self) -> bool:
        """Whether it holds for enough seeds."""
        return self.seeds - len(self.fails) >= LEAST_SHARE * self.seeds


def count_all(seeds: int) -> list[Count]:
    """Count for every claim of the lesson for which of so many seeds, from 0, it holds."""
    counts = [count for step in STEPS for count in _of_step(step, seeds)]
    by_net: dict[str, list[list[RunStory]]] = {
        net.name: _stories(net_request(net), seeds) for net in NETS
    }
    for index, row in enumerate(ROWS):
        for net, rows in by_net.items():
            counts.extend(_of_cells(row, net, rows[index]))
    counts.extend(_of_recap(by_net))
    return counts


def _count(claim: str, found: Sequence[bool]) -> Count:
    return Count(claim, tuple(seed for seed, holds in enumerate(found) if not holds), len(found))


def _stories(request: dict[str, object], seeds: int) -> list[list[RunStory]]:
    """For each run of a request its stories, one a seed."""
    once = experiment(request)
    runs = tuple(replace(run, seed=seed) for run in once.runs for seed in range(seeds))
    told = tell(replace(once, runs=runs), lambda: False)
    return [told[start : start + seeds] for start in range(0, len(told), seeds)]


def _of_step(step: Step, seeds: int) -> Iterator[Count]:
    ran = filled(step.name, seeds)
    right = ran[0].answer
    yield _count(f"{step.name}: {right}", [one.answer == right for one in ran])
    for claim in step.claims:
        yield _count(f"{step.name}: {claim.words}", [claim.holds(one.values) for one in ran])


def _of_cells(row: Row, net: str, stories: Sequence[RunStory]) -> Iterator[Count]:
    shown = _cells(row, net, stories[:SEEDS])
    alone = [_cells(row, net, [story]) for story in stories]
    for place, column in enumerate(COLUMNS):
        result = shown[place].result
        name = f"{row.name}, {net}, {column}: {result}"
        yield _count(name, [cells[place].result == result for cells in alone])
        note = NOTES.get((row.name, column, result))
        if note is not None:
            yield _count(f"{name}: {note.text}", [note.holds(story) for story in stories])


def _cells(row: Row, net: str, stories: Sequence[RunStory]) -> tuple[Cell, ...]:
    return make_row(row, {net: stories}).nets[0].cells


def _of_recap(by_net: dict[str, list[list[RunStory]]]) -> Iterator[Count]:
    seeds = len(next(iter(by_net.values()))[0])
    shown = _lines(_picked(by_net, range(min(SEEDS, seeds))))
    alone = [_lines(_picked(by_net, [seed])) for seed in range(seeds)]
    for place, line in enumerate(shown):
        yield _count(line.text, [lines[place].holds == line.holds for lines in alone])


def _picked(by_net: dict[str, list[list[RunStory]]], seeds: Sequence[int]) -> Stories:
    return recap_stories(
        {net: [[row[seed] for seed in seeds] for row in rows] for net, rows in by_net.items()}
    )


def _lines(stories: Stories) -> list[Line]:
    recap = make_recap(stories)
    return [*(line for slide in recap.slides for line in slide.lines), recap.rule]


def main() -> int:
    """Count, print, and tell by the exit status whether every claim stands."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=20)
    counts = count_all(parser.parse_args().seeds)
    answer = {
        one.claim: {"holds": one.seeds - len(one.fails), "fails": one.fails} for one in counts
    }
    json.dump(answer, sys.stdout, indent=1)
    print()
    return 0 if all(one.stands for one in counts) else 1


if __name__ == "__main__":
    sys.exit(main())
