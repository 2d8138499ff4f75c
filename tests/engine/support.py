"""Short ways to build experiments for the tests."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets import Dataset, custom_dataset, make_dataset
from app.engine.experiment import Experiment, RecordConfig, RunConfig, Spec
from app.engine.parameters import validate_parameters
from app.engine.records.events import Diverged, Done, Event, RunSnapshot, Snapshot
from app.engine.simulation import simulate
from app.engine.training import optimizers

Array = NDArray[np.float64]

OPTIMIZERS = {
    name: Spec(name, validate_parameters(entry.parameters, {}))
    for name, entry in optimizers.OPTIMIZERS.items()
}
WITH_WEIGHTS = RecordConfig(neuron_outputs=False, weights=True)


def dataset(name: str = "moons", samples: int = 60, noise: float = 0.1) -> Dataset:
    return make_dataset(
        name, samples=samples, noise=0.0 if name == "digits" else noise, test_fraction=0.25, seed=0
    )


def three_classes(samples: int = 40, features: int = 3) -> Dataset:
    rng = np.random.default_rng(7)
    inputs = rng.normal(size=(samples, features))
    targets = rng.integers(0, 3, size=samples)
    targets[:3] = 0, 1, 2
    return custom_dataset("classification", inputs.tolist(), targets.tolist(), [], [])


def two_outputs(samples: int = 40, features: int = 3) -> Dataset:
    rng = np.random.default_rng(8)
    inputs = rng.normal(size=(samples, features))
    targets = rng.normal(size=(samples, 2))
    return custom_dataset("regression", inputs.tolist(), targets.tolist(), [], [])


def random_layers(
    widths: Sequence[int], seed: int, scale: float = 1.0
) -> list[tuple[Array, Array]]:
    """Weights (fan_in, fan_out) and biases drawn for the given widths."""
    rng = np.random.default_rng(seed)
    return [
        (
            scale * rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in),
            scale * rng.normal(size=fan_out) / 10,
        )
        for fan_in, fan_out in pairwise(widths)
    ]


def run_config(layers: Sequence[tuple[Array, Array]], **changes: Any) -> RunConfig:
    """A run that starts with exactly these weights and biases."""
    weights = Spec("explicit", {"weights": [w.tolist() for w, _ in layers]})
    biases = Spec("explicit", {"values": [b.tolist() for _, b in layers]})
    settings: dict[str, Any] = {
        "label": "run",
        "activation": "tanh",
        "optimizer": OPTIMIZERS["sgd"],
        "learning_rate": 0.1,
        "l2": 0.0,
        "seed": 0,
    }
    return RunConfig(
        initializers=(weights,) * len(layers),
        bias_initializers=(biases,) * len(layers),
        **(settings | changes),
    )


def experiment(
    data: Dataset, hidden_layers: Sequence[int], runs: Sequence[RunConfig], **changes: Any
) -> Experiment:
    settings: dict[str, Any] = {
        "loss": "auto",
        "batch_size": 16,
        "epochs": 10,
        "shuffle": True,
        "record": WITH_WEIGHTS,
    }
    return Experiment(
        dataset=data,
        hidden_layers=tuple(hidden_layers),
        runs=tuple(runs),
        **(settings | changes),
    )


def snapshots(events: Sequence[Event], run: int = 0) -> list[RunSnapshot]:
    """All snapshots of one run."""
    return [
        one
        for event in events
        if isinstance(event, Snapshot)
        for one in event.runs
        if one.run == run
    ]


def diverged(events: Sequence[Event]) -> list[Diverged]:
    return [event for event in events if isinstance(event, Diverged)]


def done(events: Sequence[Event]) -> Done:
    (last,) = [event for event in events if isinstance(event, Done)]
    return last


def final_parameters(config: Experiment, run: int = 0) -> list[tuple[Array, Array]]:
    """The weights and biases of a run after the last epoch."""
    last = snapshots(list(simulate(config)), run)[-1]
    return [(required(layer.weights), required(layer.bias)) for layer in last.layers]


def required(array: Array | None) -> Array:
    assert array is not None
    return array


def outputs_of(data: Dataset) -> int:
    if data.task == "regression":
        return int(data.train_targets.shape[1])
    return 1 if data.classes == 2 else data.classes
