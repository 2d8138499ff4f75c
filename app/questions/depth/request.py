"""What the depth experiment may be asked for: a base network and up to twelve patches on it."""

from typing import Annotated, Final, Literal

from pydantic import Field, WithJsonSchema

from app.engine.initializers.options import LARGEST
from app.limits import LIMITS
from app.schemas.architecture_choice import parse_architecture
from app.schemas.base import Strict
from app.schemas.choices import parse_bias_initializer, parse_initializer
from app.schemas.field_types import (
    Activation,
    Architecture,
    BiasInitializer,
    Initializer,
    Label,
    Seed,
    bounded,
    known,
    whole,
)

Width = Annotated[int, Field(ge=1, le=LIMITS.width), whole(1, LIMITS.width)]
Depth = Annotated[int, Field(ge=1, le=LIMITS.probe_depth), whole(1, LIMITS.probe_depth)]
Seeds = Annotated[int, Field(ge=1, le=LIMITS.probe_seeds), whole(1, LIMITS.probe_seeds)]
Samples = Annotated[int, Field(ge=2, le=LIMITS.probe_samples), whole(2, LIMITS.probe_samples)]
InputStd = Annotated[float, Field(ge=0, le=LARGEST), bounded(0, LARGEST)]
Cosine = Annotated[float, Field(ge=-1, le=1), bounded(-1, 1)]
#: Far beyond what any signal stands, as for the gains of initializers.
_LARGEST_GAIN: Final = 1_000
Gain = Annotated[float, Field(ge=0, le=_LARGEST_GAIN), bounded(0, _LARGEST_GAIN)]
_INPUTS: Final = ("gaussian", "sphere")
Inputs = Annotated[
    Literal["gaussian", "sphere"],
    known(_INPUTS),
    WithJsonSchema({"type": "string", "enum": list(_INPUTS)}),
]


class CurvePatch(Strict):
    """One kind of network: what it has of its own; all else it takes from the base."""

    label: Label | None = Field(default=None, examples=["He normal"])
    """What the curve is called; by default the initializer's name."""
    initializer: Initializer | None = Field(default=None, examples=["he_normal"])
    """How weights are drawn: a name, an object with parameters, or a list, one a weight layer."""
    bias_initializer: BiasInitializer | None = Field(default=None, examples=["zeros"])
    """How the biases are drawn, in the same forms."""
    activation: Activation | None = Field(default=None, examples=["relu"])
    """Activation of every layer."""
    gain: Gain | None = Field(default=None, examples=[1.0])
    """Factor on every weight drawn."""
    architecture: Architecture | None = Field(default=None, examples=[{"kind": "residual"}])
    """How the layers hang together: a kind, or an object with its parameters."""


class DepthRequest(Strict):
    """A depth experiment: signals through `depth` layers of `width` neurons that were not trained.

    Every field may be left out; {} sends them through 30 tanh layers drawn by Glorot's law.
    """

    width: Width = Field(default=100, examples=[100])
    """Neurons of every layer, and numbers of every input."""
    depth: Depth = Field(default=30, examples=[30])
    """Layers; in a residual network the first layer and the blocks, an output layer behind them."""
    seeds: Seeds = Field(default=5, examples=[5])
    """Networks drawn for each curve; the bands are over them."""
    seed: Seed = Field(default=0, examples=[0])
    """Seed of the first network; the next one has the next seed."""
    samples: Samples = Field(default=32, examples=[32])
    """Inputs, in pairs; an odd number is rounded up."""
    inputs: Inputs = Field(default="sphere", examples=["sphere"])
    """sphere: all of one length and exact cosine; gaussian: entries drawn independently."""
    input_std: InputStd = Field(default=1.0, examples=[1.0])
    """Root mean square of an input's numbers."""
    cosine: Cosine = Field(default=0.5, examples=[0.5])
    """Cosine between the two inputs of a pair."""
    activation: Activation = Field(default="tanh", examples=["tanh"])
    """Activation of every layer."""
    architecture: Architecture = Field(
        default=parse_architecture("dense"),
        examples=["dense", {"kind": "residual", "normalization": "pre"}],
    )
    """How the layers hang together: a kind, or an object with its parameters."""
    initializer: Initializer = Field(
        default=parse_initializer("glorot_normal"),
        examples=["glorot_normal", {"name": "normal", "std": 0.01}],
    )
    """How weights are drawn: a name, an object with parameters, or a list, one a weight layer."""
    bias_initializer: BiasInitializer = Field(
        default=parse_bias_initializer("zeros"), examples=["zeros"]
    )
    """How the biases are drawn, in the same forms."""
    gain: Gain = Field(default=1.0, examples=[1.0])
    """Factor on every weight drawn."""
    curves: Annotated[list[CurvePatch], Field(min_length=1, max_length=LIMITS.runs)] | None = Field(
        default=None,
        examples=[[{"initializer": "he_normal", "activation": "relu"}, {"gain": 1.5}]],
    )
    """Networks measured beside each other, each a patch on the base; left out: the base itself."""
