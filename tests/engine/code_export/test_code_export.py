"""The exported code: what it gives when it is run."""

import ast
import runpy
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.code_export import FRAMEWORKS, export_code
from app.engine.datasets import Dataset, custom_dataset, make_dataset
from app.engine.errors import ArgumentError
from app.engine.experiment import Experiment, RecordConfig, RunConfig, Spec
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, initialize, resolve
from app.engine.network.activations import ACTIVATIONS
from app.engine.simulation import simulate
from tests.engine import reference_architectures, support
from tests.engine.architectures import EVERY, Request, made, name_of, parameters_of, widths_for
from tests.engine.reference_architectures import Parameters
from tests.engine.support import OPTIMIZERS, random_layers, run_config, snapshots
from tests.engine.training.touches import touch

Array = NDArray[np.float64]
HIDDEN = (8, 5)
WEIGHTS = sorted(INITIALIZERS.keys() - {"explicit"})
BIASES = sorted(BIAS_INITIALIZERS.keys() - {"explicit"})
CIRCLES = make_dataset("circles", samples=40)
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
CASES: list[tuple[str, Mapping[str, object]]] = [
    *((name, {}) for name in WEIGHTS),
    ("constant", {"value": 1 / 3}),
    ("normal", {"mean": 0.1, "std": 0.7}),
    ("uniform", {"low": -0.3, "high": 1.1}),
    ("truncated_normal", {"mean": 0.2, "std": 0.3, "cut": 1.5}),
    ("variance_scaling", {"scale": 0.7, "mode": "fan_out", "distribution": "uniform"}),
    ("variance_scaling", {"scale": 0.7, "distribution": "truncated_normal"}),
    ("variance_scaling", {"scale": 0.0}),
    ("he_uniform", {"negative_slope": 0.3, "mode": "fan_avg"}),
    ("glorot_normal", {"gain": 1.1, "activation_gain": "exact"}),
    ("orthogonal", {"gain": 0.9}),
    ("identity", {"gain": 1.3}),
    ("sparse", {"per": "input", "sparsity": 0.3}),
    ("clones_with_noise", {"epsilon": 0.0}),
    ("edge_of_chaos", {"sigma_b": 0.3}),
    ("expression", {"expression": "np.random.randn(layer_dims[1], layer_dims[0]) * 0.01"}),
    ("expression", {"expression": "orthogonal() + uniform(-1, 1) * 2 ** -layer / sqrt(fan_in)"}),
]


def experiment(
    weights: Spec,
    bias: Spec | None = None,
    *,
    activation: str = "tanh",
    dataset: Dataset = CIRCLES,
    optimizer: Spec | None = None,
    label: str = "A run",
    loss: str = "auto",
    l2: float = 0.0,
) -> Experiment:
    count = len(HIDDEN) + 1
    run = RunConfig(
        label=label,
        initializers=(weights,) * count,
        bias_initializers=(bias or resolve("zeros", {}, bias=True),) * count,
        activation=activation,
        optimizer=optimizer or Spec("sgd", {}),
        learning_rate=0.1,
        l2=l2,
        seed=11,
    )
    return Experiment(
        dataset=dataset,
        hidden_layers=HIDDEN,
        loss=loss,
        batch_size=16,
        epochs=10,
        shuffle=True,
        record=RecordConfig(),
        runs=(run,),
    )


def initial(chosen: Experiment) -> list[tuple[Array, Array]]:
    run = chosen.runs[0]
    outputs = 10 if chosen.dataset.classes == 10 else 1
    inputs = chosen.dataset.train_inputs
    return initialize(
        list(pairwise((inputs.shape[1], *chosen.hidden_layers, outputs))),
        run.initializers,
        run.bias_initializers,
        activation=run.activation,
        seed=run.seed,
        inputs=inputs,
    )


def run_numpy(chosen: Experiment, folder: Path) -> dict[str, Any]:
    path = folder / "exported.py"
    path.write_text(export_code(chosen, "numpy"), encoding="utf-8")
    return runpy.run_path(str(path))


def assert_same_bits(chosen: Experiment, folder: Path) -> None:
    layers = run_numpy(chosen, folder)["initial_layers"]()
    for (weights, bias), (expected, expected_bias) in zip(layers, initial(chosen), strict=True):
        assert np.ascontiguousarray(weights).tobytes() == expected.tobytes()
        assert bias.tobytes() == expected_bias.tobytes()


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_the_numpy_code_gives_the_initial_weights_bit_for_bit(
    name: str, parameters: Mapping[str, object], tmp_path: Path
) -> None:
    assert_same_bits(experiment(resolve(name, parameters)), tmp_path)


