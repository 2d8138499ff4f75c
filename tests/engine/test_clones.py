"""Neurons that start identical stay bit-identical; plain matrix products do not give this."""

from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from app.engine.errors import BrokenClonesError
from app.engine.experiment import Experiment, RunConfig, Spec
from app.engine.instruments.clones import clone_classes
from app.engine.instruments.guard import CloneGuard
from app.engine.network import products
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.layout import Layout
from app.engine.records.events import Event
from app.engine.simulation import simulate
from app.engine.training.trainer import TrainingState
from tests.by_hand.search.clones import search
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    experiment,
    final_parameters,
    outputs_of,
    random_layers,
    run_config,
    snapshots,
)

DATA = {
    "moons": dataset("moons", 50),
    "plane": dataset("plane", 50),
    "digits": dataset("digits", 80),
}


def test_products_are_computed_by_one_thread() -> None:
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    assert {pool["num_threads"] for pool in pools} == {1}


def constant_run(depth: int, value: float, activation: str, optimizer: str) -> RunConfig:
    return RunConfig(
        label="constant",
        initializers=(Spec("constant", {"value": value}),) * depth,
        bias_initializers=(Spec("zeros", {}),) * depth,
        activation=activation,
        optimizer=OPTIMIZERS[optimizer],
        learning_rate=0.05 if optimizer == "sgd" else 0.01,
        l2=0.0,
        seed=0,
    )


def hidden_distinct(config: Experiment) -> list[int]:
    """The distinct neurons of each hidden layer at the end."""
    last = snapshots(list(simulate(config)))[-1]
    return [layer.distinct_neurons for layer in last.layers[:-1]]


widths = st.integers(min_value=1, max_value=100)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    hidden=st.lists(widths, min_size=1, max_size=3),
    data=st.sampled_from(sorted(DATA)),
    batch_size=st.one_of(st.none(), st.integers(min_value=1, max_value=64)),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    loss=st.sampled_from(["auto", "mse"]),
    value=st.sampled_from([0.5, 0.1, -0.3, 0.013]),
)
def test_constant_weights_stay_one_neuron_a_layer(
    hidden: list[int],
    data: str,
    batch_size: int | None,
    activation: str,
    optimizer: str,
    loss: str,
    value: float,
) -> None:
    run = constant_run(len(hidden) + 1, value, activation, optimizer)
    config = experiment(DATA[data], hidden, [run], batch_size=batch_size, epochs=6, loss=loss)
    assert hidden_distinct(config) == [1] * len(hidden)


@pytest.mark.parametrize("width", [5, 6, 7, 11])
def test_clones_hold_for_thousands_of_epochs(width: int) -> None:
    run = constant_run(3, 0.5, "tanh", "sgd")
    config = experiment(DATA["moons"], [width, width], [run], epochs=2000)
    assert hidden_distinct(config) == [1, 1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    width=st.integers(min_value=2, max_value=40),
    data=st.sampled_from(sorted(DATA)),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    batch_size=st.integers(min_value=1, max_value=40),
    choice=st.randoms(use_true_random=False),
)
def test_any_two_twins_among_different_neurons_stay_twins(
    width: int, data: str, activation: str, optimizer: str, batch_size: int, choice: Random
) -> None:
    shape = (DATA[data].train_inputs.shape[1], width, width, outputs_of(DATA[data]))
    layers = random_layers(shape, seed=width)
    pairs = []
    for index in (0, 1):
        one, other = choice.sample(range(width), 2)
        layers[index][0][:, other] = layers[index][0][:, one]
        layers[index][1][other] = layers[index][1][one]
        layers[index + 1][0][other] = layers[index + 1][0][one]
        pairs.append((min(one, other), max(one, other)))
    # The second copying of rows changed both twins of the layer before alike.
    run = run_config(
        layers, activation=activation, optimizer=OPTIMIZERS[optimizer], learning_rate=0.02
    )
    config = experiment(DATA[data], [width, width], [run], batch_size=batch_size, epochs=5)
    for (first, second), (weights, bias) in zip(pairs, final_parameters(config), strict=False):
        incoming = np.concatenate([weights, bias[None]]).T
        assert clone_classes(np.ascontiguousarray(incoming))[second] == first


def test_a_random_search_finds_no_broken_clones() -> None:
    faults = [found for found in search(12, seed=1) if found.fault]
    assert not faults


