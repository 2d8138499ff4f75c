"""What the depth experiment answers."""

from typing import Any, Final, Literal

from pydantic import Field

from app.schemas.base import Answer
from app.schemas.catalog import CitationModel

Numbers = list[float | None]
"""One number a layer, the first layer first; null where there is none."""


class BandModel(Answer):
    """A quantity over the seeds, a number a layer."""

    mean: Numbers = Field(examples=[[0.627, 0.357]])
    """Mean over the seeds."""
    low: Numbers = Field(examples=[[0.625, 0.352]])
    """10 % quantile."""
    high: Numbers = Field(examples=[[0.629, 0.361]])
    """90 % quantile."""


class MeasuredModel(Answer):
    """What went through the networks."""

    activation_std: BandModel
    """Std of a layer's activations, over neurons and inputs."""
    second_moment: BandModel
    """Mean square of its pre-activations."""
    delta_std: BandModel
    """Std of dLoss/dpre_activation, sent back from random deltas of std 1 at the last layer."""
    cosine: BandModel
    """Between the pre-activations of the two inputs of a pair."""
    jacobian_square: BandModel
    """Mean squared singular value of the derivative of a layer's pre-activations by the first's."""
    saturated: BandModel | None
    """Share of activations on the flat parts of tanh, sigmoid or softsign; null for others."""
    dead: BandModel | None
    """Share of ReLU neurons that are 0 for every input; null for other functions."""
    dead_signal: BandModel | None
    """Share of inputs for which a whole layer of ReLUs is 0; null for other functions."""


class LimitModel(Answer):
    """Where very many (2,000) equal layers lead."""

    second_moment: float | None = Field(examples=[2.93])
    """Of pre-activations; null where it grows without bound."""
    chi: float | None = Field(examples=[1.476])
    """Factor that squared deltas gain a layer there."""
    depth_scale: float | None = Field(examples=[2.57])
    """Layers over which they change by a factor e; null at chi = 1."""
    regime: Literal["ordered", "critical", "chaotic", "unbounded"] = Field(examples=["chaotic"])
    """ordered: deltas vanish; critical: they last; chaotic: deltas grow and inputs that were nearly
    alike come apart; unbounded: signals and deltas both grow for ever."""


class TheoryModel(Answer):
    """The same quantities for infinitely wide layers (mean-field theory)."""

    weight_variance: Numbers = Field(examples=[[1.0, 1.0]])
    """fan_in times the variance of a weight."""
    bias_variance: Numbers = Field(examples=[[0.0, 0.0]])
    """Variance of a bias."""
    activation_std: Numbers = Field(examples=[[0.628, 0.358]])
    """Std of activations."""
    second_moment: Numbers = Field(examples=[[1.0, 0.167]])
    """Mean square of pre-activations (the length map)."""
    chi: Numbers = Field(examples=[[0.464, 0.75]])
    """Factor that squared deltas gain on the way back to a layer from the next one."""
    delta_std: Numbers = Field(examples=[[0.281, 0.607]])
    """Std of dLoss/dpre_activation."""
    cosine: Numbers = Field(examples=[[0.5, 0.457]])
    """Cosine between two inputs (the correlation map)."""
    jacobian_square: Numbers = Field(examples=[[1.0, 0.215]])
    """Mean squared singular value: the product of all chi so far."""
    dead_signal: Numbers | None = Field(examples=[None])
    """Probability that one input's signal has died, 1 - (1 - 2^-width)^layer; ReLU without bias."""
    limit: LimitModel | None
    """Where very many layers lead; null where layers differ."""


class CurveModel(Answer):
    """One kind of network, measured, with its theory."""

    label: str = Field(examples=["Glorot normal"])
    """What it is called."""
    activation: str = Field(examples=["tanh"])
    """Its activation."""
    measured: MeasuredModel
    """What went through it."""
    theory: TheoryModel | None
    """What mean-field theory expects; null where it does not apply."""
    theory_note: str = Field(examples=["Exact for infinitely wide layers."])
    """What the theory assumes, or why there is none."""


class PropagationAnswer(Answer):
    """The answer of the depth experiment."""

    curves: tuple[CurveModel, ...]
    """The curves, in the request's order."""
    citations: tuple[CitationModel, ...]
    """Where the theory comes from."""


class Propagation(PropagationAnswer):
    """The answer of the depth experiment, with what was asked."""

    request: dict[str, Any] = Field(examples=[{"width": 100, "depth": 30}])
    """The request with every default filled in and every curve whole."""


#: What the question is answered with.
ANSWER: Final = Propagation