@pytest.mark.parametrize("name", BIASES)
def test_the_numpy_code_gives_the_initial_biases_bit_for_bit(name: str, tmp_path: Path) -> None:
    chosen = experiment(resolve("he_normal", {}), resolve(name, {}, bias=True))
    assert_same_bits(chosen, tmp_path)


def test_the_numpy_code_gives_explicit_weights_and_biases_bit_for_bit(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    shapes = list(pairwise((2, *HIDDEN, 1)))
    weights = {"weights": [rng.standard_normal(shape).tolist() for shape in shapes]}
    values = {"values": [rng.standard_normal(shape[1]).tolist() for shape in shapes]}
    chosen = experiment(resolve("explicit", weights), resolve("explicit", values, bias=True))
    assert_same_bits(chosen, tmp_path)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_the_numpy_code_computes_our_activations(activation: str, tmp_path: Path) -> None:
    module = run_numpy(experiment(resolve("zeros", {}), activation=activation), tmp_path)
    z = np.linspace(-6, 6, 41).reshape(-1, 1)
    np.testing.assert_allclose(
        module["activation"](z), ACTIVATIONS[activation](z), rtol=1e-12, atol=1e-15
    )


@pytest.mark.parametrize(
    ("dataset", "loss"), [("circles", "auto"), ("circles", "mse"), ("digits", "auto")]
)
def test_the_numpy_code_computes_the_network(dataset: str, loss: str, tmp_path: Path) -> None:
    data = make_dataset(dataset, samples=40)
    chosen = experiment(resolve("glorot_normal", {}), dataset=data, loss=loss)
    module = run_numpy(chosen, tmp_path)
    x = data.train_inputs
    *hidden, (weights, bias) = initial(chosen)
    for hidden_weights, hidden_bias in hidden:
        x = np.tanh(x @ hidden_weights + hidden_bias)
    z = x @ weights + bias
    expected = z
    if loss == "auto" and data.classes == 2:
        expected = 1 / (1 + np.exp(-z))
    elif loss == "auto":
        expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    outputs = module["forward"](module["initial_layers"](), data.train_inputs)
    np.testing.assert_allclose(outputs, expected, rtol=1e-12)


def of_architecture(request: Request, **changes: Any) -> Experiment:
    """An experiment of one run with random explicit weights."""
    widths = widths_for(request, 2, 1)
    run = run_config(random_layers(widths, seed=4), architecture=made(request), **changes)
    return support.experiment(CIRCLES, widths[1:-1], [run])


@pytest.mark.parametrize("request_", EVERY, ids=name_of)
def test_the_numpy_code_computes_every_architecture(request_: Request, tmp_path: Path) -> None:
    chosen = of_architecture(request_)
    module = run_numpy(chosen, tmp_path)
    rng = np.random.default_rng(0)
    parameters: Parameters = {}
    layers = module["initial_layers"]()
    for index, (weights, bias) in enumerate(layers):
        parameters["weights", index], parameters["bias", index] = weights, bias
    given = [layers, CIRCLES.train_inputs]
    start = parameters_of(next(iter(snapshots(list(simulate(replace(chosen, epochs=0)))))))
    if "initial_extras" in module:
        extras = module["initial_extras"]()
        given.append(extras)
        for name, by_layer in extras.items():
            for index, values in by_layer.items():
                assert (values == start[name, index]).all()
                values[...] = rng.normal(size=values.shape)
                parameters[name, index] = values
    assert parameters.keys() == start.keys()
    outputs = module["forward"](*given)
    net = reference_architectures.Net(request_, len(layers), "tanh")
    for row in (0, 7):
        (z,) = reference_architectures.outputs(net, parameters, CIRCLES.train_inputs[row])
        assert outputs[row, 0] == pytest.approx(1 / (1 + np.exp(-z)), rel=1e-11)


@pytest.mark.parametrize("outgoing", [True, False])
@pytest.mark.parametrize("request_", EVERY, ids=name_of)
def test_the_numpy_code_copies_a_neuron_as_we_do(
    request_: Request, outgoing: bool, tmp_path: Path
) -> None:
    for index in range(len(widths_for(request_, 2, 1)) - 2):
        copy = touch(0, "copy_neuron", layer_index=index, neuron=3, to=1, outgoing=outgoing)
        chosen = replace(of_architecture(request_), epochs=0, interventions=(copy,))
        module = run_numpy(chosen, tmp_path)
        layers = module["initial_layers"]()
        extras = [module["initial_extras"]()] if "initial_extras" in module else []
        module["intervene"](layers, *extras, 0.1, 0)
        (start,) = snapshots(list(simulate(chosen)))
        for (weights, bias), layer in zip(layers, start.layers, strict=True):
            assert (weights == layer.weights).all()
            assert (bias == layer.bias).all()


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS))
@pytest.mark.parametrize("request_", EVERY, ids=name_of)
def test_the_code_of_every_architecture_is_valid(framework: str, request_: Request) -> None:
    freeze = (1,)
    ast.parse(export_code(of_architecture(request_, l2=0.01, freeze=freeze), framework))
    layers = len(widths_for(request_, 2, 1)) - 1
    scaled = of_architecture(request_, learning_rate_scale=(0.5,) * layers, freeze=freeze)
    if framework == "keras":
        with pytest.raises(ArgumentError, match="learning_rate_scale"):
            export_code(scaled, framework)
    else:
        ast.parse(export_code(scaled, framework))


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS))
@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_every_export_is_valid_python(
    framework: str, name: str, parameters: Mapping[str, object]
) -> None:
    chosen = experiment(resolve(name, parameters), l2=0.01, optimizer=Spec("adam", ADAM))
    ast.parse(export_code(chosen, framework))


