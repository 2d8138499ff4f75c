"""Why one weight has the gradient it has: its factors, sample by sample.

    gradient = mean over samples of  activation (coming in)  x  delta (coming back)
    delta    = carried  x  f'(pre_activation),   carried = sum of next weights x next deltas

Where a layer is normalized, its delta is what the normalization makes of carried x f' on the way
back. In a residual network carried is, for a layer that adds to the stream, what comes back over
the stream, times the branch's multiplier; the layers there without f have delta = carried.

Deltas here are those of each sample's own loss, so that the gradient is their plain mean.
Source: Rumelhart, Hinton & Williams (1986), "Learning representations by back-propagating errors".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.errors import ArgumentError, StoppedError
from app.engine.experiment import Experiment, RunConfig
from app.engine.initializers.shown import shown_of
from app.engine.instruments.clones import clone_classes
from app.engine.lockstep import initial_parameters, layout_of
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.extras import MULTIPLIER
from app.engine.network.layout import Layout
from app.engine.network.losses import encode_targets
from app.engine.records.annotations import Array, Axes, Example, Finite
from app.engine.simulation import output_head
from app.engine.training.interventions import due, intervene
from app.engine.training.trainer import Schedule, Trainer, TrainingState
from app.engine.training.training_pass import TrainingPass, TrainingSet

Indices = NDArray[np.intp]
FactorName = Literal[
    "activation", "delta", "slope", "carried", "next_weights", "next_deltas", "multiplier"
]


@dataclass(frozen=True, slots=True)
class Place:
    """The weight that is meant, and when.

    From neuron (or input) ``from_neuron`` to ``to_neuron`` of weight layer ``layer_index``, after
    ``epoch`` epochs of training, on minibatch ``minibatch`` of the epoch that follows, or on the
    whole training set where that is None. Minibatch 0 is the very next update.
    """

    layer_index: int
    from_neuron: int
    to_neuron: int
    epoch: int
    minibatch: int | None


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor for each sample."""

    values: Annotated[Array, Axes("samples"), Example([0.5, -0.25])]
    """Its value for each sample."""
    mean: Annotated[float, Example(0.125)]
    """Their mean."""
    mean_absolute: Annotated[float, Example(0.375)]
    """Mean of their sizes."""
    zeros: Annotated[int, Example(0)]
    """Samples for which it is exactly 0."""

    @classmethod
    def of(cls, values: Array) -> "Factor":
        """Make one of its values (samples,)."""
        return cls(
            values,
            float(values.mean()),
            float(np.abs(values).mean()),
            int(np.count_nonzero(values == 0.0)),
        )

    @property
    def nothing(self) -> bool:
        """Whether it is exactly 0 for every sample."""
        return self.zeros == self.values.size


@dataclass(frozen=True, slots=True)
class NextNeuron:
    """A neuron of the next layer and what it sends back."""

    neuron: Annotated[int, Example(0)]
    """Which one."""
    weight: Annotated[float, Example(0.31)]
    """The weight that leads to it from the neuron that is explained."""
    delta_mean: Annotated[float, Example(-0.02)]
    """Mean of its delta over the samples."""
    delta_mean_absolute: Annotated[float, Example(0.4)]
    """Mean of its delta's size."""
    delta_zeros: Annotated[int, Example(0)]
    """Samples for which its delta is exactly 0."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What kind of neuron the weight leads to."""

    twins: Annotated[tuple[int, ...], Example([1, 2, 3])]
    """Neurons of its layer with bit-identical incoming weights and bias."""
    together: Annotated[bool | None, Example(value=True)]
    """Whether their deltas are bit-identical too, so that this update leaves them equal; null
    without twins."""
    dead: Annotated[bool | None, Example(None)]
    """Whether it is 0 for every training sample; null but for ReLUs."""
    saturated: Annotated[Finite | None, Example(0.0)]
    """Share of samples on the flat parts of its curve; null where it has none."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """gradient = mean over samples of activation x delta; delta = carried x slope.

    A layer without activation has delta = carried; that of a layer with normalization goes back
    through it. In the output layer delta is output minus target times a constant of the loss
    instead.
    """

    weight: Annotated[float, Example(0.5)]
    """The weight."""
    gradient: Annotated[float, Example(-0.0123)]
    """Its gradient, as training uses it (without the part of l2)."""
    recomputed: Annotated[float, Example(-0.0123)]
    """The mean of the products below: the same up to rounding."""
    samples: Annotated[tuple[int, ...], Example([3, 17])]
    """Places of the samples in the training set."""
    products: Factor
    """activation times delta."""
    activation: Factor
    """What comes in over the weight: an input, what the layer before puts out, or the stream."""
    delta: Factor
    """What comes back: derivative of the sample's loss by the neuron's pre-activation."""
    slope: Factor | None
    """f'(pre_activation), or f' of the normalized pre-activation, of the neuron; null in a layer
    without activation, such as the output layer."""
    carried: Factor | None
    """What comes back to what the neuron puts out: the sum over the next layer of weight times
    delta, or in a residual network, where it adds to the stream, what comes back over that times
    the branch's multiplier; null in the output layer."""
    following: tuple[NextNeuron, ...] | None
    """The terms of that sum; null in the output layer, and where it adds to a stream."""
    normalized: Annotated[Factor | None, Example(None)]
    """carried times slope, of which the layer's normalization makes the delta; null without one."""
    branch_multiplier: Annotated[Finite | None, Example(None)]
    """Of the residual block that the layer ends; null elsewhere."""
    output: Annotated[Array | None, Axes("samples"), Example(None)]
    """In the output layer, what the network answers; null in others."""
    target: Annotated[Array | None, Axes("samples"), Example(None)]
    """In the output layer, what it should answer; null in others."""
    zero: Annotated[tuple[FactorName, ...], Example(["delta", "next_weights"])]
    """Which factors are exactly 0 for every sample."""
    unit: Unit
    """What kind of neuron it is."""


