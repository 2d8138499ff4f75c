"""What every entry of the catalogue promises, against formulas written again."""

from dataclasses import replace
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import integrate, stats

from app.engine.experiment import Spec
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, LayerContext, resolve
from app.engine.initializers.network import initialize

FAN_IN, FAN_OUT = 210, 310
ENTRIES = FAN_IN * FAN_OUT
SIGMAS = 5.0
"""Standard errors allowed: one false alarm in about 1.7 million."""

LAYER = LayerContext(1, 3, FAN_IN, FAN_OUT, "tanh", seed=7)
TRUNCATED = 0.8796256610342398


def draw(name: str, layer: LayerContext = LAYER, **parameters: object) -> NDArray[np.float64]:
    entry = INITIALIZERS[name]
    return entry.call(layer, resolve(name, parameters).parameters).run(layer)


def glorot(gain: float = 1.0) -> float:
    return gain * sqrt(2 / (FAN_IN + FAN_OUT))


NORMAL_STD = {
    "normal": 0.01,
    "variance_scaling": 1 / sqrt(FAN_IN),
    "glorot_normal": glorot(),
    "he_normal": sqrt(2 / FAN_IN),
    "lecun_normal": sqrt(1 / FAN_IN),
    "torch_normal": 1.0,
    "keras_normal": 0.05,
    "jax_normal": 0.01,
    "edge_of_chaos": 1 / sqrt(FAN_IN),
}
UNIFORM_BOUNDS = {
    "uniform": (-0.05, 0.05),
    "glorot_uniform": (-sqrt(6 / (FAN_IN + FAN_OUT)), sqrt(6 / (FAN_IN + FAN_OUT))),
    "he_uniform": (-sqrt(6 / FAN_IN), sqrt(6 / FAN_IN)),
    "lecun_uniform": (-sqrt(3 / FAN_IN), sqrt(3 / FAN_IN)),
    "torch_linear_default": (-1 / sqrt(FAN_IN), 1 / sqrt(FAN_IN)),
    "keras_dense_default": (-sqrt(6 / (FAN_IN + FAN_OUT)), sqrt(6 / (FAN_IN + FAN_OUT))),
    "torch_uniform": (0.0, 1.0),
    "keras_uniform": (-0.05, 0.05),
    "jax_uniform": (0.0, 0.01),
}
TRUNCATED_PARENT = {
    "truncated_normal": 0.01,
    "glorot_truncated_normal": glorot() / TRUNCATED,
    "he_truncated_normal": sqrt(2 / FAN_IN) / TRUNCATED,
    "lecun_truncated_normal": sqrt(1 / FAN_IN) / TRUNCATED,
    "flax_dense_default": sqrt(1 / FAN_IN) / TRUNCATED,
    "torch_truncated_normal": 1.0,
    "keras_truncated_normal": 0.05,
    "jax_truncated_normal": 0.01,
}
"""The standard deviation before the cut at 2 of them."""


@pytest.mark.parametrize(("name", "std"), NORMAL_STD.items())
def test_normal_entries_pass_a_kolmogorov_smirnov_test_at_the_published_std(
    name: str, std: float
) -> None:
    weights = draw(name)
    assert abs(weights.mean()) < SIGMAS * std / sqrt(ENTRIES)
    assert abs(weights.std() / std - 1) < SIGMAS / sqrt(2 * ENTRIES)
    assert stats.kstest(weights.ravel(), stats.norm(0, std).cdf).pvalue > 1e-6


@pytest.mark.parametrize(("name", "bounds"), UNIFORM_BOUNDS.items())
def test_uniform_entries_pass_a_kolmogorov_smirnov_test_within_the_published_bounds(
    name: str, bounds: tuple[float, float]
) -> None:
    low, high = bounds
    weights = draw(name)
    assert low <= weights.min()
    assert weights.max() <= high
    # The extremes of n uniform draws lie within (high - low) * 20 / n of the bounds but for e^-20.
    assert weights.max() - weights.min() > (high - low) * (1 - 40 / ENTRIES)
    assert stats.kstest(weights.ravel(), stats.uniform(low, high - low).cdf).pvalue > 1e-6


@pytest.mark.parametrize(("name", "parent"), TRUNCATED_PARENT.items())
def test_truncated_entries_pass_a_kolmogorov_smirnov_test_and_never_exceed_the_cut(
    name: str, parent: float
) -> None:
    weights = draw(name)
    assert np.abs(weights).max() <= 2 * parent
    assert abs(weights.std() / (TRUNCATED * parent) - 1) < SIGMAS / sqrt(2 * ENTRIES)
    law = stats.truncnorm(-2, 2, scale=parent)
    assert stats.kstest(weights.ravel(), law.cdf).pvalue > 1e-6


def test_the_correction_for_truncation_is_the_std_of_the_truncated_standard_normal() -> None:
    assert stats.truncnorm(-2, 2).std() == pytest.approx(TRUNCATED, rel=1e-12)


STATISTICAL = [
    *NORMAL_STD,
    *UNIFORM_BOUNDS,
    *TRUNCATED_PARENT,
    "sparse",
    "mirrored_relu",
    "rai",
    "orthogonal",
    "clones_with_noise",
]
EXACT = ["zeros", "ones", "constant", "identity", "zero_hadamard"]
SHAPES = [(210, 310), (310, 210), (64, 65), (33, 7), (2, 8), (1, 5), (5, 1), (1, 1)]


