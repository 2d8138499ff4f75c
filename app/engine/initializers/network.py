"""From the choice of initializers to the weights and biases of a whole network."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.engine.errors import find
from app.engine.experiment import Spec
from app.engine.initializers.all_initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers.entry import Array, Branch, Call, Initializer, LayerContext
from app.engine.initializers.shown import Shown
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.architecture import DENSE_CHAIN, Architecture
from app.engine.network.layout import Layout
from app.engine.network.losses import make_head
from app.engine.network.passes import ActivationGroup, Pass, with_ones
from app.engine.parameters import validate_parameters

Shape = tuple[int, int]
"""``(fan_in, fan_out)`` of a weight layer."""


def resolve(name: str, parameters: Mapping[str, object], *, bias: bool = False) -> Spec:
    """The choice with every parameter checked and every default filled in.

    Raises ArgumentError for an unknown name, an unknown parameter or a value out of range.
    """
    if bias:
        entry = find(BIAS_INITIALIZERS, "bias_initializer", name)
    else:
        entry = find(INITIALIZERS, "initializer", name)
    return Spec(entry.name, validate_parameters(entry.parameters, parameters))


def check_network(
    shapes: Sequence[Shape],
    weight_specs: Sequence[Spec],
    bias_specs: Sequence[Spec],
    *,
    activation: str,
    seed: int = 0,
) -> None:
    """Refuse what ``initialize`` would refuse for these shapes; only formulas are tried out.

    Arguments as for ``initialize``. Raises ArgumentError.
    """
    for layer in _layers(shapes, activation, seed, DENSE_CHAIN):
        for spec, context in _choices(layer, weight_specs, bias_specs):
            check = _entry(spec, context).check
            if check is not None:
                check(context, spec.parameters)


def initialize(
    shapes: Sequence[Shape],
    weight_specs: Sequence[Spec],
    bias_specs: Sequence[Spec],
    *,
    activation: str,
    seed: int,
    inputs: Array,
    architecture: Architecture = DENSE_CHAIN,
    answer: tuple[float, ...] | None = None,
) -> list[tuple[Array, Array]]:
    """Weights ``(fan_in, fan_out)`` and bias ``(fan_out,)`` of every layer, newly made.

    ``inputs`` ``(samples, fan_in of the first layer)`` are the training inputs, for initializers
    that look at data, on whose way the ``architecture`` lies; ``answer`` is what
    ``LayerContext.answer`` tells those that ask. The same arguments give the same bits; no entry is
    ever -0.0. Raises ArgumentError where parameters do not fit the shapes or the
    activation.
    """
    check_network(shapes, weight_specs, bias_specs, activation=activation, seed=seed)
    calls = network_calls(
        shapes,
        weight_specs,
        bias_specs,
        activation=activation,
        seed=seed,
        inputs=inputs,
        architecture=architecture,
        answer=answer,
    )
    return [(_drawn(*weights), _drawn(*bias)) for weights, bias in calls]


def draw_layer(
    layer_index: int,
    shapes: Sequence[Shape],
    weight_specs: Sequence[Spec],
    bias_specs: Sequence[Spec],
    *,
    activation: str,
    seed: int,
    shown: Shown,
    architecture: Architecture = DENSE_CHAIN,
) -> tuple[Array, Array]:
    """Weights and bias of one layer of the network that ``initialize`` makes of the same."""
    calls = network_calls(
        shapes,
        weight_specs,
        bias_specs,
        activation=activation,
        seed=seed,
        inputs=shown.inputs,
        architecture=architecture,
        answer=shown.answer,
    )
    weights, bias = calls[layer_index]
    return _drawn(*weights), _drawn(*bias)


PlacedCall = tuple[LayerContext, Call]
"""A recipe with the layer it is for."""


def network_calls(
    shapes: Sequence[Shape],
    weight_specs: Sequence[Spec],
    bias_specs: Sequence[Spec],
    *,
    activation: str,
    seed: int,
    inputs: Array,
    architecture: Architecture = DENSE_CHAIN,
    answer: tuple[float, ...] | None = None,
) -> list[tuple[PlacedCall, PlacedCall]]:
    """The recipes behind ``initialize``: for every layer that of the weights and of the bias."""
    made: dict[int, tuple[PlacedCall, PlacedCall]] = {}
    looks = [INITIALIZERS[spec.name].needs_data for spec in weight_specs]

    def plan(layer: LayerContext, entering: Array | None) -> tuple[PlacedCall, PlacedCall]:
        """Plan a layer; ``entering`` (samples, fan_in) is what comes in, where that matters."""
        (weight_spec, weights), (bias_spec, bias) = _choices(layer, weight_specs, bias_specs)
        weights = replace(weights, inputs=entering)
        if _entry(bias_spec, bias).needs_answer and bias.is_output:
            bias = replace(bias, answer=answer)
        pair = (
            (weights, _entry(weight_spec, weights).call(weights, weight_spec.parameters)),
            (bias, _entry(bias_spec, bias).call(bias, bias_spec.parameters)),
        )
        made[layer.layer_index] = pair
        return pair

    layers = _layers(shapes, activation, seed, architecture)
    if not any(looks):
        return [plan(layer, None) for layer in layers]
    layout = Layout.of([shapes[0][0], *(fan_out for _, fan_out in shapes)], 1, architecture)
    flat = np.zeros(layout.size)
    layout.fill_extras(flat, 0, architecture.start)

    def draw(index: int, entering: Array) -> None:
        """Draw a layer when its data are there; those after the last that looks are planned."""
        came = entering[0, : layers[index].fan_in].T.copy() if looks[index] else None
        weights, bias = plan(layers[index], came)
        if any(looks[index + 1 :]):
            layout.weights(flat, layout.layers[index], 0)[...] = _drawn(*weights)
            layout.bias(flat, layout.layers[index], 0)[...] = _drawn(*bias)

    groups = [ActivationGroup(ACTIVATIONS[activation], 0, 1)]
    head = make_head("auto", "regression", shapes[-1][1])
    passed = Pass(layout, groups, head, flat, len(inputs), watch=draw)
    entering = with_ones(inputs).T[None]
    draw(0, entering)
    with np.errstate(all="ignore"):
        passed.enter(entering)()
        passed.forward.run()
    return [made[layer.layer_index] for layer in layers]


def _drawn(layer: LayerContext, call: Call) -> Array:
    # Adding 0 turns -0.0 into 0.0, so that equal weights are equal bit for bit.
    return call.run(layer) + 0.0


def _layers(
    shapes: Sequence[Shape], activation: str, seed: int, architecture: Architecture
) -> list[LayerContext]:
    branches = branches_of(architecture, len(shapes))
    return [
        LayerContext(
            index, len(shapes), fan_in, fan_out, activation, seed, branch=branches.get(index)
        )
        for index, (fan_in, fan_out) in enumerate(shapes)
    ]


def branches_of(architecture: Architecture, layers: int) -> dict[int, Branch]:
    """Return where those of ``layers`` weight layers stand that are in a branch."""
    branches = architecture.branches(layers)
    return {
        index: Branch(len(branches), len(branch), place)
        for branch in branches
        for place, index in enumerate(branch)
    }


def _choices(
    layer: LayerContext, weight_specs: Sequence[Spec], bias_specs: Sequence[Spec]
) -> tuple[tuple[Spec, LayerContext], tuple[Spec, LayerContext]]:
    bias = replace(layer, bias=True)
    return (weight_specs[layer.layer_index], layer), (bias_specs[layer.layer_index], bias)


def _entry(spec: Spec, layer: LayerContext) -> Initializer:
    return (BIAS_INITIALIZERS if layer.bias else INITIALIZERS)[spec.name]
