"""Symmetry agrees with plain loops, and clones are followed through every epoch."""

from dataclasses import replace
from math import exp, fsum, log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.datasets.probe import make_probe
from app.engine.experiment import RecordConfig
from app.engine.instruments.likeness import Stack, effective_ranks
from app.engine.instruments.symmetry import TOLERANCE, read_symmetry
from app.engine.records.readings import SymmetryReading
from app.engine.simulation import simulate
from tests.engine import reference
from tests.engine.support import (
    dataset,
    experiment,
    random_layers,
    run_config,
    snapshots,
    three_classes,
)

Array = NDArray[np.float64]
SYMMETRY = RecordConfig(epochs=(0,), neuron_outputs=False, instruments=("symmetry",))


def singular_values(matrix: Array) -> list[float]:
    """One-sided Jacobi rotations, column by column."""
    columns = [[float(v) for v in column] for column in matrix.T]
    for _ in range(60):
        turned = False
        for i in range(len(columns)):
            for j in range(i):
                a = fsum(v * v for v in columns[i])
                b = fsum(v * v for v in columns[j])
                c = fsum(u * v for u, v in zip(columns[i], columns[j], strict=True))
                if abs(c) <= 1e-17 * sqrt(a * b):
                    continue
                turned = True
                zeta = (b - a) / (2 * c)
                t = (1 if zeta >= 0 else -1) / (abs(zeta) + sqrt(1 + zeta * zeta))
                cosine = 1 / sqrt(1 + t * t)
                sine = cosine * t
                pairs = list(zip(columns[i], columns[j], strict=True))
                columns[i] = [cosine * u - sine * v for u, v in pairs]
                columns[j] = [sine * u + cosine * v for u, v in pairs]
        if not turned:
            break
    return [sqrt(fsum(v * v for v in column)) for column in columns]


def plain_rank(matrix: Array) -> float:
    values = singular_values(matrix)
    total = fsum(values)
    return exp(-fsum(v / total * log(v / total) for v in values if v > 1e-14 * total))


def plain_cosine(one: Array, other: Array) -> float:
    u, v = ([float(x) - fsum(column) / len(column) for x in column] for column in (one, other))
    product = fsum(x * y for x, y in zip(u, v, strict=True))
    if not any(u) or not any(v):
        return float(not any(u) and not any(v) and one[0] == other[0])
    return product / sqrt(fsum(x * x for x in u) * fsum(y * y for y in v))


def plain_distinct(outputs: Array) -> int:
    tolerance = TOLERANCE * max(abs(float(v)) for v in outputs.ravel())
    kept: list[Array] = []
    for column in outputs.T:
        if all(max(abs(float(d)) for d in column - other) > tolerance for other in kept):
            kept.append(column)
    return len(kept)


@pytest.mark.parametrize("data_name", ["moons", "three"])
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear"])
def test_readings_are_those_of_plain_loops(activation: str, data_name: str) -> None:
    data = dataset("moons", 40) if data_name == "moons" else three_classes()
    outputs = 1 if data_name == "moons" else 3
    widths = (data.train_inputs.shape[1], 6, 4, outputs)
    layers = random_layers(widths, 5)
    layers[0][0][:, 3] = layers[0][0][:, 1]
    layers[0][1][3] = layers[0][1][1]
    run = run_config(layers, activation=activation)
    config = experiment(data, (6, 4), [run], epochs=0, record=SYMMETRY)
    (found,) = snapshots(list(simulate(config)))
    seen = [reference.forward(layers, x, activation)[1][1:] for x in make_probe(data).inputs]
    for index, layer in enumerate(found.layers[:-1]):
        plain = np.array([acts[index] for acts in seen])
        reading = reading_of(layer.symmetry)
        assert reading.distinct_outputs == plain_distinct(plain)
        assert reading.output_tolerance == pytest.approx(1e-6 * np.abs(plain).max(), rel=1e-12)
        assert reading.effective_rank == pytest.approx(plain_rank(plain), rel=1e-10)
        for i in range(plain.shape[1]):
            for j in range(plain.shape[1]):
                expected = plain_cosine(plain[:, i], plain[:, j])
                assert reading.similarity[i, j] == pytest.approx(expected, rel=1e-10, abs=1e-10)
    first = reading_of(found.layers[0].symmetry)
    assert first.distinct_outputs == 5
    assert first.similarity[1, 3] == 1.0
    assert found.layers[0].neuron_outputs is None


