"""Short ways to make interventions, and runs that they change."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from app.engine.experiment import Experiment, Intervention, RecordConfig, RunConfig, Spec
from app.engine.records.events import RunSnapshot
from app.engine.simulation import simulate
from app.engine.training.intervention_kinds import ACTIONS
from tests.engine.support import (
    OPTIMIZERS,
    Array,
    random_layers,
    required,
    run_config,
    snapshots,
)

HIDDEN = (5, 4)


EPOCHS = 6


EVERY = RecordConfig(tuple(range(EPOCHS + 1)), weights=True)


def touch(epoch: int, action: str, *, run: int | None = None, **values: object) -> Intervention:
    """Make an intervention; ``from_`` is the field from, and what is left out has its default."""
    given = {name.rstrip("_"): value for name, value in values.items()}
    defaults = {one.name: one.default for one in ACTIONS[action].parameters}
    return Intervention(epoch, run, Spec(action, {**defaults, **given}))


ONE_OF_EACH = {
    "set_weight": touch(2, "set_weight", layer_index=1, from_=4, neuron=3, value=-1.5),
    "add_to_weight": touch(2, "add_to_weight", layer_index=0, from_=1, neuron=2, value=0.25),
    "set_bias": touch(2, "set_bias", layer_index=2, neuron=0, value=0.75),
    "add_to_bias": touch(2, "add_to_bias", layer_index=1, neuron=0, value=-0.5),
    "nudge_weight": touch(2, "nudge_weight", layer_index=0, from_=0, neuron=0, ulps=-3),
    "copy_neuron": touch(2, "copy_neuron", layer_index=0, neuron=1, to=3),
    "copy_neuron, incoming": touch(2, "copy_neuron", layer_index=1, neuron=2, to=0, outgoing=False),
    "redraw_neuron": touch(2, "redraw_neuron", layer_index=1, neuron=1),
    "set_learning_rate": touch(2, "set_learning_rate", value=0.3),
}


def some_intervention(rng: np.random.Generator, widths: Sequence[int]) -> Intervention:
    """An intervention anywhere, of any kind."""
    layer = int(rng.integers(len(widths) - 1))
    choices: dict[str, Any] = {
        "layer_index": layer,
        "from": int(rng.integers(widths[layer])),
        "neuron": int(rng.integers(widths[layer + 1])),
        "to": int(rng.integers(widths[layer + 1])),
        "value": float(rng.normal()),
        "ulps": int(rng.integers(-5, 6)),
        "outgoing": bool(rng.integers(2)),
    }
    action = str(rng.choice(sorted(ACTIONS)))
    if action == "set_learning_rate":
        choices["value"] = float(rng.uniform(0.0, 0.1))
    names = [parameter.name for parameter in ACTIONS[action].parameters]
    return Intervention(
        int(rng.integers(EPOCHS + 1)), None, Spec(action, {name: choices[name] for name in names})
    )


def drawn_run(**changes: Any) -> RunConfig:
    """A run of the network in use here, drawn, so that a neuron can be drawn anew."""
    weights, biases = (
        Spec("normal", {"mean": 0.0, "std": 0.6}),
        Spec("normal", {"mean": 0.0, "std": 0.1}),
    )
    made = run_config(random_layers((2, *HIDDEN, 1), 0), **changes)
    return replace(made, initializers=(weights,) * 3, bias_initializers=(biases,) * 3)


def constant_run(**changes: Any) -> RunConfig:
    widths = (2, 8, 1)
    layers = [(np.full(shape, 0.5), np.zeros(shape[1])) for shape in pairwise(widths)]
    return run_config(layers, optimizer=OPTIMIZERS["adam"], learning_rate=0.03, **changes)


def every(config: Experiment, run: int = 0) -> list[RunSnapshot]:
    return snapshots(list(simulate(config)), run)


def parameters_of(snapshot: RunSnapshot) -> list[tuple[Array, Array]]:
    return [(required(layer.weights), required(layer.bias)) for layer in snapshot.layers]


def parameters_bits(snapshot: RunSnapshot) -> bytes:
    return b"".join(w.tobytes() + b.tobytes() for w, b in parameters_of(snapshot))
