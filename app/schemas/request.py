"""What an experiment may be asked for: one base configuration and up to twelve patches on it."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from app.engine.activations import ACTIVATIONS
from app.engine.experiment import Spec
from app.engine.losses import LOSSES
from app.limits import LIMITS
from app.schemas.base import Strict
from app.schemas.choices import (
    LayerChoice,
    dump_choice,
    parse_bias_initializer,
    parse_initializer,
    parse_optimizer,
)
from app.schemas.dataset import DatasetChoice, dump_dataset, parse_dataset
from app.schemas.forms import bias_initializer_form, dataset_form, initializer_form, optimizer_form
from app.schemas.refusals import refusal

DEFAULTS: Final[dict[str, Any]] = {
    "dataset": "circles",
    "activation": "tanh",
    "initializer": "glorot_normal",
    "bias_initializer": "zeros",
    "optimizer": "sgd",
}


def _known(table: Any) -> BeforeValidator:
    """Accept the names of a table alone."""
    allowed = "one of " + ", ".join(sorted(table))

    def check(value: object) -> object:
        if not isinstance(value, str) or value not in table:
            raise refusal(value, allowed)
        return value

    return BeforeValidator(check)


def _batch_size(value: object) -> int | Literal["full"]:
    if value == "full":
        return "full"
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not isinstance(value, int) or not 1 <= value <= LIMITS.batch_size:
        raise refusal(value, f'an integer from 1 to {LIMITS.batch_size}, or "full"')
    return value


def _recorded(value: object) -> Literal["auto"] | tuple[int, ...]:
    if value == "auto":
        return "auto"
    allowed = (
        f'"auto", or a list of 1 to {LIMITS.recorded_epochs} integers from 0 to {LIMITS.epochs}'
    )
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= LIMITS.recorded_epochs:
        raise refusal(value, allowed)
    for index, epoch in enumerate(value):
        whole = isinstance(epoch, int) and not isinstance(epoch, bool)
        if not whole or not 0 <= epoch <= LIMITS.epochs:
            raise refusal(epoch, f"an integer from 0 to {LIMITS.epochs}", loc=(index,))
    return tuple(sorted(set(value)))


Name = Annotated[str, Field(max_length=LIMITS.label_length)]
Activation = Annotated[
    str, _known(ACTIVATIONS), WithJsonSchema({"type": "string", "enum": sorted(ACTIVATIONS)})
]
Loss = Annotated[str, _known(LOSSES), WithJsonSchema({"type": "string", "enum": sorted(LOSSES)})]
Initializer = Annotated[
    LayerChoice,
    PlainValidator(parse_initializer),
    PlainSerializer(dump_choice),
    WithJsonSchema(initializer_form()),
]
BiasInitializer = Annotated[
    LayerChoice,
    PlainValidator(parse_bias_initializer),
    PlainSerializer(dump_choice),
    WithJsonSchema(bias_initializer_form()),
]
Optimizer = Annotated[
    Spec,
    PlainValidator(parse_optimizer),
    PlainSerializer(dump_choice),
    WithJsonSchema(optimizer_form()),
]
DatasetField = Annotated[
    DatasetChoice,
    PlainValidator(parse_dataset),
    PlainSerializer(dump_dataset),
    WithJsonSchema(dataset_form()),
]
LearningRate = Annotated[float, Field(ge=0, le=LIMITS.learning_rate)]
L2 = Annotated[float, Field(ge=0, le=LIMITS.l2)]
Seed = Annotated[int, Field(ge=0, le=LIMITS.seed)]
BatchSize = Annotated[
    int | Literal["full"],
    PlainValidator(_batch_size),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LIMITS.batch_size},
                {"const": "full"},
            ]
        }
    ),
]
RecordedEpochs = Annotated[
    Literal["auto"] | tuple[int, ...],
    PlainValidator(_recorded),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "auto"},
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0, "maximum": LIMITS.epochs},
                    "minItems": 1,
                    "maxItems": LIMITS.recorded_epochs,
                },
            ]
        }
    ),
]


class RunPatch(Strict):
    """One run: what it has of its own; all else it takes from the base."""

    label: Name | None = Field(default=None, min_length=1, examples=["Constant 0.5"])
    """What the run is called; by default the initializer's name."""
    initializer: Initializer | None = Field(
        default=None, examples=[{"name": "constant", "value": 0.5}]
    )
    """How the weights begin: a name, an object with parameters, or a list, one a weight layer."""
    bias_initializer: BiasInitializer | None = Field(default=None, examples=["zeros"])
    """How the biases begin, in the same forms."""
    activation: Activation | None = Field(default=None, examples=["tanh"])
    """Activation of the hidden layers."""
    optimizer: Optimizer | None = Field(default=None, examples=["sgd"])
    """How gradients become updates: a name, or an object with parameters."""
    learning_rate: LearningRate | None = Field(default=None, examples=[0.1])
    """Step length."""
    l2: L2 | None = Field(default=None, examples=[0.0])
    """L2 regularization: l2 times the weight is added to the weight's gradient."""
    seed: Seed | None = Field(default=None, examples=[0])
    """Seed of the weights and of the order of the samples."""


