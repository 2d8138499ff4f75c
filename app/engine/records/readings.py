"""What the instruments read: plain records that events carry."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

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


@dataclass(frozen=True, slots=True)
class SymmetryReading:
    """How alike the neurons of a layer are, told by their outputs on the probe.

    ``distinct_outputs`` is the number of neurons of which no two differ by at most
    ``output_tolerance`` at every point; ``similarity`` (fan_out, fan_out) holds the cosines of
    the centred outputs; ``effective_rank`` is as in a snapshot's layer.
    """

    distinct_outputs: int
    output_tolerance: float
    similarity: Array
    effective_rank: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Moments of many numbers, and their histogram on a range that does not depend on them.

    ``counts`` (bins,) between ``bin_edges`` (bins + 1,); a bin holds its left edge, the last one
    its right edge too. ``below`` and ``above`` count what lies outside. ``std`` divides by their
    number.
    """

    mean: float
    std: float
    bin_edges: Array
    counts: NDArray[np.int64]
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class SignalReading:
    """What a layer makes of the training set, forwards and backwards.

    ``delta`` is dLoss/dpre_activation of the mean loss over the training set. ``saturated`` is
    the share of activations on the flat parts, None where there are none; ``dead`` lists the
    units that give 0 for every training sample, None where units cannot die. Norms are Euclidean,
    of the gradient of the loss alone. ``update_ratio`` is log10(std(learning_rate * gradient) /
    std(weights)), with the gradient as updates use it, l2 included; None where all weights are
    equal, -infinity where the gradient is.
    """

    pre_activation: Spread
    activation: Spread
    delta: Spread
    saturated: float | None
    dead: tuple[int, ...] | None
    weight_grad_norm: float
    bias_grad_norm: float
    update_ratio: float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a run, or that nothing is.

    ``value`` was measured in this run and is compared with ``threshold``, which is what it is for
    ``reason``; ``source`` says who described it. ``sentence`` says it in words. A divergence has
    no value and an infinite threshold.
    """

    name: FindingName
    layer_index: int | None
    quantity: str
    value: float | None
    threshold: float | None
    reason: str
    source: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The findings on a run before its first update and after its last."""

    start: tuple[Finding, ...]
    end: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Quantiles of one figure over the seeds, linearly interpolated."""

    q10: float
    q25: float
    median: float
    q75: float
    q90: float


@dataclass(frozen=True, slots=True)
class Band:
    """The figures of a run over its seeds; None where there is no such figure.

    A seed that diverged counts with an infinite loss and an accuracy of 0.
    """

    train_loss: Quantiles
    test_loss: Quantiles | None
    train_accuracy: Quantiles | None
    test_accuracy: Quantiles | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """When a seed counts as failed, as a number and in words."""

    quantity: str
    threshold: float
    sentence: str


@dataclass(frozen=True, slots=True)
class SeedResult:
    """How one seed ended; the figures of a seed that diverged are those before that epoch."""

    seed: int
    status: Literal["completed", "diverged"]
    epoch: int
    failed: bool
    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None


@dataclass(frozen=True, slots=True)
class Sweep:
    """A run repeated over several seeds; ``failed`` is a share of them."""

    seeds: tuple[SeedResult, ...]
    failed: float
    criterion: Criterion
    band: Band
