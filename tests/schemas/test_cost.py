"""What an experiment will cost is told before it starts, on the high side."""

from dataclasses import replace
from time import process_time
from typing import Any

import pytest

from app.engine.records.events import Done, Snapshot
from app.engine.simulation import simulate
from app.limits import LIMITS, MIB
from app.schemas.cost import Cost, estimate, refuse_excess
from app.schemas.engine_experiment import to_experiment
from app.schemas.presets import PRESETS
from app.schemas.refusals import RefusedError
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.wire.encoder import encode
from tests.wire.lines import encoded


def cost_of(request: dict[str, Any]) -> Cost:
    return estimate(resolve(SimulationRequest.model_validate(request)))


CASES: list[dict[str, Any]] = [
    {},
    {"runs": [{}] * 12, "record": {"compact": True, "weights": True}},
    {"hidden_layers": [64, 64], "dataset": "digits", "epochs": 5, "runs": [{}] * 3},
    {"runs": [{}] * 3, "record": {"compact": "changes", "weights": True}},
    {"hidden_layers": [8] * 20, "epochs": 5, "record": {"neuron_outputs": False}},
    {"record": {"instruments": ["signal", "symmetry"]}},
    {
        "record": {"instruments": ["signal", "symmetry"], "compact": True, "neuron_outputs": False},
        "hidden_layers": [64, 8],
        "epochs": 10,
        "runs": [{}] * 3,
    },
    {"seeds": 32, "runs": [{}, {"initializer": "zeros"}]},
    {
        "epochs": 50,
        "interventions": [
            {"epoch": epoch, "action": "redraw_neuron", "layer_index": 1, "neuron": 0}
            for epoch in range(50)
        ],
    },
    {"hidden_layers": [256], "batch_size": 1, "epochs": 2, "optimizer": "adam"},
    {
        "hidden_layers": [8] * 5,
        "epochs": 50,
        "record": {"weights": True},
        "runs": [
            {"architecture": {"kind": "dense", "normalization": "layer_norm"}},
            {"architecture": {"kind": "residual", "normalization": "pre"}},
        ],
    },
]


@pytest.mark.parametrize("request_", CASES, ids=lambda value: str(value)[:50])
def test_the_answer_is_no_larger_than_estimated_and_not_much_smaller(
    request_: dict[str, Any],
) -> None:
    resolved = resolve(SimulationRequest.model_validate(request_))
    size = sum(len(line) for _, line in encoded(request_))
    estimated = estimate(resolved).answer_bytes
    assert size <= estimated < 3 * size


@pytest.mark.parametrize("request_", CASES, ids=lambda value: str(value)[:50])
def test_the_estimated_time_is_of_the_order_of_the_measured_one(request_: dict[str, Any]) -> None:
    resolved = resolve(SimulationRequest.model_validate(request_))
    experiment = to_experiment(resolved.request)
    began = process_time()
    for event in simulate(experiment):
        if isinstance(event, Snapshot):
            encode(event, compact=bool(resolved.request.record.compact))
        assert not isinstance(event, Done) or event.runs
    measured = process_time() - began
    # Machines differ, and a busy one is slower: a factor of ten either way.
    assert measured / 10 < estimate(resolved).seconds < measured * 10


@pytest.mark.parametrize(
    "larger",
    [
        {"epochs": 200},
        {"hidden_layers": [16, 8, 8]},
        {"hidden_layers": [8, 8, 8, 8]},
        {"runs": [{}, {}]},
        {"seeds": 2},
        {"record": {"instruments": ["signal"]}},
        {"record": {"instruments": ["symmetry"]}},
        {"dataset": {"name": "circles", "samples": 400}},
        {"batch_size": 4},
        {"architecture": "residual"},
        {"architecture": {"kind": "dense", "normalization": "layer_norm"}},
        {"interventions": [{"epoch": 3, "action": "set_learning_rate", "value": 0.1}]},
    ],
    ids=str,
)
def test_more_of_anything_costs_more(larger: dict[str, Any]) -> None:
    assert cost_of(larger).seconds > cost_of({}).seconds


def test_every_preset_is_well_within_the_limits() -> None:
    for preset in PRESETS:
        cost = cost_of(preset.request)
        assert cost.seconds < LIMITS.compute_seconds / 3, preset.name
        refuse_excess(cost, in_one_piece=True)


def test_twelve_default_runs_and_the_depth_experiment_are_let_in() -> None:
    refuse_excess(cost_of({"runs": [{}] * 12}), in_one_piece=True)
    deep = {"hidden_layers": [500] * 10, "epochs": 1, "record": {"compact": True}}
    refuse_excess(cost_of(deep), in_one_piece=True)


def test_a_refusal_names_cost_limit_and_fields() -> None:
    cost = Cost(seconds=21.0, memory_bytes=300 * MIB, answer_bytes=600 * MIB)
    with pytest.raises(RefusedError) as refused:
        refuse_excess(cost, in_one_piece=False)
    time, memory, answer = [problem["msg"] for problem in refused.value.problems]
    assert "21 seconds" in time
    assert "at most 20 seconds" in time
    assert "300 MiB" in memory
    assert "at most 256 MiB" in memory
    assert "600 MiB" in answer
    assert all("hidden_layers" in message for message in (time, memory, answer))


def test_an_answer_in_one_piece_counts_as_memory() -> None:
    limits = replace(LIMITS, memory_bytes=100 * MIB)
    cost = Cost(seconds=1.0, memory_bytes=60 * MIB, answer_bytes=60 * MIB)
    refuse_excess(cost, in_one_piece=False, limits=limits)
    with pytest.raises(RefusedError, match="/simulate/stream"):
        refuse_excess(cost, in_one_piece=True, limits=limits)
