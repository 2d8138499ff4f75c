"""What the instruments read: plain records that events carry."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from app.engine.records.annotations import Array, Axes, Counts, Edges, Example, Finite

INSTRUMENTS: Final = ("signal", "symmetry")
"""What a recording may ask for besides the weights."""

FindingName = Literal[
    "healthy",
    "clones",
    "near_clones",
    "vanishing",
    "exploding",
    "saturated",
    "dead",
    "too_slow",
    "too_fast",
    "overfitted",
    "diverged",
]
Status = Literal["completed", "diverged"]


@dataclass(frozen=True, slots=True)
class SymmetryReading:
    """How alike the neurons of a layer are, told by their outputs on the probe."""

    distinct_outputs: Annotated[int, Example(8)]
    """Neurons of which no two differ by at most output_tolerance at every point."""
    output_tolerance: Annotated[float, Example(9e-7)]
    """A millionth of the layer's largest output."""
    effective_rank: Annotated[float, Example(3.4)]
    """As in a snapshot's layer: 1 for clones, 0 for outputs that are all 0."""
    similarity: Annotated[
        Array, Axes("neurons", "neurons", compact="floats"), Example([[1.0, -0.2], [-0.2, 1.0]])
    ]
    """Cosines of the centred outputs, (fan_out, fan_out); 1 for equal constants."""


@dataclass(frozen=True, slots=True)
class FixedHistogram:
    """A histogram on a range that does not depend on the numbers.

    A bin holds its left edge, the last one its right edge too.
    """

    bin_edges: Annotated[Edges, Example([-8.0, 0.0, 8.0])]
    """One edge more than counts; with record.compact only the first, the last and the bins."""
    counts: Annotated[Counts, Example([70, 80])]
    """Numbers in each bin."""
    below: Annotated[int, Example(0)]
    """Numbers below the first edge."""
    above: Annotated[int, Example(0)]
    """Numbers above the last edge."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Moments and histogram over all neurons of a layer and all training samples."""

    mean: Annotated[float, Example(0.01)]
    """Mean."""
    std: Annotated[float, Example(0.7)]
    """Standard deviation, divided by their number."""
    histogram: FixedHistogram
    """How they lie in a fixed range."""


@dataclass(frozen=True, slots=True)
class SignalReading:
    """What a layer makes of the whole training set, forwards and backwards."""

    pre_activation: Spread
    """x W + b."""
    activation: Spread
    """What the layer puts out: its activation where it has one."""
    delta: Spread
    """dLoss/dpre_activation, of the mean loss over the training set."""
    saturated: Annotated[float | None, Example(0.02)]
    """Share of activations on the flat parts of the curve; null where there is no curve, or none
    with flat parts."""
    dead: Annotated[tuple[int, ...] | None, Example(None)]
    """Units that give 0 for every training sample; null where units cannot die."""
    weight_grad_norm: Annotated[float, Example(0.04)]
    """Euclidean norm of the gradient of the loss alone by the weights."""
    bias_grad_norm: Annotated[float, Example(0.01)]
    """Euclidean norm of the gradient of the loss alone by the biases."""
    update_ratio: Annotated[float | None, Example(-2.8)]
    """log10(std(learning_rate * gradient) / std(weights)), with the layer's own learning rate and
    the gradient as updates use it, l2 included; null where either std is 0."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a run, or that nothing is."""

    name: Annotated[FindingName, Example("vanishing")]
    """What was found."""
    layer_index: Annotated[int | None, Example(0)]
    """Where, if in one layer; the worst, if in several."""
    quantity: Annotated[str, Example("gradient_flow")]
    """What was measured."""
    value: Annotated[float | None, Example(7.0e-6)]
    """Its value in this run; null where there is none or it is not finite."""
    threshold: Annotated[float | None, Example(0.001)]
    """What the value is compared with; null where only the infinite is a fault."""
    reason: Annotated[str, Example("At a thousandth of the output layer's correction...")]
    """Why the threshold is what it is."""
    source: Annotated[str | None, Example("Bengio, Simard & Frasconi (1994)")]
    """Who described it."""
    sentence: Annotated[str, Example("Corrections fade on their way back.")]
    """The finding in words, with this run's numbers."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The findings on a run; one of them is healthy if and only if there is no other."""

    start: tuple[Finding, ...]
    """Before the first update."""
    end: tuple[Finding, ...]
    """After the last; without any epoch the same as at the start."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Quantiles over the seeds, linearly interpolated; null where a diverged seed makes it so."""

    q10: Annotated[float, Example(0.1)]
    """A tenth of the seeds lie below."""
    q25: Annotated[float, Example(0.2)]
    """A quarter lies below."""
    median: Annotated[float, Example(0.3)]
    """Half lie below."""
    q75: Annotated[float, Example(0.4)]
    """Three quarters lie below."""
    q90: Annotated[float, Example(0.5)]
    """Nine tenths lie below."""


@dataclass(frozen=True, slots=True)
class Band:
    """The figures of a run over its seeds; a diverged seed has infinite loss and accuracy 0."""

    train_loss: Quantiles
    """On the training set."""
    test_loss: Quantiles | None
    """On the test set."""
    train_accuracy: Quantiles | None
    """On the training set, 0 to 1."""
    test_accuracy: Quantiles | None
    """On the test set, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """When a seed counts as failed."""

    quantity: Annotated[str, Example("share_learned")]
    """1 - training loss / loss of the best constant answer."""
    threshold: Annotated[Finite, Example(0.25)]
    """Below this a seed has failed."""
    sentence: Annotated[str, Example("A seed failed if it diverged, or ...")]
    """The same in words."""


@dataclass(frozen=True, slots=True)
class SeedResult:
    """How one seed ended; a diverged one's figures are those of the epoch before."""

    seed: Annotated[int, Example(0)]
    """The seed."""
    status: Annotated[Status, Example("completed")]
    """Whether it reached the last epoch."""
    epoch: Annotated[int, Example(100)]
    """Its last epoch."""
    failed: Annotated[bool, Example(value=False)]
    """Whether it meets the criterion."""
    train_loss: Annotated[float | None, Example(0.02)]
    """On the training set."""
    test_loss: Annotated[float | None, Example(0.03)]
    """On the test set."""
    train_accuracy: Annotated[float | None, Example(1.0)]
    """On the training set, 0 to 1."""
    test_accuracy: Annotated[float | None, Example(1.0)]
    """On the test set, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A run repeated over several seeds."""

    seeds: tuple[SeedResult, ...]
    """Every seed, the run's own first."""
    failed: Annotated[Finite, Example(0.125)]
    """Share of the seeds that failed."""
    criterion: Criterion
    """When a seed counts as failed."""
    band: Band
    """The final figures over the seeds."""
