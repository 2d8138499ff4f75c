"""The network in Keras."""

from app.engine.code_export.array_code import PREAMBLE, draw_lines, recipe_sources
from app.engine.code_export.intervention_code import listed
from app.engine.code_export.native import (
    Arguments,
    Table,
    all_arrays,
    native,
    number,
    optimizer_call,
    scaling,
    title,
    without_native,
)
from app.engine.code_export.network_lines import Words, forward_lines
from app.engine.code_export.written_run import Plan, PlannedArray
from app.engine.errors import ArgumentError
from app.engine.initializers import recipes
from app.engine.network.extras import MULTIPLIER
from app.engine.network.normalization import EPSILON


def _keras_constant(arguments: Arguments) -> str:
    value = number(arguments, "value")
    named = {0.0: "initializers.Zeros()", 1.0: "initializers.Ones()"}
    return named.get(value, f"initializers.Constant({value!r})")


def _keras_normal(arguments: Arguments) -> str:
    mean, std = number(arguments, "mean"), number(arguments, "std")
    return f"initializers.RandomNormal(mean={mean!r}, stddev={std!r})"


def _keras_uniform(arguments: Arguments) -> str:
    low, high = number(arguments, "low"), number(arguments, "high")
    return f"initializers.RandomUniform(minval={low!r}, maxval={high!r})"


def _keras_truncated(arguments: Arguments) -> str | None:
    if number(arguments, "cut", 2.0) != 2.0:
        return None
    mean, std = number(arguments, "mean"), number(arguments, "std")
    return f"initializers.TruncatedNormal(mean={mean!r}, stddev={std!r})"


_KERAS_NAMES = {
    (1.0, "fan_avg", "uniform"): "GlorotUniform",
    (1.0, "fan_avg", "truncated_normal"): "GlorotNormal",
    (2.0, "fan_in", "uniform"): "HeUniform",
    (2.0, "fan_in", "truncated_normal"): "HeNormal",
    (1.0, "fan_in", "uniform"): "LecunUniform",
    (1.0, "fan_in", "truncated_normal"): "LecunNormal",
}


def _keras_scaling(arguments: Arguments) -> str | None:
    scale, mode, distribution = scaling(arguments)
    named = _KERAS_NAMES.get((scale, mode, distribution))
    if named is not None:
        return f"initializers.{named}()"
    if scale == 0.0:
        # VarianceScaling refuses a scale of 0.
        return "initializers.Zeros()"
    law = {"normal": "untruncated_normal"}.get(distribution, distribution)
    return f"initializers.VarianceScaling(scale={scale!r}, mode={mode!r}, distribution={law!r})"


KERAS: Table = {
    recipes.constant: _keras_constant,
    recipes.normal: _keras_normal,
    recipes.uniform: _keras_uniform,
    recipes.truncated_normal: _keras_truncated,
    recipes.variance_scaling: _keras_scaling,
    recipes.orthogonal: lambda a: f"initializers.Orthogonal(gain={number(a, 'gain')!r})",
    recipes.identity: lambda a: f"initializers.Identity(gain={number(a, 'gain')!r})",
}

LOSSES = {
    "binary_cross_entropy": "keras.losses.BinaryCrossentropy()",
    "cross_entropy": "keras.losses.SparseCategoricalCrossentropy()",
    "mse": "keras.losses.MeanSquaredError()",
}

MULTIPLIED = '''

class Multiplied(keras.layers.Layer):
    """A branch times one number."""

    def __init__(self, value: float, *, trained: bool) -> None:
        super().__init__()
        self.value = self.add_weight(
            shape=(), initializer=initializers.Constant(value), trainable=trained
        )

    def call(self, u: object) -> object:
        """Multiply."""
        return self.value * u
'''

GIVEN = '''

def given(array: Array) -> Callable[..., object]:
    """An initializer that returns an array drawn by NumPy."""
    return lambda shape, dtype=None: keras.ops.convert_to_tensor(array, dtype=dtype)
'''


