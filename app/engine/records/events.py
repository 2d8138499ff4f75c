"""What a simulation tells while it runs, in the order in which it tells it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from app.engine.datasets import Dataset
from app.engine.datasets.probe import Probe
from app.engine.network.losses import OutputForm
from app.engine.records.annotations import Array, Axes, Counts, Edges, Example, Finite, Mark
from app.engine.records.readings import (
    Band,
    Finding,
    SignalReading,
    Status,
    Sweep,
    SymmetryReading,
    Verdicts,
)

DivergedQuantity = Literal["weights", "bias", "activation", "loss", "normalization", "multiplier"]


@dataclass(frozen=True, slots=True)
class LayerShape:
    """The shape of one weight layer."""

    layer_index: Annotated[int, Example(0)]
    """0 is the first; the last is the output layer."""
    fan_in: Annotated[int, Example(2)]
    """Numbers that come in."""
    fan_out: Annotated[int, Example(8)]
    """Neurons."""


@dataclass(frozen=True, slots=True)
class Started:
    """Everything known before the first update."""

    layers: tuple[LayerShape, ...]
    """The weight layers."""
    probe: Probe
    """Where neurons are looked at."""
    dataset: Dataset
    """The data."""
    output: OutputForm
    """The output layer."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Equal bins between rising edges; the last bin is closed on both sides."""

    bin_edges: Annotated[Edges, Example([-1.0, 0.0, 1.0])]
    """One edge more than counts; with record.compact only the first, the last and the bins."""
    counts: Annotated[Counts, Example([7, 9])]
    """Weights in each bin."""


@dataclass(frozen=True, slots=True)
class WeightStats:
    """Moments and bounds of the weights of a layer."""

    mean: Annotated[float, Example(0.01)]
    """Mean."""
    std: Annotated[float, Example(0.44)]
    """Standard deviation, divided by their number; null where their squares overflow."""
    min: Annotated[Finite, Example(-0.9)]
    """Smallest."""
    max: Annotated[Finite, Example(0.95)]
    """Largest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSnapshot:
    """One layer of one run at one epoch."""

    layer_index: Annotated[int, Example(0)]
    """Which layer."""
    weight_histogram: Annotated[Histogram | None, Mark.OMITTED] = None
    """Histogram of the weights; the counts sum to fan_in * fan_out. Left out where record.compact
    is changes."""
    weight_stats: WeightStats
    """Moments and bounds of the weights."""
    distinct_neurons: Annotated[int, Example(8)]
    """How many neurons differ from each other."""
    parted_epoch: Annotated[int | None, Example(None)] = None
    """The first epoch in which neurons that began as clones came apart, whether it was recorded or
    not; null until then."""
    clone_class: Annotated[tuple[int, ...], Example([0, 1, 2, 3, 4, 5, 6, 7])]
    """For each neuron the first one of its layer with bit-identical incoming weights and bias."""
    effective_rank: Annotated[float | None, Mark.OMITTED, Example(3.4)] = None
    """exp(entropy of the normalised singular values) of neuron_outputs, 0 if all are 0. This and
    the next two: of hidden layers, left out unless record.neuron_outputs."""
    visible_class: Annotated[tuple[int, ...] | None, Mark.OMITTED, Example([0, 1, 2, 1])] = None
    """For each neuron the first earlier one of those that represent others from which it differs
    nowhere by more than 2 % of the layer's range; itself, if there is none. The range is that of
    the activation where the layer has one that is bounded on both sides, else the largest minus
    the smallest output."""
    visibly_distinct: Annotated[int | None, Mark.OMITTED, Example(3)] = None
    """How many neurons can be told apart by eye: those that represent themselves or others."""
    signal: Annotated[SignalReading | None, Mark.OMITTED] = None
    """How large signals and corrections are; with signal in record.instruments."""
    neuron_outputs: Annotated[
        Array | None,
        Axes("probe points", "neurons", compact="bytes"),
        Mark.OMITTED,
        Example([[0.1, -0.2]]),
    ] = None
    """What the layer puts out: one row a probe point, one column a neuron; left out unless
    record.neuron_outputs, and where record.compact is changes. In a residual network the first
    layer puts out the stream, and a layer of a branch u, after its activation where it has one,
    before it is multiplied and added."""
    weights: Annotated[
        Array | None,
        Axes("fan_in", "fan_out", compact="floats"),
        Mark.FINITE,
        Mark.OMITTED,
        Example([[0.5, -0.5]]),
    ] = None
    """(fan_in, fan_out); with record.weights."""
    bias: Annotated[
        Array | None,
        Axes("fan_out", compact="floats"),
        Mark.FINITE,
        Mark.OMITTED,
        Example([0.0, 0.0]),
    ] = None
    """(fan_out,); with record.weights."""
    norm_gain: Annotated[
        Array | None,
        Axes("neurons", compact="floats"),
        Mark.FINITE,
        Mark.OMITTED,
        Example([1.0, 1.0]),
    ] = None
    """Gains of the layer normalization that is shown with this layer, where there is one, with
    record.weights. Dense: of this layer's pre-activations. Residual, pre: of what is read from the
    stream, with the first layer of each block and with the output layer; post: of the stream after
    the block, with its last layer."""
    norm_shift: Annotated[
        Array | None,
        Axes("neurons", compact="floats"),
        Mark.FINITE,
        Mark.OMITTED,
        Example([0.0, 0.0]),
    ] = None
    """Its shifts."""
    branch_multiplier: Annotated[Finite | None, Mark.OMITTED, Example(1.0)] = None
    """What the branch is multiplied by before it is added to the stream: with the last layer of
    each residual block, with record.weights."""
    symmetry: Annotated[SymmetryReading | None, Mark.OMITTED] = None
    """How alike its neurons are; with symmetry in record.instruments."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Loss and accuracy of a run; null where there is no such data, or no classes."""

    train_loss: Annotated[float, Example(0.69)]
    """On the training set."""
    test_loss: Annotated[float | None, Example(0.7)]
    """On the test set."""
    train_accuracy: Annotated[float | None, Example(0.5)]
    """On the training set, 0 to 1."""
    test_accuracy: Annotated[float | None, Example(0.5)]
    """On the test set, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSnapshot:
    """One run at one epoch."""

    run: Annotated[int, Example(0)]
    """Its place in request.runs."""
    figures: Annotated[Figures, Mark.INLINE]
    """Loss and accuracy."""
    share_learned: Annotated[float | None, Example(0.3)] = None
    """1 - train_loss / the training loss of the best constant answer; null where that is 0."""
    gradient_flow: Annotated[float | None, Mark.OMITTED, Example(0.35)] = None
    """std of delta in the first layer over that in the last, null where the last has none; with
    signal in record.instruments."""
    verdict: Annotated[tuple[Finding, ...] | None, Mark.OMITTED] = None
    """What was found before the first update; in the second snapshot alone, as it takes longer than
    the first picture may wait."""
    band: Annotated[Band | None, Mark.OMITTED] = None
    """The figures over all seeds; with seeds above 1."""
    layers: tuple[LayerSnapshot, ...]
    """Its weight layers."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All runs that still go, at one epoch."""

    kind: ClassVar[Literal["snapshot"]] = "snapshot"
    """Which event this is."""
    epoch: Annotated[int, Example(0)]
    """0 is before the first update."""
    runs: tuple[RunSnapshot, ...]
    """The runs; one that diverged is absent."""


