"""Exported code makes the changes by hand that the experiment makes."""

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.engine.code_export import FRAMEWORKS, export_code
from app.engine.experiment import Experiment, Intervention, RecordConfig, Spec
from app.engine.initializers import INITIALIZERS, resolve
from app.engine.simulation import simulate
from app.engine.training.intervention_kinds import ACTIONS
from tests.engine.support import (
    Array,
    dataset,
    experiment,
    random_layers,
    required,
    run_config,
    snapshots,
)

HIDDEN = (8, 5)
Layers = list[tuple[Array, Array]]
VALUES: dict[str, dict[str, object]] = {
    "set_weight": {"layer_index": 1, "from": 7, "neuron": 3, "value": -1 / 3},
    "add_to_weight": {"layer_index": 0, "from": 1, "neuron": 2, "value": 0.1},
    "set_bias": {"layer_index": 2, "neuron": 0, "value": -0.0},
    "add_to_bias": {"layer_index": 1, "neuron": 4, "value": 1e-9},
    "nudge_weight": {"layer_index": 0, "from": 0, "neuron": 5, "ulps": -(10**9)},
    "copy_neuron": {"layer_index": 0, "neuron": 1, "to": 3, "outgoing": True},
    "redraw_neuron": {"layer_index": 1, "neuron": 2},
    "set_learning_rate": {"value": 0.3},
}
ALL = tuple(
    Intervention(epoch, None, Spec(name, VALUES[name])) for epoch in (0, 2) for name in VALUES
)


def touched(initializer: str, interventions: tuple[Intervention, ...]) -> Experiment:
    spec = resolve(initializer, {})
    run = replace(run_config(random_layers((2, *HIDDEN, 1), 0)), initializers=(spec,) * 3)
    other = replace(run, seed=5)
    record = RecordConfig((0, 2), weights=True)
    return experiment(
        dataset(), HIDDEN, [run, other], epochs=2, record=record, interventions=interventions
    )


def module_of(config: Experiment, run: int) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "exported"}
    exec(compile(export_code(config, "numpy", run), "exported", "exec"), names)  # noqa: S102
    return names


def layers_at(config: Experiment, run: int, place: int) -> Layers:
    seen = snapshots(list(simulate(config)), run)[place]
    return [(required(layer.weights), required(layer.bias)) for layer in seen.layers]


def assert_same(one: Layers, two: Layers) -> None:
    for (weights, bias), (w, b) in zip(one, two, strict=True):
        assert weights.tobytes() == w.tobytes()
        assert bias.tobytes() == b.tobytes()


def test_every_action_is_written() -> None:
    assert set(VALUES) == set(ACTIONS)


@pytest.mark.parametrize("initializer", sorted(INITIALIZERS.keys() - {"explicit"}))
@pytest.mark.parametrize("run", [0, 1])
def test_numpy_makes_them_bit_for_bit(initializer: str, run: int) -> None:
    config = touched(initializer, ALL)
    module = module_of(config, run)
    layers: Layers = module["initial_layers"]()
    intervene: Callable[[Layers, float, int], float] = module["intervene"]
    assert intervene(layers, 0.1, 1) == 0.1
    assert intervene(layers, 0.1, 0) == 0.3
    assert_same(layers, layers_at(config, run, 0))
    early = replace(config, interventions=tuple(one for one in ALL if one.epoch == 0))
    later = layers_at(early, run, 1)
    intervene(later, 0.3, 2)
    assert_same(later, layers_at(config, run, 1))


def test_a_copy_of_an_output_has_nothing_outgoing() -> None:
    one = Intervention(
        0,
        None,
        Spec(
            "copy_neuron",
            {
                "layer_index": 2,
                "neuron": 0,
                "to": 0,
                "outgoing": True,
            },
        ),
    )
    module = module_of(touched("normal", (one,)), 0)
    layers: Layers = module["initial_layers"]()
    module["intervene"](layers, 0.1, 0)
    assert_same(layers, module["initial_layers"]())


def test_each_run_has_its_own_and_one_without_any_no_function() -> None:
    mine = replace(ALL[0], run=1)
    config = touched("normal", (mine,))
    assert "intervene" not in module_of(config, 0)
    assert "intervene" in module_of(config, 1)


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS.keys() - {"numpy"}))
def test_the_frameworks_list_them(framework: str) -> None:
    code = export_code(touched("normal", ALL), framework)
    (found,) = [
        ast.literal_eval(node.value)
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "interventions"
    ]
    assert found == [
        {"epoch": one.epoch, "action": one.action.name, **one.action.parameters} for one in ALL
    ]
    assert "interventions" not in export_code(touched("normal", ()), framework)
