"""What can be done to a network by hand while it trains: one entry each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.experiment import RunConfig
from app.engine.initializers.network import draw_layer
from app.engine.initializers.shown import Shown
from app.engine.network.layers import LayerLayout
from app.engine.parameters import Parameter, integer, number
from app.engine.training.trainer import Trainer

Array = NDArray[np.float64]
Values = Mapping[str, object]

MOST_ULPS: Final = 10**15
"""The largest power of ten that JavaScript keeps exact; so many double or halve no weight."""

_INFINITE: Final = int(np.array(np.inf).view(np.int64))
"""The bits of infinity, read as an integer: so many units in the last place above 0."""


@dataclass(frozen=True, slots=True)
class Touched:
    """One network while it is changed: the run at ``place`` of a trainer, after ``epoch``.

    ``shown`` is what initializers may look at.
    """

    trainer: Trainer
    place: int
    epoch: int
    shown: Shown

    @property
    def config(self) -> RunConfig:
        """The run's configuration."""
        return self.trainer.runs[self.place]

    @property
    def layers(self) -> tuple[LayerLayout, ...]:
        """The weight layers."""
        return self.trainer.layout.layers

    def weights(self, layer_index: int) -> Array:
        """Return the weights of a layer, (fan_in, fan_out), sharing their memory."""
        trainer, layer = self.trainer, self.layers[layer_index]
        return trainer.layout.weights(trainer.state.parameters, layer, self.place)

    def bias(self, layer_index: int) -> Array:
        """Return the bias of a layer, (fan_out,), sharing its memory."""
        trainer, layer = self.trainer, self.layers[layer_index]
        return trainer.layout.bias(trainer.state.parameters, layer, self.place)

    @property
    def flats(self) -> tuple[Array, ...]:
        """The parameters, and each number that the optimizer keeps of them, laid out alike."""
        return (self.trainer.state.parameters, *self.trainer.state.states)

    def rows(self, layer_index: int) -> list[Array]:
        """Return the incoming weights of a layer, a row a neuron with its bias behind them.

        And, in the same form, what the optimizer keeps of each; all sharing their memory.
        """
        layout, layer = self.trainer.layout, self.layers[layer_index]
        return [layout.view(flat, layer)[self.place] for flat in self.flats]

    def settle(self) -> None:
        """Turn -0.0 into 0.0: clones are told by their bits."""
        parameters = self.trainer.state.parameters
        parameters += 0.0


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to a network.

    A parameter without a default must be given.
    """

    name: str
    label: str
    description: str
    parameters: tuple[Parameter, ...]
    apply: Callable[[Touched, Values], None]


def nudged(value: float, ulps: int) -> float:
    """Return the float that lies so many units in the last place above, as by ``nextafter``.

    0 is one step, whatever its sign; infinity is the end.
    """
    bits = int(np.array(value).view(np.int64))
    # The bits below the sign count the steps away from 0.
    steps = bits if bits >= 0 else -(bits & np.iinfo(np.int64).max)
    there = max(-_INFINITE, min(_INFINITE, steps + ulps))
    size = float(np.array(abs(there), dtype=np.int64).view(np.float64))
    return -size if there < 0 else size


def redraw_seed(seed: int, epoch: int, layer_index: int, neuron: int) -> int:
    """Return the seed with which a run's network is drawn anew for one neuron of it."""
    entropy = [seed, streams.REDRAW, epoch, layer_index, neuron]
    return int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0])


def _set_weight(on: Touched, values: Values) -> None:
    on.weights(integer(values, "layer_index"))[_weight(values)] = number(values, "value")


def _add_to_weight(on: Touched, values: Values) -> None:
    on.weights(integer(values, "layer_index"))[_weight(values)] += number(values, "value")


def _set_bias(on: Touched, values: Values) -> None:
    on.bias(integer(values, "layer_index"))[integer(values, "neuron")] = number(values, "value")


def _add_to_bias(on: Touched, values: Values) -> None:
    on.bias(integer(values, "layer_index"))[integer(values, "neuron")] += number(values, "value")


def _nudge_weight(on: Touched, values: Values) -> None:
    weights, place = on.weights(integer(values, "layer_index")), _weight(values)
    weights[place] = nudged(float(weights[place]), integer(values, "ulps"))


def _copy_neuron(on: Touched, values: Values) -> None:
    index = integer(values, "layer_index")
    neuron, to = integer(values, "neuron"), integer(values, "to")
    layout = on.trainer.layout
    parts = layout.touching if values["outgoing"] else layout.making
    for flat in on.flats:
        for numbers in parts(flat, index):
            numbers[on.place, to] = numbers[on.place, neuron]


