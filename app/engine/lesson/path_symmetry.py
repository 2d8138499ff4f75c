"""The steps about clones: weights that all start at one value."""

from collections.abc import Mapping
from typing import Final

from app.engine.lesson.claims import CHANCE_LOSS
from app.engine.lesson.steps import Choice, Claim, Figure, Step

GLOROT: Final = {"label": "Glorot", "initializer": "glorot_normal"}
"""The run that every step compares with."""


def _zeros(values: Mapping[str, float]) -> str:
    if values["tanh_weight"] == 0.0 and values["sigmoid_weight"] > 0.0:
        return "alike" if values["sigmoid_distinct"] == 1 else "all"
    return "all" if values["tanh_weight"] > 0.0 else "none"


def _constant(values: Mapping[str, float]) -> str:
    return "never" if values["distinct"] == 1 else "slowly"


STEPS: Final = (
    Step(
        "zeros",
        "Start from nothing",
        "Every weight starts at 0: once with tanh, once with sigmoid. Which hidden weights will "
        "training move?",
        (
            Choice("all", "All of them, each in its own way"),
            Choice("alike", "With tanh none; with sigmoid they move, but all neurons alike"),
            Choice("none", "None in either network"),
        ),
        {
            "dataset": "moons",
            "hidden_layers": [8],
            "learning_rate": 0.3,
            "epochs": 100,
            "runs": [
                {"label": "Zeros, tanh", "initializer": "zeros"},
                {"label": "Zeros, sigmoid", "initializer": "zeros", "activation": "sigmoid"},
                GLOROT,
            ],
        },
        (
            Figure("tanh_weight", "weight_rms", 0, layer_index=0),
            Figure("tanh_loss", "train_loss", 0),
            Figure("sigmoid_weight", "weight_rms", 1, layer_index=0),
            Figure("sigmoid_distinct", "distinct_neurons", 1, layer_index=0),
            Figure("sigmoid_accuracy", "train_accuracy", 1),
            Figure("glorot_distinct", "distinct_neurons", 2, layer_index=0),
        ),
        "With tanh the hidden weights are still {tanh_weight} at the end. The gradient of a weight "
        "is the signal that comes in times the correction that comes back, and here each product "
        "has a factor 0: the hidden outputs are 0, and so are the output weights, over which "
        "corrections would come back to the hidden layer. Only the output bias moves, and the loss "
        "ends at {tanh_loss}: knowing nothing and answering one half to everything costs 0.693. "
        "Sigmoid turns 0 into 0.5, so its weights do move, to about {sigmoid_weight} (root mean "
        "square); but all neurons move alike: {sigmoid_distinct} distinct neuron of 8, where "
        "Glorot's start has {glorot_distinct}. On this easy task one neuron, eight times over, "
        "still gets {sigmoid_accuracy} right. The lesson's 'all neurons same' is true of both; but "
        "only sigmoid's neurons learn at all.",
        _zeros,
        (
            Claim("the hidden weights are still", lambda v: v["tanh_weight"] == 0.0),
            Claim(
                "answering one half to everything costs 0.693",
                lambda v: abs(v["tanh_loss"] - CHANCE_LOSS) < 0.003,
            ),
            Claim("its weights do move", lambda v: v["sigmoid_weight"] > 0.1),
            Claim("all neurons move alike", lambda v: v["sigmoid_distinct"] == 1),
            Claim("where Glorot's start has", lambda v: v["glorot_distinct"] == 8),
            Claim("still gets", lambda v: v["sigmoid_accuracy"] > 0.75),
        ),
    ),
    Step(
        "constant",
        "Start from 0.5",
        "Now every weight starts at 0.5, and the gradients are no longer 0. Will the neurons of a "
        "layer become different from each other?",
        (
            Choice("soon", "Yes, within a few epochs"),
            Choice("slowly", "Yes, if one trains long enough"),
            Choice("never", "Never"),
        ),
        {
            "dataset": "circles",
            "hidden_layers": [8, 8, 8],
            "epochs": 100,
            "runs": [
                {"label": "Constant 0.5", "initializer": {"name": "constant", "value": 0.5}},
                GLOROT,
            ],
        },
        (
            Figure("distinct", "distinct_neurons", 0, layer_index=1),
            Figure("weight", "weight_rms", 0, layer_index=0),
            Figure("constant_accuracy", "train_accuracy", 0),
            Figure("glorot_distinct", "distinct_neurons", 1, layer_index=1),
            Figure("glorot_accuracy", "train_accuracy", 1),
        ),
        "The weights of the first layer did move, from 0.5 to {weight} (root mean square); and "
        "still there is {distinct} distinct neuron of 8. Neurons with the same incoming weights "
        "give the same output. Where their outgoing weights are the same too, as here, the same "
        "correction comes back to each of them, and their weights change alike. That closes the "
        "circle, and no number of epochs breaks it. Eight neurons wide, the network can do no more "
        "than with one neuron in each layer: {constant_accuracy} right. Glorot's random start has "
        "{glorot_distinct} distinct neurons and gets {glorot_accuracy}.",
        _constant,
        (
            Claim("did move", lambda v: v["weight"] > 0.51),
            Claim("still there is", lambda v: v["distinct"] == 1),
            Claim("can do no more", lambda v: v["constant_accuracy"] < 0.75),
            Claim("distinct neurons and gets", lambda v: v["glorot_distinct"] == 8),
            Claim(
                "random start has", lambda v: v["glorot_accuracy"] > v["constant_accuracy"] + 0.2
            ),
        ),
    ),
)
