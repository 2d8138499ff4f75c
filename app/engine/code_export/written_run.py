"""What is to be written: one run of an experiment, taken apart into recipes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.engine.errors import ArgumentError, find
from app.engine.experiment import Experiment, Intervention, RunConfig, Spec
from app.engine.initializers.all_initializers import INITIALIZERS
from app.engine.initializers.entry import Call, LayerContext
from app.engine.initializers.network import Shape, check_network, network_calls
from app.engine.initializers.shown import Shown, shown_of
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.architecture import Architecture, Kin
from app.engine.network.extras import MULTIPLIER, Extra
from app.engine.network.losses import OutputForm
from app.engine.parameters import integer
from app.engine.simulation import output_head
from app.engine.training.intervention_kinds import COPY, REDRAW, redraw_seed
from app.engine.training.optimizers import OPTIMIZERS, Optimizer


@dataclass(frozen=True, slots=True)
class PlannedArray:
    """The weights or the bias of a layer: its recipe, and what to remark on it."""

    layer: LayerContext
    call: Call
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PlannedLayer:
    """A layer: its weights and its bias."""

    weights: PlannedArray
    bias: PlannedArray

    @property
    def fan_in(self) -> int:
        """Number of inputs."""
        return self.weights.layer.fan_in

    @property
    def fan_out(self) -> int:
        """Number of neurons."""
        return self.weights.layer.fan_out


@dataclass(frozen=True, slots=True)
class PlannedIntervention:
    """A change by hand; ``kin`` is where the numbers stand that a copied neuron takes over.

    Where a neuron is drawn anew, ``seed`` and ``drawn`` are those of the layer it is taken from.
    """

    intervention: Intervention
    kin: Kin | None = None
    seed: int | None = None
    drawn: PlannedLayer | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: its layers, activations, loss and optimizer. ``batch_size`` None is all samples.

    ``optimizer_values`` are the optimizer's own parameters, ``layer_rates`` the learning rate of
    each weight layer.
    """

    label: str
    layers: tuple[PlannedLayer, ...]
    activation: Activation
    output: OutputForm
    optimizer: Optimizer
    optimizer_values: Mapping[str, float]
    learning_rate: float
    l2: float
    seed: int
    batch_size: int | None
    epochs: int
    architecture: Architecture
    layer_rates: tuple[float, ...]
    learning_rate_scale: tuple[float, ...] | None
    freeze: tuple[int, ...]
    interventions: tuple[PlannedIntervention, ...]

    @property
    def extras(self) -> tuple[Extra, ...]:
        """What the architecture has besides weights and biases."""
        widths = (self.layers[0].fan_in, *(layer.fan_out for layer in self.layers))
        return self.architecture.extras(widths)

    @property
    def one_rate(self) -> bool:
        """Whether all layers train with the learning rate itself."""
        return set(self.layer_rates) == {self.learning_rate}

    def normalized(self, layer_index: int) -> bool:
        """Return whether a normalization is shown with a layer."""
        return any(one.name != MULTIPLIER and one.layer_index == layer_index for one in self.extras)


def make_plan(experiment: Experiment, run: int) -> Plan:
    """The plan of the run of that index.

    Raises ArgumentError for an index out of range, for an unknown activation or optimizer, or where
    initializers do not fit the network.
    """
    if not 0 <= run < len(experiment.runs):
        raise ArgumentError("run", run, f"an integer from 0 to {len(experiment.runs) - 1}")
    config = experiment.runs[run]
    activation = find(ACTIVATIONS, "activation", config.activation)
    optimizer = find(OPTIMIZERS, "optimizer", config.optimizer.name)
    head = output_head(experiment)
    shown = shown_of(experiment.dataset, head)
    shapes = list(pairwise((shown.inputs.shape[1], *experiment.hidden_layers, head.outputs)))
    check_network(
        shapes,
        config.initializers,
        config.bias_initializers,
        activation=config.activation,
        seed=config.seed,
    )
    return Plan(
        label=config.label,
        layers=_layers(config, shapes, shown),
        activation=activation,
        output=head.form,
        optimizer=optimizer,
        optimizer_values=optimizer.numbers(config.optimizer.parameters),
        learning_rate=config.learning_rate,
        l2=config.l2,
        seed=config.seed,
        batch_size=experiment.batch_size,
        epochs=experiment.epochs,
        architecture=config.architecture,
        layer_rates=tuple(config.layer_rates(len(shapes))),
        learning_rate_scale=config.learning_rate_scale,
        freeze=config.freeze,
        interventions=tuple(
            _intervention(one, config, shapes, shown)
            for one in sorted(experiment.interventions, key=lambda one: one.epoch)
            if one.run in (None, run)
        ),
    )


def _layers(config: RunConfig, shapes: Sequence[Shape], shown: Shown) -> tuple[PlannedLayer, ...]:
    calls = network_calls(
        shapes,
        config.initializers,
        config.bias_initializers,
        activation=config.activation,
        seed=config.seed,
        inputs=shown.inputs,
        architecture=config.architecture,
        answer=shown.answer,
    )
    return tuple(
        PlannedLayer(
            PlannedArray(*weights, _remark(weight_spec)),
            PlannedArray(*bias, _bias_remark(bias_spec, bias[0])),
        )
        for weight_spec, bias_spec, (weights, bias) in zip(
            config.initializers, config.bias_initializers, calls, strict=True
        )
    )


def _intervention(
    one: Intervention, config: RunConfig, shapes: Sequence[Shape], shown: Shown
) -> PlannedIntervention:
    values = one.action.parameters
    widths = [shapes[0][0], *(fan_out for _, fan_out in shapes)]
    if one.action.name == COPY:
        index = integer(values, "layer_index")
        kin = config.architecture.kin(widths, index)
        if not values["outgoing"]:
            kin = Kin((index,), (), config.architecture.shaping(widths, index))
        return PlannedIntervention(one, kin)
    if one.action.name != REDRAW:
        return PlannedIntervention(one)
    index, neuron = integer(values, "layer_index"), integer(values, "neuron")
    seed = redraw_seed(config.seed, one.epoch, index, neuron)
    drawn = _layers(replace(config, seed=seed), shapes, shown)[index]
    return PlannedIntervention(one, None, seed, drawn)


def _remark(spec: Spec) -> str:
    if INITIALIZERS[spec.name].needs_data:
        return f"{spec.name}: the gain was measured on this experiment's training inputs."
    return ""


def _bias_remark(spec: Spec, layer: LayerContext) -> str:
    if layer.answer is not None:
        return f"{spec.name}: as the targets of this experiment's training set have it."
    return ""