OWN: list[tuple[str, Mapping[str, object], dict[str, str]]] = [
    (
        "glorot_normal",
        {},
        {
            "torch": "nn.init.xavier_normal_(w, gain=1.0)",
            "keras": "initializers.VarianceScaling(scale=1.0, mode='fan_avg', "
            "distribution='untruncated_normal')",
            "flax": "init.variance_scaling(1.0, 'fan_avg', 'normal')",
        },
    ),
    (
        "glorot_truncated_normal",
        {},
        {"keras": "initializers.GlorotNormal()", "flax": "init.glorot_normal()"},
    ),
    (
        "he_normal",
        {},
        {"torch": "nn.init.kaiming_normal_(w, mode='fan_in', nonlinearity='relu')"},
    ),
    (
        "torch_linear_default",
        {},
        {"torch": "nn.init.kaiming_uniform_(w, a=math.sqrt(5.0), mode='fan_in')"},
    ),
    ("keras_dense_default", {}, {"keras": "initializers.GlorotUniform()"}),
    ("flax_dense_default", {}, {"flax": "init.lecun_normal()"}),
    (
        "orthogonal",
        {},
        {
            "torch": "nn.init.orthogonal_(w, gain=1.0)",
            "keras": "initializers.Orthogonal(gain=1.0)",
            "flax": "init.orthogonal(scale=1.0)",
        },
    ),
    (
        "sparse",
        {},
        {"torch": "nn.init.sparse_(w.T, sparsity=0.5, std=0.01)"},
    ),
    (
        "torch_truncated_normal",
        {},
        {"torch": "nn.init.trunc_normal_(w, mean=0.0, std=1.0, a=-2.0, b=2.0)"},
    ),
    ("keras_normal", {}, {"keras": "initializers.RandomNormal(mean=0.0, stddev=0.05)"}),
    ("jax_uniform", {}, {"flax": "init.uniform(scale=0.01)"}),
]


@pytest.mark.parametrize(("name", "parameters", "calls"), OWN)
def test_a_framework_calls_its_own_initializer_where_it_has_one(
    name: str, parameters: Mapping[str, object], calls: dict[str, str]
) -> None:
    for framework, call in calls.items():
        code = export_code(experiment(resolve(name, parameters)), framework)
        assert code.count(call) == 3
        assert "import numpy" not in code


@pytest.mark.parametrize("framework", ["torch", "keras", "flax"])
@pytest.mark.parametrize("name", ["mirrored_relu", "rai", "tied_columns", "expression"])
def test_what_a_framework_lacks_is_drawn_by_numpy(name: str, framework: str) -> None:
    assert "np.random.default_rng([seed, 0, 0])" in export_code(
        experiment(resolve(name, {})), framework
    )


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS))
def test_a_label_cannot_break_out_of_the_docstring(framework: str) -> None:
    label = 'x"""\nimport os\n"""\\'
    code = export_code(experiment(resolve("zeros", {}), label=label), framework)
    documentation = ast.get_docstring(ast.parse(code))
    assert documentation is not None
    assert documentation.startswith("x import os: initial weights")
    assert "\nimport os" not in code


