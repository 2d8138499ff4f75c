"""What is answered of one initializer."""

from typing import Any, Final, Literal

from pydantic import Field

from app.schemas.base import Answer
from app.schemas.catalog import CitationModel


class DensityModel(Answer):
    """A curve over the histogram's range and a little more, within the bounds."""

    x: list[float] = Field(examples=[[-0.1, 0.0, 0.1]])
    """Values of an entry, rising."""
    y: list[float] = Field(examples=[[2.4, 3.9, 2.4]])
    """Probability density there: per unit of the value."""


class AtomModel(Answer):
    """A value that an entry has with a positive probability."""

    value: float = Field(examples=[0.0])
    """The value."""
    probability: float = Field(examples=[0.9])
    """How probable it is."""


class LawModel(Answer):
    """What is promised of an entry drawn at random."""

    mean: float = Field(examples=[0.0])
    """Mean."""
    std: float = Field(examples=[0.0722])
    """Standard deviation."""
    minimum: float | None = Field(examples=[None])
    """Least possible value; null where there is none."""
    maximum: float | None = Field(examples=[None])
    """Largest possible value; null where there is none."""
    density: DensityModel | None
    """The continuous part; null where there is none."""
    atoms: list[AtomModel]
    """The other part: together with the density they make 1."""


class SampleModel(Answer):
    """What one draw gave."""

    mean: float | None = Field(examples=[0.0003])
    """Mean of the entries; null, as all of these, where it is beyond the floating point numbers."""
    std: float | None = Field(examples=[0.0721])
    """Their standard deviation."""
    minimum: float = Field(examples=[-0.29])
    """The least entry."""
    maximum: float = Field(examples=[0.31])
    """The largest entry."""
    bin_edges: list[float | None] = Field(examples=[[-0.3, 0.0, 0.3]])
    """Edges of the histogram's bins."""
    counts: list[int] = Field(examples=[[16400, 16368]])
    """Entries in each bin."""
    distinct_neurons: int = Field(examples=[128])
    """Neurons whose incoming weights differ from those of all others."""


class InspectionAnswer(Answer):
    """An initializer at one layer: what it is, what it promises, what it draws."""

    name: str = Field(examples=["glorot_normal"])
    """What a request calls it."""
    label: str = Field(examples=["Glorot normal"])
    """What people call it."""
    aliases: tuple[str, ...] = Field(examples=[["Xavier normal"]])
    """Other names it goes by."""
    formula: str = Field(examples=["N(0, 2 / (fan_in + fan_out))"])
    """Its law."""
    reason: str = Field(examples=["Keeps the variance of signals and gradients."])
    """Why it is as it is."""
    breaks_symmetry: Literal["yes", "no", "depends"] = Field(examples=["yes"])
    """Whether neurons begin different from each other."""
    suits: tuple[str, ...] = Field(examples=[["tanh", "sigmoid"]])
    """Activations it is made for."""
    citation: CitationModel | None
    """Its source."""
    parameters: dict[str, Any] = Field(examples=[{"gain": 1.0, "activation_gain": "none"}])
    """Its parameters, every default filled in."""
    fan_in: int = Field(examples=[256])
    """Inputs of the layer."""
    fan_out: int = Field(examples=[128])
    """Neurons of the layer."""
    bias: bool = Field(examples=[False])
    """Whether this is the bias."""
    layer_index: int = Field(examples=[1])
    """Which weight layer it is, from 0."""
    depth: int = Field(examples=[3])
    """Weight layers of the network."""
    activation: str = Field(examples=["tanh"])
    """Activation of the hidden layers."""
    seed: int = Field(examples=[0])
    """Seed of the draw."""
    theory: LawModel | None
    """What is promised; null where the data or the user decide."""
    sample: SampleModel
    """What one draw gave."""
    singular_values: list[float | None] | None = Field(examples=[[1.99, 1.97, 0.42]])
    """Of the weights, largest first: min(fan_in, fan_out) of them; null for a bias."""


#: What the question is answered with.
ANSWER: Final = InspectionAnswer
