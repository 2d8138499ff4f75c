"""The catalog: everything the page's controls and the documentation are made from."""

from typing import Any, Literal

from pydantic import Field

from app.engine.datasets import DATASETS
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.architectures import ARCHITECTURES
from app.engine.network.losses import LOSSES
from app.engine.parameters import Kind
from app.engine.training.optimizers import OPTIMIZERS
from app.limits import LIMITS
from app.schemas.base import Answer
from app.schemas.code_frameworks import FRAMEWORK_ENTRIES
from app.schemas.intervention_choice import ACTIONS_HERE
from app.schemas.presets import PRESETS
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.version import VERSION


class ParameterModel(Answer):
    """A parameter of a choice, with its range: enough for a control."""

    name: str = Field(examples=["std"])
    """The field it is set by."""
    kind: Kind = Field(examples=["number"])
    """What it takes."""
    default: Any = Field(examples=[0.01])
    """Its value when left out; null where it must be given."""
    minimum: float | None = Field(examples=[0.0])
    """Smallest value allowed."""
    maximum: float | None = Field(examples=[100.0])
    """Largest value allowed; of a text, the number of characters."""
    exclusive_minimum: bool = Field(examples=[False])
    """Whether the minimum itself is refused."""
    choices: tuple[str, ...] = Field(examples=[[]])
    """What may be chosen, for a choice."""
    step: float | None = Field(examples=[0.01])
    """A sensible step of a control."""
    description: str = Field(examples=["Standard deviation."])
    """What it does."""


class CitationModel(Answer):
    """Where something comes from."""

    text: str = Field(examples=["Glorot & Bengio (2010)"])
    """Text to print."""
    url: str | None = Field(examples=["https://proceedings.mlr.press/v9/glorot10a.html"])
    """Where to read it."""


class InitializerModel(Answer):
    """An initializer."""

    name: str = Field(examples=["glorot_normal"])
    """What a request calls it."""
    label: str = Field(examples=["Glorot normal"])
    """What people call it."""
    aliases: tuple[str, ...] = Field(examples=[["Xavier normal"]])
    """Other names it goes by; a request may use them."""
    group: str = Field(examples=["variance scaling"])
    """What kind it is."""
    formula: str = Field(examples=["N(0, 2 / (fan_in + fan_out))"])
    """Its law."""
    parameters: tuple[ParameterModel, ...] = Field(examples=[[]])
    """What can be set."""
    breaks_symmetry: Literal["yes", "no", "depends"] = Field(examples=["yes"])
    """Whether neurons begin different from each other."""
    suits: tuple[str, ...] = Field(examples=[["tanh", "sigmoid"]])
    """Activations it is made for."""
    bias_initializer: str | None = Field(examples=[None])
    """The bias that belongs to it, as in a framework's default; null where it says nothing."""
    reason: str = Field(examples=["Keeps the variance of signals and gradients."])
    """Why it is as it is."""
    citation: CitationModel | None = Field(
        examples=[{"text": "Glorot & Bengio (2010)", "url": None}]
    )
    """Its source."""


class FunctionModel(Answer):
    """A choice that a formula tells all about."""

    name: str = Field(examples=["tanh"])
    """What a request calls it."""
    label: str = Field(examples=["tanh"])
    """What people call it."""
    aliases: tuple[str, ...] = Field(examples=[["logistic"]])
    """Other names it goes by; a request may use them."""
    formula: str = Field(examples=["tanh(z)"])
    """What it computes."""


class ActivationModel(FunctionModel):
    """An activation."""

    range: tuple[float, float] | None = Field(examples=[[-1.0, 1.0]])
    """Its smallest and largest value, of a function that is bounded on both sides; else null."""
    dies: bool = Field(examples=[False])
    """Whether a neuron with it can be off for every sample, its slope exactly 0, as with ReLU."""


class OptimizerModel(FunctionModel):
    """An optimizer."""

    parameters: tuple[ParameterModel, ...] = Field(examples=[[]])
    """What can be set."""


class ArchitectureModel(FunctionModel):
    """A kind of network; a request calls it by its ``kind``."""

    description: str = Field(examples=["One layer after another."])
    """How its layers hang together."""
    parameters: tuple[ParameterModel, ...] = Field(examples=[[]])
    """What can be set."""


class ActionModel(Answer):
    """What can be done to a network while it trains, as an intervention."""

    name: str = Field(examples=["copy_neuron"])
    """What a request calls it."""
    label: str = Field(examples=["Copy a neuron"])
    """What people call it."""
    description: str = Field(examples=["Another neuron of the layer becomes its clone."])
    """What it does."""
    parameters: tuple[ParameterModel, ...] = Field(examples=[[]])
    """What must or can be given besides epoch and run."""


class FrameworkModel(Answer):
    """A framework that code can be written for."""

    name: str = Field(examples=["torch"])
    """What a request calls it."""
    label: str = Field(examples=["PyTorch"])
    """What people call it."""
    description: str = Field(examples=["The same laws, with PyTorch's own initializers."])
    """What of a run its code gives again, and what not."""


