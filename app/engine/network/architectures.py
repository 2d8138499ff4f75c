"""The kinds of networks: one entry each, from which an architecture is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from app.engine.network.architecture import Architecture, DenseChain, ResidualChain
from app.engine.parameters import Parameter, integer, number

Values = Mapping[str, object]

MOST_BLOCK_LAYERS: Final = 3
LARGEST_MULTIPLIER: Final = 1e6


@dataclass(frozen=True, slots=True)
class ArchitectureEntry:
    """A kind of network as the catalogue shows it; ``aliases`` are its other usual names."""

    name: str
    label: str
    formula: str
    description: str
    parameters: tuple[Parameter, ...]
    make: Callable[[Values], Architecture]
    aliases: tuple[str, ...] = ()


def _dense(values: Values) -> Architecture:
    normalized = values["normalization"] == "layer_norm"
    return DenseChain("layer_norm" if normalized else "none")


def _residual(values: Values) -> Architecture:
    kinds: dict[object, Literal["pre", "post"]] = {"pre": "pre", "post": "post"}
    return ResidualChain(
        block_layers=integer(values, "block_layers"),
        normalization=kinds.get(values["normalization"], "none"),
        branch_multiplier=number(values, "branch_multiplier"),
        trainable_multiplier=values["trainable_multiplier"] is True,
    )


_TABLE: Final = (
    ArchitectureEntry(
        "dense",
        "Dense",
        "h = f(x W + b), or h = f(LN(x W + b))",
        "One layer after another. With layer_norm the neurons of each hidden layer are normalized "
        "before the activation, for each sample by itself.",
        (
            Parameter(
                "normalization",
                "choice",
                "none",
                choices=("none", "layer_norm"),
                description="none, or layer_norm: (z - mean) / sqrt(variance + 1e-5) over the "
                "layer's neurons, times a gain, plus a shift; both are trained.",
            ),
        ),
        _dense,
        ("feedforward", "mlp"),
    ),
    ArchitectureEntry(
        "residual",
        "Residual",
        "h = h + a u(h)",
        "A first layer without activation makes the stream h; each block adds its branch u, a few "
        "dense layers of which the last has no activation unless it is the only one. All hidden "
        "layers have one width, and there are 1 + blocks * block_layers of them.",
        (
            Parameter(
                "block_layers",
                "integer",
                2,
                minimum=1,
                maximum=MOST_BLOCK_LAYERS,
                description="Layers of each branch.",
            ),
            Parameter(
                "normalization",
                "choice",
                "none",
                choices=("none", "pre", "post"),
                description="Layer normalization: pre of what each branch and the output layer "
                "read from the stream, post of the stream after each block.",
            ),
            Parameter(
                "branch_multiplier",
                "number",
                1.0,
                minimum=-LARGEST_MULTIPLIER,
                maximum=LARGEST_MULTIPLIER,
                step=0.1,
                description="a, by which each branch is multiplied before it is added.",
            ),
            Parameter(
                "trainable_multiplier",
                "boolean",
                default=False,
                description="Whether the multiplier of each block is trained.",
            ),
        ),
        _residual,
        ("resnet", "residual network"),
    ),
)

ARCHITECTURES: Final[Mapping[str, ArchitectureEntry]] = MappingProxyType(
    {entry.name: entry for entry in _TABLE}
)
