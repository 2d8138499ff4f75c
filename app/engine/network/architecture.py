"""How the layers of a network hang together: which blocks stand one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.engine.network.blocks import Activate, Block, Dense, LayerArrays


class Architecture(Protocol):
    """What stands between the inputs and the output layer."""

    def activated(self, layers: int) -> tuple[int, ...]:
        """Return which of ``layers`` weight layers end in the activation, in their order."""

    def blocks(self, layers: Sequence[LayerArrays], activate: Activate) -> Sequence[Block]:
        """Return the blocks that the hidden layers make up, in their order."""


@dataclass(frozen=True, slots=True)
class DenseChain:
    """One dense layer after another."""

    def activated(self, layers: int) -> tuple[int, ...]:
        """Return all hidden layers."""
        return tuple(range(layers - 1))

    def blocks(self, layers: Sequence[LayerArrays], activate: Activate) -> Sequence[Block]:
        """Return a dense block for each hidden layer."""
        return [Dense(layer, activate) for layer in layers]


DENSE_CHAIN = DenseChain()
