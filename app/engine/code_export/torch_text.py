"""The network in PyTorch."""

from math import sqrt

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
from app.engine.network.extras import MULTIPLIER, NORM
from app.engine.network.normalization import EPSILON


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

{_network(plan) if plan.extras else _chain(plan)}

def linear_layers(model: nn.Module) -> list[nn.Linear]:
    """The weight layers, first to last."""
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)]


@torch.no_grad()
def initialize(model: nn.Module, seed: int = {plan.seed}) -> None:
    """Set every weight (fan_out, fan_in) and bias."""
    torch.manual_seed(seed)
    linear = linear_layers(model)
{_initializations(plan)}


model = make_model()
initialize(model)
{_frozen(plan)}loss_function = {LOSSES[plan.output.loss]}
optimizer = {_optimizer(plan)}
{listed(plan)}'''


def _chain(plan: Plan) -> str:
    return f'''\
def make_model() -> nn.Sequential:
    """The network; its outputs go into the loss as they are, without sigmoid or softmax."""
    return nn.Sequential(
{_layers(plan)}
    )
'''


def _network(plan: Plan) -> str:
    linear = ", ".join(f"nn.Linear({one.fan_in}, {one.fan_out})" for one in plan.layers)
    norms = ", ".join(
        f'"{one.layer_index}": nn.LayerNorm({one.size}, eps={EPSILON!r})'
        for one in plan.extras
        if one.name == NORM[0]
    )
    multipliers = ", ".join(
        f'"{one.layer_index}": nn.Parameter(torch.tensor({plan.architecture.start(one)!r}), '
        f"requires_grad={plan.architecture.trains(one)})"
        for one in plan.extras
        if one.name == MULTIPLIER
    )
    forward = "\n".join(f"        {line}" for line in forward_lines(plan, _WORDS))
    return f'''\
class Network(nn.Module):
    """The network; its outputs go into the loss as they are, without sigmoid or softmax."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.ModuleList([{linear}])
        self.norm = nn.ModuleDict({{{norms}}})
        self.multiplier = nn.ParameterDict({{{multipliers}}})
        self.activation = {plan.activation.code.torch}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Outputs (samples, outputs) for inputs (samples, inputs)."""
{forward}
        return x


def make_model() -> Network:
    """The network before it is initialized."""
    return Network()
'''


_WORDS = Words(
    linear=lambda index, x: [f"{x} = self.linear[{index}]({x})"],
    norm=lambda index, x: f'self.norm["{index}"]({x})',
    activation=lambda x: f"self.activation({x})",
    multiplied=lambda index, u: f'self.multiplier["{index}"] * {u}',
)


def _frozen(plan: Plan) -> str:
    """Lines that keep frozen layers from training."""
    return "".join(
        f"linear_layers(model)[{index}].requires_grad_(False)\n" for index in plan.freeze
    )


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
    trains = len(plan.freeze) < len(plan.layers) or plan.extras
    if trains and not plan.one_rate:
        parameters = _groups(plan)
    elif plan.l2 > 0.0:
        # The penalty is on weights alone.
        weights = "[p for p in model.parameters() if p.ndim == 2]"
        others = "[p for p in model.parameters() if p.ndim < 2]"
        decayed = f'{{"params": {weights}, "weight_decay": {plan.l2!r}}}'
        parameters = f'[{decayed}, {{"params": {others}}}]'
    return optimizer_call(plan, plan.optimizer.code.torch, parameters=parameters)


def _groups(plan: Plan) -> str:
    """Each layer with its own learning rate, and what is no weight or bias."""
    lines = ["["]
    for index, rate in enumerate(plan.layer_rates):
        if index in plan.freeze:
            continue
        layer = f"linear_layers(model)[{index}]"
        decay = f', "weight_decay": {plan.l2!r}' if plan.l2 > 0.0 else ""
        lines.append(f'    {{"params": [{layer}.weight], "lr": {rate!r}{decay}}},')
        lines.append(f'    {{"params": [{layer}.bias], "lr": {rate!r}}},')
    if plan.extras:
        lines.append('    {"params": [*model.norm.parameters(), *model.multiplier.parameters()]},')
    return "\n".join([*lines, "]"])
