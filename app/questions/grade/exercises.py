"""The exercises that are ready to be set; each has been solved, in usual ways and unusual ones."""

from collections.abc import Mapping
from typing import Any, Final

from app.questions.grade.goal import Goal

_CLONES: Final = (
    "#hidden_layers=8,8&optimizer=momentum&epochs=150"
    "&run=Clones;initializer=clones_with_noise,value:0.3,epsilon:0"
)
_EVERY: Final = {"layers": "hidden", "of_layers": "every"}

_WRITTEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "part_the_clones": {
        "title": "Part the clones",
        "text": "All neurons of this network begin the same, and it cannot learn. Change the noise "
        "of its initializer, and nothing else, so that at least six neurons of each hidden layer "
        "become different to the eye and the training loss falls below 0.1. Your seed comes from "
        "your name.",
        "start": _CLONES,
        "seed": "name",
        "change": {"only": ["initializer.epsilon"], "at_most": 1},
        "conditions": [
            {"quantity": "visibly_distinct", **_EVERY, "at_least": 6},
            {"quantity": "train_loss", "below": 0.1},
        ],
    },
    "clones_that_learn": {
        "title": "Clones that learn",
        "text": "Clones can learn, but only what one neuron a layer can. Choose an initializer "
        "with which all neurons of a hidden layer stay the same to the last bit, and which gets "
        "at least 80 % of the moons right.",
        "start": "#dataset=moons&hidden_layers=8,8&epochs=100&run=Start;initializer=zeros",
        "seed": "start",
        "change": {"only": ["initializer"]},
        "conditions": [
            {"quantity": "distinct_neurons", **_EVERY, "at": "every", "at_most": 1},
            {"quantity": "train_accuracy", "at_least": 0.8},
        ],
    },
    "one_zero_layer": {
        "title": "Where zero may stand",
        "text": "With all weights zero, nothing is learned. One layer may be zero all the same: "
        "leave the second weight layer at zero and choose the others so that the training loss "
        "falls below 0.1. Give one initializer for each layer.",
        "start": "#hidden_layers=8,8&epochs=150&learning_rate=0.3&run=Zeros;initializer=zeros",
        "seed": "start",
        "change": {"only": ["initializer"]},
        "conditions": [
            {"quantity": "weight_stats.min", "layers": [1], "at": "start", "at_least": 0},
            {"quantity": "weight_stats.max", "layers": [1], "at": "start", "at_most": 0},
            {"quantity": "train_loss", "below": 0.1},
        ],
    },
    "deep_signal": {
        "title": "A signal through fifteen layers",
        "text": "With weights of standard deviation 0.01, corrections fade on their way back "
        "through fifteen layers of tanh. Choose another initializer so that the first layer is "
        "corrected at least a fiftieth as much as the last, and at most ten times, and that few "
        "neurons are saturated.",
        "start": "#hidden_layers=15x24&epochs=1&run=Small;initializer=normal,std:0.01",
        "change": {"only": ["initializer"]},
        "conditions": [
            {"quantity": "gradient_flow", "at": "start", "at_least": 0.02, "at_most": 10},
            {"quantity": "signal.saturated", **_EVERY, "at": "start", "at_most": 0.1},
        ],
    },
    "he_formula": {
        "title": "He's variance as a formula",
        "text": "Write a formula for the weights of a ReLU layer that keeps the size of its "
        "signals: mean 0, variance 2 / fan_in. Any law of this mean and variance is right.",
        "law": {"variance": "2 / fan_in"},
    },
    "glorot_uniform_formula": {
        "title": "Glorot's uniform law as a formula",
        "text": "Write a formula that draws weights uniformly between two bounds, the same on both "
        "sides of 0, with Glorot and Bengio's variance: 2 / (fan_in + fan_out).",
        "law": {"like": "glorot_uniform", "shape": "same"},
    },
}

#: The goals by name.
EXERCISES: Final = {name: Goal.model_validate(goal) for name, goal in _WRITTEN.items()}