class Record(Strict):
    """What snapshots hold and when they are taken."""

    epochs: RecordedEpochs = Field(default="auto", examples=["auto", [0, 1, 10, 100]])
    """Log-spaced by default, the first and the last always among them; or a list."""
    histogram_bins: int = Field(default=32, ge=1, le=LIMITS.histogram_bins, examples=[32])
    """Bins of the weight histograms."""
    neuron_outputs: bool = Field(default=True, examples=[True])
    """Whether snapshots hold every neuron's output on the probe."""
    weights: bool = Field(default=False, examples=[False])
    """Whether snapshots hold weights and biases."""
    compact: bool = Field(default=False, examples=[False])
    """Whether matrices are written as base64: outputs as bytes with a scale, weights as float32."""


class SimulationRequest(Strict):
    """An experiment: a base configuration, and runs that differ from it.

    Every field may be left out; {} is a good experiment.
    """

    dataset: DatasetField = Field(
        default=DEFAULTS["dataset"],
        validate_default=True,
        examples=["circles", {"name": "moons", "samples": 300, "noise": 0.1}],
    )
    """What is learned: a name, or an object with parameters; custom takes your own numbers."""
    hidden_layers: Annotated[
        list[Annotated[int, Field(ge=1, le=LIMITS.width)]], Field(max_length=LIMITS.hidden_layers)
    ] = Field(default=[8, 8, 8], examples=[[8, 8, 8]])
    """Width of each hidden layer; [] is a linear model."""
    activation: Activation = Field(default=DEFAULTS["activation"], examples=["tanh"])
    """Activation of the hidden layers."""
    initializer: Initializer = Field(
        default=DEFAULTS["initializer"],
        validate_default=True,
        examples=["glorot_normal", {"name": "normal", "std": 0.01}],
    )
    """How the weights begin: a name, an object with parameters, or a list, one a weight layer."""
    bias_initializer: BiasInitializer = Field(
        default=DEFAULTS["bias_initializer"], validate_default=True, examples=["zeros"]
    )
    """How the biases begin, in the same forms."""
    loss: Loss = Field(default="auto", examples=["auto"])
    """What is made small: auto is cross-entropy for classes, squared error for regression."""
    optimizer: Optimizer = Field(
        default=DEFAULTS["optimizer"],
        validate_default=True,
        examples=["sgd", {"name": "momentum", "momentum": 0.9}],
    )
    """How gradients become updates: a name, or an object with parameters."""
    learning_rate: LearningRate = Field(default=0.1, examples=[0.1])
    """Step length."""
    l2: L2 = Field(default=0.0, examples=[0.0])
    """L2 regularization: l2 times the weight is added to the weight's gradient."""
    batch_size: BatchSize = Field(default=16, examples=[16, "full"])
    """Samples a step, or full for all of them."""
    epochs: int = Field(default=100, ge=0, le=LIMITS.epochs, examples=[100])
    """Passes over the training set; 0 shows the network as it begins."""
    shuffle: bool = Field(default=True, examples=[True])
    """Whether each epoch takes the samples in a new order."""
    seed: Seed = Field(default=0, examples=[0])
    """Seed of the weights and of the order of the samples."""
    runs: Annotated[list[RunPatch], Field(min_length=1, max_length=LIMITS.runs)] | None = Field(
        default=None,
        examples=[
            [{"label": "Constant 0.5", "initializer": {"name": "constant", "value": 0.5}}, {}]
        ],
    )
    """Runs trained side by side, each a patch on the base; left out: one run, the base itself."""
    record: Record = Field(default=Record(), examples=[{"epochs": "auto"}])
    """What snapshots hold and when they are taken."""
