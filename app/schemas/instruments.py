"""What the instruments read, and verdicts, as the documentation shows them."""

from typing import Literal

from pydantic import Field

from app.engine.records.readings import FindingName
from app.schemas.base import Answer

Figure = float | None


class CompactEdges(Answer):
    """Equally spaced bin edges, from the first to the last."""

    first: float = Field(examples=[-1.0])
    """The lowest edge."""
    last: float = Field(examples=[1.0])
    """The highest edge."""
    bins: int = Field(examples=[32])
    """Number of bins; one edge more."""


class FloatArray(Answer):
    """An array of 32-bit floats, little endian, written with record.compact."""

    dtype: Literal["f32"] = Field(examples=["f32"])
    """32-bit floats."""
    shape: tuple[int, ...] = Field(examples=[[2, 8]])
    """Its shape; row by row."""
    base64: str = Field(examples=["AACAPw=="])
    """The bytes."""


class SymmetryReading(Answer):
    """How alike the neurons of a layer are, told by their outputs on the probe."""

    distinct_outputs: int = Field(examples=[8])
    """Neurons of which no two differ by at most output_tolerance at every point."""
    output_tolerance: Figure = Field(examples=[9e-7])
    """A millionth of the layer's largest output."""
    similarity: list[list[Figure]] | FloatArray = Field(examples=[[[1.0, -0.2], [-0.2, 1.0]]])
    """Cosines of the centred outputs, neuron by neuron; 1 for equal constants."""
    effective_rank: Figure = Field(examples=[3.4])
    """exp(entropy of the normalised singular values) of the matrix of outputs; clones have 1."""


class FixedHistogram(Answer):
    """A histogram between edges that do not depend on the numbers; the last bin is closed."""

    bin_edges: list[float] | CompactEdges = Field(examples=[[-8.0, 0.0, 8.0]])
    """One edge more than counts; with record.compact only the first, the last and the bins."""
    counts: list[int] = Field(examples=[[70, 80]])
    """Numbers in each bin."""
    below: int = Field(examples=[0])
    """Numbers below the first edge."""
    above: int = Field(examples=[0])
    """Numbers above the last edge."""


class Spread(Answer):
    """Moments and histogram over all neurons of a layer and all training samples."""

    mean: Figure = Field(examples=[0.01])
    """Mean."""
    std: Figure = Field(examples=[0.7])
    """Standard deviation, divided by their number."""
    histogram: FixedHistogram
    """How they lie in a fixed range."""


class SignalReading(Answer):
    """What a layer makes of the whole training set, forwards and backwards."""

    pre_activation: Spread
    """x W + b."""
    activation: Spread
    """Its activation."""
    delta: Spread
    """dLoss/dpre_activation, of the mean loss over the training set."""
    saturated: Figure = Field(examples=[0.02])
    """Share of activations on the flat parts of the curve; null where there are none."""
    dead: list[int] | None = Field(examples=[None])
    """Units that give 0 for every training sample; null where units cannot die."""
    weight_grad_norm: Figure = Field(examples=[0.04])
    """Euclidean norm of the loss's gradient by the weights."""
    bias_grad_norm: Figure = Field(examples=[0.01])
    """Euclidean norm of the loss's gradient by the biases."""
    update_ratio: Figure = Field(examples=[-2.8])
    """log10(std(learning_rate * gradient) / std(weights)); null where either std is 0."""


class Finding(Answer):
    """One thing that is wrong with a run, or that nothing is."""

    name: FindingName = Field(examples=["vanishing"])
    """What was found."""
    layer_index: int | None = Field(examples=[0])
    """Where, if in one layer; the worst, if in several."""
    quantity: str = Field(examples=["gradient_flow"])
    """What was measured."""
    value: Figure = Field(examples=[7.0e-6])
    """Its value in this run; null where there is none or it is not finite."""
    threshold: Figure = Field(examples=[0.001])
    """What the value is compared with; null where only the infinite is a fault."""
    reason: str = Field(examples=["At a thousandth of the output layer's correction..."])
    """Why the threshold is what it is."""
    source: str | None = Field(examples=["Bengio, Simard & Frasconi (1994)"])
    """Who described it."""
    sentence: str = Field(examples=["Corrections fade on their way back."])
    """The finding in words, with this run's numbers."""


class Verdicts(Answer):
    """The findings on a run; one of them is healthy if and only if there is no other."""

    start: list[Finding]
    """Before the first update."""
    end: list[Finding]
    """After the last; without any epoch the same as at the start."""


class Quantiles(Answer):
    """Quantiles over the seeds, linearly interpolated; null where a diverged seed makes it so."""

    q10: Figure = Field(examples=[0.1])
    """A tenth of the seeds lie below."""
    q25: Figure = Field(examples=[0.2])
    """A quarter lies below."""
    median: Figure = Field(examples=[0.3])
    """Half lie below."""
    q75: Figure = Field(examples=[0.4])
    """Three quarters lie below."""
    q90: Figure = Field(examples=[0.5])
    """Nine tenths lie below."""


class Band(Answer):
    """The figures of a run over its seeds; a diverged seed has infinite loss and accuracy 0."""

    train_loss: Quantiles
    """On the training set."""
    test_loss: Quantiles | None
    """On the test set."""
    train_accuracy: Quantiles | None
    """On the training set, 0 to 1."""
    test_accuracy: Quantiles | None
    """On the test set, 0 to 1."""


class Criterion(Answer):
    """When a seed counts as failed."""

    quantity: str = Field(examples=["share_learned"])
    """1 - training loss / loss of the best constant answer."""
    threshold: float = Field(examples=[0.25])
    """Below this a seed has failed."""
    sentence: str = Field(examples=["A seed failed if it diverged, or ..."])
    """The same in words."""


class SeedResult(Answer):
    """How one seed ended; a diverged one's figures are those of the epoch before."""

    seed: int = Field(examples=[0])
    """The seed."""
    status: Literal["completed", "diverged"] = Field(examples=["completed"])
    """Whether it reached the last epoch."""
    epoch: int = Field(examples=[100])
    """Its last epoch."""
    failed: bool = Field(examples=[False])
    """Whether it meets the criterion."""
    train_loss: Figure = Field(examples=[0.02])
    """On the training set."""
    test_loss: Figure = Field(examples=[0.03])
    """On the test set."""
    train_accuracy: Figure = Field(examples=[1.0])
    """On the training set, 0 to 1."""
    test_accuracy: Figure = Field(examples=[1.0])
    """On the test set, 0 to 1."""


class Sweep(Answer):
    """A run repeated over several seeds."""

    seeds: list[SeedResult]
    """Every seed, the run's own first."""
    failed: float = Field(examples=[0.125])
    """Share of the seeds that failed."""
    criterion: Criterion
    """When a seed counts as failed."""
    band: Band
    """The final figures over the seeds."""
