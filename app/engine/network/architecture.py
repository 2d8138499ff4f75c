"""How the layers of a network hang together: which blocks stand one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from app.engine.network.blocks import Activate, Block, Dense, LayerArrays, Linear
from app.engine.network.extras import MULTIPLIER, NORM, Extra, ExtraArrays
from app.engine.network.normalization import LayerNorm
from app.engine.network.residual import Normalized, Residual

Extras = Mapping[Extra, ExtraArrays]


@dataclass(frozen=True, slots=True)
class Kin:
    """Where the numbers of a layer's neurons stand, j for neuron j of each.

    ``rows``: the weight layers whose row j leads to it; ``columns``: those whose column j leads on
    from it; ``extras``: what has a j-th number of it. Two neurons that have all of these alike can
    change places without any change of the network.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    extras: tuple[Extra, ...] = ()


class Architecture(Protocol):
    """What stands between the inputs and the output layer.

    ``widths`` are those of inputs, hidden layers and outputs.
    """

    def form(self) -> "Architecture":
        """Return what networks must share to be trained in lockstep: all but single numbers."""

    def activated(self, layers: int) -> tuple[int, ...]:
        """Return which of ``layers`` weight layers end in the activation, in their order."""

    def normalized(self, layers: int) -> tuple[int, ...]:
        """Return those whose pre-activation is normalized before the activation."""

    def branches(self, layers: int) -> tuple[tuple[int, ...], ...]:
        """Return which of ``layers`` weight layers each branch beside a stream is made of."""

    def extras(self, widths: Sequence[int]) -> tuple[Extra, ...]:
        """Return the parameters besides weights and biases, in the order of their layers."""

    def start(self, extra: Extra) -> float:
        """Return the value with which an extra begins."""

    def trains(self, extra: Extra) -> bool:
        """Return whether an extra is trained."""

    def kin(self, widths: Sequence[int], layer_index: int) -> Kin:
        """Return where the numbers of a layer's neurons stand."""

    def shaping(self, widths: Sequence[int], layer_index: int) -> tuple[Extra, ...]:
        """Return what stands between a layer's incoming weights and what it puts out."""

    def blocks(
        self, layers: Sequence[LayerArrays], extras: Extras, activate: Activate
    ) -> Sequence[Block]:
        """Return the blocks that the hidden layers make up, in their order."""


@dataclass(frozen=True, slots=True)
class DenseChain:
    """One dense layer after another, h = f(x W + b) or, normalized, f(LN(x W + b))."""

    normalization: Literal["none", "layer_norm"] = "none"

    def form(self) -> "DenseChain":
        """Return itself."""
        return self

    def activated(self, layers: int) -> tuple[int, ...]:
        """Return all hidden layers."""
        return tuple(range(layers - 1))

    def normalized(self, layers: int) -> tuple[int, ...]:
        """Return all hidden layers, or none."""
        return () if self.normalization == "none" else self.activated(layers)

    def branches(self, _layers: int) -> tuple[tuple[int, ...], ...]:
        """Return none: there is no stream."""
        return ()

    def extras(self, widths: Sequence[int]) -> tuple[Extra, ...]:
        """Return the gain and the shift of each normalized layer."""
        normalized = self.normalized(len(widths) - 1)
        return tuple(Extra(name, index, widths[index + 1]) for index in normalized for name in NORM)

    def start(self, extra: Extra) -> float:
        """Return 1 for a gain, 0 for a shift."""
        return _norm_start(extra)

    def trains(self, _extra: Extra) -> bool:
        """Return True."""
        return True

    def kin(self, widths: Sequence[int], layer_index: int) -> Kin:
        """Return the layer's own rows, the columns of the next one, and its gain and shift."""
        after = (layer_index + 1,) if layer_index + 2 < len(widths) else ()
        return Kin((layer_index,), after, self.shaping(widths, layer_index))

    def shaping(self, widths: Sequence[int], layer_index: int) -> tuple[Extra, ...]:
        """Return the layer's gain and shift."""
        return tuple(one for one in self.extras(widths) if one.layer_index == layer_index)

    def blocks(
        self, layers: Sequence[LayerArrays], extras: Extras, activate: Activate
    ) -> Sequence[Block]:
        """Return a dense block for each hidden layer."""
        norms = _norms(extras)
        return [Dense(layer, activate, norms.get(layer.layout.layer_index)) for layer in layers]