class LossModel(Answer):
    """A loss."""

    name: str = Field(examples=["auto"])
    """What a request calls it."""
    label: str = Field(examples=["matching the task"])
    """What people call it."""
    aliases: tuple[str, ...] = Field(examples=[["squared error"]])
    """Other names it goes by; a request may use them."""
    description: str = Field(examples=["Cross-entropy for classes."])
    """What it computes."""


class DatasetModel(Answer):
    """A dataset."""

    name: str = Field(examples=["circles"])
    """What a request calls it."""
    label: str = Field(examples=["Circles"])
    """What people call it."""
    aliases: tuple[str, ...] = Field(examples=[["rings"]])
    """Other names it goes by; a request may use them."""
    description: str = Field(examples=["One ring inside another."])
    """What it looks like."""
    task: Literal["classification", "regression"] | None = Field(examples=["classification"])
    """What is learned; null where the request says."""
    input_size: int | None = Field(examples=[2])
    """Numbers per sample; null where the request says."""
    classes: int | None = Field(examples=[2])
    """Number of classes, 0 for regression; null where the request says."""
    parameters: tuple[ParameterModel, ...] = Field(examples=[[]])
    """What can be set."""
    citation: CitationModel | None = Field(examples=[None])
    """Its source."""


class LimitModel(Answer):
    """A cap of this server."""

    name: str = Field(examples=["epochs"])
    """What is capped."""
    value: float = Field(examples=[20000])
    """The most that is taken."""
    unit: str = Field(examples=["epochs"])
    """What the value counts."""
    reason: str = Field(examples=["exact clones are shown over thousands of epochs"])
    """Why it is what it is."""


class PaperModel(Answer):
    """A paper whose point a preset shows."""

    citation: CitationModel = Field(examples=[{"text": "He et al. (2015)", "url": None}])
    """The paper."""
    shows: str = Field(examples=["Of a 30-layer network one run converges, the other stalls."])
    """What it found."""
    differs: str = Field(examples=["Points of the plane instead of ImageNet."])
    """What is as there, and what is smaller or other here."""


class PresetModel(Answer):
    """An experiment worth looking at."""

    name: str = Field(examples=["clones"])
    """A short name."""
    label: str = Field(examples=["Clones against Glorot"])
    """Its heading."""
    group: str = Field(examples=["Clones"])
    """Which presets it stands with."""
    description: str = Field(examples=["What a constant start does to a network."])
    """What it compares."""
    look_for: str = Field(examples=["The clones stop at two thirds of the points."])
    """What is to be seen, in a sentence or two."""
    request: dict[str, Any] = Field(examples=[{"initializer": "zeros"}])
    """The request that runs it."""
    paper: PaperModel | None = Field(examples=[None])
    """The paper that it is after; null where there is none."""


class Catalog(Answer):
    """Everything that can be chosen, what it means, and how far it goes."""

    version: str = Field(examples=[VERSION])
    """The program's version."""
    defaults: dict[str, Any] = Field(examples=[{"activation": "tanh"}])
    """The resolved form of the empty request."""
    initializers: tuple[InitializerModel, ...]
    """How weights may begin."""
    bias_initializers: tuple[InitializerModel, ...]
    """How biases may begin."""
    activations: tuple[ActivationModel, ...]
    """Activations of hidden layers."""
    architectures: tuple[ArchitectureModel, ...]
    """How layers may hang together."""
    datasets: tuple[DatasetModel, ...]
    """What can be learned."""
    optimizers: tuple[OptimizerModel, ...]
    """How gradients become updates."""
    actions: tuple[ActionModel, ...]
    """What can be done to networks while they train."""
    losses: tuple[LossModel, ...]
    """What is made small."""
    frameworks: tuple[FrameworkModel, ...]
    """What an experiment can be written as code for."""
    limits: tuple[LimitModel, ...]
    """How far this server goes."""
    presets: tuple[PresetModel, ...]
    """Experiments to begin with; the first is what the page opens with."""


def make_catalog() -> Catalog:
    """Make the catalog from the engine's tables and this server's limits."""
    defaults = resolve(SimulationRequest()).request
    return Catalog.model_validate(
        {
            "version": VERSION,
            "defaults": defaults.model_dump(mode="json"),
            "initializers": tuple(INITIALIZERS.values()),
            "bias_initializers": tuple(BIAS_INITIALIZERS.values()),
            "activations": tuple(ACTIVATIONS.values()),
            "architectures": tuple(ARCHITECTURES.values()),
            "datasets": tuple(DATASETS.values()),
            "optimizers": tuple(OPTIMIZERS.values()),
            "actions": tuple(ACTIONS_HERE),
            "losses": tuple(LOSSES.values()),
            "frameworks": tuple(FRAMEWORK_ENTRIES.values()),
            "limits": tuple(LIMITS),
            "presets": PRESETS,
        }
    )
