"""Laws that go by a layer's place in the network, set beside their formulas written out again."""

from itertools import pairwise
from math import log, sqrt
from typing import Any

import numpy as np
import pytest

from app.engine import random_streams as streams
from app.engine.code_export import export_code
from app.engine.initializers import INITIALIZERS, initialize, resolve
from app.engine.initializers.network import network_calls
from app.engine.network.architecture import DenseChain, ResidualChain
from app.engine.network.losses import constant_answer, make_head
from app.engine.records.events import Snapshot
from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve as resolve_request

WIDTH = 48
SEED = 3


def stds(
    name: str, block_layers: int, blocks: int, **parameters: object
) -> tuple[list[float], list[tuple[int, int]]]:
    """The std of every layer, by which it scales the common draw; and the layers' shapes."""
    shapes = list(pairwise((2, *[WIDTH] * (1 + block_layers * blocks), 3)))
    spec, zeros = resolve(name, parameters), resolve("zeros", {}, bias=True)
    architecture = ResidualChain(block_layers) if block_layers else DenseChain()
    options: Any = {
        "activation": "relu",
        "seed": SEED,
        "inputs": np.zeros((4, 2)),
        "architecture": architecture,
    }
    count = len(shapes)
    layers = initialize(shapes, [spec] * count, [zeros] * count, **options)
    calls = network_calls(shapes, [spec] * count, [zeros] * count, **options)
    found = []
    for index, ((weights, _), ((context, _), _)) in enumerate(zip(layers, calls, strict=True)):
        draw = np.random.default_rng([SEED, streams.WEIGHTS, index]).standard_normal(weights.shape)
        ratio = weights / draw
        np.testing.assert_allclose(ratio, ratio.flat[0], rtol=1e-12)
        law = INITIALIZERS[name].law(context, spec.parameters)
        assert law is not None
        assert law.std == pytest.approx(float(ratio.flat[0]), rel=1e-12)
        found.append(float(ratio.flat[0]))
    return found, shapes


@pytest.mark.parametrize("block_layers", [1, 2, 3])
@pytest.mark.parametrize("blocks", [1, 6])
def test_each_layer_of_a_residual_network_has_the_size_that_the_paper_gives_it(
    block_layers: int, blocks: int
) -> None:
    last = block_layers * blocks + 1
    ends = {index for index in range(1, last) if index % block_layers == 0}

    def expect(name: str, stem: float, inside: float, end: float, output: float) -> None:
        found, _ = stds(name, block_layers, blocks)
        for index, value in enumerate(found):
            place = (
                stem
                if index == 0
                else output
                if index == last
                else end
                if index in ends
                else inside
            )
            assert value == pytest.approx(place, rel=1e-12), (name, index)

    stem, he = 1.0, sqrt(2 / WIDTH)
    expect("gpt2", 0.02, 0.02, 0.02 / sqrt(blocks), 0.02)
    expect("zero_branch", stem, he, 0.0, he)
    shrunk = he * blocks ** (-1 / (2 * block_layers - 2)) if block_layers > 1 else 0.0
    expect("fixup", stem, shrunk, 0.0, 0.0)
    # DeepNet counts Transformer layers of two branches each.
    beta = (8 * blocks / 2) ** -0.25
    glorot = sqrt(1 / WIDTH)
    ends_of_net = sqrt(2 / (2 + WIDTH)), sqrt(2 / (WIDTH + 3))
    expect("deepnorm", ends_of_net[0], beta * glorot, beta * glorot, ends_of_net[1])
    expect("zero_readout", stem, he, he, 0.0)
    expect("mup", stem, he, he, sqrt(2 * 32) / WIDTH)


@pytest.mark.parametrize("name", ["gpt2", "zero_branch", "fixup", "deepnorm"])
def test_without_branches_hidden_layers_are_drawn_by_the_plain_law(name: str) -> None:
    plain = {"gpt2": ("normal", {"std": 0.02}), "deepnorm": ("glorot_normal", {})}
    other, parameters = plain.get(name, ("he_normal", {}))
    assert stds(name, 0, 4)[0][:-1] == pytest.approx(stds(other, 0, 4, **parameters)[0][:-1])


def test_mup_is_the_standard_law_at_its_base_width() -> None:
    assert stds("mup", 0, 3, base_width=WIDTH) == stds("he_normal", 0, 3)


def test_a_small_head_is_orthogonal_like_the_rest_and_smaller() -> None:
    shapes = [(2, 8), (8, 8), (8, 3)]
    spec, zeros = resolve("orthogonal_small_head", {}), resolve("zeros", {}, bias=True)
    layers = initialize(
        shapes, [spec] * 3, [zeros] * 3, activation="tanh", seed=0, inputs=np.zeros((4, 2))
    )
    for (weights, _), gain in zip(layers, (sqrt(2), sqrt(2), 0.01), strict=True):
        singular = np.linalg.svd(weights, compute_uv=False)
        np.testing.assert_allclose(singular, gain, rtol=1e-12)


def test_the_constant_answer_is_the_mean_of_the_targets() -> None:
    rare = np.array([1] * 3 + [0] * 17)
    (odds,) = constant_answer(rare, make_head("auto", "classification", 2))
    assert odds == pytest.approx(log(3 / 17))
    assert constant_answer(rare, make_head("mse", "classification", 2)) == (3 / 20,)
    classes = np.array([0] * 5 + [1] * 3 + [2] * 2)
    logits = np.exp(constant_answer(classes, make_head("auto", "classification", 3)))
    np.testing.assert_allclose(logits / logits.sum(), [0.5, 0.3, 0.2])
    numbers = np.array([[1.0, 50.0], [3.0, 70.0]])
    assert constant_answer(numbers, make_head("auto", "regression", 2)) == (2.0, 60.0)
    # A class that does not occur has finite odds all the same: those of half a sample.
    (odds,) = constant_answer(np.zeros(10, dtype=int), make_head("auto", "classification", 2))
    assert odds == pytest.approx(log(0.05 / 0.95))


def test_a_zero_readout_with_the_mean_of_the_targets_starts_at_the_entropy_of_the_classes() -> None:
    rng = np.random.default_rng(0)
    request = SimulationRequest.model_validate(
        {
            "dataset": {
                "name": "custom",
                "task": "classification",
                "inputs": rng.standard_normal((40, 2)).tolist(),
                "targets": [1] * 4 + [0] * 36,
            },
            "hidden_layers": [8, 8, 8],
            "architecture": "residual",
            "initializer": "zero_readout",
            "bias_initializer": "target_mean",
            "epochs": 1,
            "interventions": [
                {"epoch": 1, "action": "redraw_neuron", "layer_index": 3, "neuron": 0}
            ],
            "record": {"weights": True},
        }
    )
    experiment = to_experiment(resolve_request(request).request)
    first, last = (event for event in simulate(experiment) if isinstance(event, Snapshot))
    entropy = -0.1 * log(0.1) - 0.9 * log(0.9)
    assert first.runs[0].figures.train_loss == pytest.approx(entropy, rel=1e-12)
    # The redrawn output neuron has the same answer, as has exported code.
    for snapshot in (first, last):
        bias = snapshot.runs[0].layers[3].bias
        assert bias is not None
        assert bias.tolist() == pytest.approx([log(1 / 9)])
    for framework in ("numpy", "torch", "keras", "flax"):
        assert "-2.19722457733" in export_code(experiment, framework)
