"""A random search for experiments in which clones do not stay exact.

By hand: ``python -m tests.by_hand.search.clones --count 3000 --seed 0`` prints JSON.
OpenBLAS's kernels are chosen by ``OPENBLAS_CORETYPE`` (Haswell, SkylakeX, Zen, ...); with
``--plain`` all products are left to BLAS, and the search finds many. Continuous integration runs a
short form of it, with large products among them.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from time import perf_counter
from typing import Any
from unittest.mock import patch

import app.engine  # noqa: F401  # holds BLAS to one thread, before NumPy is loaded

# isort: split
import numpy as np

from app.engine.datasets import Dataset, custom_dataset, make_dataset
from app.engine.errors import BrokenClonesError
from app.engine.experiment import Experiment, RecordConfig, RunConfig, Spec
from app.engine.explanation.gradient import Place, explain
from app.engine.instruments.clones import clone_classes
from app.engine.network import products
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.architecture import Architecture, DenseChain, ResidualChain
from app.engine.records.events import Snapshot
from app.engine.simulation import simulate
from tests.engine.support import OPTIMIZERS, outputs_of, random_layers, required, run_config

MOST_TERMS = 1e8
"""Multiplications an experiment may take: some tenths of a second."""
MOST_EPOCHS = 4000
LARGEST_EXPLICIT = 64
"""Neurons; wider networks are constant, as writing their weights out would take the time."""
NAMES = ("circles", "xor", "gaussians", "spirals", "moons", "plane", "digits", "classes", "outputs")


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at, and how it broke, None if it did not."""

    description: dict[str, Any]
    fault: str | None


def log_uniform(choice: Random, low: int, high: int) -> int:
    """Return a whole number whose logarithm is evenly spread."""
    return round(float(np.exp(choice.uniform(np.log(low), np.log(high)))))


def random_dataset(choice: Random) -> Dataset:
    """Return any kind of dataset, of 20 to 2,000 samples."""
    name = choice.choice(NAMES)
    samples = log_uniform(choice, 20, 2000)
    if name in {"classes", "outputs"}:
        rng = np.random.default_rng(choice.randrange(2**32))
        inputs = rng.standard_normal((samples, choice.randint(1, 70)))
        if name == "outputs":
            targets = rng.standard_normal((samples, choice.randint(1, 9)))
            return custom_dataset("regression", inputs, targets)
        classes = choice.randint(2, 12)
        labels = rng.integers(classes, size=samples)
        labels[:2] = classes - 1, 0
        return custom_dataset("classification", inputs, labels.tolist())
    if name == "digits":
        samples = max(40, min(samples, 1797))
    noise = 0.0 if name == "digits" else 0.1
    return make_dataset(name, samples=samples, noise=noise, test_fraction=0.25, seed=0)


def groups_of(architecture: Architecture, hidden: int) -> list[tuple[list[int], list[int]]]:
    """Return the weight layers whose rows, and whose columns, belong to the same neurons.

    There are ``hidden`` hidden layers. In a residual network the neurons of the stream are those
    of the first layer and of the last one of each branch, and each branch and the output read them.
    """
    if not isinstance(architecture, ResidualChain):
        return [([index], [index + 1]) for index in range(hidden)]
    m = architecture.block_layers
    stream = [index for index in range(hidden) if index % m == 0]
    inner = [([index], [index + 1]) for index in range(hidden) if index % m]
    return [(stream, [index + 1 for index in stream]), *inner]


def twins(choice: Random, widths: tuple[int, ...], architecture: Architecture) -> RunConfig:
    """Return a run with two or more twins in every hidden layer, among different neurons."""
    layers = random_layers(widths, seed=choice.randrange(2**32))
    for rows, columns in groups_of(architecture, len(widths) - 2):
        width = widths[rows[0] + 1]
        neurons = choice.sample(range(width), choice.randint(1, width))
        first, *others = neurons
        for other in others:
            for index in rows:
                layers[index][0][:, other] = layers[index][0][:, first]
                layers[index][1][other] = layers[index][1][first]
            for index in columns:
                layers[index][0][other] = layers[index][0][first]
    return run_config(layers, architecture=architecture)


def constants(choice: Random, widths: tuple[int, ...], architecture: Architecture) -> RunConfig:
    """Return a run in which every layer has one number for all weights."""
    values = [
        choice.choice([1.0, -0.5, 0.5, 0.1, 1.0 / fan_in, 0.013, 0.0]) for fan_in in widths[:-1]
    ]
    biases = choice.choice([Spec("zeros", {}), Spec("constant", {"value": 0.1})])
    return replace(
        run_config([]),
        initializers=tuple(Spec("constant", {"value": value}) for value in values),
        bias_initializers=(biases,) * len(values),
        architecture=architecture,
    )


def random_hidden(choice: Random, low: int) -> list[int]:
    """Return hidden widths from ``low`` on; half of the lists are of one width, for blocks."""
    count = choice.randint(1, 4)
    if choice.random() < 0.5:
        return [log_uniform(choice, low, 512) for _ in range(count)]
    return [log_uniform(choice, low, 256)] * choice.choice([2, 3, 4, 5, 7])