def explain(
    experiment: Experiment, run: int, place: Place, should_stop: Callable[[], bool] = lambda: False
) -> Explanation:
    """Train one run as far as asked and take the gradient of one weight apart.

    Raises ArgumentError for a place that the network or the schedule does not have, StoppedError
    once ``should_stop`` says so.
    """
    config = experiment.runs[run]
    head = output_head(experiment)
    data = experiment.dataset
    layout = layout_of(experiment, head, config)
    schedule = Schedule(experiment.batch_size, experiment.shuffle)
    chosen = _minibatch(schedule, config, len(data.train_inputs), place)
    _check(layout, place)
    targets = encode_targets(data.train_targets, head)
    everything = TrainingSet.of(data.train_inputs, targets)
    shown = shown_of(data, head)
    parameters = initial_parameters([config], layout, shown)
    state = TrainingState.at_start(parameters, [config])
    with np.errstate(all="ignore"):
        trainer = Trainer([config], layout, head, everything, schedule, state)
        for epoch in range(place.epoch + 1):
            if epoch > 0 and not trainer.train_epoch(should_stop):
                raise StoppedError
            intervene(trainer, [run], due(experiment, epoch), shown)
        batch = TrainingSet(everything.inputs[chosen], everything.targets[chosen])
        passed = TrainingPass.over(batch, [config], layout, head, state.parameters, carried=True)
        passed.run()
        whole = TrainingPass.over(everything, [config], layout, head, state.parameters)
        whole.run()
        return _take_apart(passed, whole, batch, place, chosen)


def _check(layout: Layout, place: Place) -> None:
    if not 0 <= place.layer_index < len(layout.layers):
        allowed = f"an integer from 0 to {len(layout.layers) - 1}, the last weight layer"
        raise ArgumentError("layer_index", place.layer_index, allowed)
    layer = layout.layers[place.layer_index]
    for name, value, size, noun in (
        ("from_neuron", place.from_neuron, layer.fan_in, "what comes into the layer"),
        ("to_neuron", place.to_neuron, layer.fan_out, "the layer's neurons"),
    ):
        if not 0 <= value < size:
            raise ArgumentError(name, value, f"an integer from 0 to {size - 1}, {noun}")


def _minibatch(schedule: Schedule, config: RunConfig, samples: int, place: Place) -> Indices:
    """Return the places in the training set of the samples of a minibatch, in its order."""
    order = np.arange(samples)
    if place.minibatch is None:
        return order
    sizes = schedule.sizes(samples)
    if not 0 <= place.minibatch < len(sizes):
        allowed = f'an integer from 0 to {len(sizes) - 1}, or "all"'
        raise ArgumentError("minibatch", place.minibatch, allowed)
    if schedule.shuffle:
        # The order of each epoch is drawn after those before it, by a generator of the run's seed.
        rng = np.random.default_rng([config.seed, streams.SHUFFLE])
        for _ in range(place.epoch + 1):
            order = rng.permutation(samples)
    start = sum(sizes[: place.minibatch])
    return order[start : start + sizes[place.minibatch]]


