"""The steps about rules for each layer: Glorot, He, and where zeros may stand."""

from collections.abc import Mapping
from math import sqrt
from typing import Final

from app.engine.lesson.claims import CHANCE_LOSS, LEARNED
from app.engine.lesson.path_size import DEEP, LAST
from app.engine.lesson.path_symmetry import GLOROT
from app.engine.lesson.steps import Choice, Claim, Condition, Figure, Step

DIED_OUT: Final = 0.01
"""Share of the first layer's signal below which it counts as died out."""

LAST_OF_TWENTY: Final = 19
"""The last hidden layer of twenty."""

HE_OVER_GLOROT: Final = sqrt(2) ** LAST_OF_TWENTY
"""He's std is sqrt 2 times Glorot's between equal layers, and ReLU passes factors on."""


def _signals(*names: str, last: int) -> tuple[Figure, ...]:
    """For each run its signal at the start in the first and last hidden layer, and its end."""
    return tuple(
        figure
        for run, name in enumerate(names)
        for figure in (
            Figure(f"{name}_first", "activation_std", run, "start", 0),
            Figure(f"{name}_last", "activation_std", run, "start", last),
            Figure(f"{name}_accuracy", "test_accuracy", run),
        )
    )


def _left(values: Mapping[str, float], name: str) -> float:
    """What the last hidden layer has of the first one's signal."""
    return values[f"{name}_last"] / values[f"{name}_first"]


def _learn(*names: str) -> tuple[Condition, ...]:
    """All of these runs learn."""
    return tuple(Condition(f"{name}_accuracy", at_least=LEARNED) for name in names)


