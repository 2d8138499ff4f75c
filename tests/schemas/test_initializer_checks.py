"""Whether initializers fit their layers, told where the reader can change it."""

import json
from typing import Any

import pytest

from app.limits import LIMITS
from app.schemas.refusals import RefusedError
from app.schemas.request import SimulationRequest
from app.schemas.resolve import drawing_problems, resolve

#: Formulas that fail with some seeds only: a uniform number is below 0.001 now and then.
SOMETIMES_INFINITE = {
    "name": "expression",
    "expression": "log(rand(fan_in, fan_out) - 0.001) * randn(fan_in, fan_out)",
}


def refused(request: dict[str, Any]) -> list[tuple[list[int | str], str]]:
    """Give what is refused: by the server, or by the worker of what the server lets pass."""
    try:
        found = drawing_problems(resolve(SimulationRequest.model_validate(request)).request)
    except RefusedError as error:
        found = error.problems
    assert found
    return [(item["loc"][1:], item["msg"]) for item in found]


@pytest.mark.parametrize(
    ("request_", "locs"),
    [
        (
            {"initializer": "edge_of_chaos", "runs": [{}, {"activation": "softplus"}]},
            [["runs", 1, "activation"]],
        ),
        ({"initializer": "edge_of_chaos", "activation": "softplus"}, [["activation"]]),
        (
            {"activation": "softplus", "runs": [{}, {"initializer": "edge_of_chaos"}]},
            [["runs", 1, "initializer"]],
        ),
        (
            {"hidden_layers": [2], "initializer": ["zeros"], "runs": [{}, {"seed": 1}]},
            [["initializer"]],
        ),
        (
            {"initializer": {"name": "expression", "expression": "x"}, "runs": [{"seed": 1}, {}]},
            [["initializer", "expression"]],
        ),
        (
            {
                "initializer": {"name": "expression", "expression": "1 / (gain - 1)"},
                "runs": [{}, {"activation": "linear"}],
            },
            [["runs", 1, "activation"]],
        ),
    ],
    ids=lambda value: json.dumps(value)[:70],
)
def test_a_misfit_is_told_once_and_where_it_can_be_changed(
    request_: dict[str, Any], locs: list[list[int | str]]
) -> None:
    assert [loc for loc, _ in refused(request_)] == locs


def test_every_run_is_checked_with_its_own_seed() -> None:
    runs = [{"seed": seed} for seed in range(LIMITS.runs)]
    found = refused({"initializer": SOMETIMES_INFINITE, "runs": runs})
    failing = []
    for seed in range(LIMITS.runs):
        alone = SimulationRequest.model_validate({"initializer": SOMETIMES_INFINITE, "seed": seed})
        if drawing_problems(resolve(alone).request):
            failing.append(seed)
    assert 0 not in failing
    assert [loc for loc, _ in found] == [["runs", seed, "seed"] for seed in failing]


def test_an_activation_that_no_run_uses_is_not_held_against_the_initializer() -> None:
    request = {
        "activation": "softplus",
        "initializer": "edge_of_chaos",
        "runs": [{"activation": "tanh"}, {"initializer": "he_normal"}],
    }
    assert resolve(SimulationRequest.model_validate(request)).shape.layers
