"""Neurons that start identical stay bit-identical; plain matrix products do not give this."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from app.engine import layout as layout_module
from app.engine.activations import ACTIVATIONS
from app.engine.experiment import Experiment, RunConfig, Spec
from app.engine.instruments.clones import clone_classes
from app.engine.simulation import simulate
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
RATES = {"sgd": 0.05, "momentum": 0.01, "adam": 0.01}


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
        learning_rate=RATES[optimizer],
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


def test_without_padding_the_same_products_break_clones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks above can fail: plain products of the same shapes lose the clones."""
    if any(library.get("architecture") == "Sandybridge" for library in threadpool_info()):
        pytest.skip("OpenBLAS's kernel for Sandy Bridge was never seen to lose any")
    monkeypatch.setattr(layout_module, "WIDTH_MULTIPLE", 1)
    broken = 0
    for width, batch_size in product((3, 5, 6, 7, 9, 13, 17, 23), (5, 7, 16)):
        run = constant_run(3, 0.5, "tanh", "sgd")
        config = experiment(DATA["moons"], [width, width], [run], batch_size=batch_size, epochs=300)
        broken += hidden_distinct(config) != [1, 1]
    assert broken > 0


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