def reading_of(reading: SymmetryReading | None) -> SymmetryReading:
    assert reading is not None
    return reading


def read_one(outputs: Array) -> SymmetryReading:
    stack = Stack.of([outputs], [range(outputs.shape[1])])
    (reading,) = read_symmetry(stack, effective_ranks(stack.outputs))
    return reading


@pytest.mark.parametrize("width", [2, 5, 64])
@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_clones_have_rank_one_and_are_one_output(width: int, scale: float) -> None:
    column = scale * np.random.default_rng(0).normal(size=400)
    reading = read_one(np.repeat(column[:, None], width, axis=1))
    assert reading.effective_rank == pytest.approx(1.0, abs=1e-12)
    assert reading.distinct_outputs == 1
    assert np.allclose(reading.similarity, 1.0, atol=1e-12)


def test_orthogonal_outputs_have_full_rank_and_nothing_in_common() -> None:
    reading = read_one(np.kron(np.eye(4), np.array([[1.0], [-1.0]])))
    assert reading.effective_rank == pytest.approx(4.0)
    assert np.allclose(reading.similarity, np.eye(4))
    assert reading.distinct_outputs == 4


def test_equal_constants_are_alike_and_unequal_ones_are_not() -> None:
    outputs = np.empty((50, 4))
    outputs[:, 0] = outputs[:, 1] = 0.1
    outputs[:, 2] = 0.3
    outputs[:, 3] = np.linspace(-1, 1, 50)
    reading = read_one(outputs)
    expected = np.eye(4)
    expected[0, 1] = expected[1, 0] = 1.0
    assert reading.similarity.tolist() == expected.tolist()
    assert reading.distinct_outputs == 3


def test_a_silent_layer_has_rank_zero() -> None:
    reading = read_one(np.zeros((30, 3)))
    assert (reading.effective_rank, reading.distinct_outputs) == (0.0, 1)
    assert reading.similarity.tolist() == np.ones((3, 3)).tolist()


def test_outputs_are_told_apart_by_more_than_the_tolerance_only() -> None:
    column = np.linspace(-1, 1, 40)
    outputs = np.stack([column, column.copy(), column.copy()], axis=1)
    # Neither point lies among the few that are compared first.
    outputs[1, 1] += 0.9e-6
    outputs[2, 2] += 1.1e-6
    assert read_one(outputs).distinct_outputs == 2


def nearly_clones(ulps: int) -> list[tuple[Array, Array]]:
    """Twins in both hidden layers; outgoing weights differ by units in the last place."""
    layers = random_layers((2, 4, 4, 1), 2)
    for index in (0, 1):
        weights, bias = layers[index]
        weights[:, 2], bias[2] = weights[:, 1], bias[1]
        weights[:, 3], bias[3] = weights[:, 1], bias[1]
        following = layers[index + 1][0]
        following[3] = following[2] = following[1]
    following = layers[2][0]
    following[2] *= 1 + ulps * np.finfo(float).eps
    return layers


@pytest.mark.parametrize("ulps", [0, 1, 8, 64, 2**20])
def test_clones_part_in_the_epoch_in_which_their_classes_first_change(ulps: int) -> None:
    run = run_config(nearly_clones(ulps), learning_rate=0.05)
    every = RecordConfig(tuple(range(13)), neuron_outputs=False)
    config = experiment(dataset("moons", 40), (4, 4), [run], epochs=12, record=every)
    shown = snapshots(list(simulate(config)))
    for index in range(3):
        classes = [snapshot.layers[index].clone_class for snapshot in shown]
        changed = next((e for e in range(13) if classes[e] != classes[0]), None)
        for epoch, snapshot in enumerate(shown):
            expected = changed if changed is not None and changed <= epoch else None
            assert snapshot.layers[index].parted_epoch == expected
    # A difference in the last place may be lost when it is added to a weight.
    parted = shown[-1].layers[1].parted_epoch
    assert parted is not None or ulps < 2**20
    assert parted is None or ulps > 0
    (seldom,) = snapshots(list(simulate(replace(config, record=replace(every, epochs=(12,))))))
    assert [layer.parted_epoch for layer in seldom.layers] == [
        layer.parted_epoch for layer in shown[-1].layers
    ]