def test_a_random_search_among_large_products_finds_no_broken_clones() -> None:
    faults = [found for found in search(5, seed=2, large=True) if found.fault]
    assert not faults


@pytest.fixture
def plain_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave all products to BLAS, on a machine where that breaks some of them."""
    shapes = [
        products.Shape(rows=16, summed=65, columns=450, right_transposed=True, alike_rows=16),
        products.Shape(rows=208, summed=209, columns=150, alike_rows=208),
    ]
    if all(products.is_exact(products.whole, shape) for shape in shapes):
        pytest.skip("the kernels of this processor round every part of these products alike")
    monkeypatch.setattr(products, "way_for", lambda _shape: products.whole)


@pytest.mark.usefixtures("plain_products")
def test_without_the_safeguard_the_search_finds_broken_clones() -> None:
    assert any(found.fault for found in search(40, seed=2, large=True))


@pytest.mark.usefixtures("plain_products")
def test_clones_that_part_by_rounding_are_a_fault_and_never_shown() -> None:
    run = constant_run(2, 0.1, "tanh", "adam")
    data = dataset("digits", 600)
    config = experiment(data, [16], [run], batch_size=None, epochs=12)
    shown: list[Event] = []
    with pytest.raises(BrokenClonesError, match="not learning"):
        shown.extend(simulate(config))
    distinct = [
        layer.distinct_neurons for snapshot in snapshots(shown) for layer in snapshot.layers[:-1]
    ]
    assert set(distinct) == {1}


@pytest.mark.parametrize(
    ("change", "parts"),
    [((0, 0, 3, 1), True), ((0, 1, 2, -1), True), ((1, 0, 0, 2), True), ((1, 0, 0, 8), False)],
    ids=["incoming", "bias", "outgoing", "bias of the output"],
)
def test_the_guard_sees_a_single_bit(change: tuple[int, int, int, int], parts: bool) -> None:
    layer_index, run, neuron, column = change
    layout = Layout.of((2, 4, 1), 2)
    parameters = layout.fill([0.5, 0.25], bias=True)
    guard = CloneGuard(layout, TrainingState(parameters, (), 0))
    guard.check(1, layout, parameters)
    view = layout.view(parameters, layout.layers[layer_index])
    view[run, neuron, column] = np.nextafter(view[run, neuron, column], 1.0)
    if parts:
        with pytest.raises(BrokenClonesError, match="layer 1"):
            guard.check(2, layout, parameters)
    else:
        guard.check(2, layout, parameters)


def test_the_guard_follows_the_runs_that_go_on() -> None:
    layout = Layout.of((2, 4, 1), 3)
    parameters = layout.fill([0.5, 0.25, 0.125], bias=True)
    guard = CloneGuard(layout, TrainingState(parameters, (), 0))
    guard.select([2])
    one = Layout.of((2, 4, 1), 1)
    left = layout.select(parameters, [2])
    guard.check(1, one, left)
    one.view(left, one.layers[0])[0, 3, 0] = 0.0
    with pytest.raises(BrokenClonesError, match="Neurons 1 and 4"):
        guard.check(2, one, left)


def test_small_noise_breaks_the_symmetry() -> None:
    layers = random_layers((2, 6, 6, 1), seed=1)
    for weights, bias in layers:
        noise = 1e-6 * weights
        weights[...] = 0.5 + noise
        bias[...] = 0.0
    config = experiment(DATA["moons"], [6, 6], [run_config(layers)], epochs=3)
    assert hidden_distinct(config) == [6, 6]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_zero_weights_leave_all_but_the_output_bias_where_it_was(activation: str) -> None:
    run = constant_run(3, 0.0, activation, "sgd")
    config = experiment(DATA["moons"], [4, 4], [run], epochs=20)
    parameters = final_parameters(config)
    assert not any(weights.any() for weights, _ in parameters)
    assert not any(bias.any() for _, bias in parameters[:-1])
    assert snapshots(list(simulate(config)))[-1].figures.train_loss == pytest.approx(
        np.log(2), rel=1e-3
    )


def test_zero_weights_with_sigmoid_are_clones_that_move() -> None:
    run = constant_run(3, 0.0, "sigmoid", "sgd")
    config = experiment(DATA["plane"], [4, 4], [run], epochs=50)
    assert hidden_distinct(config) == [1, 1]
    assert all(weights.any() for weights, _ in final_parameters(config))