@dataclass(frozen=True, slots=True)
class ResidualChain:
    """A stem, then blocks that each add a branch of ``block_layers`` layers to the stream.

    The stem is h = x W + b. A branch has the activation after each of its layers but the last, or
    after the only one. ``pre`` normalizes what each branch and the output layer are given,
    ``post`` the stream after each block.
    """

    block_layers: int = 2
    normalization: Literal["none", "pre", "post"] = "none"
    branch_multiplier: float = 1.0
    trainable_multiplier: bool = False

    def form(self) -> "ResidualChain":
        """Return it without the multiplier's value, which is a parameter of each network."""
        return replace(self, branch_multiplier=1.0, trainable_multiplier=False)

    def activated(self, layers: int) -> tuple[int, ...]:
        """Return the layers of branches but the last of each, or the only one of each."""
        last = set() if self.block_layers == 1 else set(self._lasts(layers))
        return tuple(index for index in range(1, layers - 1) if index not in last)

    def normalized(self, _layers: int) -> tuple[int, ...]:
        """Return none: here it is the stream that is normalized."""
        return ()

    def branches(self, layers: int) -> tuple[tuple[int, ...], ...]:
        """Return the layers of each block."""
        return tuple(
            tuple(range(last - self.block_layers + 1, last + 1)) for last in self._lasts(layers)
        )

    def extras(self, widths: Sequence[int]) -> tuple[Extra, ...]:
        """Return the multiplier of each block, and the gains and shifts of the normalizations."""
        layers, width = len(widths) - 1, widths[1]
        lasts = self._lasts(layers)
        places = {"none": (), "pre": self._readers(layers), "post": lasts}[self.normalization]
        found = [Extra(name, index, width) for index in places for name in NORM]
        found += [Extra(MULTIPLIER, index, 1) for index in lasts]
        return tuple(sorted(found, key=lambda one: one.layer_index))

    def start(self, extra: Extra) -> float:
        """Return 1 for a gain, 0 for a shift, and the branch multiplier."""
        return self.branch_multiplier if extra.name == MULTIPLIER else _norm_start(extra)

    def trains(self, extra: Extra) -> bool:
        """Return whether it is a gain, a shift or a multiplier that is to be trained."""
        return extra.name != MULTIPLIER or self.trainable_multiplier

    def kin(self, widths: Sequence[int], layer_index: int) -> Kin:
        """Return the layer's rows and the next one's columns; of the stream, those of all blocks.

        Neuron j of the stream is the sum of what the stem's and each branch's last j-th neurons
        put out, and is read by every branch.
        """
        layers = len(widths) - 1
        stream = (0, *self._lasts(layers))
        if layer_index in stream:
            norms = (one for one in self.extras(widths) if one.name != MULTIPLIER)
            return Kin(stream, self._readers(layers), tuple(norms))
        return Kin((layer_index,), (layer_index + 1,) if layer_index + 1 < layers else ())

    def shaping(self, _widths: Sequence[int], _layer_index: int) -> tuple[Extra, ...]:
        """Return nothing."""
        return ()

    def blocks(
        self, layers: Sequence[LayerArrays], extras: Extras, activate: Activate
    ) -> Sequence[Block]:
        """Return the stem, the residual blocks, and with ``pre`` a last normalization."""
        norms, pre, count = _norms(extras), self.normalization == "pre", len(layers) + 1
        multipliers = {
            one.layer_index: found for one, found in extras.items() if one.name == MULTIPLIER
        }
        ends = self.activated(count)
        made: list[Block] = [Linear(layers[0])]
        for first in self._readers(count)[:-1]:
            last = first + self.block_layers - 1
            branch: list[Block] = [
                Dense(layer, activate) if layer.layout.layer_index in ends else Linear(layer)
                for layer in layers[first : last + 1]
            ]
            head, tail = (norms[first], None) if pre else (None, norms.get(last))
            made.append(Residual(branch, multipliers[last], head, tail))
        return [*made, Normalized(norms[count - 1])] if pre else made

    def _lasts(self, layers: int) -> tuple[int, ...]:
        """Return the last layer of each branch."""
        return tuple(range(self.block_layers, layers - 1, self.block_layers))

    def _readers(self, layers: int) -> tuple[int, ...]:
        """Return the layers that read the stream: the first of each branch, and the output."""
        return tuple(range(1, layers, self.block_layers))


def _norm_start(extra: Extra) -> float:
    return 1.0 if extra.name == NORM[0] else 0.0


def _norms(extras: Extras) -> dict[int, LayerNorm]:
    """Return the normalizations by the layer they are shown with."""
    gains, shifts = (
        {one.layer_index: found for one, found in extras.items() if one.name == name}
        for name in NORM
    )
    return {index: LayerNorm(gain, shifts[index]) for index, gain in gains.items()}


DENSE_CHAIN: Final = DenseChain()