@dataclass(frozen=True, slots=True)
class Diverged:
    """A run that stopped because one of its numbers was no longer finite; the others go on."""

    kind: ClassVar[Literal["diverged"]] = "diverged"
    """Which event this is."""
    run: Annotated[int, Example(1)]
    """Its place in request.runs."""
    epoch: Annotated[int, Example(3)]
    """The epoch in which it happened."""
    quantity: Annotated[DivergedQuantity, Example("weights")]
    """What was no longer finite."""
    layer_index: Annotated[int | None, Example(0)]
    """Where; null for the loss."""
    message: Annotated[str, Example("A weight of layer 1 was no longer finite in epoch 3.")]
    """The same in words."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended."""

    run: Annotated[int, Example(0)]
    """Its place in request.runs."""
    label: Annotated[str, Example("Glorot normal")]
    """What it is called."""
    status: Annotated[Status, Example("completed")]
    """Whether it reached the last epoch."""
    epoch: Annotated[int, Example(100)]
    """Its last epoch."""
    figures: Annotated[Figures | None, Mark.INLINE]
    """Those of its last epoch or, for a run that diverged, of the epoch before; none of them if it
    was never finite."""
    verdicts: Verdicts
    """What was found before the first update and after the last."""
    sweep: Annotated[Sweep | None, Mark.OMITTED] = None
    """How the other seeds ended; with seeds above 1."""


@dataclass(frozen=True, slots=True)
class Done:
    """The end of an experiment."""

    runs: tuple[RunResult, ...]
    """How each run ended."""


Event = Started | Snapshot | Diverged | Done
