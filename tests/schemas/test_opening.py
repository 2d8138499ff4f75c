"""What a preset promises holds: measured, over several seeds."""

from typing import Any

import pytest

from app.engine.records.events import RunSnapshot, Snapshot
from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.presets import PRESETS
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

SEEDS = range(8)
CLONES, NUDGED, RANDOM = range(3)


def played(request: dict[str, Any]) -> list[Snapshot]:
    """Run a request; give its snapshots."""
    resolved = resolve(SimulationRequest.model_validate(request)).request
    return [event for event in simulate(to_experiment(resolved)) if isinstance(event, Snapshot)]


def seen(run: RunSnapshot) -> list[int]:
    """Give how many neurons of each hidden layer look different."""
    return [layer.visibly_distinct or 0 for layer in run.layers[:-1]]


@pytest.fixture(scope="module")
def openings() -> list[list[Snapshot]]:
    """Give the page's opening, once for each seed."""
    opening = PRESETS[0].request
    record = {"epochs": list(range(0, opening["epochs"] + 1, 2)), "neuron_outputs": True}
    return [played({**opening, "seed": seed, "record": record}) for seed in SEEDS]


def test_exact_clones_stay_one_picture_and_random_neurons_never_are(
    openings: list[list[Snapshot]],
) -> None:
    for snapshots in openings:
        for snapshot in snapshots:
            assert seen(snapshot.runs[CLONES]) == [1, 1]
            assert min(seen(snapshot.runs[RANDOM])) > 4


def test_nudged_clones_look_like_clones_at_first(openings: list[list[Snapshot]]) -> None:
    for snapshots in openings:
        assert [seen(snapshot.runs[NUDGED]) for snapshot in snapshots[:2]] == [[1, 1], [1, 1]]


def test_only_those_that_part_learn(openings: list[list[Snapshot]]) -> None:
    """Nearly all seeds part; what is said of the clones and of random neurons holds for all."""
    parted = 0
    for snapshots in openings:
        clones, nudged, random = (run.figures.train_accuracy or 0 for run in snapshots[-1].runs)
        assert clones < 0.8
        assert random > 0.95
        parted += nudged > 0.95 and min(seen(snapshots[-1].runs[NUDGED])) > 1
    assert parted >= len(SEEDS) - 2


def test_the_opening_parts_layer_by_layer_and_then_learns(openings: list[list[Snapshot]]) -> None:
    first = openings[0]

    def epoch_when(holds: Any) -> int:
        return next(shown.epoch for shown in first if holds(shown.runs[NUDGED]))

    second_layer = epoch_when(lambda run: seen(run)[1] > 1)
    first_layer = epoch_when(lambda run: seen(run)[0] > 1)
    learned = epoch_when(lambda run: (run.figures.train_accuracy or 0) > 0.95)
    assert 6 <= second_layer < first_layer < learned < first[-1].epoch
    assert min(seen(first[-1].runs[NUDGED])) >= 7
