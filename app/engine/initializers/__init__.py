"""The initializers: the catalogue, and the weights and biases of a network made from it."""

from app.engine.initializers.all_initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers.entry import Initializer, LayerContext
from app.engine.initializers.network import check_network, initialize, resolve

__all__ = [
    "BIAS_INITIALIZERS",
    "INITIALIZERS",
    "Initializer",
    "LayerContext",
    "check_network",
    "initialize",
    "resolve",
]
