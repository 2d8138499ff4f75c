"""What the depth probe is asked for, and what it answers."""

from dataclasses import dataclass
from typing import Literal

from app.engine.citation import Citation
from app.engine.experiment import Spec

Series = tuple[float, ...]
"""One number a layer, the first layer first; NaN where the quantity is not defined."""

InputKind = Literal["sphere", "gaussian"]


@dataclass(frozen=True, slots=True)
class CurveConfig:
    """One kind of network: ``depth`` equal layers; the specs hold one choice a layer.

    ``gain`` multiplies every weight drawn (biases are left as they are).
    """

    label: str
    initializers: tuple[Spec, ...]
    bias_initializers: tuple[Spec, ...]
    activation: str
    gain: float


@dataclass(frozen=True, slots=True)
class ProbeConfig:
    """The whole question: every curve is measured on the same inputs and the same seeds.

    ``samples`` inputs of ``width`` numbers come in pairs of the given ``cosine``. ``sphere``: each
    has exactly the root mean square ``input_std`` and each pair exactly the cosine; ``gaussian``:
    entries are drawn from N(0, input_std^2), so both hold on average.
    """

    width: int
    depth: int
    seeds: int
    seed: int
    samples: int
    inputs: InputKind
    input_std: float
    cosine: float
    curves: tuple[CurveConfig, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A quantity over the seeds, a number a layer: mean, 10 % and 90 % quantile.

    Seeds in which it is not defined (NaN) are left out.
    """

    mean: Series
    low: Series
    high: Series


@dataclass(frozen=True, slots=True)
class Measured:
    """What went through the networks; ``_std`` and ``_square`` are over neurons and samples.

    ``second_moment`` is the mean square of pre-activations, ``cosine`` that between the
    pre-activations of the two inputs of a pair. ``delta_std`` is the std of what comes back to a
    layer's pre-activations from random deltas of unit variance at the last layer's.
    ``jacobian_square`` is the mean squared singular value of dz_l/dz_1, by random directions.
    ``saturated`` is the share of activations on the flat parts of tanh, sigmoid or softsign, by the
    thresholds of the instruments; ``dead`` the share of ReLU neurons that are 0 for all samples,
    ``dead_signal`` the share of samples for which a whole layer of ReLUs is 0; None for other
    activations.
    """

    activation_std: Band
    second_moment: Band
    delta_std: Band
    cosine: Band
    jacobian_square: Band
    saturated: Band | None
    dead: Band | None
    dead_signal: Band | None


@dataclass(frozen=True, slots=True)
class Limit:
    """Where very many (2,000) equal layers lead.

    ``second_moment`` of pre-activations, None where it grows without bound; ``chi`` the factor that
    squared deltas and small squared differences gain a layer there; ``depth_scale`` the number of
    layers over which they change by a factor e, None at chi = 1. ``regime``: unbounded where the
    signal grows for ever; else by chi: ordered below 1, critical at 1, chaotic above. Only where
    the signal has a finite size to settle at does chi above 1 drive two inputs apart.
    """

    second_moment: float | None
    chi: float
    depth_scale: float | None
    regime: Literal["ordered", "critical", "chaotic", "unbounded"]


@dataclass(frozen=True, slots=True)
class Theory:
    """The same quantities for infinitely wide layers of independent weights.

    ``weight_variance`` is fan_in times the variance of a weight, ``bias_variance`` that of a bias,
    a number a layer. ``chi`` is the factor that squared deltas gain on the way back to a layer from
    the next. ``dead_signal`` is exact at any width. ``limit`` is None where layers differ.
    """

    weight_variance: Series
    bias_variance: Series
    activation_std: Series
    second_moment: Series
    chi: Series
    delta_std: Series
    cosine: Series
    jacobian_square: Series
    dead_signal: Series | None
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve measured, and its theory; where there is none, ``theory_note`` says why."""

    label: str
    activation: str
    measured: Measured
    theory: Theory | None
    theory_note: str


@dataclass(frozen=True, slots=True)
class Propagation:
    """The answer of the depth probe."""

    curves: tuple[Curve, ...]
    citations: tuple[Citation, ...]