STEPS: Final = (
    Step(
        "glorot_tanh",
        "The right size: Glorot and tanh",
        "Glorot's rule is std = sqrt(2 / (fan_in + fan_out)), here 0.25 between layers of 16. Ten "
        "tanh layers start with half of it, with all of it, and with twice as much. Which of the "
        "three networks learn?",
        (
            Choice("all", "All three", _learn("half", "glorot", "double")),
            Choice("not_half", "All but the one with half", _learn("glorot", "double")),
            Choice("not_double", "All but the one with twice as much", _learn("half", "glorot")),
            Choice("glorot", "Only the one with Glorot's own", _learn("glorot")),
        ),
        {
            **DEEP,
            "runs": [
                {"label": "Half", "initializer": {"name": "glorot_normal", "gain": 0.5}},
                GLOROT,
                {"label": "Double", "initializer": {"name": "glorot_normal", "gain": 2.0}},
            ],
        },
        _signals("half", "glorot", "double", last=LAST),
        "Of the test points {half_accuracy} are right with half of Glorot's std, {glorot_accuracy} "
        "with all of it and {double_accuracy} with twice as much.\n"
        "A half, nine times over, is a five-hundredth, and the signal dies out: from the first "
        "hidden layer to the tenth the std of the outputs falls from {half_first} to {half_last}. "
        "With Glorot's std it goes from {glorot_first} to {glorot_last} and gets through, somewhat "
        "weaker: the rule keeps its size where a layer is linear, and the bend of tanh takes a "
        "little each time.\n"
        "Twice as much goes from {double_first} to {double_last}. It cannot explode, because tanh "
        "never answers more than 1. On this task only the half is too little.",
        (
            Claim("the signal dies out:", lambda v: _left(v, "half") < DIED_OUT),
            Claim(
                "It cannot explode",
                lambda v: _left(v, "double") > 1.0 and v["double_last"] < 1.0,
            ),
            Claim("gets through, somewhat weaker", lambda v: 0.1 < _left(v, "glorot") < 1.0),
            Claim(
                "only the half is too little",
                lambda v: (
                    v["half_accuracy"] < 0.6
                    and v["glorot_accuracy"] >= LEARNED
                    and v["double_accuracy"] >= LEARNED
                ),
            ),
        ),
    ),
    Step(
        "he_relu",
        "Making up for the missing half: He and ReLU",
        "ReLU sets the negative half of every signal to 0. He's rule makes up for it with twice "
        "the variance, 2 / fan_in; Glorot's is 1 / fan_in between equal layers. Twenty ReLU "
        "layers: which start learns?",
        (
            Choice(
                "both",
                "Both: a factor of 2 is not much",
                _learn("he", "glorot"),
            ),
            Choice("he", "Only He's", _learn("he")),
            Choice("glorot", "Only Glorot's", _learn("glorot")),
            Choice("neither", "Neither: twenty layers are too many", ()),
        ),
        {
            "dataset": "circles",
            "hidden_layers": [16] * (LAST_OF_TWENTY + 1),
            "activation": "relu",
            "learning_rate": 0.03,
            "epochs": 100,
            "runs": [{"label": "He", "initializer": "he_normal"}, GLOROT],
        },
        (
            *_signals("he", "glorot", last=LAST_OF_TWENTY),
            Figure("glorot_loss", "train_loss", 1),
        ),
        "He's start gets {he_accuracy} of the test points right. Glorot's gets {glorot_accuracy}, "
        "with a loss of {glorot_loss}; guessing costs 0.693.\n"
        "ReLU cuts off half of the signal's power in each layer, on average, a factor sqrt 2 of "
        "its size. With Glorot the std of the outputs falls from {glorot_first} in the first layer "
        "to {glorot_last} in the twentieth. He's factor 2 in the variance puts it back: over "
        "nineteen layers that makes a factor of 724, and the signal goes from {he_first} to "
        "{he_last}.\n"
        "A factor of 2, taken layer by layer, is the difference between all and nothing. With only "
        "16 neurons a layer single draws scatter; wide layers, as in the Depth tab, follow the "
        "rule closely.",
        (
            Claim("the std of the outputs falls", lambda v: _left(v, "glorot") < 0.1),
            Claim(
                "a factor of 724",
                lambda v: abs(_left(v, "he") / _left(v, "glorot") / HE_OVER_GLOROT - 1.0) < 1e-6,
            ),
            Claim("puts it back", lambda v: 0.01 < _left(v, "he") < 100.0),
            Claim("He's start gets", lambda v: v["he_accuracy"] >= LEARNED),
            Claim(
                "between all and nothing",
                lambda v: v["glorot_accuracy"] < 0.6 and abs(v["glorot_loss"] - CHANCE_LOSS) < 0.01,
            ),
        ),
        drawn_run=1,
    ),
    Step(
        "zero_layers",
        "Where zeros may stand",
        "Zeros were the first thing that went wrong. Do they always? In the first network one "
        "layer of three starts at zeros, in the second two do; the others are random. Which of "
        "the two learns?",
        (
            Choice(
                "both",
                "Both: some random weights are enough",
                _learn("one", "two"),
            ),
            Choice("one", "Only the one with one layer of zeros", _learn("one")),
            Choice("two", "Only the one with two layers of zeros", _learn("two")),
            Choice("neither", "Neither: nothing comes through zeros", ()),
        ),
        {
            "dataset": "circles",
            "hidden_layers": [8, 8],
            "learning_rate": 0.3,
            "epochs": 150,
            "runs": [
                {
                    "label": "One layer of zeros",
                    "initializer": ["glorot_normal", "zeros", "glorot_normal"],
                },
                {
                    "label": "Two layers of zeros",
                    "initializer": ["glorot_normal", "zeros", "zeros"],
                },
                GLOROT,
            ],
        },
        (
            Figure("start_distinct", "distinct_neurons", 0, "start", 1),
            Figure("one_distinct", "distinct_neurons", 0, layer_index=1),
            Figure("one_weight", "weight_rms", 0, layer_index=1),
            Figure("one_accuracy", "test_accuracy", 0),
            Figure("two_weight", "weight_rms", 1, layer_index=1),
            Figure("two_accuracy", "test_accuracy", 1),
            Figure("two_loss", "train_loss", 1),
        ),
        "With one layer of zeros the network learns: {one_accuracy} of the test points right. A "
        "signal reaches that layer from the random one before it, and a correction from the "
        "random one after it, so its weights do get gradients. They move from 0 to about "
        "{one_weight}, and its {start_distinct} distinct neuron becomes {one_distinct}, because "
        "the weights that lead on from each are different.\n"
        "With two layers of zeros in a row, neither can start: the signal ends at the first of "
        "them, the correction at the second. The weights of the first are still {two_weight}, the "
        "loss is {two_loss}, and {two_accuracy} are right.\n"
        "So a layer may start at zeros if a signal and a correction reach it, and if its neurons "
        "differ on one side, in the weights before them or after them.",
        (
            Claim("the network learns", lambda v: v["one_accuracy"] >= LEARNED),
            Claim("its weights do get gradients", lambda v: v["one_weight"] > 0.1),
            Claim("neuron becomes", lambda v: v["start_distinct"] == 1 and v["one_distinct"] == 8),
            Claim("weights of the first are still", lambda v: v["two_weight"] == 0.0),
            Claim(
                "neither can start",
                lambda v: abs(v["two_loss"] - CHANCE_LOSS) < 0.005 and v["two_accuracy"] < 0.6,
            ),
        ),
        drawn_run=0,
    ),
)
