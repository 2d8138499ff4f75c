"""The laws of looking at one initializer alone."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from app.engine.errors import ArgumentError
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers.inspect import Place, inspect_initializer

DRAWABLE = sorted(INITIALIZERS.keys() - {"explicit"})
BIASES = sorted(BIAS_INITIALIZERS.keys() - {"explicit"})


@pytest.mark.parametrize("name", DRAWABLE)
@pytest.mark.parametrize("place", [Place(6, 9), Place(9, 6, layer_index=0), Place(1, 1)])
def test_every_entry_can_be_looked_at(name: str, place: Place) -> None:
    seen = inspect_initializer(name, {}, place, bins=25)
    sample = seen.sample
    assert seen.array.shape == (place.fan_in, place.fan_out)
    assert sample.counts.sum() == seen.array.size
    assert sample.bin_edges.shape == (26,)
    assert sample.bin_edges[0] <= sample.minimum <= sample.maximum <= sample.bin_edges[-1]
    assert seen.singular_values is not None
    assert seen.singular_values.shape == (min(place.fan_in, place.fan_out),)
    # The squared Frobenius norm is the sum of squared singular values.
    assert np.sum(seen.singular_values**2) == pytest.approx(np.sum(seen.array**2), abs=1e-12)
    assert (seen.theory is None) == (name in {"lsuv", "expression"})


@pytest.mark.parametrize("name", BIASES)
def test_every_bias_entry_can_be_looked_at(name: str) -> None:
    seen = inspect_initializer(name, {}, Place(5, 7), bias=True)
    assert seen.array.shape == (7,)
    assert seen.singular_values is None
    assert seen.sample.counts.sum() == 7


def test_the_density_is_drawn_over_the_histogram_and_a_quarter_more() -> None:
    seen = inspect_initializer("he_normal", {}, Place(200, 300))
    assert seen.theory is not None
    density = seen.theory.density
    assert density is not None
    expected = stats.norm(0, sqrt(2 / 200)).pdf(density.x)
    np.testing.assert_allclose(density.y, expected, rtol=1e-12)
    first, last = seen.sample.bin_edges[0], seen.sample.bin_edges[-1]
    assert density.x[0] == pytest.approx(first - (last - first) / 4)
    assert density.x[-1] == pytest.approx(last + (last - first) / 4)


def test_what_is_measured_meets_what_is_promised() -> None:
    seen = inspect_initializer("glorot_uniform", {"gain": 2.0}, Place(120, 80))
    assert seen.theory is not None
    assert seen.theory.std == pytest.approx(2 * sqrt(2 / 200), rel=1e-12)
    assert seen.sample.std == pytest.approx(seen.theory.std, rel=5 / sqrt(2 * 9600))
    assert seen.theory.maximum is not None
    assert seen.sample.maximum <= seen.theory.maximum


def test_distinct_neurons_are_counted_by_their_bits() -> None:
    assert inspect_initializer("constant", {}, Place(4, 6)).sample.distinct_neurons == 1
    assert inspect_initializer("identity", {}, Place(4, 6)).sample.distinct_neurons == 5
    assert inspect_initializer("normal", {}, Place(4, 6)).sample.distinct_neurons == 6
    assert inspect_initializer("zeros", {}, Place(4, 6), bias=True).sample.distinct_neurons == 1


def test_all_singular_values_of_an_orthogonal_matrix_are_the_gain() -> None:
    seen = inspect_initializer("orthogonal", {"gain": 1.5}, Place(7, 4))
    assert seen.singular_values is not None
    np.testing.assert_allclose(seen.singular_values, 1.5, rtol=1e-12)


def test_parameters_come_back_complete_and_wrong_ones_are_refused() -> None:
    assert inspect_initializer("normal", {"std": 1}, Place(2, 2)).parameters == {
        "mean": 0.0,
        "std": 1.0,
    }
    with pytest.raises(ArgumentError, match="std is -1"):
        inspect_initializer("normal", {"std": -1}, Place(2, 2))
    with pytest.raises(ArgumentError, match="low is 1"):
        inspect_initializer("uniform", {"low": 1, "high": 0}, Place(2, 2))


def test_the_curve_of_a_bounded_law_ends_at_its_bounds() -> None:
    theory = inspect_initializer("uniform", {"low": -1.0, "high": 2.0}, Place(64, 32)).theory
    assert theory is not None
    assert theory.density is not None
    assert (theory.density.x[0], theory.density.x[-1]) == (-1.0, 2.0)
    assert theory.density.y is not None
    assert np.allclose(theory.density.y, 1 / 3)
