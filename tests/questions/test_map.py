"""The map: every cell is the experiment that its two patches make, bit for bit."""

import json
from collections.abc import AsyncIterator
from itertools import chain, product
from math import inf
from statistics import median
from typing import Any

import httpx
import pytest

from app.engine.errors import StoppedError
from app.engine.maps.cells import measure
from app.engine.maps.order import COARSEST, coarse_to_fine
from app.jobs.job import unpack
from app.questions.map.plan import FIRST_NETWORKS, MOST_NETWORKS, plan
from app.questions.map.request import MapRequest
from app.schemas.engine_experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

pytestmark = pytest.mark.anyio

BASE: dict[str, Any] = {"epochs": 20, "dataset": {"name": "moons", "samples": 60}}
RATES: dict[str, Any] = {
    "label": "learning rate",
    "entries": [{"label": str(rate), "patch": {"learning_rate": rate}} for rate in (0.1, 1.0, 1e6)],
}
SET_BIAS = {"action": "set_bias", "layer_index": 0, "neuron": 1, "value": 2.0}
#: Of several shapes, architectures and data, so that not all can be trained together.
NETWORKS: dict[str, Any] = {
    "label": "network",
    "entries": [
        {"label": "wide", "patch": {"hidden_layers": [8, 8], "l2": 0.01}},
        {
            "label": "clones",
            "patch": {"hidden_layers": [4], "initializer": {"name": "constant", "value": 0.5}},
        },
        {
            "label": "residual",
            "patch": {
                "hidden_layers": [6, 6, 6],
                "activation": "relu",
                "architecture": {"kind": "residual", "block_layers": 2, "normalization": "pre"},
            },
        },
        {
            "label": "touched",
            "patch": {
                "dataset": {"name": "xor", "samples": 40},
                "optimizer": "adam",
                "interventions": [{"epoch": 5, **SET_BIAS}],
            },
        },
    ],
}
FIGURES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "gradient_flow")


