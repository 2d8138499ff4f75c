"""What an experiment may be asked for: one base configuration and up to twelve patches on it."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from app.limits import LIMITS
from app.schemas.architecture_choice import parse_architecture
from app.schemas.base import Strict
from app.schemas.choices import parse_bias_initializer, parse_initializer, parse_optimizer
from app.schemas.dataset_choice import parse_dataset
from app.schemas.field_types import (
    L2,
    Activation,
    Architecture,
    BatchSize,
    BiasInitializer,
    Bins,
    Dataset,
    Epochs,
    Freeze,
    HiddenLayers,
    Initializer,
    Instruments,
    Interventions,
    Label,
    LearningRate,
    LearningRateScale,
    Loss,
    Optimizer,
    RecordedEpochs,
    Seed,
    Seeds,
)


class RunPatch(Strict):
    """One run: what it has of its own; all else it takes from the base."""

    label: Label | None = Field(default=None, examples=["Constant 0.5"])
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
    learning_rate_scale: LearningRateScale | None = Field(default=None, examples=[1.0])
    """What the step length of weights and biases is multiplied by, layer by layer."""
    freeze: Freeze | None = Field(default=None, examples=[[0]])
    """Weight layers that do not train."""
    architecture: Architecture | None = Field(default=None, examples=[{"kind": "residual"}])
    """How the layers hang together."""
    l2: L2 | None = Field(default=None, examples=[0.0])
    """L2 regularization: l2 times the weight is added to the weight's gradient."""
    seed: Seed | None = Field(default=None, examples=[0])
    """Seed of the weights and of the order of the samples."""


class Record(Strict):
    """What snapshots hold and when they are taken."""

    epochs: RecordedEpochs = Field(default="auto", examples=["auto", [0, 1, 10, 100]])
    """Log-spaced by default, with the first, the last and those of interventions; or a list."""
    histogram_bins: Bins = Field(default=32, examples=[32])
    """Bins of the weight histograms."""
    neuron_outputs: bool = Field(default=True, examples=[True])
    """Whether snapshots hold every neuron's output on the probe."""
    weights: bool = Field(default=False, examples=[False])
    """Whether snapshots hold weights and biases."""
    compact: bool | Literal["changes"] = Field(default=False, examples=[False, "changes"])
    """Whether matrices are written as base64: outputs as bytes with a scale, weights as float32.
    changes, with weights: only what changed since the snapshot before, and nothing that follows
    from the weights."""
    instruments: Instruments = Field(default=(), examples=[["signal", "symmetry"]])
    """What else is measured of every layer: its signals, the symmetry of its neurons."""

    @model_validator(mode="after")
    def _weights_stand_for_the_rest(self) -> Self:
        if self.compact == "changes" and not self.weights:
            raise ValueError(
                "record.compact is 'changes' without record.weights, from which the rest follows; "
                "allowed: true, false, or 'changes' with record.weights true"
            )
        return self


#: A run that takes everything from the base.
PLAIN_RUN: Final = RunPatch()


class SimulationRequest(Strict):
    """An experiment: a base configuration, and runs that differ from it.

    Every field may be left out; {} is a good experiment.
    """

    dataset: Dataset = Field(
        default=parse_dataset("circles"),
        examples=["circles", {"name": "moons", "samples": 300, "noise": 0.1}],
    )
    """What is learned: a name, or an object with parameters; custom takes your own numbers."""
    hidden_layers: HiddenLayers = Field(default=[8, 8, 8], examples=[[8, 8, 8]])
    """Width of each hidden layer; [] is a linear model."""
    architecture: Architecture = Field(
        default=parse_architecture("dense"),
        examples=["dense", {"kind": "residual", "block_layers": 2, "normalization": "pre"}],
    )
    """How the layers hang together: dense, with or without layer normalization, or residual, for
    which hidden_layers has 1 + n * block_layers equal widths."""
    activation: Activation = Field(default="tanh", examples=["tanh"])
    """Activation of the hidden layers."""
    initializer: Initializer = Field(
        default=parse_initializer("glorot_normal"),
        examples=["glorot_normal", {"name": "normal", "std": 0.01}],
    )
    """How the weights begin: a name, an object with parameters, or a list, one a weight layer."""
    bias_initializer: BiasInitializer = Field(
        default=parse_bias_initializer("zeros"), examples=["zeros"]
    )
    """How the biases begin, in the same forms."""
    loss: Loss = Field(default="auto", examples=["auto"])
    """What is made small: auto is cross-entropy for classes, squared error for regression."""
    optimizer: Optimizer = Field(
        default=parse_optimizer("sgd"),
        examples=["sgd", {"name": "momentum", "momentum": 0.9}],
    )
    """How gradients become updates: a name, or an object with parameters."""
    learning_rate: LearningRate = Field(default=0.1, examples=[0.1])
    """Step length."""
    learning_rate_scale: LearningRateScale = Field(default=1.0, examples=[1.0, [1.0, 0.5]])
    """What the step length of weights and biases is multiplied by: a number for all weight layers,
    or a list of one for each. Gains, shifts and multipliers take the step length as it is."""
    freeze: Freeze = Field(default=(), examples=[[0]])
    """Weight layers, from 0, whose weights and biases do not train."""
    l2: L2 = Field(default=0.0, examples=[0.0])
    """L2 regularization: l2 times the weight is added to the weight's gradient."""
    batch_size: BatchSize = Field(default=16, examples=[16, "full"])
    """Samples a step, or full for all of them."""
    epochs: Epochs = Field(default=100, examples=[100])
    """Passes over the training set; 0 shows the network as it begins."""
    shuffle: bool = Field(default=True, examples=[True])
    """Whether each epoch takes the samples in a new order."""
    seed: Seed = Field(default=0, examples=[0])
    """Seed of the weights and of the order of the samples."""
    seeds: Seeds = Field(default=1, examples=[1])
    """Seeds with which every run is repeated, its own and those that follow; its own is shown."""
    runs: Annotated[list[RunPatch], Field(min_length=1, max_length=LIMITS.runs)] | None = Field(
        default=None,
        examples=[
            [{"label": "Constant 0.5", "initializer": {"name": "constant", "value": 0.5}}, {}]
        ],
    )
    """Runs trained side by side, each a patch on the base; left out: one run, the base itself."""
    interventions: Interventions = Field(
        default=(),
        examples=[
            [
                {
                    "epoch": 20,
                    "action": "nudge_weight",
                    "layer_index": 0,
                    "from": 0,
                    "neuron": 3,
                    "ulps": 1,
                }
            ]
        ],
    )
    """Changes made by hand: each after the updates of its epoch and before its snapshot."""
    record: Record = Field(default=Record(), examples=[{"epochs": "auto"}])
    """What snapshots hold and when they are taken."""
