"""The events of a simulation as the documentation shows them.

Lines are written by ``app.jobs.encode`` straight from the engine's arrays; that they fit these
models is tested.
"""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.base import Answer
from app.schemas.instruments import (
    Band,
    CompactEdges,
    Figure,
    Finding,
    FloatArray,
    SignalReading,
    Sweep,
    SymmetryReading,
    Verdicts,
)
from app.schemas.request import SimulationRequest
from app.version import VERSION

Pair = tuple[float, float]


class LayerShape(Answer):
    """The shape of one weight layer."""

    layer_index: int = Field(examples=[0])
    """0 is the first; the last is the output layer."""
    fan_in: int = Field(examples=[2])
    """Numbers that come in."""
    fan_out: int = Field(examples=[8])
    """Neurons."""


class ProbePoints(Answer):
    """The inputs on which neurons' outputs are shown: rows * cols points, row by row."""

    kind: Literal["grid", "examples", "samples"] = Field(examples=["grid"])
    """A grid over the plane, examples of each class in a row each, or training samples."""
    rows: int = Field(examples=[20])
    """Rows; row 0 of a grid is the top, the largest y."""
    cols: int = Field(examples=[20])
    """Columns."""
    x_range: Pair | None = Field(examples=[[-1.25, 1.25]])
    """Extent of a grid, bounds included."""
    y_range: Pair | None = Field(examples=[[-1.25, 1.25]])
    """Extent of a grid, bounds included."""
    inputs: list[list[float]] = Field(examples=[[[-1.25, 1.25]]])
    """The points, one row each."""
    labels: list[int] | None = Field(examples=[None])
    """The class of each point, where it has one."""


class DatasetArrays(Answer):
    """The data in use, split."""

    name: str = Field(examples=["circles"])
    """Its name."""
    task: Literal["classification", "regression"] = Field(examples=["classification"])
    """What is learned."""
    classes: int = Field(examples=[2])
    """Number of classes, 0 for regression."""
    train_inputs: list[list[float]] = Field(examples=[[[0.85, 0.0]]])
    """One row a training sample."""
    train_targets: list[int] | list[list[float]] = Field(examples=[[0]])
    """A class index, or a row of numbers, for each."""
    test_inputs: list[list[float]] = Field(examples=[[[0.4, 0.0]]])
    """One row a test sample."""
    test_targets: list[int] | list[list[float]] = Field(examples=[[1]])
    """A class index, or a row of numbers, for each."""


class Output(Answer):
    """What stands at the end of the network."""

    loss: Literal["binary_cross_entropy", "cross_entropy", "mse"] = Field(
        examples=["binary_cross_entropy"]
    )
    """The loss in use."""
    activation: Literal["sigmoid", "softmax", "linear"] = Field(examples=["sigmoid"])
    """The activation of the output layer."""


class StartedFields(Answer):
    """What is known before the first update."""

    version: str = Field(examples=[VERSION])
    """The program's version."""
    request: SimulationRequest = Field(examples=[{"activation": "tanh"}])
    """The resolved request: every default filled in, every run whole."""
    layers: list[LayerShape]
    """The weight layers."""
    probe: ProbePoints
    """Where neurons are looked at."""
    dataset: DatasetArrays
    """The data."""
    output: Output
    """The output layer."""


class Started(StartedFields):
    """The first event."""

    kind: Literal["started"] = Field(examples=["started"])
    """Which event this is."""


class Histogram(Answer):
    """A histogram; the last bin is closed on both sides."""

    bin_edges: list[float] | CompactEdges = Field(examples=[[-1.0, 0.0, 1.0]])
    """One edge more than counts; with record.compact only the first, the last and the bins."""
    counts: list[int] = Field(examples=[[7, 9]])
    """Weights in each bin."""


class WeightStats(Answer):
    """Moments and bounds of the weights of a layer."""

    mean: Figure = Field(examples=[0.01])
    """Mean."""
    std: Figure = Field(examples=[0.44])
    """Standard deviation, divided by their number."""
    min: Figure = Field(examples=[-0.9])
    """Smallest."""
    max: Figure = Field(examples=[0.95])
    """Largest."""


class ByteMatrix(Answer):
    """A matrix of bytes, written with record.compact: value = offset + scale * byte."""

    dtype: Literal["u8"] = Field(examples=["u8"])
    """Unsigned bytes."""
    shape: tuple[int, ...] = Field(examples=[[400, 8]])
    """Rows and columns; row by row."""
    offset: float = Field(examples=[-1.0])
    """The value of byte 0."""
    scale: float = Field(examples=[0.0078])
    """Added for each step of a byte; 0 when all values are equal."""
    base64: str = Field(examples=["AAECAw=="])
    """The bytes."""