def _redraw_neuron(on: Touched, values: Values) -> None:
    index, neuron = integer(values, "layer_index"), integer(values, "neuron")
    config = on.config
    weights, bias = draw_layer(
        index,
        [(layer.fan_in, layer.fan_out) for layer in on.layers],
        config.initializers,
        config.bias_initializers,
        activation=config.activation,
        seed=redraw_seed(config.seed, on.epoch, index, neuron),
        shown=on.shown,
        architecture=config.architecture,
    )
    for kept in on.rows(index)[1:]:
        kept[neuron] = 0.0
    on.weights(index)[:, neuron] = weights[:, neuron]
    on.bias(index)[neuron] = bias[neuron]


def _set_learning_rate(on: Touched, values: Values) -> None:
    on.trainer.set_learning_rate(on.place, number(values, "value"))


def _weight(values: Values) -> tuple[int, int]:
    return integer(values, "from"), integer(values, "neuron")


def _index(name: str, description: str) -> Parameter:
    return Parameter(name, "integer", None, minimum=0, description=description)


_LAYER: Final = _index("layer_index", "Weight layer; 0 is the first.")
_FROM: Final = _index(
    "from", "What the weight leads from: a neuron of the layer before, or an input."
)
_NEURON: Final = _index("neuron", "The neuron, by its place in the layer, from 0.")
_TO: Final = _index("to", "The neuron of the same layer that becomes the copy.")
_VALUE: Final = Parameter("value", "number", None, description="The new value.")
_ADDED: Final = Parameter("value", "number", None, description="What is added.")
_ULPS: Final = Parameter(
    "ulps",
    "integer",
    1,
    minimum=-MOST_ULPS,
    maximum=MOST_ULPS,
    description="Units in the last place, up or, if negative, down.",
)
_OUTGOING: Final = Parameter(
    "outgoing", "boolean", default=True, description="Whether the outgoing weights are copied too."
)
_RATE: Final = Parameter(
    "value", "number", None, minimum=0.0, description="The learning rate from here on."
)

NUDGE: Final = "nudge_weight"
COPY: Final = "copy_neuron"
REDRAW: Final = "redraw_neuron"
"""The one action that takes long: it draws a layer."""

_TABLE: Final = (
    Action(
        "set_weight",
        "Set a weight",
        "The weight becomes the value.",
        (_LAYER, _FROM, _NEURON, _VALUE),
        _set_weight,
    ),
    Action(
        "add_to_weight",
        "Add to a weight",
        "The value is added to the weight.",
        (_LAYER, _FROM, _NEURON, _ADDED),
        _add_to_weight,
    ),
    Action(
        "set_bias",
        "Set a bias",
        "The neuron's bias becomes the value.",
        (_LAYER, _NEURON, _VALUE),
        _set_bias,
    ),
    Action(
        "add_to_bias",
        "Add to a bias",
        "The value is added to the neuron's bias.",
        (_LAYER, _NEURON, _ADDED),
        _add_to_bias,
    ),
    Action(
        NUDGE,
        "Nudge a weight",
        "The weight moves by units in the last place: by the least that a number can change.",
        (_LAYER, _FROM, _NEURON, _ULPS),
        _nudge_weight,
    ),
    Action(
        COPY,
        "Copy a neuron",
        "Another neuron of the layer takes over its incoming weights, its bias, its outgoing "
        "weights unless told otherwise, gains and shifts where there are some, and what the "
        "optimizer keeps of them: an exact clone from then on. In the stream of a residual network "
        "that is what leads to it and on from it in all blocks.",
        (_LAYER, _NEURON, _TO, _OUTGOING),
        _copy_neuron,
    ),
    Action(
        REDRAW,
        "Draw a neuron anew",
        "Its incoming weights and its bias are drawn anew by the run's initializers, and the "
        "optimizer starts anew with them: they are those that the neuron has in the network drawn "
        "with the seed that NumPy's SeedSequence([seed, 6, epoch, layer_index, neuron]) generates.",
        (_LAYER, _NEURON),
        _redraw_neuron,
    ),
    Action(
        "set_learning_rate",
        "Set the learning rate",
        "From here on each step has this length.",
        (_RATE,),
        _set_learning_rate,
    ),
)

ACTIONS: Final[Mapping[str, Action]] = MappingProxyType({entry.name: entry for entry in _TABLE})
