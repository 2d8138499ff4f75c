"""A gradient taken apart gives the gradient again, and names the factor that is zero."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.datasets import custom_dataset
from app.engine.errors import ArgumentError, StoppedError
from app.engine.experiment import Experiment
from app.engine.explanation.gradient import Explanation, Place, explain
from app.engine.explanation.gradient_words import describe
from app.engine.network.losses import encode_targets
from app.engine.simulation import output_head, simulate
from tests.engine import reference, reference_architectures, support
from tests.engine.architectures import EVERY, Request, name_of, parameters_of, widths_for
from tests.engine.architectures import made as made_of

Array = NDArray[np.float64]


def place(layer_index: int, from_neuron: int = 0, to_neuron: int = 0, **changes: Any) -> Place:
    settings: dict[str, Any] = {"epoch": 0, "minibatch": 0}
    return Place(layer_index, from_neuron, to_neuron, **(settings | changes))


def constant(value: float, widths: Sequence[int], bias: float = 0.0) -> list[tuple[Array, Array]]:
    return [(np.full(shape, value), np.full(shape[1], bias)) for shape in pairwise(widths)]


def made(
    layers: list[tuple[Array, Array]], activation: str = "tanh", **changes: Any
) -> tuple[Experiment, Array]:
    """An experiment of one run, and its encoded targets."""
    data = changes.pop("data", None) or support.dataset("moons", samples=40)
    config = support.run_config(layers, activation=activation, learning_rate=0.2)
    hidden = [weights.shape[1] for weights, _ in layers[:-1]]
    experiment = support.experiment(data, hidden, [config], **changes)
    return experiment, encode_targets(data.train_targets, output_head(experiment))


def words_of(found: Explanation, where: Place, activation: str) -> str:
    return " ".join(describe(found, where, activation))


@pytest.mark.parametrize("activation", sorted(reference.FUNCTIONS))
@pytest.mark.parametrize("minibatch", [0, 1, None])
def test_every_weight_has_the_gradient_that_plain_loops_give(
    activation: str, minibatch: int | None
) -> None:
    layers = support.random_layers((2, 3, 2, 1), seed=3)
    experiment, targets = made(layers, activation, batch_size=20)
    for index, (weights, _) in enumerate(layers):
        for i in range(weights.shape[0]):
            for j in range(weights.shape[1]):
                found = explain(experiment, 0, place(index, i, j, minibatch=minibatch))
                chosen = list(found.samples)
                plain = reference.gradients(
                    layers,
                    experiment.dataset.train_inputs[chosen],
                    targets[chosen],
                    activation,
                    "binary_cross_entropy",
                )
                assert found.gradient == pytest.approx(plain[index][0][i, j], rel=1e-10, abs=1e-14)
                assert found.recomputed == pytest.approx(found.gradient, rel=1e-12, abs=1e-15)
                assert found.weight == weights[i, j]


@pytest.mark.parametrize("request_", EVERY, ids=name_of)
def test_gradients_of_every_architecture_are_taken_apart(request_: Request) -> None:
    widths = widths_for(request_, 2, 1, width=3)
    layers = support.random_layers(widths, seed=3)
    data = support.dataset("moons", samples=20)
    config = support.run_config(layers, activation="tanh", architecture=made_of(request_))
    experiment = support.experiment(data, widths[1:-1], [config], batch_size=None)
    (start,) = support.snapshots(list(simulate(replace(experiment, epochs=0))))
    net = reference_architectures.Net(request_, len(layers), "tanh")
    xs, ts = data.train_inputs, encode_targets(data.train_targets, output_head(experiment))
    _, plain = reference_architectures.loss_and_gradients(
        net, parameters_of(start), xs, ts, "binary_cross_entropy"
    )
    for index in range(len(layers)):
        found = explain(experiment, 0, place(index, 1, 0, minibatch=None))
        expected = plain["weights", index][1, 0]
        assert found.gradient == pytest.approx(expected, rel=1e-9, abs=1e-13)
        assert found.recomputed == pytest.approx(found.gradient, rel=1e-10, abs=1e-14)
        assert (found.carried is None) == (index == len(layers) - 1)
        if found.carried is None:
            continue
        passed = found.carried.values * (1.0 if found.slope is None else found.slope.values)
        if found.normalized is None:
            np.testing.assert_allclose(found.delta.values, passed, rtol=1e-12)
        else:
            np.testing.assert_allclose(found.normalized.values, passed, rtol=1e-12)
        if found.following is not None:
            terms = [one.weight * one.delta_mean for one in found.following]
            assert found.carried.mean == pytest.approx(sum(terms), rel=1e-9, abs=1e-14)


def test_a_branch_whose_multiplier_is_zero_is_explained_by_it() -> None:
    request = {"kind": "residual", "block_layers": 1, "branch_multiplier": 0.0}
    layers = support.random_layers((2, 3, 3, 1), seed=3)
    config = support.run_config(layers, architecture=made_of(request))
    experiment = support.experiment(support.dataset("moons", samples=20), (3, 3), [config])
    found = explain(experiment, 0, place(1, 1, 0))
    assert found.branch_multiplier == 0.0
    assert found.zero == ("delta", "carried", "multiplier")
    assert "The branch multiplier is 0" in words_of(found, place(1, 1, 0), "tanh")
    stem = explain(experiment, 0, place(0, 1, 0))
    assert not stem.zero
    assert (stem.slope, stem.following, stem.branch_multiplier) == (None, None, None)
    layers[-1][0][...] = 0.0
    config = support.run_config(layers, architecture=made_of(request))
    experiment = support.experiment(support.dataset("moons", samples=20), (3, 3), [config])
    found = explain(experiment, 0, place(0, 1, 0))
    words = words_of(found, place(0, 1, 0), "tanh")
    assert "Nothing comes back over the stream" in words


@pytest.mark.parametrize("make", [support.three_classes, support.two_outputs])
def test_the_output_layer_is_explained_by_output_and_target(make: Any) -> None:
    data = make()
    layers = support.random_layers((3, 4, support.outputs_of(data)), seed=4)
    experiment, targets = made(layers, data=data, batch_size=None)
    found = explain(experiment, 0, place(1, 2, 1, minibatch=None))
    assert found.output is not None
    assert found.target is not None
    np.testing.assert_array_equal(found.target, targets[:, 1])
    factor = 1.0 if data.task == "classification" else 2.0 / targets.shape[1]
    np.testing.assert_allclose(
        found.delta.values, factor * (found.output - found.target), rtol=1e-12, atol=1e-15
    )
    assert (found.slope, found.carried, found.following) == (None, None, None)


def test_delta_is_what_is_carried_back_times_the_slope() -> None:
    layers = support.random_layers((2, 5, 4, 1), seed=6)
    experiment, targets = made(layers, batch_size=None)
    found = explain(experiment, 0, place(0, 1, 3, minibatch=None))
    assert found.slope is not None
    assert found.carried is not None
    assert found.following is not None
    np.testing.assert_allclose(
        found.delta.values, found.carried.values * found.slope.values, rtol=1e-12
    )
    # The terms again, sample by sample.
    mean = 0.0
    for x, target in zip(experiment.dataset.train_inputs, targets, strict=True):
        pre, act = reference.forward(layers, x, "tanh")
        delta = 1 / (1 + np.exp(-act[-1])) - target
        slopes = np.array([reference.slope("tanh", float(z)) for z in pre[1]])
        mean += float(((layers[2][0] @ delta) * slopes)[2]) / len(targets)
    assert found.following[2].delta_mean == pytest.approx(mean, rel=1e-10)
    assert [one.weight for one in found.following] == layers[1][0][3].tolist()


@pytest.mark.parametrize("shuffle", [True, False])
def test_its_minibatches_are_those_of_the_epoch_that_follows(shuffle: bool) -> None:
    layers = support.random_layers((2, 3, 1), seed=7)
    experiment, targets = made(layers, batch_size=7, epochs=3, shuffle=shuffle)
    order = [
        explain(experiment, 0, place(0, epoch=epoch, minibatch=minibatch)).samples
        for epoch in range(3)
        for minibatch in range(5)
    ]
    assert [len(batch) for batch in order] == [7, 7, 7, 7, 2] * 3
    expected = reference.train(
        layers,
        experiment.dataset.train_inputs,
        targets,
        activation="tanh",
        form="binary_cross_entropy",
        optimizer="sgd",
        learning_rate=0.2,
        l2=0.0,
        batches=order,
    )
    for (weights, bias), (w, b) in zip(support.final_parameters(experiment), expected, strict=True):
        np.testing.assert_allclose(weights, w, rtol=1e-9)
        np.testing.assert_allclose(bias, b, rtol=1e-9)


def test_the_next_update_is_the_learning_rate_times_the_gradient() -> None:
    layers = support.random_layers((2, 4, 1), seed=8)
    before, _ = made(layers, batch_size=None, epochs=5)
    after, _ = made(layers, batch_size=None, epochs=6)
    old = support.final_parameters(before)[0][0][1, 2]
    new = support.final_parameters(after)[0][0][1, 2]
    found = explain(after, 0, place(0, 1, 2, epoch=5))
    assert found.weight == old
    assert (old - new) / 0.2 == pytest.approx(found.gradient, rel=1e-10)


def test_zeros_with_tanh_have_a_factor_zero_on_either_side() -> None:
    experiment, _ = made(constant(0.0, (2, 4, 4, 1)))
    where = place(1)
    found = explain(experiment, 0, where)
    assert found.gradient == 0.0
    assert set(found.zero) >= {"activation", "delta", "next_weights", "carried"}
    text = words_of(found, where, "tanh")
    assert "the activation that comes in is 0 for every sample" in text
    assert "weights that lead on from this neuron are 0" in text


def test_zeros_with_sigmoid_move_their_output_weights_alike() -> None:
    experiment, _ = made(constant(0.0, (2, 4, 1)), "sigmoid", batch_size=7)
    found = [explain(experiment, 0, place(1, neuron)) for neuron in range(4)]
    assert found[0].gradient != 0.0
    assert np.all(found[0].activation.values == 0.5)
    assert len({one.gradient for one in found}) == 1
    hidden = explain(experiment, 0, place(0))
    assert hidden.gradient == 0.0
    assert "activation" not in hidden.zero
    assert set(hidden.zero) >= {"delta", "next_weights"}


def test_clones_have_equal_deltas_and_the_same_gradient_to_the_last_bit() -> None:
    experiment, _ = made(constant(0.5, (2, 5, 5, 1)), batch_size=7)
    for epoch in (0, 4):
        found = [explain(experiment, 0, place(1, 0, to, epoch=epoch)) for to in range(5)]
        assert found[0].unit.twins == (1, 2, 3, 4)
        assert all(one.unit.together for one in found)
        assert len({one.gradient for one in found}) == 1
        assert found[0].gradient != 0.0
        text = words_of(found[0], place(1, epoch=epoch), "tanh")
        assert "Neurons 2, 3, 4 and 5 have the same incoming weights" in text
        assert "to neuron 1 of layer 2 is" in text
        assert "clones" in text


def test_equal_neurons_with_different_outgoing_weights_are_drawn_apart() -> None:
    layers = constant(0.5, (2, 2, 1))
    layers[1] = (np.array([[0.3], [-0.2]]), np.zeros(1))
    experiment, _ = made(layers)
    found = explain(experiment, 0, place(0))
    assert found.unit.twins == (1,)
    assert found.unit.together is False
    assert "Neuron 2 has" in words_of(found, place(0), "tanh")
    assert "apart" in words_of(found, place(0), "tanh")


def test_a_dead_unit_has_no_slope() -> None:
    layers = support.random_layers((2, 3, 1), seed=9)
    layers[0][1][1] = -100.0
    experiment, _ = made(layers, "relu")
    dead = explain(experiment, 0, place(0, 0, 1))
    assert dead.gradient == 0.0
    assert dead.zero == ("delta", "slope")
    assert dead.unit.dead is True
    text = words_of(dead, place(0, 0, 1), "relu")
    assert "The slope of relu is 0" in text
    assert "dead" in text
    # What it sends on is 0 too, so the weight that leads on from it has no gradient either.
    onward = explain(experiment, 0, place(1, 1, 0))
    assert onward.zero == ("activation",)
    assert onward.unit.dead is None


def test_a_unit_that_is_off_for_one_minibatch_is_not_dead() -> None:
    layers = support.random_layers((2, 6, 1), seed=10)
    experiment, _ = made(layers, "relu", batch_size=1)
    units = [
        explain(experiment, 0, place(0, 0, to, minibatch=minibatch))
        for to in range(6)
        for minibatch in range(10)
    ]
    off = [one for one in units if "slope" in one.zero]
    assert off
    assert any(one.unit.dead is False for one in off)


def test_a_saturated_unit_lets_little_pass() -> None:
    layers = support.random_layers((2, 3, 1), seed=11)
    layers[0][0][:, 1] = 40.0
    experiment, _ = made(layers, batch_size=None)
    where = place(0, 0, 1, minibatch=None)
    found = explain(experiment, 0, where)
    z = experiment.dataset.train_inputs @ layers[0][0][:, 1] + layers[0][1][1]
    assert found.unit.saturated == pytest.approx(np.mean(np.abs(np.tanh(z)) > 0.97))
    assert found.unit.saturated is not None
    assert found.unit.saturated > 0.5
    assert found.slope is not None
    assert found.slope.mean == pytest.approx(np.mean(1 - np.tanh(z) ** 2), rel=1e-10)
    assert "saturated" in words_of(found, where, "tanh")


def test_products_that_are_too_small_to_be_stored_are_told_from_factors_that_are_zero() -> None:
    weights = [np.full((2, 2), 1e-170), np.full((2, 2), 1e-170), np.full((2, 1), 1e-170)]
    experiment, _ = made([(one, np.zeros(one.shape[1])) for one in weights])
    where = place(1)
    found = explain(experiment, 0, where)
    assert found.products.nothing
    assert found.activation.values.any()
    assert found.delta.values.any()
    text = words_of(found, where, "tanh")
    assert "too small for 64-bit arithmetic" in text
    assert "one of the two factors" not in text


def test_where_each_sample_has_a_factor_zero_it_is_told_so() -> None:
    # One neuron lets through what lies right of 0, the next one what lies left of it.
    data = custom_dataset("regression", [[1.0], [-1.0]], [[1.0], [1.0]], [], [])
    layers = [(np.array([[1.0]]), np.zeros(1)), (np.array([[-1.0]]), np.array([0.5]))]
    layers.append((np.array([[1.0]]), np.zeros(1)))
    experiment, _ = made(layers, "relu", data=data, batch_size=None)
    where = place(1, minibatch=None)
    found = explain(experiment, 0, where)
    assert found.products.nothing
    assert set(found.zero).isdisjoint({"activation", "delta"})
    assert "for every sample one of the two factors is 0" in words_of(found, where, "relu")


def test_a_slope_of_tanh_that_is_zero_is_one_that_rounds_to_zero() -> None:
    layers = support.random_layers((2, 3, 1), seed=9)
    layers[0][1][1] = 100.0
    experiment, _ = made(layers)
    where = place(0, 0, 1)
    text = words_of(explain(experiment, 0, where), where, "tanh")
    assert "The slope of tanh is so small that it rounds to 0 for every sample" in text


def test_products_that_cancel_are_told_from_factors_that_are_zero() -> None:
    data = custom_dataset("regression", [[1.0], [-1.0]], [[1.0], [1.0]], [], [])
    experiment, _ = made([(np.zeros((1, 1)), np.zeros(1))], data=data, batch_size=None)
    where = place(0, minibatch=None)
    found = explain(experiment, 0, where)
    assert found.gradient == 0.0
    assert found.zero == ()
    assert "cancel" in words_of(found, where, "linear")


@pytest.mark.parametrize(
    ("where", "argument"),
    [
        (place(3), "layer_index"),
        (place(-1), "layer_index"),
        (place(0, 2), "from_neuron"),
        (place(1, 0, 2), "to_neuron"),
        (place(0, minibatch=2), "minibatch"),
    ],
)
def test_a_place_that_does_not_exist_is_refused(where: Place, argument: str) -> None:
    experiment, _ = made(support.random_layers((2, 3, 2, 1), seed=1))
    with pytest.raises(ArgumentError) as caught:
        explain(experiment, 0, where)
    assert caught.value.argument == argument


def test_it_stops_when_it_is_no_longer_wanted() -> None:
    experiment, _ = made(support.random_layers((2, 3, 1), seed=1))
    with pytest.raises(StoppedError):
        explain(experiment, 0, place(0, epoch=5), lambda: True)


def test_numbers_that_left_the_finite_range_are_told_so() -> None:
    layers = support.random_layers((2, 3, 1), seed=1)
    layers[0][0][...] = 1e200
    layers[1][0][...] = 1e200
    experiment, _ = made(layers, "linear", loss="mse")
    found = explain(experiment, 0, place(0))
    assert not np.isfinite(found.gradient)
    assert "not finite" in words_of(found, place(0), "linear")
