"""The laws of the datasets."""

import numpy as np
import pytest
from numpy.typing import ArrayLike
from sklearn.datasets import load_digits as sklearn_digits

from app.engine.datasets import DATASETS, Dataset, custom_dataset, make_dataset
from app.engine.datasets.digits import load_digits
from app.engine.errors import ArgumentError

CONTRACT = ("circles", "xor", "gaussians", "spirals", "moons", "plane", "digits", "custom")
DRAWABLE = tuple(name for name in DATASETS if name != "custom")
PLANAR = tuple(
    name
    for name, entry in DATASETS.items()
    if entry.probe_kind == "grid" and entry.task == "classification"
)


def all_points(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    inputs = np.concatenate([dataset.train_inputs, dataset.test_inputs])
    return inputs, np.concatenate([dataset.train_targets, dataset.test_targets])


def test_the_catalogue_holds_every_dataset_of_the_contract() -> None:
    assert set(DATASETS) >= set(CONTRACT)
    assert all(name == entry.name for name, entry in DATASETS.items())


@pytest.mark.parametrize("name", DRAWABLE)
def test_the_same_arguments_give_the_same_data_and_another_seed_gives_others(name: str) -> None:
    first, again, other = make_dataset(name), make_dataset(name), make_dataset(name, seed=1)
    for field in ("train_inputs", "train_targets", "test_inputs", "test_targets"):
        np.testing.assert_array_equal(getattr(first, field), getattr(again, field))
    assert not np.array_equal(first.train_inputs, other.train_inputs)


@pytest.mark.parametrize("name", DRAWABLE)
@pytest.mark.parametrize("samples", [20, 101, 600])
@pytest.mark.parametrize("test_fraction", [0.0, 0.25, 0.9])
def test_the_split_has_the_sizes_asked_for_and_keeps_every_class_in_training(
    name: str, samples: int, test_fraction: float
) -> None:
    dataset = make_dataset(name, samples=samples, test_fraction=test_fraction)
    train, test = len(dataset.train_inputs), len(dataset.test_inputs)
    assert train + test == samples
    assert dataset.train_inputs.shape[1:] == dataset.test_inputs.shape[1:]
    # One point a class is kept for training, whatever the fraction asks.
    assert abs(test - samples * test_fraction) <= max(0.5, dataset.classes)
    if dataset.task == "classification":
        assert set(dataset.train_targets) == set(range(dataset.classes))


@pytest.mark.parametrize("name", [*PLANAR, "digits"])
@pytest.mark.parametrize("samples", [50, 203])
def test_classes_are_balanced_and_the_split_is_stratified(name: str, samples: int) -> None:
    dataset = make_dataset(name, samples=samples, test_fraction=0.3)
    _, labels = all_points(dataset)
    counts = np.bincount(labels, minlength=dataset.classes)
    held_out = np.bincount(dataset.test_targets, minlength=dataset.classes)
    assert counts.max() - counts.min() <= 1
    assert np.all(np.abs(held_out - 0.3 * counts) < 1.0)


@pytest.mark.parametrize("name", [*PLANAR, "plane"])
def test_planar_data_lie_within_the_square_of_the_probe(name: str) -> None:
    dataset = make_dataset(name, samples=2000)
    assert dataset.x_range == dataset.y_range == (-1.25, 1.25)
    inputs, _ = all_points(dataset)
    assert np.mean(np.abs(inputs) <= 1.25) > 0.99


def test_noise_free_circles_have_their_two_radii() -> None:
    inputs, labels = all_points(make_dataset("circles", noise=0.0))
    radius = np.hypot(inputs[:, 0], inputs[:, 1])
    np.testing.assert_allclose(radius[labels == 0], 0.85, rtol=1e-12)
    np.testing.assert_allclose(radius[labels == 1], 0.4, rtol=1e-12)


def test_noise_free_xor_is_labelled_by_the_sign_of_the_product() -> None:
    inputs, labels = all_points(make_dataset("xor", noise=0.0))
    np.testing.assert_array_equal(labels, inputs[:, 0] * inputs[:, 1] < 0)


def test_the_spread_of_a_blob_is_the_noise() -> None:
    inputs, labels = all_points(make_dataset("gaussians", samples=2000, noise=0.3))
    for label, centre in ((0, -0.45), (1, 0.45)):
        blob = inputs[labels == label]
        # 1,000 points: the mean is within 5 standard errors, the deviation likewise.
        np.testing.assert_allclose(blob.mean(axis=0), centre, atol=5 * 0.3 / np.sqrt(1000))
        np.testing.assert_allclose(blob.std(axis=0), 0.3, rtol=5 / np.sqrt(2 * 1000))


def test_each_noise_free_spiral_is_the_other_turned_by_half_a_turn() -> None:
    inputs, labels = all_points(make_dataset("spirals", samples=2000, noise=0.0))
    turned = np.where(labels[:, np.newaxis] == 1, -inputs, inputs)
    radius = np.hypot(turned[:, 0], turned[:, 1])
    angle = np.arctan2(turned[:, 1], turned[:, 0])
    expected = 2 * np.pi * 1.25 * (radius - 0.1) / (0.95 - 0.1)
    np.testing.assert_allclose(np.exp(1j * angle), np.exp(1j * expected), atol=1e-9)


def test_noise_free_moons_are_two_half_circles_of_one_radius() -> None:
    inputs, labels = all_points(make_dataset("moons", noise=0.0))
    unscaled = inputs * 1.6 + [0.5, 0.25]
    centres = np.where(labels[:, np.newaxis] == 1, [1.0, 0.5], [0.0, 0.0])
    np.testing.assert_allclose(np.linalg.norm(unscaled - centres, axis=1), 1.0, rtol=1e-12)


def test_the_noise_of_the_plane_is_in_the_target() -> None:
    dataset = make_dataset("plane", samples=2000, noise=0.2, test_fraction=0.0)
    assert dataset.task == "regression"
    assert dataset.classes == 0
    assert dataset.train_targets.shape == (2000, 1)
    residual = dataset.train_targets[:, 0] - dataset.train_inputs.mean(axis=1)
    np.testing.assert_allclose(residual.std(), 0.2, rtol=5 / np.sqrt(2 * 2000))


def test_the_digits_are_those_of_scikit_learn() -> None:
    images, labels = load_digits()
    reference = sklearn_digits()
    np.testing.assert_array_equal(images, reference.data)
    np.testing.assert_array_equal(labels, reference.target)


def test_every_digit_is_used_once_when_all_are_asked_for() -> None:
    inputs, labels = all_points(make_dataset("digits", samples=1797))
    reference = sklearn_digits()
    order, expected = np.lexsort(inputs.T), np.lexsort(reference.data.T)
    np.testing.assert_array_equal(inputs[order] * 16, reference.data[expected])
    np.testing.assert_array_equal(np.bincount(labels), np.bincount(reference.target))


def test_pixels_lie_between_0_and_1_and_noise_is_added_to_each() -> None:
    clean, _ = all_points(make_dataset("digits"))
    noisy, _ = all_points(make_dataset("digits", noise=0.1))
    assert clean.min() == 0.0
    assert clean.max() == 1.0
    np.testing.assert_allclose((noisy - clean).std(), 0.1, rtol=5 / np.sqrt(2 * clean.size))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"samples": 19}, "samples"),
        ({"samples": 2001}, "samples"),
        ({"noise": -0.1}, "noise"),
        ({"noise": float("nan")}, "noise"),
        ({"test_fraction": 0.95}, "test_fraction"),
        ({"seed": -1}, "seed"),
        ({"seed": True}, "seed"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(arguments: dict[str, int], named: str) -> None:
    with pytest.raises(ArgumentError, match=f"^{named} is .*; allowed: ") as caught:
        make_dataset("circles", **arguments)
    assert caught.value.argument == named


@pytest.mark.parametrize("name", ["custom", "no such"])
def test_an_unknown_dataset_is_refused_with_the_known_names(name: str) -> None:
    known = ", ".join(sorted(set(DATASETS) - {"custom"}))
    with pytest.raises(ArgumentError, match=known):
        make_dataset(name)


def test_custom_classification_is_used_exactly_as_given() -> None:
    inputs = [[0.1, 0.2, 0.3], [1e300, -2.0, 5e-324]]
    dataset = custom_dataset("classification", inputs, [0, 2], [[1, 2, 3]], [1])
    np.testing.assert_array_equal(dataset.train_inputs, inputs)
    np.testing.assert_array_equal(dataset.train_targets, [0, 2])
    np.testing.assert_array_equal(dataset.test_inputs, [[1.0, 2.0, 3.0]])
    assert dataset.classes == 3
    assert dataset.train_targets.dtype == np.int64
    assert dataset.probe_kind == "samples"


def test_custom_regression_takes_numbers_or_rows_of_them() -> None:
    one = custom_dataset("regression", [[0.0], [1.0]], [2.0, 3.0])
    two = custom_dataset("regression", [[0.0], [1.0]], [[2.0, 4.0], [3.0, 5.0]], [[7.0]], [[1, 2]])
    np.testing.assert_array_equal(one.train_targets, [[2.0], [3.0]])
    assert one.test_targets.shape == (0, 1)
    assert two.test_targets.shape == (1, 2)


def test_custom_data_of_a_single_class_still_have_two() -> None:
    assert custom_dataset("classification", [[0.0], [1.0]], [0, 0]).classes == 2


NAN = float("nan")


@pytest.mark.parametrize(
    ("task", "inputs", "targets", "test_inputs", "test_targets", "named"),
    [
        ("ranking", [[0.0]], [0], None, None, "task"),
        ("classification", [], [], None, None, "inputs"),
        ("classification", [[]], [0], None, None, "inputs"),
        ("classification", [0.0], [0], None, None, "inputs"),
        ("classification", [[0.0], [1.0, 2.0]], [0, 1], None, None, "inputs"),
        ("classification", [[NAN]], [0], None, None, "inputs"),
        ("classification", [["a"]], [0], None, None, "inputs"),
        ("classification", [[10**400]], [0], None, None, "inputs"),
        ("classification", [[True]], [0], None, None, "inputs"),
        ("classification", [[0.0]], [0, 1], None, None, "targets"),
        ("classification", [[0.0]], [0.5], None, None, "targets"),
        ("classification", [[0.0]], [-1], None, None, "targets"),
        ("classification", [[0.0]], [100], None, None, "targets"),
        ("classification", [[0.0]], [[0]], None, None, "targets"),
        ("classification", [[0.0]], [0], [[1.0, 2.0]], [0], "test_inputs"),
        ("classification", [[0.0]], [0], [[1.0]], None, "test_targets"),
        ("classification", [[0.0]], [0], None, [0], "test_targets"),
        ("regression", [[0.0]], [NAN], None, None, "targets"),
        ("regression", [[0.0]], [[[1.0]]], None, None, "targets"),
        ("regression", [[0.0]], [[]], None, None, "targets"),
        ("regression", [[0.0]], [1.0], [[2.0]], [[1.0, 2.0]], "test_targets"),
    ],
)
def test_custom_data_that_do_not_fit_are_refused_by_name(
    task: str,
    inputs: ArrayLike,
    targets: ArrayLike,
    test_inputs: ArrayLike | None,
    test_targets: ArrayLike | None,
    named: str,
) -> None:
    with pytest.raises(ArgumentError) as caught:
        custom_dataset(task, inputs, targets, test_inputs, test_targets)
    assert caught.value.argument == named
