"""Architectures for the tests: all kinds of all sizes, and what a run of one holds."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.network.architecture import Architecture
from app.engine.network.architectures import ARCHITECTURES
from app.engine.network.layout import Layout
from app.engine.parameters import validate_parameters
from app.engine.records.events import RunSnapshot
from tests.engine.reference_architectures import Parameters

Array = NDArray[np.float64]
Request = Mapping[str, object]

EVERY: Final[Sequence[Request]] = [
    {"kind": "dense"},
    {"kind": "dense", "normalization": "layer_norm"},
    *(
        {
            "kind": "residual",
            "block_layers": block_layers,
            "normalization": normalization,
            "branch_multiplier": multiplier,
            "trainable_multiplier": trained,
        }
        for (block_layers, normalization), (multiplier, trained) in zip(
            product((1, 2, 3), ("none", "pre", "post")),
            [(1.0, False), (0.7, True), (0.0, True)] * 3,
            strict=True,
        )
    ),
]
NORMALIZED: Final = [one for one in EVERY if one.get("normalization", "none") != "none"]
RESIDUAL: Final = [one for one in EVERY if one["kind"] == "residual"]


def name_of(request: Request) -> str:
    return " ".join(str(value) for value in request.values())


def made(request: Request) -> Architecture:
    entry = ARCHITECTURES[str(request["kind"])]
    given = {name: value for name, value in request.items() if name != "kind"}
    return entry.make(validate_parameters(entry.parameters, given))


def widths_for(request: Request, inputs: int, outputs: int, width: int = 4) -> tuple[int, ...]:
    """Widths of inputs, hidden layers (two blocks of a residual network) and outputs."""
    blocks = 2 * int(str(request.get("block_layers", 1)))
    return (inputs, *[width] * (1 + blocks), outputs)


def parameters_in(layout: Layout, flat: Array, run: int) -> Parameters:
    """The arrays of a run in a flat vector, sharing its memory."""
    found: Parameters = {}
    for layer in layout.layers:
        found["weights", layer.layer_index] = layout.weights(flat, layer, run)
        found["bias", layer.layer_index] = layout.bias(flat, layer, run)
    for one in layout.extras:
        found[one.extra.name, one.extra.layer_index] = layout.extra_view(flat, one)[run]
    return found


def parameters_of(snapshot: RunSnapshot) -> Parameters:
    """The arrays of a recorded run."""
    names = ("weights", "bias", "norm_gain", "norm_shift", "branch_multiplier")
    return {
        (name, layer.layer_index): np.atleast_1d(np.array(getattr(layer, name)))
        for layer in snapshot.layers
        for name in names
        if getattr(layer, name) is not None
    }
