"""What the depth experiment is asked for, and what it answers."""

from dataclasses import dataclass
from typing import Annotated, Literal

from app.engine.citation import Citation
from app.engine.experiment import Spec
from app.engine.network.architecture import DENSE_CHAIN, Architecture, ResidualChain
from app.engine.records.annotations import Example

Series = tuple[float, ...]
"""One number a place, the first first; NaN where the quantity is not defined.

A place is a layer of a dense network, and of a residual one the stream after the first layer or a
block.
"""

InputKind = Literal["sphere", "gaussian"]


@dataclass(frozen=True, slots=True)
class CurveConfig:
    """One kind of network; the specs hold one choice a weight layer.

    ``gain`` multiplies every weight drawn (biases are left as they are).
    """

    label: str
    initializers: tuple[Spec, ...]
    bias_initializers: tuple[Spec, ...]
    activation: str
    gain: float
    architecture: Architecture = DENSE_CHAIN


def weight_layers(architecture: Architecture, depth: int) -> int:
    """Return how many weight layers a network of ``depth`` places has.

    A dense network's layers are its places, the last of them the output layer. A residual network's
    are its first layer and its blocks, after each of which the stream is measured; the output layer
    follows the last.
    """
    if isinstance(architecture, ResidualChain):
        return 2 + (depth - 1) * architecture.block_layers
    return depth


@dataclass(frozen=True, slots=True)
class DepthConfig:
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
class SeriesBand:
    """A quantity over the seeds in which it is defined, a number a place.

    The places of a dense network are its layers, those of a residual one the stream after its first
    layer and after each block.
    """

    mean: Annotated[Series, Example([0.627, 0.357])]
    """Mean over the seeds."""
    low: Annotated[Series, Example([0.625, 0.352])]
    """10 % quantile."""
    high: Annotated[Series, Example([0.629, 0.361])]
    """90 % quantile."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What went through the networks."""

    activation_std: SeriesBand
    """Std of a layer's activations, or of the stream, over neurons and inputs."""
    second_moment: SeriesBand
    """Mean square of its pre-activations, or of the stream."""
    delta_std: SeriesBand
    """Std of dLoss/dpre_activation, or of dLoss/dstream, sent back from random deltas of std 1 at
    the output layer, which is the last one of a dense network."""
    cosine: SeriesBand
    """Between the pre-activations, or the streams, of the two inputs of a pair."""
    jacobian_square: SeriesBand
    """Mean squared singular value of the derivative of a layer's pre-activations, or of the stream,
    by the first's, by random directions."""
    saturated: SeriesBand | None
    """Share of activations on the flat parts of the curve, by the thresholds of the instruments;
    null for an activation without any, and in the first layer of a residual network."""
    dead: SeriesBand | None
    """Share of ReLU neurons that are 0 for every input; null for other functions."""
    dead_signal: SeriesBand | None
    """Share of inputs for which a whole layer of ReLUs is 0; null for other functions, and for
    residual networks, whose stream goes on."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Where very many (2,000) equal layers, or blocks, lead.

    Only where the signal has a finite size to settle at does chi above 1 drive two inputs apart.
    """

    second_moment: Annotated[float | None, Example(2.93)]
    """Of pre-activations, or of the stream; null where it grows without bound."""
    chi: Annotated[float, Example(1.476)]
    """Factor that squared deltas and small squared differences gain a layer there."""
    depth_scale: Annotated[float | None, Example(2.57)]
    """Layers over which they change by a factor e; null at chi = 1."""
    regime: Annotated[Literal["ordered", "critical", "chaotic", "unbounded"], Example("chaotic")]
    """ordered: deltas vanish; critical: they last; chaotic: deltas grow and inputs that were nearly
    alike come apart; unbounded: signals and deltas both grow for ever."""
    growth: Annotated[Literal["bounded", "linear", "exponential"], Example("bounded")]
    """How the variance grows, over neurons, of pre-activations or of the stream."""
    growth_rate: Annotated[float | None, Example(None)]
    """What a layer or block adds to it where it grows linearly, the factor where exponentially;
    null where it is bounded."""


@dataclass(frozen=True, slots=True)
class Theory:
    """The same quantities for infinitely wide layers of independent weights (mean-field theory)."""

    weight_variance: Annotated[Series, Example([1.0, 1.0])]
    """fan_in times the variance of a weight, a number a weight layer."""
    bias_variance: Annotated[Series, Example([0.0, 0.0])]
    """Variance of a bias, likewise."""
    activation_std: Annotated[Series, Example([0.628, 0.358])]
    """Std of activations, or of the stream."""
    second_moment: Annotated[Series, Example([1.0, 0.167])]
    """Mean square of pre-activations (the length map), or of the stream."""
    chi: Annotated[Series, Example([0.464, 0.75])]
    """Factor that squared deltas gain on the way back to a layer or block from the next one."""
    delta_std: Annotated[Series, Example([0.281, 0.607])]
    """Std of dLoss/dpre_activation, or of dLoss/dstream."""
    cosine: Annotated[Series, Example([0.5, 0.457])]
    """Cosine between two inputs (the correlation map)."""
    jacobian_square: Annotated[Series, Example([1.0, 0.215])]
    """Mean squared singular value: the product of all chi so far."""
    dead_signal: Annotated[Series | None, Example(None)]
    """Probability that one input's signal has died, 1 - (1 - 2^-width)^layer, exact at any width;
    null but for dense ReLU layers without bias or normalization."""
    limit: Limit | None
    """Where very many layers lead; null where layers differ."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One kind of network, measured, with its theory."""

    label: Annotated[str, Example("Glorot normal")]
    """What it is called."""
    activation: Annotated[str, Example("tanh")]
    """Its activation."""
    measured: Measured
    """What went through it."""
    theory: Theory | None
    """What mean-field theory expects; null where it does not apply."""
    theory_note: Annotated[str, Example("Exact for infinitely wide layers.")]
    """What the theory assumes, or why there is none."""


@dataclass(frozen=True, slots=True)
class Propagation:
    """The answer of the depth experiment."""

    curves: tuple[Curve, ...]
    """The curves, in the request's order."""
    citations: tuple[Citation, ...]
    """Where the theory comes from."""
