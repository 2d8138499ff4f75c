"""What a preset is, and what several of them are made of."""

from dataclasses import dataclass
from typing import Any, Final

from app.engine.citation import Citation

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper whose point a preset shows: what it found, and what is smaller or other here."""

    citation: Citation
    shows: str
    differs: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A request worth looking at: what it compares, and what is to be seen.

    ``paper`` is the one that it is after, if there is one.
    """

    name: str
    label: str
    group: str
    description: str
    look_for: str
    request: Request
    paper: Paper | None = None


def constant(value: float) -> Request:
    """All weights of one value."""
    return {"name": "constant", "value": value}


def nudged(value: float, epsilon: float) -> Request:
    """All weights of one value, and noise of std ``epsilon`` added."""
    return {"name": "clones_with_noise", "value": value, "epsilon": epsilon}


def normal(std: float) -> Request:
    """Normal draws with mean 0."""
    return {"name": "normal", "std": std}


GLOROT: Final = {"label": "Glorot normal", "initializer": "glorot_normal"}
HE: Final = {"label": "He normal", "initializer": "he_normal"}
#: With these a small network learns within some 100 epochs what it can learn.
FAST: Final = {"optimizer": "adam", "learning_rate": 0.03}
#: Thirty layers, which learn with the variance that He asks for and not with half of it.
DEEP_RELU: Final = {
    "hidden_layers": [32] * 30,
    "activation": "relu",
    "learning_rate": 0.02,
    "batch_size": 8,
    "epochs": 15,
    # Fewer than by default: 960 neurons have much to tell.
    "record": {"epochs": [0, 1, 2, 4, 6, 8, 11, 15]},
}
