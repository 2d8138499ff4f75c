"""The network in NumPy: the same initial weights bit for bit, and the forward pass."""

from app.engine.code_export.arrays import PREAMBLE, initial_layers_code
from app.engine.code_export.interventions import intervene_code
from app.engine.code_export.native import title
from app.engine.code_export.plan import Plan

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


def forward(layers: list[tuple[Array, Array]], x: Array) -> Array:
    """The network's outputs (samples, outputs) for inputs (samples, inputs)."""
    for weights, bias in layers[:-1]:
        x = activation(x @ weights + bias)
    weights, bias = layers[-1]
    return output(x @ weights + bias)


if __name__ == "__main__":
    for weights, bias in initial_layers():
        print(weights.shape, "mean", weights.mean(), "std", weights.std())
'''