def layer_of(shape: tuple[int, int], layer_index: int, seed: int = 0) -> LayerContext:
    return LayerContext(layer_index, 3, *shape, activation="relu", seed=seed)


@pytest.mark.parametrize("name", STATISTICAL)
@pytest.mark.parametrize("layer_index", [0, 1, 2])
def test_the_law_agrees_with_the_sample_over_many_seeds(name: str, layer_index: int) -> None:
    entry = INITIALIZERS[name]
    values = resolve(name, {}).parameters
    for shape in [(5, 8), (9, 4)]:
        layers = [layer_of(shape, layer_index, seed) for seed in range(600)]
        law = entry.law(layers[0], values)
        assert law is not None
        sample = np.array([entry.call(layer, values).run(layer) for layer in layers])
        # Entries of one matrix may depend on each other, matrices of two seeds do not: the
        # standard error comes from the spread over seeds.
        for power, expected in ((1, law.mean), (2, law.std**2 + law.mean**2)):
            by_seed = (sample**power).mean(axis=(1, 2))
            error = by_seed.std(ddof=1) / sqrt(len(layers))
            assert abs(by_seed.mean() - expected) < SIGMAS * error + 1e-12
        if law.minimum is not None:
            assert sample.min() >= law.minimum - 1e-12
        if law.maximum is not None:
            assert sample.max() <= law.maximum + 1e-12
        for value, mass in law.atoms:
            assert np.mean(sample == value) == pytest.approx(mass, abs=1e-12)


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_law_of_a_deterministic_entry_is_its_matrix(name: str, shape: tuple[int, int]) -> None:
    layer = layer_of(shape, 1)
    values = resolve(name, {}).parameters
    weights = INITIALIZERS[name].call(layer, values).run(layer)
    law = INITIALIZERS[name].law(layer, values)
    assert law is not None
    assert law.density is None
    assert law.mean == pytest.approx(weights.mean(), abs=1e-12)
    assert law.std == pytest.approx(weights.std(), abs=1e-12)
    assert (law.minimum, law.maximum) == (weights.min(), weights.max())
    for value, mass in law.atoms:
        assert np.mean(weights == value) == pytest.approx(mass, abs=1e-12)


@pytest.mark.parametrize("name", [*STATISTICAL, "tied_columns"])
def test_the_density_and_the_atoms_add_up_to_one_and_give_the_mean_and_the_std(name: str) -> None:
    law = INITIALIZERS[name].law(replace(LAYER, fan_in=5, fan_out=8), resolve(name, {}).parameters)
    assert law is not None
    density = law.density
    assert density is not None
    low = law.mean - 12 * law.std if law.minimum is None else law.minimum
    high = law.mean + 12 * law.std if law.maximum is None else law.maximum
    # Cut at 0 and 1 as well, where the Beta part of a mixture begins and ends.
    grid = {*np.linspace(low, high, 41), *(x for x in (0.0, 1.0) if low < x < high)}
    moments = []
    for power in range(3):
        body = sum(
            integrate.quad(lambda x, p=power: x**p * float(density(np.array(x))), a, b)[0]
            for a, b in pairwise(sorted(grid))
        )
        moments.append(body + sum(mass * value**power for value, mass in law.atoms))
    assert moments[0] == pytest.approx(1.0, abs=1e-6)
    assert moments[1] == pytest.approx(law.mean, abs=1e-6)
    assert moments[2] - moments[1] ** 2 == pytest.approx(law.std**2, rel=1e-5)


@pytest.mark.parametrize("size", [2, 3, 7])
def test_entries_of_orthogonal_matrices_have_the_law_of_a_coordinate_on_the_sphere(
    size: int,
) -> None:
    first = [
        draw("orthogonal", LayerContext(1, 3, size, size, "tanh", seed))[0, 0]
        for seed in range(2000)
    ]
    # The square of a coordinate is Beta(1/2, (n - 1)/2), written without our density.
    squares = np.square(first)
    assert stats.kstest(squares, stats.beta(0.5, (size - 1) / 2).cdf).pvalue > 1e-6
    assert abs(np.mean(np.sign(first))) < SIGMAS / sqrt(len(first))


def spec(name: str, **parameters: object) -> Spec:
    return resolve(name, parameters)


@pytest.mark.parametrize("name", sorted(BIAS_INITIALIZERS.keys() - {"explicit"}))
def test_biases_follow_their_law(name: str) -> None:
    entry = BIAS_INITIALIZERS[name]
    values = resolve(name, {}, bias=True).parameters
    layer = LayerContext(1, 3, 30, 5000, "relu", seed=3, bias=True)
    law = entry.law(layer, values)
    bias = entry.call(layer, values).run(layer)
    assert law is not None
    assert bias.shape == (5000,)
    assert abs(bias.mean() - law.mean) <= SIGMAS * law.std / sqrt(5000)
    assert law.std == pytest.approx(bias.std(), rel=0.1, abs=1e-12)


def test_the_bias_of_pytorch_is_uniform_within_one_over_root_fan_in() -> None:
    bias = initialize(
        [(30, 5000)],
        [spec("zeros")],
        [resolve("torch_linear_default", {}, bias=True)],
        activation="tanh",
        seed=0,
        inputs=np.zeros((1, 30)),
    )[0][1]
    limit = 1 / sqrt(30)
    assert stats.kstest(bias, stats.uniform(-limit, 2 * limit).cdf).pvalue > 1e-6
