"""One initializer looked at alone: what is answered."""

from typing import Any, Literal

from pydantic import Field

from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers.inspect import Inspection, Place, Theory, inspect_initializer
from app.schemas.base import Answer
from app.schemas.catalog import CitationModel
from app.schemas.inspection import InspectionRequest


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


def inspect(request: InspectionRequest) -> InspectionAnswer:
    """Draw the initializer and set the draw beside its law.

    Raises:
        ArgumentError: it cannot be drawn for this layer.
    """
    place = Place(
        fan_in=request.fan_in,
        fan_out=request.fan_out,
        layer_index=request.layer_index,
        depth=request.depth,
        activation=request.activation,
        seed=request.seed,
    )
    found = inspect_initializer(
        request.name, request.parameters, place, bias=request.bias, bins=request.bins
    )
    return _answer(request, found)


def _answer(request: InspectionRequest, found: Inspection) -> InspectionAnswer:
    entry = (BIAS_INITIALIZERS if request.bias else INITIALIZERS)[request.name]
    sample, values = found.sample, found.singular_values
    return InspectionAnswer(
        **request.model_dump(exclude={"bins"}),
        label=entry.label,
        aliases=entry.aliases,
        formula=entry.formula,
        reason=entry.reason,
        breaks_symmetry=entry.breaks_symmetry,
        suits=entry.suits,
        citation=None if entry.citation is None else CitationModel.model_validate(entry.citation),
        theory=None if found.theory is None else _law(found.theory),
        sample=SampleModel(
            mean=sample.mean,
            std=sample.std,
            minimum=sample.minimum,
            maximum=sample.maximum,
            bin_edges=sample.bin_edges.tolist(),
            counts=sample.counts.tolist(),
            distinct_neurons=sample.distinct_neurons,
        ),
        singular_values=None if values is None else values.tolist(),
    )


def _law(theory: Theory) -> LawModel:
    density = None
    if theory.density_x is not None and theory.density_y is not None:
        density = DensityModel(x=theory.density_x.tolist(), y=theory.density_y.tolist())
    return LawModel(
        mean=theory.mean,
        std=theory.std,
        minimum=theory.minimum,
        maximum=theory.maximum,
        density=density,
        atoms=[AtomModel(value=value, probability=share) for value, share in theory.atoms],
    )
