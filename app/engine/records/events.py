"""What a simulation tells while it runs, in the order in which it tells it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets import Dataset
from app.engine.datasets.probe import Probe
from app.engine.network.losses import OutputForm
from app.engine.records.readings import (
    Band,
    Finding,
    SignalReading,
    Sweep,
    SymmetryReading,
    Verdicts,
)

Array = NDArray[np.float64]
DivergedQuantity = Literal["weights", "bias", "activation", "loss"]


@dataclass(frozen=True, slots=True)
class LayerShape:
    """The shape of one weight layer; ``layer_index`` 0 is the first."""

    layer_index: int
    fan_in: int
    fan_out: int


@dataclass(frozen=True, slots=True)
class Started:
    """Everything known before the first update."""

    layers: tuple[LayerShape, ...]
    probe: Probe
    dataset: Dataset
    output: OutputForm


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of ``n`` equal bins between ``n + 1`` edges; the last bin is closed on both sides."""

    bin_edges: Array
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WeightStats:
    """Moments and bounds of a layer's weights (``std`` divides by their number)."""

    mean: float
    std: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class LayerSnapshot:
    """One layer of one run at one epoch.

    ``neuron_outputs`` is (probe points, fan_out), ``weights`` (fan_in, fan_out), ``bias``
    (fan_out,); each is None unless it was asked for. ``clone_class`` gives for each neuron the
    index of the first neuron of its layer with bit-identical incoming weights and bias.

    What can be seen of a hidden layer on the probe comes with ``neuron_outputs`` alone.
    ``effective_rank`` is exp(entropy of the normalised singular values) of ``neuron_outputs``, 0
    if all are 0. ``visible_class`` gives for each neuron its representative: the first earlier one
    from whose outputs its own differ nowhere by more than 2 % of the layer's range, or itself.
    The range is that of the activation where it is bounded on both sides, else the layer's largest
    minus its smallest output. ``visibly_distinct`` counts the representatives.

    ``symmetry`` and ``signal`` are None unless these instruments were asked for. ``parted_epoch``
    is the first epoch in which neurons that began as clones came apart, recorded or not; None until
    then.
    """

    layer_index: int
    weight_histogram: Histogram
    weight_stats: WeightStats
    neuron_outputs: Array | None
    distinct_neurons: int
    clone_class: tuple[int, ...]
    weights: Array | None
    bias: Array | None
    effective_rank: float | None = None
    visible_class: tuple[int, ...] | None = None
    visibly_distinct: int | None = None
    symmetry: SymmetryReading | None = None
    signal: SignalReading | None = None
    parted_epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Loss and accuracy of a run; None where there is no such data or no classes."""

    train_loss: float
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None


@dataclass(frozen=True, slots=True)
class RunSnapshot:
    """One run at one epoch.

    ``gradient_flow`` is the std of delta in the first layer over that in the last; None without
    the instrument ``signal``, or where the last has none. ``verdict`` comes with epoch 0 alone,
    ``band`` with several seeds alone. ``share_learned`` is 1 - train_loss / the training loss of
    the best constant answer, None where that is 0.
    """

    run: int
    figures: Figures
    layers: tuple[LayerSnapshot, ...]
    gradient_flow: float | None = None
    verdict: tuple[Finding, ...] | None = None
    band: Band | None = None
    share_learned: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All runs that are still going, at one epoch (0 is before the first update)."""

    epoch: int
    runs: tuple[RunSnapshot, ...]


@dataclass(frozen=True, slots=True)
class Diverged:
    """A run that ended because a number of its ceased to be finite during ``epoch``."""

    run: int
    epoch: int
    quantity: DivergedQuantity
    layer_index: int | None


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    ``figures`` are those of its last epoch or, for a run that diverged at ``epoch``, of the epoch
    before; None if it was never finite. ``sweep`` comes with several seeds alone.
    """

    run: int
    label: str
    status: Literal["completed", "diverged"]
    epoch: int
    figures: Figures | None
    verdicts: Verdicts
    sweep: Sweep | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The end of the experiment."""

    runs: tuple[RunResult, ...]


Event = Started | Snapshot | Diverged | Done
