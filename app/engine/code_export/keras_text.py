"""The network in Keras."""

from app.engine.code_export.arrays import PREAMBLE, draw_lines, recipe_sources
from app.engine.code_export.interventions import listed
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
from app.engine.code_export.plan import Plan, PlannedArray
from app.engine.initializers import recipes


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

GIVEN = '''

def given(array: Array) -> Callable[..., object]:
    """An initializer that returns an array drawn by NumPy."""
    return lambda shape, dtype=None: keras.ops.convert_to_tensor(array, dtype=dtype)
'''


def keras_text(plan: Plan) -> str:
    """A module with ``make_model``, which is compiled with the loss and the optimizer."""
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
{sources}{GIVEN if drawn else ""}

def make_model(seed: int = {plan.seed}) -> keras.Sequential:
    """The compiled network."""
    keras.utils.set_random_seed(seed)
    activation = {plan.activation.code.keras}
    model = keras.Sequential([keras.Input(({plan.layers[0].fan_in},))])
{_layers(plan)}
    model.compile(optimizer={optimizer}, loss={LOSSES[plan.output.loss]})
    return model


model = make_model()
{listed(plan)}'''


def _layers(plan: Plan) -> str:
    penalty = ""
    if plan.l2 > 0.0:
        # Keras adds factor * sum(w^2), whose gradient is twice the factor times w.
        penalty = f", kernel_regularizer=keras.regularizers.L2({plan.l2 / 2.0!r})"
    lines = []
    for index, layer in enumerate(plan.layers):
        last = index == len(plan.layers) - 1
        activation = repr(plan.output.activation) if last else "activation"
        for name, planned in (("kernel", layer.weights), ("bias", layer.bias)):
            lines += _initializer(planned, name)
        lines.append("model.add(")
        lines.append(f"    keras.layers.Dense({layer.fan_out}, activation={activation}{penalty},")
        lines.append("        kernel_initializer=kernel, bias_initializer=bias)")
        lines.append(")")
    return "\n".join(f"    {line}" for line in lines)


def _initializer(planned: PlannedArray, name: str) -> list[str]:
    own = native(KERAS, planned)
    if own is None:
        return [*draw_lines(planned, name), f"{name} = given({name})"]
    return [*([f"# {planned.remark}"] if planned.remark else []), f"{name} = {own}"]
