"""Sums do not depend on the company they are taken in."""

import numpy as np
import pytest

from app.engine.network import sums


@pytest.mark.parametrize("samples", [1, 2, 7, 16, 200])
@pytest.mark.parametrize("neurons", [1, 3, 8, 33, 300])
def test_sums_are_the_same_alone_and_in_company(neurons: int, samples: int) -> None:
    numbers = np.random.default_rng(0).normal(size=(neurons, 5, samples))
    numbers[-1] = numbers[0]
    over_neurons, over_samples = np.empty((1, 5, samples)), np.empty((5, neurons)).T
    sums.over_neurons(numbers, over_neurons)()
    sums.over_samples(numbers, over_samples)()
    assert over_samples[-1].tobytes() == over_samples[0].tobytes()
    np.testing.assert_allclose(over_neurons[0], numbers.sum(axis=0), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(over_samples, numbers.sum(axis=2), rtol=1e-10, atol=1e-12)
    for run in range(5):
        one = numbers[:, run : run + 1].copy()
        alone, rows = np.empty((1, 1, samples)), np.empty((1, neurons)).T
        sums.over_neurons(one, alone)()
        sums.over_samples(one, rows)()
        assert alone[0, 0].tobytes() == over_neurons[0, run].tobytes()
        assert rows[:, 0].tobytes() == over_samples[:, run].tobytes()


def test_a_way_that_adds_in_another_order_is_not_taken() -> None:
    # A single sample of a single run is one row to NumPy, of which it adds pairs.
    for neurons in range(10, 80):
        assert not sums._adds_in_order(sums._reduced, (neurons, 1, 1))
        assert sums._neurons_way((neurons, 1, 1)) is not sums._reduced
