"""One weight's gradient taken apart, as it is answered."""

from typing import Any, Final

from pydantic import Field

from app.engine.explanation.gradient import FactorName
from app.schemas.base import Answer

Numbers = list[float | None]


class FactorModel(Answer):
    """A factor for each sample."""

    values: Numbers = Field(examples=[[0.5, -0.25]])
    """Its value for each sample."""
    mean: float | None = Field(examples=[0.125])
    """Their mean."""
    mean_absolute: float | None = Field(examples=[0.375])
    """Mean of their sizes."""
    zeros: int = Field(examples=[0])
    """Samples for which it is exactly 0."""


class NextNeuronModel(Answer):
    """A neuron of the next layer and what it sends back."""

    neuron: int = Field(examples=[0])
    """Which one."""
    weight: float | None = Field(examples=[0.31])
    """The weight that leads to it from the neuron that is explained."""
    delta_mean: float | None = Field(examples=[-0.02])
    """Mean of its delta over the samples."""
    delta_mean_absolute: float | None = Field(examples=[0.4])
    """Mean of its delta's size."""
    delta_zeros: int = Field(examples=[0])
    """Samples for which its delta is exactly 0."""


class UnitModel(Answer):
    """What kind of neuron the weight leads to."""

    twins: tuple[int, ...] = Field(examples=[[1, 2, 3]])
    """Neurons of its layer with bit-identical incoming weights and bias."""
    together: bool | None = Field(examples=[True])
    """Whether their deltas are bit-identical too, so that they stay equal; null without twins."""
    dead: bool | None = Field(examples=[None])
    """Whether it is 0 for every training sample; null but for hidden ReLUs."""
    saturated: float | None = Field(examples=[0.0])
    """Share of samples on the flat parts of its curve; null where it has none."""


class ExplanationAnswer(Answer):
    """gradient = mean over samples of activation x delta; delta = carried x slope."""

    weight: float | None = Field(examples=[0.5])
    """The weight."""
    gradient: float | None = Field(examples=[-0.0123])
    """Its gradient, as training uses it (without the part of l2)."""
    recomputed: float | None = Field(examples=[-0.0123])
    """The mean of the products below: the same up to rounding."""
    samples: list[int] = Field(examples=[[3, 17]])
    """Places of the samples in the training set."""
    products: FactorModel
    """activation times delta."""
    activation: FactorModel
    """What comes in over the weight: an input, or an activation of the layer before."""
    delta: FactorModel
    """What comes back: derivative of the sample's loss by the neuron's pre-activation."""
    slope: FactorModel | None
    """f'(pre_activation) of the neuron; null in the output layer."""
    carried: FactorModel | None
    """Sum over the next layer of weight times delta; null in the output layer."""
    following: tuple[NextNeuronModel, ...] | None = Field(
        examples=[
            [
                {
                    "neuron": 0,
                    "weight": 0.31,
                    "delta_mean": -0.02,
                    "delta_mean_absolute": 0.4,
                    "delta_zeros": 0,
                }
            ]
        ]
    )
    """The terms of that sum; null in the output layer."""
    output: Numbers | None = Field(examples=[None])
    """In the output layer, what the network answers."""
    target: Numbers | None = Field(examples=[None])
    """In the output layer, what it should answer."""
    zero: tuple[FactorName, ...] = Field(examples=[["delta", "next_weights"]])
    """Which factors are exactly 0 for every sample."""
    unit: UnitModel
    """What kind of neuron it is."""


class Explanation(ExplanationAnswer):
    """One weight's gradient taken apart, with what was asked."""

    request: dict[str, Any] = Field(examples=[{"layer_index": 0, "from_neuron": 0}])
    """The request with every default filled in."""
    words: tuple[str, ...] = Field(
        examples=[
            [
                "The weight from input 1 to neuron 2 of layer 1 is 0.5. Its gradient is 0.",
                "Exactly 0, because the input is 0.",
            ]
        ]
    )
    """The same in sentences, which count from 1: what the gradient is, and then why."""


#: What the question is answered with.
ANSWER: Final = Explanation