def test_an_unknown_framework_or_run_is_refused_with_what_is_allowed() -> None:
    chosen = experiment(resolve("zeros", {}))
    with pytest.raises(ArgumentError, match="framework is 'caffe'; allowed: one of flax, keras"):
        export_code(chosen, "caffe")
    with pytest.raises(ArgumentError, match="run is 1; allowed: an integer from 0 to 0"):
        export_code(chosen, "numpy", run=1)


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS))
def test_an_unknown_activation_or_optimizer_is_refused_never_replaced(framework: str) -> None:
    zeros = resolve("zeros", {})
    with pytest.raises(ArgumentError, match="activation is 'swoosh'; allowed: one of elu, gelu"):
        export_code(experiment(zeros, activation="swoosh"), framework)
    with pytest.raises(ArgumentError, match="optimizer is 'lion'; allowed: one of adam, "):
        export_code(experiment(zeros, optimizer=Spec("lion", {})), framework)


UNUSUAL = {
    "sgd": Spec("sgd", {}),
    "momentum": Spec("momentum", {"momentum": 0.7}),
    "adam": Spec("adam", {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3}),
}
OPTIMIZER_CALLS = [
    ("sgd", "torch", "torch.optim.SGD(model.parameters(), lr=0.1)"),
    ("sgd", "keras", "keras.optimizers.SGD(learning_rate=0.1)"),
    ("sgd", "flax", "optax.sgd(0.1)"),
    ("momentum", "torch", "torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.7)"),
    ("momentum", "keras", "keras.optimizers.SGD(learning_rate=0.1, momentum=0.7)"),
    ("momentum", "flax", "optax.sgd(0.1, momentum=0.7)"),
    (
        "adam",
        "torch",
        "torch.optim.Adam(model.parameters(), lr=0.1, betas=(0.8, 0.99), eps=0.001)",
    ),
    (
        "adam",
        "keras",
        "keras.optimizers.Adam(learning_rate=0.1, beta_1=0.8, beta_2=0.99, epsilon=0.001)",
    ),
    ("adam", "flax", "optax.adam(0.1, b1=0.8, b2=0.99, eps=0.001)"),
]


@pytest.mark.parametrize(("name", "framework", "call"), OPTIMIZER_CALLS)
def test_the_code_makes_the_optimizer_with_its_parameters(
    name: str, framework: str, call: str
) -> None:
    code = export_code(experiment(resolve("zeros", {}), optimizer=UNUSUAL[name]), framework)
    assert call in code


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("framework", ["torch", "keras", "flax"])
def test_the_code_of_every_optimizer_is_complete(name: str, framework: str) -> None:
    code = export_code(experiment(resolve("zeros", {}), optimizer=OPTIMIZERS[name]), framework)
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    values = {repr(value) for value in (0.1, *OPTIMIZERS[name].parameters.values())}
    assert any(values <= set(map(ast.unparse, _arguments(call))) for call in calls)


def _arguments(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call, those within a tuple each by itself."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return [part for one in given for part in (one.elts if isinstance(one, ast.Tuple) else [one])]


def test_a_formula_that_cannot_be_drawn_is_refused() -> None:
    spec = resolve("expression", {"expression": "log(randn())"})
    with pytest.raises(ArgumentError, match="column 1: the value here is not finite"):
        export_code(experiment(spec), "torch")


def test_the_numpy_code_can_draw_other_seeds(tmp_path: Path) -> None:
    draw: Callable[..., list[tuple[Array, Array]]] = run_numpy(
        experiment(resolve("he_normal", {})), tmp_path
    )["initial_layers"]
    assert np.array_equal(draw()[0][0], draw(11)[0][0])
    assert not np.array_equal(draw()[0][0], draw(12)[0][0])


def test_regression_of_several_outputs_is_exported_with_a_linear_output(tmp_path: Path) -> None:
    data = custom_dataset("regression", [[0.0], [1.0]], [[1.0, 2.0], [3.0, 4.0]])
    module = run_numpy(experiment(resolve("he_normal", {}), dataset=data), tmp_path)
    assert module["forward"](module["initial_layers"](), data.train_inputs).shape == (2, 2)