class LayerSnapshot(Answer):
    """One layer of one run at one epoch."""

    layer_index: int = Field(examples=[0])
    """Which layer."""
    weight_histogram: Histogram
    """Histogram of the weights; the counts sum to fan_in * fan_out."""
    weight_stats: WeightStats
    """Moments and bounds of the weights."""
    distinct_neurons: int = Field(examples=[8])
    """How many neurons differ from each other."""
    clone_class: list[int] = Field(examples=[[0, 1, 2, 3, 4, 5, 6, 7]])
    """For each neuron the first one with bit-identical incoming weights and bias."""
    parted_epoch: int | None = Field(examples=[None])
    """The first epoch in which neurons that began as clones came apart, whether it was recorded or
    not; null until then."""
    neuron_outputs: list[list[Figure]] | ByteMatrix | None = Field(
        default=None, examples=[[[0.1, -0.2]]]
    )
    """One row a probe point, one column a neuron; left out unless record.neuron_outputs."""
    effective_rank: Figure = Field(default=None, examples=[3.4])
    """exp(entropy of the normalised singular values) of neuron_outputs, 0 if all are 0. This and
    the next two: of hidden layers, left out unless record.neuron_outputs."""
    visible_class: list[int] | None = Field(default=None, examples=[[0, 1, 2, 1]])
    """For each neuron the first earlier one of those that represent others from which it differs
    nowhere by more than 2 % of the layer's range; itself, if there is none. The range is that of
    the activation where it is bounded on both sides, else the largest minus the smallest output."""
    visibly_distinct: int | None = Field(default=None, examples=[3])
    """How many neurons can be told apart by eye: those that represent themselves or others."""
    weights: list[list[Figure]] | FloatArray | None = Field(default=None, examples=[[[0.5, -0.5]]])
    """(fan_in, fan_out); with record.weights."""
    bias: list[Figure] | FloatArray | None = Field(default=None, examples=[[0.0, 0.0]])
    """(fan_out,); with record.weights."""
    symmetry: SymmetryReading | None = None
    """How alike its neurons are; with symmetry in record.instruments."""
    signal: SignalReading | None = None
    """How large signals and corrections are; with signal in record.instruments."""


class Figures(Answer):
    """Loss and accuracy; null where there is no such data, or no classes."""

    train_loss: Figure = Field(examples=[0.69])
    """On the training set."""
    test_loss: Figure = Field(examples=[0.7])
    """On the test set."""
    train_accuracy: Figure = Field(examples=[0.5])
    """On the training set, 0 to 1."""
    test_accuracy: Figure = Field(examples=[0.5])
    """On the test set, 0 to 1."""


class RunSnapshot(Figures):
    """One run at one epoch."""

    run: int = Field(examples=[0])
    """Its place in request.runs."""
    share_learned: Figure = Field(examples=[0.3])
    """1 - train_loss / the training loss of the best constant answer; null where that is 0."""
    gradient_flow: Figure = Field(default=None, examples=[0.35])
    """std of delta in the first layer over that in the last; with signal in record.instruments."""
    verdict: list[Finding] | None = None
    """What was found before the first update; at epoch 0 alone."""
    band: Band | None = None
    """The figures over all seeds; with seeds above 1."""
    layers: list[LayerSnapshot]
    """Its weight layers."""


class Snapshot(Answer):
    """All runs that still go, at one epoch."""

    kind: Literal["snapshot"] = Field(examples=["snapshot"])
    """Which event this is."""
    epoch: int = Field(examples=[0])
    """0 is before the first update."""
    runs: list[RunSnapshot]
    """The runs; one that diverged is absent."""


class Diverged(Answer):
    """A run that stopped because a number of its ceased to be finite; the others go on."""

    kind: Literal["diverged"] = Field(examples=["diverged"])
    """Which event this is."""
    run: int = Field(examples=[1])
    """Its place in request.runs."""
    epoch: int = Field(examples=[3])
    """The epoch in which it happened."""
    quantity: Literal["weights", "bias", "activation", "loss"] = Field(examples=["weights"])
    """What was no longer finite."""
    layer_index: int | None = Field(examples=[0])
    """Where; null for the loss."""
    message: str = Field(examples=["A weight of layer 1 was no longer finite in epoch 3."])
    """The same in words."""


class RunResult(Figures):
    """How a run ended."""

    run: int = Field(examples=[0])
    """Its place in request.runs."""
    label: str = Field(examples=["Glorot normal"])
    """What it is called."""
    status: Literal["completed", "diverged"] = Field(examples=["completed"])
    """Whether it reached the last epoch."""
    epoch: int = Field(examples=[100])
    """Its last epoch."""
    verdicts: Verdicts
    """What was found before the first update and after the last."""
    sweep: Sweep | None = None
    """How the other seeds ended; with seeds above 1."""


class DoneFields(Answer):
    """The end of an experiment."""

    runs: list[RunResult]
    """How each run ended."""


class Done(DoneFields):
    """The last event of an experiment that ran to its end."""

    kind: Literal["done"] = Field(examples=["done"])
    """Which event this is."""
    elapsed_s: float = Field(examples=[0.08])
    """Seconds that it took to compute, when it was computed."""


class Failed(Answer):
    """The last event of an experiment that broke off."""

    kind: Literal["failed"] = Field(examples=["failed"])
    """Which event this is."""
    message: str = Field(examples=["The process that computed this was lost."])
    """Why."""


Event = Annotated[Started | Snapshot | Diverged | Done | Failed, Field(discriminator="kind")]


class Simulation(StartedFields, DoneFields):
    """The same as the stream in one document."""

    snapshots: list[Snapshot]
    """All recorded epochs, in order."""
    diverged: list[Diverged]
    """The runs that stopped early."""