def keras_text(plan: Plan) -> str:
    """A module with ``make_model``, which is compiled with the loss and the optimizer.

    Raises ArgumentError for learning rates that differ from layer to layer, which Keras lacks.
    """
    trained = [rate for i, rate in enumerate(plan.layer_rates) if i not in plan.freeze]
    if any(rate != plan.learning_rate for rate in trained):
        scale = list(plan.learning_rate_scale or ())
        allowed = "1 in every layer that trains, for code in Keras, which has one learning rate"
        raise ArgumentError("learning_rate_scale", scale, allowed)
    drawn = without_native(KERAS, all_arrays(plan))
    sources = "".join(f"\n\n{source}\n" for source in recipe_sources(a.call for a in drawn))
    optimizer = optimizer_call(plan, plan.optimizer.code.keras)
    preamble = f"from collections.abc import Callable\n\n{PREAMBLE}" if drawn else ""
    return f'''\
"""{title(plan)}: initial weights and network, from Unclone. Needs Keras 3.

The weights follow the same laws; Keras draws other numbers and, unless told otherwise, float32.
"""

{preamble}import keras
from keras import initializers
{sources}{GIVEN if drawn else ""}{MULTIPLIED if _multiplied(plan) else ""}

def make_model(seed: int = {plan.seed}) -> keras.{"Model" if plan.extras else "Sequential"}:
    """The compiled network."""
    keras.utils.set_random_seed(seed)
    activation = {plan.activation.code.keras}
{_network(plan) if plan.extras else _chain(plan)}
    model.compile(optimizer={optimizer}, loss={LOSSES[plan.output.loss]})
    return model


model = make_model()
{listed(plan)}'''


def _multiplied(plan: Plan) -> bool:
    return any(one.name == MULTIPLIER for one in plan.extras)


def _chain(plan: Plan) -> str:
    lines = [f"model = keras.Sequential([keras.Input(({plan.layers[0].fan_in},))])"]
    for index in range(len(plan.layers)):
        last = index == len(plan.layers) - 1
        activation = repr(plan.output.activation) if last else "activation"
        drawn, dense = _dense(plan, index, activation)
        lines += [*drawn, "model.add(", *(f"    {line}" for line in dense), ")"]
    return "\n".join(f"    {line}" for line in lines)


def _network(plan: Plan) -> str:
    """The network with normalizations and branches, by Keras' functions."""
    last = len(plan.layers) - 1

    def linear(index: int, x: str) -> list[str]:
        drawn, dense = _dense(
            plan, index, repr(plan.output.activation) if index == last else "None"
        )
        return [*drawn, f"{x} = {dense[0]}", *dense[1:-1], f"{dense[-1]}({x})"]

    kind = plan.architecture
    starts = {
        one.layer_index: f"{kind.start(one)!r}, trained={kind.trains(one)}"
        for one in plan.extras
        if one.name == MULTIPLIER
    }
    words = Words(
        linear=linear,
        norm=lambda _index, x: f"keras.layers.LayerNormalization(epsilon={EPSILON!r})({x})",
        activation=lambda x: f"keras.layers.Activation(activation)({x})",
        multiplied=lambda index, u: f"Multiplied({starts[index]})({u})",
    )
    lines = [
        f"inputs = keras.Input(({plan.layers[0].fan_in},))",
        "x = inputs",
        *forward_lines(plan, words),
        "model = keras.Model(inputs, x)",
    ]
    return "\n".join(f"    {line}" for line in lines)


def _dense(plan: Plan, index: int, activation: str) -> tuple[list[str], list[str]]:
    """Give the lines that make a layer's initializers, and those of the layer."""
    layer, further = plan.layers[index], ""
    if plan.l2 > 0.0:
        # Keras adds factor * sum(w^2), whose gradient is twice the factor times w.
        further = f", kernel_regularizer=keras.regularizers.L2({plan.l2 / 2.0!r})"
    if index in plan.freeze:
        further += ", trainable=False"
    drawn = [*_initializer(layer.weights, "kernel"), *_initializer(layer.bias, "bias")]
    return drawn, [
        f"keras.layers.Dense({layer.fan_out}, activation={activation}{further},",
        "    kernel_initializer=kernel, bias_initializer=bias)",
    ]


def _initializer(planned: PlannedArray, name: str) -> list[str]:
    own = native(KERAS, planned)
    if own is None:
        return [*draw_lines(planned, name), f"{name} = given({name})"]
    return [*([f"# {planned.remark}"] if planned.remark else []), f"{name} = {own}"]
