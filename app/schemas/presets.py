"""Experiments to begin with; the page opens with the first."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Preset:
    """A request worth looking at, and what it shows."""

    name: str
    label: str
    description: str
    request: dict[str, Any]


_GLOROT: Final = {"label": "Glorot normal", "initializer": "glorot_normal"}

PRESETS: Final = (
    Preset(
        "nudge",
        "Clones, nudged clones, random",
        "Exact clones stay clones. Nudged by a thousandth they part, layer by layer, and only then "
        "does the network learn. Random neurons differ from the start.",
        {
            "dataset": "xor",
            "hidden_layers": [8, 8],
            "optimizer": "adam",
            "learning_rate": 0.03,
            "epochs": 100,
            "runs": [
                {"label": "Exact clones", "initializer": {"name": "constant", "value": 0.3}},
                {
                    "label": "Nudged by 0.001",
                    "initializer": {"name": "clones_with_noise", "value": 0.3, "epsilon": 0.001},
                },
                {"label": "Random", "initializer": "glorot_normal"},
            ],
        },
    ),
    Preset(
        "clones",
        "Clones beside a symmetry breaker",
        "All weights 0.5: every hidden layer acts as one neuron, for ever. Glorot's draws differ, "
        "so its neurons become different features.",
        {
            "runs": [
                {"label": "Constant 0.5", "initializer": {"name": "constant", "value": 0.5}},
                _GLOROT,
            ]
        },
    ),
    Preset(
        "zeros",
        "Zeros: nothing moves",
        "With all weights 0 and tanh, every hidden activation and every weight gradient is exactly "
        "0; only the output bias learns. Sigmoid neurons get gradients, but identical ones.",
        {
            "runs": [
                {"label": "Zeros, tanh", "initializer": "zeros"},
                {"label": "Zeros, sigmoid", "initializer": "zeros", "activation": "sigmoid"},
                _GLOROT,
            ]
        },
    ),
    Preset(
        "scale",
        "Too small, right, too large",
        "The same draw three times, scaled: small signals fade with depth, large ones saturate.",
        {
            "dataset": "moons",
            "hidden_layers": [8, 8, 8, 8, 8],
            "runs": [
                {"label": "Normal 0.01", "initializer": {"name": "normal", "std": 0.01}},
                _GLOROT,
                {"label": "Normal 3", "initializer": {"name": "normal", "std": 3.0}},
            ],
        },
    ),
    Preset(
        "relu",
        "He and Glorot under ReLU",
        "ReLU loses half of the signal's power in each layer; He's factor 2 makes up for it.",
        {
            "dataset": "spirals",
            "activation": "relu",
            "hidden_layers": [16, 16, 16, 16],
            "epochs": 200,
            "runs": [
                {"label": "He normal", "initializer": "he_normal"},
                _GLOROT,
                {"label": "Zeros", "initializer": "zeros"},
            ],
        },
    ),
    Preset(
        "digits",
        "Real digits",
        "Each first-layer neuron's weights are a picture. From a constant, all pictures are the "
        "same one.",
        {
            "dataset": "digits",
            "hidden_layers": [16, 16],
            "learning_rate": 0.05,
            "epochs": 40,
            "runs": [
                {"label": "Constant 0.1", "initializer": {"name": "constant", "value": 0.1}},
                _GLOROT,
            ],
        },
    ),
)