@pytest.fixture
async def http(server_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as client:
        yield client


async def ask(client: httpx.AsyncClient, request: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await client.post("/map", json=request)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/jsonl"
    return [json.loads(line) for line in answer.text.splitlines()]


async def alone(
    client: httpx.AsyncClient, cell: dict[str, Any], seed: int
) -> dict[str, Any] | None:
    """Give the last frame of a cell's experiment, run by itself; none if it diverged."""
    experiment = {
        **BASE,
        **RATES["entries"][cell["x_index"]]["patch"],
        **NETWORKS["entries"][cell["y_index"]]["patch"],
        "seed": seed,
        "record": {"epochs": [BASE["epochs"]], "instruments": ["signal"]},
    }
    answer = await client.post("/simulate", json=experiment)
    snapshots = answer.json()["snapshots"]
    frame: dict[str, Any] | None = snapshots[-1]["runs"][0] if snapshots else None
    return frame


async def test_a_cell_is_its_experiment_bit_for_bit(http: httpx.AsyncClient) -> None:
    started, *cells, done = await ask(http, {"base": BASE, "x": RATES, "y": NETWORKS})
    assert started["kind"] == "started"
    assert done == {"kind": "done", "cells": 12, "diverged_cells": done["diverged_cells"]}
    assert [[cell["x_index"], cell["y_index"]] for cell in cells] == started["order"]
    assert len({tuple(place) for place in started["order"]}) == 12
    ended = set()
    for cell in cells:
        frame, figures = await alone(http, cell, 0), cell["figures"]
        ended.add(cell["status"])
        if frame is None:
            assert (cell["status"], cell["diverged_seeds"]) == ("diverged", 1)
            assert set(figures.values()) == {None}
            continue
        assert cell["status"] == "completed"
        assert [figures[name] for name in FIGURES] == [frame[name] for name in FIGURES]
        layers = frame["layers"]
        assert figures["distinct_neurons"] == [layer["distinct_neurons"] for layer in layers]
        seen = [layer["visibly_distinct"] for layer in layers[:-1]]
        assert figures["visibly_distinct"] == seen
    assert ended == {"completed", "diverged"}


async def test_several_seeds_are_told_by_their_medians(http: httpx.AsyncClient) -> None:
    tame = {**RATES, "entries": RATES["entries"][:2]}
    _, *cells, _ = await ask(http, {"base": BASE, "x": tame, "y": NETWORKS, "seeds": 3})
    for cell in cells:
        frames = [await alone(http, cell, seed) for seed in range(3)]
        assert cell["diverged_seeds"] == 0
        losses = [frame["train_loss"] for frame in frames if frame is not None]
        assert len(losses) == 3
        assert cell["figures"]["train_loss"] == median(losses)


def test_a_seed_that_diverged_counts_as_an_infinite_loss_and_as_accuracy_zero() -> None:
    changes = {"activation": "leaky_relu", "learning_rate": 1.0, "hidden_layers": [8, 8]}

    def cell(seed: int, seeds: int) -> Any:
        asked = {**BASE, **changes, "loss": "mse", "seed": seed}
        whole = resolve(SimulationRequest.model_validate(asked)).request
        return measure(to_experiment(whole), [(0, 0)], seeds, lambda: False)[0]

    together, each = cell(0, 5), [cell(seed, 1) for seed in range(5)]
    ended = [one.figures for one in each if one.status == "completed"]
    missing = 5 - len(ended)
    assert together.diverged_seeds == missing
    assert 0 < missing < 3
    losses = [one.train_loss for one in ended] + [inf] * missing
    assert together.figures.train_loss == median(losses)
    accuracies = [one.train_accuracy for one in ended] + [0.0] * missing
    assert together.figures.train_accuracy == median(accuracies)
    counts = zip(*(one.distinct_neurons for one in ended), strict=True)
    assert together.figures.distinct_neurons == tuple(map(median, counts))


async def test_a_map_in_the_address_is_the_same_map(http: httpx.AsyncClient) -> None:
    request = {"base": BASE, "x": RATES, "y": NETWORKS}
    query = {name: json.dumps(value) for name, value in request.items()}
    answer = await http.get("/map", params=query)
    assert answer.status_code == 200
    assert [json.loads(line) for line in answer.text.splitlines()] == await ask(http, request)
    again = await http.get("/map", params=query, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"y": RATES | {"entries": RATES["entries"][::-1]}}, "patch.learning_rate is 1000000.0"),
        ({"base": {"runs": [{}]}}, "base.runs is a list of 1"),
        ({"base": {"seeds": 2}}, "base.seeds is 2"),
        ({"x": {"label": "nothing", "entries": []}}, "x.entries"),
        ({"y": {"label": "l", "entries": [{"label": "a", "patch": {"epoch": 3}}]}}, "patch.epoch"),
        ({"base": {"epochs": 5_000}, "seeds": 32}, "seconds of computing"),
        ({"base": {**BASE, "initializer": ["zeros"]}}, "base.initializer is a list of 1"),
        (
            {"base": {"interventions": [{"epoch": 1, "run": 1, **SET_BIAS}]}},
            "base.interventions[0].run is 1",
        ),
        (
            {"base": {"initializer": {"name": "expression", "expression": "log(randn(2, 2) * 0)"}}},
            "base.initializer.expression is",
        ),
    ],
)
async def test_what_cannot_be_a_map_is_refused_in_words(
    http: httpx.AsyncClient, changes: dict[str, Any], words: str
) -> None:
    request = {"base": BASE, "x": RATES, "y": NETWORKS, **changes}
    answer = await http.post("/map", json=request)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_map_that_is_not_wanted_any_more_stops_within_its_chunk() -> None:
    whole = resolve(SimulationRequest.model_validate({**BASE, "epochs": 20_000})).request
    answers = iter([False] * 3)
    with pytest.raises(StoppedError):
        measure(to_experiment(whole), [(0, 0)], 1, lambda: next(answers, True))


@pytest.mark.parametrize("size", [(1, 1), (4, 4), (5, 3), (64, 1), (32, 32), (33, 7)])
def test_each_level_completes_a_grid_of_half_the_stride(size: tuple[int, int]) -> None:
    every = list(product(*map(range, size)))
    levels = coarse_to_fine(*size)
    assert len(levels[0]) <= COARSEST
    assert sorted(chain.from_iterable(levels)) == every
    seen: set[tuple[int, int]] = set()
    for index, level in enumerate(levels):
        seen |= set(level)
        stride = 2 ** (len(levels) - 1 - index)
        assert seen == {(x, y) for x, y in every if x % stride == y % stride == 0}


def test_cells_of_one_shape_are_trained_together_the_first_of_them_few() -> None:
    rates = [{"label": "rate", "patch": {"learning_rate": 0.01 * (1 + at)}} for at in range(32)]
    widths = [{"label": "width", "patch": {"hidden_layers": [width]}} for width in (2, 3)]
    asked = {
        "base": BASE,
        "x": {"label": "rate", "entries": rates},
        "y": {"label": "width", "entries": widths},
        "seeds": 8,
    }
    _, made = unpack(plan(MapRequest.model_validate(asked)).packed())
    assert all(len({y for _, y in company}) == 1 for company in made.companies)
    networks = [8 * len(company) for company in made.companies]
    assert networks[0] == FIRST_NETWORKS
    assert max(networks) == MOST_NETWORKS
