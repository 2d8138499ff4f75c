"""What drawing a network's weights will cost, estimated before anything is drawn."""

from collections.abc import Sequence
from typing import Final

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import INITIALIZERS
from app.engine.initializers.expression.nodes import Matrix, Node, Operation
from app.engine.initializers.expression.parser import parse
from app.engine.parameters import text
from app.schemas.choices import LayerChoice, per_layer

# Seconds each, on one core of a shared two-core machine, measured and taken twice.
_WEIGHT: Final = 40e-9
#: One number of one random matrix of a formula, and one that an operation of it makes.
_FORMULA_DRAWN: Final = 20e-9
_FORMULA_COMPUTED: Final = 6e-9
#: A number of an orthogonal matrix, plus so much more for each of its shorter side.
_ORTHOGONAL: Final = 80e-9
_ORTHOGONAL_SIDE: Final = 0.3e-9
#: One sample's multiplication, and its activation, on its way to a layer that looks at data.
_MULTIPLICATION: Final = 0.2e-9
_ACTIVATION: Final = 30e-9

_EXPRESSION: Final = "expression"
#: How much of a layer is an orthogonal matrix; the mirrored ones copy a quarter.
_ORTHOGONAL_SHARES: Final = {
    "orthogonal": 1.0,
    "orthogonal_small_head": 1.0,
    "lsuv": 1.0,
    "mirrored_relu": 0.25,
}


def drawing_seconds(choice: LayerChoice, layers: Sequence[tuple[int, int]], samples: int) -> float:
    """Estimate the seconds of one core for drawing one network.

    ``layers`` are the ``(fan_in, fan_out)`` of its weight layers; ``samples`` inputs pass through
    it where an initializer looks at data.
    """
    specs = per_layer(choice, len(layers))
    looks = [INITIALIZERS[spec.name].needs_data for spec in specs]
    # The layer from which on none looks at what comes in.
    last = max((index for index, look in enumerate(looks) if look), default=-1)
    seconds = 0.0
    for index, (spec, (fan_in, fan_out)) in enumerate(zip(specs, layers, strict=True)):
        draws = 1 + INITIALIZERS[spec.name].check_draws + looks[index] + (index < last)
        seconds += draws * fan_in * fan_out * _weight_seconds(spec, min(fan_in, fan_out))
        if index <= last:
            passed = fan_in * fan_out * _MULTIPLICATION + fan_out * _ACTIVATION
            seconds += 2 * samples * passed
    return seconds


def _weight_seconds(spec: Spec, side: int) -> float:
    """Seconds for one weight of a layer with ``side`` inputs or neurons, whichever are fewer."""
    if spec.name == _EXPRESSION:
        try:
            root = parse(text(spec.parameters, "expression")).root
        except ArgumentError:
            # It is refused before anything is drawn.
            return _WEIGHT
        return _WEIGHT + _node_seconds(root, side)
    return _WEIGHT + _ORTHOGONAL_SHARES.get(spec.name, 0.0) * _orthogonal(side)


def _node_seconds(node: Node, side: int) -> float:
    """Seconds for one number of what a part of a formula makes, taken as of the layer's shape."""
    if isinstance(node, Operation):
        return _FORMULA_COMPUTED + sum(_node_seconds(part, side) for part in node.operands)
    if isinstance(node, Matrix):
        return _orthogonal(side) if node.name == "orthogonal" else _FORMULA_DRAWN
    return 0.0


def _orthogonal(side: int) -> float:
    return _ORTHOGONAL + side * _ORTHOGONAL_SIDE