def random_architecture(choice: Random, hidden: list[int]) -> Architecture:
    """Return an architecture that suits the widths."""
    dense: list[Architecture] = [DenseChain(), DenseChain("layer_norm")]
    fitting = [m for m in (1, 2, 3) if len(set(hidden)) == 1 and (len(hidden) - 1) % m == 0]
    if not fitting or choice.random() < 0.4:
        return choice.choice(dense)
    return ResidualChain(
        choice.choice(fitting),
        choice.choice(("none", "pre", "post")),
        choice.choice([1.0, 0.3, 0.0, -0.5]),
        trainable_multiplier=choice.random() < 0.5,
    )


def random_experiment(choice: Random, *, large: bool) -> Experiment:
    """Return an experiment whose first run has clones; ``large`` ones have large products."""
    data = random_dataset(choice)
    low = 33 if large else 1
    hidden = random_hidden(choice, low)
    widths = (data.train_inputs.shape[1], *hidden, outputs_of(data))
    terms = sum(one * other for one, other in pairwise(widths))
    samples = len(data.train_inputs)
    company = choice.choice([0, 0, 1, 3])
    affordable = MOST_TERMS / (3 * terms * samples * (1 + company))
    epochs = min(MOST_EPOCHS, max(2, int(affordable)))
    batch = choice.choice([None, log_uniform(choice, 1, 2000), log_uniform(choice, 1, 64)])
    if batch is not None:
        # A minibatch costs its calls, however small it is.
        epochs = min(epochs, max(2, 6_000 * batch // (samples * (1 + len(hidden)))))
    make = twins if max(hidden) <= LARGEST_EXPLICIT and choice.random() < 0.4 else constants
    runs = tuple(
        replace(
            make(choice, widths, random_architecture(choice, hidden)),
            activation=choice.choice(sorted(ACTIVATIONS)),
            optimizer=OPTIMIZERS[choice.choice(sorted(OPTIMIZERS))],
            learning_rate=choice.choice([0.001, 0.01, 0.1]),
            l2=choice.choice([0.0, 0.001]),
            seed=choice.randrange(5),
            learning_rate_scale=choice.choice(
                [None, tuple(0.5 + choice.random() for _ in widths[1:])]
            ),
            freeze=choice.choice([(), (), (choice.randrange(len(widths) - 1),)]),
        )
        for _ in range(1 + company)
    )
    instruments = choice.choice([(), (), ("signal", "symmetry")])
    epochs = choice.randint(2, epochs)
    return Experiment(
        dataset=data,
        hidden_layers=tuple(hidden),
        loss=choice.choice(["auto", "mse"]),
        batch_size=batch,
        epochs=epochs,
        shuffle=choice.random() < 0.8,
        record=RecordConfig((0, epochs // 2, epochs), 8, weights=True, instruments=instruments),
        runs=runs,
        seeds=choice.choice([1, 1, 2]),
    )


def describe(experiment: Experiment) -> dict[str, Any]:
    """Return what tells one experiment of the search from another."""
    run = experiment.runs[0]
    data = experiment.dataset
    return {
        "dataset": data.name,
        "samples": len(data.train_inputs),
        "widths": [data.train_inputs.shape[1], *experiment.hidden_layers, outputs_of(data)],
        "batch_size": experiment.batch_size,
        "epochs": experiment.epochs,
        "loss": experiment.loss,
        "runs": len(experiment.runs),
        "seeds": experiment.seeds,
        "initializers": [spec.name for spec in run.initializers][:2],
        "architectures": [repr(run.architecture) for run in experiment.runs],
        "frozen": run.freeze,
        "activation": run.activation,
        "optimizer": run.optimizer.name,
        "instruments": bool(experiment.record.instruments),
    }


def _lasting_classes(
    snapshot: Snapshot, run: int, architecture: Architecture
) -> list[tuple[int, ...]] | None:
    """Return for each hidden layer the classes by all numbers that touch a neuron."""
    layers = next((one.layers for one in snapshot.runs if one.run == run), None)
    if layers is None:
        return None
    classes: dict[int, tuple[int, ...]] = {}
    residual = isinstance(architecture, ResidualChain)
    for rows, columns in groups_of(architecture, len(layers) - 1):
        parts = []
        for index in rows:
            parts += [required(layers[index].weights).T, required(layers[index].bias)[:, None]]
        parts += [required(layers[index].weights) for index in columns]
        # In a residual network it is the stream alone that is normalized, before or after.
        normalized = [] if residual and 0 not in rows else [*rows, *(columns if residual else [])]
        for index in normalized:
            for numbers in (layers[index].norm_gain, layers[index].norm_shift):
                if numbers is not None:
                    parts.append(numbers[:, None])
        classes |= dict.fromkeys(rows, clone_classes(np.concatenate(parts, axis=1)))
    return [classes[index] for index in range(len(layers) - 1)]


def _numbers(snapshot: Snapshot, run: int) -> list[bytes] | None:
    for one in snapshot.runs:
        if one.run == run:
            return [repr(one.figures).encode()] + [
                (b"" if array is None else array.tobytes())
                for layer in one.layers
                for array in (
                    layer.weights,
                    layer.bias,
                    layer.norm_gain,
                    layer.norm_shift,
                    layer.neuron_outputs,
                )
            ]
    return None


def fault_of(experiment: Experiment, choice: Random) -> str | None:
    """Return how an experiment breaks the promise, None if it keeps it."""
    try:
        events = list(simulate(experiment))
        shown = [event for event in events if isinstance(event, Snapshot)]
        fault = _parted(experiment, shown) or _instruments(shown)
        if fault is None and len(experiment.runs) > 1:
            fault = _company(experiment, events, choice)
        return fault or _explained(experiment, shown, choice)
    except BrokenClonesError as error:
        return str(error)


def _parted(experiment: Experiment, shown: list[Snapshot]) -> str | None:
    for run, config in enumerate(experiment.runs):
        start = _lasting_classes(shown[0], run, config.architecture)
        for snapshot in shown[1:]:
            now = _lasting_classes(snapshot, run, config.architecture)
            if now is not None and start is not None:
                for index, (one, other) in enumerate(zip(start, now, strict=True)):
                    if any(other[neuron] != other[first] for neuron, first in enumerate(one)):
                        return f"run {run}: clones of layer {index} parted by {snapshot.epoch}"
    return None


def _instruments(shown: list[Snapshot]) -> str | None:
    """Look whether the instruments call clones what the weights do."""
    for snapshot in shown:
        for one in snapshot.runs:
            for layer in one.layers[:-1]:
                reading = layer.symmetry
                if reading is None or layer.distinct_neurons > 1:
                    continue
                if reading.distinct_outputs != 1 or not (reading.similarity == 1.0).all():
                    return f"run {one.run}: symmetry sees more than one neuron, {snapshot.epoch}"
    return None


def _company(experiment: Experiment, events: list[Any], choice: Random) -> str | None:
    run = choice.randrange(len(experiment.runs))
    alone = list(simulate(replace(experiment, runs=(experiment.runs[run],))))
    together = [
        numbers
        for event in events
        if isinstance(event, Snapshot)
        if (numbers := _numbers(event, run)) is not None
    ]
    single = [
        numbers
        for event in alone
        if isinstance(event, Snapshot)
        if (numbers := _numbers(event, 0)) is not None
    ]
    return None if together == single else f"run {run}: other numbers alone"


def _explained(experiment: Experiment, shown: list[Snapshot], choice: Random) -> str | None:
    """Ask why a clone has its gradient; its twins must have the same delta."""
    start = _lasting_classes(shown[0], 0, experiment.runs[0].architecture)
    if start is None or choice.random() < 0.7:
        return None
    layer = choice.randrange(len(start))
    copies = [neuron for neuron, first in enumerate(start[layer]) if first != neuron]
    if not copies:
        return None
    epoch = choice.randint(0, min(2, experiment.epochs))
    minibatch = choice.choice([None, 0])
    found = explain(experiment, 0, Place(layer, 0, copies[0], epoch, minibatch))
    first = start[layer][copies[0]]
    if first not in found.unit.twins:
        return f"explained in epoch {epoch}: neuron {first} of layer {layer} is no twin"
    alike = [neuron for neuron, one in enumerate(start[layer]) if one == first]
    if set(found.unit.twins) == set(alike) - {copies[0]} and found.unit.together is not True:
        return f"explained in epoch {epoch}: layer {layer} is said to be drawn apart"
    return None


def search(count: int, seed: int, *, large: bool = False) -> Iterator[Found]:
    """Try ``count`` experiments; the same seed gives the same ones."""
    for index in range(count):
        choice = Random(f"{seed}/{index}")
        experiment = random_experiment(choice, large=large or choice.random() < 0.25)
        with np.errstate(all="ignore"):
            fault = fault_of(experiment, choice)
        finished = {"index": index, **describe(experiment)}
        yield Found(finished, fault)


def main() -> None:
    """Search, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--large", action="store_true", help="large products only")
    parser.add_argument("--plain", action="store_true", help="leave all products to BLAS")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options = parser.parse_args()
    began = perf_counter()
    broken: list[dict[str, Any]] = []
    tried = 0
    plain = patch.object(products, "way_for", lambda _shape: products.whole)
    if options.plain:
        plain.start()
    for found in search(options.count, options.seed, large=options.large):
        tried += 1
        if found.fault is not None:
            broken.append(found.description | {"fault": found.fault})
            print(json.dumps(broken[-1]), file=sys.stderr, flush=True)
        if perf_counter() - began > options.seconds:
            break
    print(json.dumps({"tried": tried, "broken": len(broken), "first_broken": broken[:10]}))


if __name__ == "__main__":
    main()
