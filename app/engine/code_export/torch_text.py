"""The network in PyTorch."""

from math import sqrt

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


def _torch_constant(arguments: Arguments) -> str:
    value = number(arguments, "value")
    named = {0.0: "nn.init.zeros_(w)", 1.0: "nn.init.ones_(w)"}
    return named.get(value, f"nn.init.constant_(w, {value!r})")


def _torch_normal(arguments: Arguments) -> str:
    mean, std = number(arguments, "mean"), number(arguments, "std")
    return f"nn.init.normal_(w, mean={mean!r}, std={std!r})"


def _torch_uniform(arguments: Arguments) -> str:
    low, high = number(arguments, "low"), number(arguments, "high")
    return f"nn.init.uniform_(w, a={low!r}, b={high!r})"


def _torch_truncated(arguments: Arguments) -> str:
    mean, std = number(arguments, "mean"), number(arguments, "std")
    reach = number(arguments, "cut", 2.0) * std
    bounds = f"a={mean - reach!r}, b={mean + reach!r}"
    return f"nn.init.trunc_normal_(w, mean={mean!r}, std={std!r}, {bounds})"


def _torch_scaling(arguments: Arguments) -> str | None:
    scale, mode, distribution = scaling(arguments)
    if distribution == "truncated_normal":
        n = _fan_code(mode)
        std = f"std = math.sqrt({scale!r} / {n}) / {recipes.TRUNCATED_STD!r}"
        return f"{std}\nnn.init.trunc_normal_(w, std=std, a=-2.0 * std, b=2.0 * std)"
    if mode == "fan_avg":
        return f"nn.init.xavier_{distribution}_(w, gain={sqrt(scale)!r})"
    kaiming = f"nn.init.kaiming_{distribution}_(w, "
    if scale == 1.0 / 3.0:
        return f"{kaiming}a=math.sqrt(5.0), mode={mode!r})"
    if scale in (1.0, 2.0):
        nonlinearity = "linear" if scale == 1.0 else "relu"
        return f"{kaiming}mode={mode!r}, nonlinearity={nonlinearity!r})"
    if distribution == "uniform":
        limit = f"limit = math.sqrt({3.0 * scale!r} / {_fan_code(mode)})"
        return f"{limit}\nnn.init.uniform_(w, a=-limit, b=limit)"
    return f"nn.init.normal_(w, std=math.sqrt({scale!r} / {_fan_code(mode)}))"


def _fan_code(mode: str) -> str:
    fans = {"fan_in": "w.shape[1]", "fan_out": "w.shape[0]", "fan_avg": "(sum(w.shape) / 2.0)"}
    return fans[mode]


def _torch_sparse(arguments: Arguments) -> str:
    # sparse_ zeroes a share of each column; those of the transpose are the neurons.
    tensor = "w.T" if arguments["per"] == "neuron" else "w"
    share, std = number(arguments, "sparsity"), number(arguments, "std")
    return f"nn.init.sparse_({tensor}, sparsity={share!r}, std={std!r})"


TORCH: Table = {
    recipes.constant: _torch_constant,
    recipes.normal: _torch_normal,
    recipes.uniform: _torch_uniform,
    recipes.truncated_normal: _torch_truncated,
    recipes.variance_scaling: _torch_scaling,
    recipes.orthogonal: lambda a: f"nn.init.orthogonal_(w, gain={number(a, 'gain')!r})",
    recipes.identity: lambda a: f"nn.init.eye_(w).mul_({number(a, 'gain')!r})",
    recipes.sparse: _torch_sparse,
}

LOSSES = {
    "binary_cross_entropy": "nn.BCEWithLogitsLoss()",
    "cross_entropy": "nn.CrossEntropyLoss()",
    "mse": "nn.MSELoss()",
}


def torch_text(plan: Plan) -> str:
    """A module with ``make_model``, ``initialize``, the loss and the optimizer."""
    drawn = without_native(TORCH, all_arrays(plan))
    sources = "".join(f"\n\n{source}\n" for source in recipe_sources(a.call for a in drawn))
    return f'''\
"""{title(plan)}: initial weights and network, from Unclone. Needs PyTorch.

The weights follow the same laws; PyTorch draws other numbers and, unless told otherwise, float32.
"""

import math

{PREAMBLE if drawn else ""}import torch
from torch import nn
{sources}

def make_model() -> nn.Sequential:
    """The network; its outputs go into the loss as they are, without sigmoid or softmax."""
    return nn.Sequential(
{_layers(plan)}
    )


@torch.no_grad()
def initialize(model: nn.Sequential, seed: int = {plan.seed}) -> None:
    """Set every weight (fan_out, fan_in) and bias."""
    torch.manual_seed(seed)
    linear = [layer for layer in model if isinstance(layer, nn.Linear)]
{_initializations(plan)}


model = make_model()
initialize(model)
loss_function = {LOSSES[plan.output.loss]}
optimizer = {_optimizer(plan)}
{listed(plan)}'''


def _layers(plan: Plan) -> str:
    lines = []
    for layer in plan.layers:
        lines.append(f"        nn.Linear({layer.fan_in}, {layer.fan_out}),")
        lines.append(f"        {plan.activation.code.torch},")
    return "\n".join(lines[:-1])


def _initializations(plan: Plan) -> str:
    lines = []
    for index, layer in enumerate(plan.layers):
        for name, planned in (("weight", layer.weights), ("bias", layer.bias)):
            lines += [f"w = linear[{index}].{name}", *_initialization(planned)]
    return "\n".join(f"    {line}" for line in lines)


def _initialization(planned: PlannedArray) -> list[str]:
    own = native(TORCH, planned)
    if own is not None:
        return [*([f"# {planned.remark}"] if planned.remark else []), *own.split("\n")]
    return [*draw_lines(planned, "drawn"), "w.copy_(torch.from_numpy(drawn.T.copy()))"]


def _optimizer(plan: Plan) -> str:
    parameters = "model.parameters()"
    if plan.l2 > 0.0:
        # The penalty is on weights alone.
        weights = "[p for p in model.parameters() if p.ndim == 2]"
        biases = "[p for p in model.parameters() if p.ndim == 1]"
        decayed = f'{{"params": {weights}, "weight_decay": {plan.l2!r}}}'
        parameters = f'[{decayed}, {{"params": {biases}}}]'
    return optimizer_call(plan, plan.optimizer.code.torch, parameters=parameters)
