"""The network in NumPy: the same initial weights bit for bit, and the forward pass."""

from app.engine.code_export.array_code import PREAMBLE, initial_layers_code
from app.engine.code_export.intervention_code import intervene_code
from app.engine.code_export.native import title
from app.engine.code_export.network_lines import Words, forward_lines
from app.engine.code_export.written_run import Plan
from app.engine.network.extras import MULTIPLIER, NORM
from app.engine.network.normalization import EPSILON

OUTPUTS = {
    "linear": "z",
    "sigmoid": "1.0 / (1.0 + np.exp(-z))",
    "softmax": (
        "np.exp(z - z.max(axis=1, keepdims=True)) / "
        "np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)"
    ),
}


def numpy_text(plan: Plan) -> str:
    """A module that needs NumPy alone."""
    return f'''\
"""{title(plan)}: initial weights and network, from Unclone. Needs NumPy."""

{PREAMBLE}

{initial_layers_code(plan)}{intervene_code(plan)}


def activation(z: Array) -> Array:
    """The hidden layers' activation: {plan.activation.name}."""
    return {plan.activation.numpy_code}


def output(z: Array) -> Array:
    """The output layer's activation: {plan.output.activation}."""
    return {OUTPUTS[plan.output.activation]}


{_forward(plan)}


if __name__ == "__main__":
    for weights, bias in initial_layers():
        print(weights.shape, "mean", weights.mean(), "std", weights.std())
'''


def _forward(plan: Plan) -> str:
    """The function that carries inputs through the network, and what it needs."""
    if not plan.extras:
        return _CHAIN
    lines = forward_lines(plan, _WORDS)
    norm = _LAYER_NORM if any(one.name != MULTIPLIER for one in plan.extras) else ""
    return "\n".join(
        [
            f"{norm}def initial_extras() -> dict[str, dict[int, Array]]:",
            '    """Gains, shifts and branch multipliers, by the weight layer they go with."""',
            *_extras(plan),
            "",
            "",
            "def forward(",
            "    layers: list[tuple[Array, Array]], x: Array, extras: dict[str, dict[int, Array]]",
            ") -> Array:",
            '    """The network\'s outputs (samples, outputs) for inputs (samples, inputs)."""',
            *(f"    {line}" for line in lines),
            "    return output(x)",
        ]
    )


def _extras(plan: Plan) -> list[str]:
    lines = ["    extras: dict[str, dict[int, Array]] = {"]
    for name in (*NORM, MULTIPLIER):
        found = [one for one in plan.extras if one.name == name]
        items = (
            f"{one.layer_index}: np.full({one.size}, {plan.architecture.start(one)!r})"
            for one in found
        )
        lines.append(f'        "{name}": {{{", ".join(items)}}},')
    return [*lines, "    }", "    return extras"]


_CHAIN = '''\
def forward(layers: list[tuple[Array, Array]], x: Array) -> Array:
    """The network's outputs (samples, outputs) for inputs (samples, inputs)."""
    for weights, bias in layers[:-1]:
        x = activation(x @ weights + bias)
    weights, bias = layers[-1]
    return output(x @ weights + bias)'''

_LAYER_NORM = f'''\
def layer_norm(x: Array, gain: Array, shift: Array) -> Array:
    """Each sample's neurons brought to mean 0 and variance 1, times gain, plus shift."""
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred * centred).mean(axis=1, keepdims=True)
    return gain * centred / np.sqrt(variance + {EPSILON!r}) + shift


'''

_WORDS = Words(
    linear=lambda index, x: [f"{x} = {x} @ layers[{index}][0] + layers[{index}][1]"],
    norm=lambda index, x: (
        f'layer_norm({x}, extras["norm_gain"][{index}], extras["norm_shift"][{index}])'
    ),
    activation=lambda x: f"activation({x})",
    multiplied=lambda index, u: f'extras["branch_multiplier"][{index}] * {u}',
)
