"""What an initializer is: one entry from which everything else follows.

The catalogue, the request schema, the page's controls, the documentation, the exported code and
the tests read the entries; nothing about an initializer is written down anywhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.citation import Citation
from app.engine.initializers.law import Law
from app.engine.parameters import Parameter

Array = NDArray[np.float64]
Values = Mapping[str, object]
"""Validated parameters of an initializer, every default filled in."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where in the branch of a residual block a layer stands.

    ``blocks`` is the number of blocks of the network, ``layers`` that of layers in each branch, and
    ``place`` counts these from 0.
    """

    blocks: int
    layers: int
    place: int

    @property
    def is_last(self) -> bool:
        """Whether the layer's result is what is added to the stream."""
        return self.place == self.layers - 1


@dataclass(frozen=True, slots=True)
class LayerContext:
    """The layer whose weights or bias are drawn.

    ``depth`` is the number of weight layers and ``layer_index`` counts them from 0. ``bias`` tells
    whether the bias is meant. ``inputs`` ``(samples, fan_in)`` is what enters the layer when the
    training inputs go through the layers before it; set only for initializers that ask for data.
    ``branch`` is the layer's place in a residual branch, None outside of branches. ``answer`` is
    the pre-activation of each output with which the network, whatever comes in, answers with the
    mean of the training targets; set only for initializers that ask for it, None of other layers
    than the last.
    """

    layer_index: int
    depth: int
    fan_in: int
    fan_out: int
    activation: str
    seed: int
    bias: bool = False
    inputs: Array | None = None
    branch: Branch | None = None
    answer: tuple[float, ...] | None = None

    @property
    def ends_branch(self) -> bool:
        """Whether it is the last layer of a residual branch."""
        return self.branch is not None and self.branch.is_last

    @property
    def is_output(self) -> bool:
        """Whether it is the network's last layer."""
        return self.layer_index == self.depth - 1

    @property
    def shape(self) -> tuple[int, ...]:
        """``(fan_in, fan_out)`` for weights, ``(fan_out,)`` for a bias."""
        return (self.fan_out,) if self.bias else (self.fan_in, self.fan_out)

    @property
    def stream(self) -> int:
        """The random stream of the layer's weights or of its bias."""
        return streams.BIASES if self.bias else streams.WEIGHTS


@dataclass(frozen=True, slots=True)
class Call:
    """A recipe with its arguments: what an initializer comes down to in one layer.

    ``recipe(rng, shape, **arguments)`` is a function in plain NumPy, whose source exported code
    quotes: it uses NumPy, and functions and constants of its own file by their bare names, alone.
    For any other, ``code`` writes it as a NumPy expression in ``rng`` and in the recipes of
    ``uses``.
    ``stream`` is None for the layer's own random stream.
    """

    recipe: Callable[..., Array]
    arguments: Mapping[str, object]
    stream: int | None = None
    code: Callable[[], str] | None = None
    uses: tuple[Callable[..., Array], ...] = ()

    def run(self, layer: LayerContext) -> Array:
        """The array of shape ``layer.shape``; the same layer gives the same bits."""
        stream = layer.stream if self.stream is None else self.stream
        rng = np.random.default_rng([layer.seed, stream, layer.layer_index])
        return np.ascontiguousarray(self.recipe(rng, layer.shape, **self.arguments))


@dataclass(frozen=True, slots=True)
class Initializer:
    """An entry of the catalogue, for weights or, with ``bias``, for biases.

    ``call`` gives the recipe for a layer. ``law`` gives the promised distribution of the entries,
    None where the data or the user decide. ``check`` refuses what only the layer's shape and
    activation can tell, with an ArgumentError, without drawing anything unless ``check_draws``.
    ``independent`` promises that all entries are drawn one by one from one symmetric law, as the
    theory of depth asks. ``needs_data`` asks for ``LayerContext.inputs``, ``needs_answer`` for
    ``LayerContext.answer``. ``by_place`` tells that it treats branches, or the output layer,
    in another way than other layers, so that one layer alone does not show it. ``suits`` names the
    activations it is made for.
    ``scales`` names the initializer whose draws it multiplies by a number that the data decide,
    None where it is no such one.
    ``bias_initializer`` names the bias that belongs to it, None where it says nothing of biases.
    """

    name: str
    label: str
    group: str
    formula: str
    reason: str
    call: Callable[[LayerContext, Values], Call]
    law: Callable[[LayerContext, Values], Law | None]
    breaks_symmetry: Literal["yes", "no", "depends"]
    suits: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    citation: Citation | None = None
    check: Callable[[LayerContext, Values], None] | None = None
    check_draws: bool = False
    independent: bool = False
    needs_data: bool = False
    needs_answer: bool = False
    by_place: bool = False
    scales: str | None = None
    bias_initializer: str | None = None
    bias: bool = False
