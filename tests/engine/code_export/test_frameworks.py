"""The exported code run in the frameworks themselves, where they are installed.

    pip install torch jax flax optax keras
    KERAS_BACKEND=jax python -m pytest tests/engine/code_export/test_frameworks.py

They are far too large to be a requirement of the tests, so without them this file skips.
"""

import os
import runpy
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.code_export import export_code
from app.engine.datasets import make_dataset
from app.engine.experiment import Experiment, RecordConfig, RunConfig, Spec
from app.engine.initializers import INITIALIZERS, LayerContext, initialize, resolve
from app.engine.network.activations import ACTIVATIONS
from app.engine.simulation import simulate
from tests.engine import reference_architectures, support
from tests.engine.architectures import EVERY, Request, made, name_of, parameters_of, widths_for
from tests.engine.support import OPTIMIZERS, random_layers, required, run_config, snapshots

Array = NDArray[np.float64]
HIDDEN = (60, 90, 70)
SHAPES = list(pairwise((2, *HIDDEN, 1)))
DATA = make_dataset("circles", samples=40)
NAMES = sorted(INITIALIZERS.keys() - {"explicit"})
BY_NUMPY = {"mirrored_relu", "rai", "tied_columns", "zero_hadamard", "expression"}
os.environ.setdefault("KERAS_BACKEND", "jax")


def experiment(name: str, activation: str = "tanh", optimizer: Spec | None = None) -> Experiment:
    count = len(HIDDEN) + 1
    run = RunConfig(
        label=name,
        initializers=(resolve(name, {}),) * count,
        bias_initializers=(resolve("normal", {"std": 0.5}, bias=True),) * count,
        activation=activation,
        optimizer=optimizer or Spec("sgd", {}),
        learning_rate=0.1,
        l2=0.01,
        seed=5,
    )
    return Experiment(
        dataset=DATA,
        hidden_layers=HIDDEN,
        loss="auto",
        batch_size=None,
        epochs=1,
        shuffle=False,
        record=RecordConfig(),
        runs=(run,),
    )


Parameters = list[tuple[Array, Array]]


def torch_parameters(module: dict[str, Any]) -> Parameters:
    linear = module["linear_layers"](module["model"])
    return [
        (layer.weight.detach().numpy().T.astype(float), layer.bias.detach().numpy().astype(float))
        for layer in linear
    ]


def keras_parameters(module: dict[str, Any]) -> Parameters:
    layers = [layer for layer in module["model"].layers if hasattr(layer, "kernel")]
    arrays = [layer.get_weights() for layer in layers]
    return [(kernel.astype(np.float64), bias.astype(np.float64)) for kernel, bias in arrays]


def flax_parameters(module: dict[str, Any]) -> Parameters:
    layers = module["parameters"]["params"]
    count = sum(name.startswith("Dense_") for name in layers)
    return [
        (
            np.asarray(layers[f"Dense_{index}"]["kernel"], dtype=np.float64),
            np.asarray(layers[f"Dense_{index}"]["bias"], dtype=np.float64),
        )
        for index in range(count)
    ]


READERS: dict[str, Callable[[dict[str, Any]], Parameters]] = {
    "torch": torch_parameters,
    "keras": keras_parameters,
    "flax": flax_parameters,
}


NEEDS = {"torch": ("torch",), "keras": ("keras",), "flax": ("flax", "optax")}
INSTALLED = sorted(name for name, modules in NEEDS.items() if all(map(find_spec, modules)))
if not INSTALLED:
    pytest.skip("none of torch, keras and flax is installed", allow_module_level=True)


def run(chosen: Experiment, framework: str, folder: Path) -> dict[str, Any]:
    path = folder / "exported.py"
    path.write_text(export_code(chosen, framework), encoding="utf-8")
    return runpy.run_path(str(path))


@pytest.mark.parametrize("framework", INSTALLED)
@pytest.mark.parametrize("name", NAMES)
def test_the_framework_starts_with_the_law_of_the_entry(
    framework: str, name: str, tmp_path: Path
) -> None:
    chosen = experiment(name)
    drawn = READERS[framework](run(chosen, framework, tmp_path))
    ours = initialize(
        SHAPES,
        chosen.runs[0].initializers,
        chosen.runs[0].bias_initializers,
        activation="tanh",
        seed=5,
        inputs=DATA.train_inputs,
    )
    assert [weights.shape for weights, _ in drawn] == SHAPES
    by_numpy = name in BY_NUMPY or (name == "sparse" and framework != "torch")
    for index in (1, 2):
        weights, expected = drawn[index][0], ours[index][0]
        if by_numpy:
            np.testing.assert_array_equal(weights, expected.astype(np.float32))
            continue
        layer = LayerContext(index, 4, *SHAPES[index], activation="tanh", seed=5)
        law = INITIALIZERS[name].law(layer, resolve(name, {}).parameters)
        if law is None:
            # lsuv: orthogonal times the gain measured here.
            singular = np.linalg.svd(weights, compute_uv=False)
            np.testing.assert_allclose(
                singular, np.linalg.svd(expected, compute_uv=False), rtol=1e-4
            )
            continue
        assert abs(weights.mean() - law.mean) <= 5 * law.std / sqrt(weights.size) + 1e-7
        assert weights.std() == pytest.approx(law.std, rel=5 * sqrt(2 / weights.size), abs=1e-7)
        assert law.minimum is None or weights.min() >= law.minimum - 1e-5
        assert law.maximum is None or weights.max() <= law.maximum + 1e-5
        for value, mass in law.atoms:
            assert np.mean(np.abs(weights - value) < 1e-7) == pytest.approx(mass, abs=1e-3)
    bias = np.concatenate([bias for _, bias in drawn])
    assert bias.std() == pytest.approx(0.5, rel=5 / sqrt(2 * bias.size))