def _take_apart(
    passed: TrainingPass, whole: TrainingPass, batch: TrainingSet, place: Place, chosen: Indices
) -> Explanation:
    layout, index, to = passed.layout, place.layer_index, place.to_neuron
    layer = layout.layers[index]
    # The inputs lie sample by sample, the activations of a layer neuron by neuron.
    entering = passed.entering[index][0] if index else batch.inputs.T
    activation = Factor.of(entering[place.from_neuron].copy())
    delta = Factor.of(passed.samples * passed.deltas[index][0, to])
    products = Factor.of(activation.values * delta.values)
    slope = carried = following = normalized = output = target = None
    architecture = layout.architecture
    came_back = passed.carried[index]
    if came_back is not None:
        carried = Factor.of(passed.samples * came_back[0, to])
        if index in architecture.activated(len(layout.layers)):
            function = ACTIVATIONS[passed.runs[0].activation]
            slope = Factor.of(function.slope(passed.arguments[index][0, to]))
        if slope is not None and index in architecture.normalized(len(layout.layers)):
            normalized = Factor.of(carried.values * slope.values)
        if architecture.kin(layout.widths, index).rows == (index,):
            weights, deltas = _onward(passed, index, to)
            following = tuple(map(_following, range(len(weights)), weights, deltas))
    else:
        output, target = passed.activations[index][0, to].copy(), batch.targets[:, to].copy()
    multiplier = _multiplier(passed, index)
    return Explanation(
        weight=float(layout.weights(passed.parameters, layer, 0)[place.from_neuron, to]),
        gradient=float(layout.weights(passed.gradients, layer, 0)[place.from_neuron, to]),
        recomputed=products.mean,
        samples=tuple(chosen.tolist()),
        products=products,
        activation=activation,
        delta=delta,
        slope=slope,
        carried=carried,
        following=following,
        normalized=normalized,
        branch_multiplier=multiplier,
        output=output,
        target=target,
        zero=_zero(activation, delta, slope, carried, following, multiplier),
        unit=_unit(passed, whole, place),
    )


def _multiplier(passed: TrainingPass, index: int) -> float | None:
    """Return the multiplier of the branch that a layer ends, if it ends one."""
    layout = passed.layout
    for one in layout.extras:
        if one.extra.name == MULTIPLIER and one.extra.layer_index == index:
            return float(layout.extra_view(passed.parameters, one)[0, 0])
    return None


def _onward(passed: TrainingPass, index: int, neuron: int) -> tuple[Array, Array]:
    """Give the weights from a neuron to the next layer (n,) and its deltas (n, samples)."""
    layer = passed.layout.layers[index + 1]
    weights = passed.layout.weights(passed.parameters, layer, 0)[neuron]
    return weights, passed.samples * passed.deltas[index + 1][0, : layer.fan_out]


def _following(neuron: int, weight: float, deltas: Array) -> NextNeuron:
    delta = Factor.of(deltas)
    return NextNeuron(neuron, float(weight), delta.mean, delta.mean_absolute, delta.zeros)


def _zero(
    activation: Factor,
    delta: Factor,
    slope: Factor | None,
    carried: Factor | None,
    following: tuple[NextNeuron, ...] | None,
    multiplier: float | None,
) -> tuple[FactorName, ...]:
    """Name what is exactly 0 for every sample, from what comes in to what comes back."""
    next_weights = following is not None and all(one.weight == 0.0 for one in following)
    next_deltas = following is not None and all(
        one.delta_zeros == delta.values.size for one in following
    )
    named: tuple[tuple[FactorName, bool], ...] = (
        ("activation", activation.nothing),
        ("delta", delta.nothing),
        ("slope", slope is not None and slope.nothing),
        ("carried", carried is not None and carried.nothing),
        ("next_weights", next_weights),
        ("next_deltas", next_deltas),
        ("multiplier", multiplier == 0.0),
    )
    return tuple(name for name, nothing in named if nothing)


def _unit(passed: TrainingPass, whole: TrainingPass, place: Place) -> Unit:
    layout, index, to = passed.layout, place.layer_index, place.to_neuron
    layer = layout.layers[index]
    incoming = layout.view(passed.parameters, layer)[0, : layer.fan_out]
    classes = clone_classes(incoming)
    twins = tuple(
        neuron for neuron, first in enumerate(classes) if first == classes[to] and neuron != to
    )
    deltas = passed.deltas[index][0]
    together = (
        all(np.array_equal(deltas[twin], deltas[to], equal_nan=True) for twin in twins)
        if twins
        else None
    )
    bent = index in layout.architecture.activated(len(layout.layers))
    activation = ACTIVATIONS[passed.runs[0].activation]
    a = passed.activations[index][0, to]
    return Unit(
        twins=twins,
        together=together,
        dead=not whole.activations[index][0, to].any() if bent and activation.dies else None,
        saturated=activation.share_flat(a) if bent else None,
    )
