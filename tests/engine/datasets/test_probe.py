"""The laws of the probe."""

import numpy as np
import pytest

from app.engine.datasets import custom_dataset, make_dataset
from app.engine.datasets.probe import make_probe


def test_the_grid_starts_at_the_top_left_and_covers_its_square() -> None:
    probe = make_probe(make_dataset("circles"))
    assert (probe.kind, probe.rows, probe.cols) == ("grid", 20, 20)
    assert probe.inputs.shape == (400, 2)
    np.testing.assert_array_equal(probe.inputs[0], [-1.25, 1.25])
    np.testing.assert_array_equal(probe.inputs[19], [1.25, 1.25])
    np.testing.assert_array_equal(probe.inputs[-1], [1.25, -1.25])
    step = 2.5 / 19
    np.testing.assert_allclose(probe.inputs[21], [-1.25 + step, 1.25 - step], rtol=1e-14)


def test_the_grid_does_not_depend_on_the_data_of_a_kind() -> None:
    first = make_probe(make_dataset("moons"))
    other = make_probe(make_dataset("moons", seed=5, noise=0.3))
    np.testing.assert_array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize("test_fraction", [0.0, 0.25, 0.5])
def test_digits_are_shown_as_ten_examples_of_each_class(test_fraction: float) -> None:
    dataset = make_dataset("digits", test_fraction=test_fraction)
    probe = make_probe(dataset)
    assert (probe.kind, probe.rows, probe.cols) == ("examples", 10, 10)
    assert probe.labels == tuple(label for label in range(10) for _ in range(10))
    held_out = {row.tobytes() for row in dataset.test_inputs}
    shown = sum(row.tobytes() in held_out for row in probe.inputs)
    assert shown == min(100, len(held_out))


def test_a_few_digits_are_shown_as_a_full_rectangle() -> None:
    probe = make_probe(make_dataset("digits", samples=20))
    assert (probe.rows, probe.cols) == (10, 2)
    assert probe.inputs.shape == (20, 64)


def test_custom_two_dimensional_data_get_a_square_with_a_margin_on_all_sides() -> None:
    probe = make_probe(custom_dataset("regression", [[0.0, 10.0], [4.0, 11.0]], [1.0, 2.0]))
    assert probe.kind == "grid"
    assert probe.x_range == (-0.5, 4.5)
    assert probe.y_range == (8.0, 13.0)


@pytest.mark.parametrize("inputs", [[[3.0, 3.0]], [[1.7e308, -1.7e308], [-1.7e308, 1.7e308]]])
def test_the_square_is_finite_and_not_empty_whatever_the_data(inputs: list[list[float]]) -> None:
    probe = make_probe(custom_dataset("regression", inputs, [1.0] * len(inputs)))
    assert probe.x_range is not None
    assert probe.x_range[0] < probe.x_range[1]
    assert np.all(np.isfinite(probe.inputs))


@pytest.mark.parametrize("samples", [1, 2, 3, 7, 100, 250])
def test_other_data_show_their_training_samples_in_the_order_of_their_class(samples: int) -> None:
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((samples, 3))
    targets = rng.integers(0, 3, samples)
    probe = make_probe(custom_dataset("classification", inputs, targets))
    assert probe.kind == "samples"
    assert probe.inputs.shape == (probe.rows * probe.cols, 3)
    assert 0.75 * min(100, samples) <= probe.rows * probe.cols <= min(100, samples)
    assert probe.labels is not None
    assert list(probe.labels) == sorted(probe.labels)
    for row, label in zip(probe.inputs, probe.labels, strict=True):
        index = int(np.flatnonzero((inputs == row).all(axis=1))[0])
        assert targets[index] == label


def test_regression_samples_are_in_the_order_of_their_target_and_bear_no_label() -> None:
    targets = [3.0, 1.0, 2.0, 0.0]
    inputs = [[target, 0.0, 0.0] for target in targets]
    probe = make_probe(custom_dataset("regression", inputs, targets))
    assert probe.labels is None
    assert probe.inputs[:, 0].tolist() == [0.0, 1.0, 2.0, 3.0]
