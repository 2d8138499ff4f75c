"""The network in Flax (linen)."""

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
from app.engine.initializers import recipes
from app.engine.network.extras import MULTIPLIER
from app.engine.network.normalization import EPSILON


def _flax_constant(arguments: Arguments) -> str:
    value = number(arguments, "value")
    named = {0.0: "init.zeros", 1.0: "init.ones"}
    return named.get(value, f"init.constant({value!r})")


def _flax_normal(arguments: Arguments) -> str:
    mean, std = number(arguments, "mean"), number(arguments, "std")
    if mean == 0.0:
        return f"init.normal(stddev={std!r})"
    return f"lambda *args: {mean!r} + init.normal(stddev={std!r})(*args)"


def _flax_uniform(arguments: Arguments) -> str:
    low, high = number(arguments, "low"), number(arguments, "high")
    if low == 0.0:
        return f"init.uniform(scale={high!r})"
    return f"lambda *args: {low!r} + init.uniform(scale={high - low!r})(*args)"


def _flax_truncated(arguments: Arguments) -> str:
    mean, std = number(arguments, "mean"), number(arguments, "std")
    cut = number(arguments, "cut", 2.0)
    drawn = f"init.truncated_normal(stddev={std!r}, lower={-cut!r}, upper={cut!r})"
    return drawn if mean == 0.0 else f"lambda *args: {mean!r} + {drawn}(*args)"


_FLAX_NAMES = {
    (1.0, "fan_avg", "uniform"): "glorot_uniform",
    (1.0, "fan_avg", "truncated_normal"): "glorot_normal",
    (2.0, "fan_in", "uniform"): "he_uniform",
    (2.0, "fan_in", "truncated_normal"): "he_normal",
    (1.0, "fan_in", "uniform"): "lecun_uniform",
    (1.0, "fan_in", "truncated_normal"): "lecun_normal",
}


def _flax_scaling(arguments: Arguments) -> str:
    scale, mode, distribution = scaling(arguments)
    named = _FLAX_NAMES.get((scale, mode, distribution))
    if named is not None:
        return f"init.{named}()"
    return f"init.variance_scaling({scale!r}, {mode!r}, {distribution!r})"


FLAX: Table = {
    recipes.constant: _flax_constant,
    recipes.normal: _flax_normal,
    recipes.uniform: _flax_uniform,
    recipes.truncated_normal: _flax_truncated,
    recipes.variance_scaling: _flax_scaling,
    recipes.orthogonal: lambda a: f"init.orthogonal(scale={number(a, 'gain')!r})",
    recipes.identity: lambda a: (
        f"lambda _key, shape, dtype: {number(a, 'gain')!r} * jnp.eye(*shape, dtype=dtype)"
    ),
}

LOSSES = {
    "binary_cross_entropy": "optax.sigmoid_binary_cross_entropy(outputs, targets).mean()",
    "cross_entropy": "optax.softmax_cross_entropy(outputs, targets).mean()",
    "mse": "((outputs - targets) ** 2).mean()",
}

GIVEN = '''

def given(array: Array) -> nn.initializers.Initializer:
    """An initializer that returns an array drawn by NumPy."""
    return lambda _key, _shape, dtype=jnp.float32, **_: jnp.asarray(array, dtype)
'''


def flax_text(plan: Plan) -> str:
    """A module with the network, its parameters, the loss and the optimizer."""
    drawn = without_native(FLAX, all_arrays(plan))
    sources = "".join(f"\n\n{source}\n" for source in recipe_sources(a.call for a in drawn))
    return f'''\
"""{title(plan)}: initial weights and network, from Unclone. Needs Flax and Optax.

The weights follow the same laws; JAX draws other numbers and, unless told otherwise, float32.
"""

import jax
import jax.numpy as jnp
{PREAMBLE if drawn else ""}import optax
from flax import linen as nn
from flax.linen import initializers as init
{sources}{GIVEN if drawn else ""}

seed = {plan.seed}


class Network(nn.Module):
    """The network; its outputs go into the loss as they are, without sigmoid or softmax."""

    @nn.compact
    def __call__(self, x: jax.Array) -> jax.Array:
{_layers(plan)}
        return x


def loss_function(outputs: jax.Array, targets: jax.Array) -> jax.Array:
    """Mean loss of outputs (samples, outputs) against targets of the same shape."""
    return {LOSSES[plan.output.loss]}


model = Network()
parameters = model.init(jax.random.key(seed), jnp.zeros((1, {plan.layers[0].fan_in})))
optimizer = {_optimizer(plan)}
{listed(plan)}'''


def _layers(plan: Plan) -> str:
    extras = {one.layer_index: one for one in plan.extras if one.name == MULTIPLIER}

    def multiplied(index: int, u: str) -> str:
        start, trained = (
            plan.architecture.start(extras[index]),
            plan.architecture.trains(extras[index]),
        )
        if not trained:
            return f"{start!r} * {u}"
        return f'self.param("branch_multiplier_{index}", init.constant({start!r}), ()) * {u}'

    def linear(index: int, x: str) -> list[str]:
        layer = plan.layers[index]
        drawn = [*_initializer(layer.weights, "kernel"), *_initializer(layer.bias, "bias")]
        dense = f"{x} = nn.Dense({layer.fan_out}, kernel_init=kernel, bias_init=bias)({x})"
        return [*drawn, dense]

    words = Words(
        linear=linear,
        norm=lambda _index, x: f"nn.LayerNorm(epsilon={EPSILON!r})({x})",
        # Flax' activations are expressions in x.
        activation=lambda x: (
            plan.activation.code.flax
            if x == "x"
            else f"(lambda x: {plan.activation.code.flax})({x})"
        ),
        multiplied=multiplied,
    )
    return "\n".join(f"        {line}" for line in forward_lines(plan, words))


def _initializer(planned: PlannedArray, name: str) -> list[str]:
    own = native(FLAX, planned)
    if own is None:
        return [*draw_lines(planned, name), f"{name} = given({name})"]
    return [*([f"# {planned.remark}"] if planned.remark else []), f"{name} = {own}"]


def _optimizer(plan: Plan) -> str:
    if plan.one_rate:
        return _decayed(plan, plan.learning_rate)
    rates = {rate: _decayed(plan, rate) for rate in (plan.learning_rate, *plan.layer_rates) if rate}
    frozen = "" if all(plan.layer_rates) else '"frozen": optax.set_to_zero(), '
    calls = ", ".join(f'"{rate!r}": {call}' for rate, call in rates.items())
    names = {
        f"Dense_{index}": repr(rate) if rate else "frozen"
        for index, rate in enumerate(plan.layer_rates)
    }
    rest = repr(plan.learning_rate) if plan.learning_rate else "frozen"
    label = f"lambda path, _leaf: {names!r}.get(path[1].key, {rest!r})"
    return (
        f"optax.multi_transform({{{frozen}{calls}}}, "
        f"lambda tree: jax.tree_util.tree_map_with_path({label}, tree))"
    )


def _decayed(plan: Plan, rate: float) -> str:
    optimizer = optimizer_call(plan, plan.optimizer.code.flax, rate=rate)
    if plan.l2 == 0.0:
        return optimizer
    # The penalty is on weights alone.
    mask = "lambda tree: jax.tree.map(lambda leaf: leaf.ndim == 2, tree)"
    return f"optax.chain(optax.add_decayed_weights({plan.l2!r}, mask={mask}), {optimizer})"