@pytest.mark.parametrize("framework", INSTALLED)
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_network_computes_what_ours_computes(
    framework: str, activation: str, optimizer: str, tmp_path: Path
) -> None:
    module = run(experiment("lecun_normal", activation, OPTIMIZERS[optimizer]), framework, tmp_path)
    layers = READERS[framework](module)
    x = DATA.train_inputs[:5]
    expected = x
    for weights, bias in layers[:-1]:
        expected = ACTIVATIONS[activation](expected @ weights + bias)
    expected = expected @ layers[-1][0] + layers[-1][1]
    if framework == "keras":
        expected = 1 / (1 + np.exp(-expected))
    outputs = outputs_of(module, framework, x)
    np.testing.assert_allclose(outputs, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("framework", INSTALLED)
@pytest.mark.parametrize("request_", EVERY, ids=name_of)
def test_every_architecture_computes_what_ours_computes(
    framework: str, request_: Request, tmp_path: Path
) -> None:
    widths = widths_for(request_, 2, 1)
    given = random_layers(widths, seed=4)
    config = run_config(given, architecture=made(request_), activation="gelu", freeze=(1,), l2=0.01)
    chosen = support.experiment(DATA, widths[1:-1], [config], record=support.WITH_WEIGHTS)
    module = run(chosen, framework, tmp_path)
    layers = READERS[framework](module)
    for one, other in zip(layers, given, strict=True):
        np.testing.assert_allclose(one[0], other[0], rtol=1e-6)
    (start,) = snapshots(list(simulate(replace(chosen, epochs=0))))
    net = reference_architectures.Net(request_, len(layers), "gelu")
    x = DATA.train_inputs[:5]
    expected = np.array(
        [reference_architectures.outputs(net, parameters_of(start), one) for one in x]
    )
    if framework == "keras":
        expected = 1 / (1 + np.exp(-expected))
    np.testing.assert_allclose(outputs_of(module, framework, x), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("framework", [name for name in INSTALLED if name != "keras"])
def test_layers_train_with_their_own_rates(framework: str, tmp_path: Path) -> None:
    request: Request = {"kind": "residual", "normalization": "pre", "trainable_multiplier": True}
    request = {**request, "block_layers": 2}
    widths = widths_for(request, 2, 1)
    scale = tuple(0.5 + index for index in range(len(widths) - 1))
    config = run_config(
        random_layers(widths, seed=4),
        architecture=made(request),
        learning_rate_scale=scale,
        freeze=(1,),
    )
    chosen = support.experiment(DATA, widths[1:-1], [config], epochs=1, batch_size=None)
    chosen = replace(chosen, shuffle=False, record=RecordConfig((1,), weights=True))
    module = run(chosen, framework, tmp_path)
    x = DATA.train_inputs.astype(np.float32)
    t = DATA.train_targets.astype(np.float32)[:, None]
    if framework == "torch":
        torch = pytest.importorskip("torch")
        module["loss_function"](module["model"](torch.tensor(x)), torch.tensor(t)).backward()
        module["optimizer"].step()
    else:
        jax, optax = pytest.importorskip("jax"), pytest.importorskip("optax")

        def loss(parameters: Any) -> Any:
            return module["loss_function"](module["model"].apply(parameters, x), t)

        parameters, optimizer = module["parameters"], module["optimizer"]
        gradients = jax.grad(loss)(parameters)
        updates, _ = optimizer.update(gradients, optimizer.init(parameters), parameters)
        module["parameters"] = optax.apply_updates(parameters, updates)
    (end,) = snapshots(list(simulate(chosen)))
    for (weights, bias), layer in zip(READERS[framework](module), end.layers, strict=True):
        np.testing.assert_allclose(weights, required(layer.weights), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(bias, required(layer.bias), rtol=1e-4, atol=1e-5)


def outputs_of(module: dict[str, Any], framework: str, x: Array) -> Array:
    if framework == "torch":
        torch = pytest.importorskip("torch")
        found: Array = module["model"](torch.tensor(x, dtype=torch.float32)).detach().numpy()
        return found
    if framework == "keras":
        return np.asarray(module["model"](x.astype(np.float32)))
    return np.asarray(module["model"].apply(module["parameters"], x.astype(np.float32)))
