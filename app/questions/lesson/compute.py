"""The lesson's table: every row of it run on each network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from app.engine.errors import ArgumentError
from app.engine.experiment import Experiment
from app.engine.lesson.claims import NETS, ROWS, SEEDS, Net
from app.engine.lesson.slides import make_recap
from app.engine.lesson.start_and_end import RunStory, tell
from app.engine.lesson.table import HEADINGS, Table, make_row
from app.jobs.task import Task
from app.questions.lesson.request import LessonTableRequest
from app.schemas.engine_experiment import to_experiment
from app.schemas.refusals import RefusedError
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.version import VERSION
from app.wire.answers import LessonTableAnswer
from app.wire.encoder import encode

ShouldStop = Callable[[], bool]


def compute(_request: LessonTableRequest, task: Task) -> bytes:
    """Compute the lesson's table; raise StoppedError when the task says so."""
    return encode(make_table(task.should_stop))


def make_table(should_stop: ShouldStop) -> LessonTableAnswer:
    """Run every row of the table on each network and put it together.

    Raises:
        StoppedError: ``should_stop`` said so.
        ArgumentError: this server's limits are too low for it.
    """
    stories: dict[str, list[Sequence[RunStory]]] = {
        net.name: _stories(net, should_stop) for net in NETS
    }
    rows = [
        make_row(row, {name: by_row[index] for name, by_row in stories.items()})
        for index, row in enumerate(ROWS)
    ]
    nets = tuple(replace(net, request=net_request(net)) for net in NETS)
    table = Table(HEADINGS, nets, SEEDS, tuple(rows))
    return LessonTableAnswer(VERSION, table, make_recap(recap_stories(stories)))


def experiment(request: Mapping[str, Any]) -> Experiment:
    """Make the experiment of a request as the lesson writes it.

    Raises:
        ArgumentError: an operator has set limits below what the lesson needs.
    """
    try:
        return to_experiment(resolve(SimulationRequest.model_validate(dict(request))).request)
    except (ValidationError, RefusedError) as error:
        allowed = "limits under which the lesson's own experiments may run"
        raise ArgumentError("limits", str(error), allowed) from None


def net_request(net: Net) -> dict[str, Any]:
    """Write the request that runs all rows on a network, with the first seed."""
    return {**net.request, "runs": [dict(row.run) for row in ROWS]}


def _stories(net: Net, should_stop: ShouldStop) -> list[Sequence[RunStory]]:
    """Return for each row its runs on a network, one a seed."""
    once = experiment(net_request(net))
    runs = tuple(replace(run, seed=seed) for run in once.runs for seed in range(SEEDS))
    stories = tell(replace(once, runs=runs), should_stop)
    return [stories[start : start + SEEDS] for start in range(0, len(stories), SEEDS)]


def recap_stories(
    stories: Mapping[str, Sequence[Sequence[RunStory]]],
) -> dict[str, dict[str, Sequence[RunStory]]]:
    """Name the rows of each net's stories."""
    return {
        net: {row.name: runs for row, runs in zip(ROWS, by_row, strict=True)}
        for net, by_row in stories.items()
    }
