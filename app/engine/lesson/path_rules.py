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


def _left_of(name: str, *, at_least: float) -> Condition:
    """What the last hidden layer has of the first one's signal is at least so much."""
    return Condition(f"{name}_last", f"{name}_first", at_least=at_least)


STEPS: Final = (
    Step(
        "glorot_tanh",
        "As large as the layer asks for: Glorot and tanh",
        "Glorot's rule is std = sqrt(2 / (fan_in + fan_out)), here 0.25 between layers of 16. Take "
        "half of it, all of it, or twice as much: with which has the signal died out, to less than "
        "a hundredth, by the tenth tanh layer?",
        (
            Choice("none", "With none of them", (_left_of("half", at_least=DIED_OUT),)),
            Choice("half", "Only with half of Glorot's", (_left_of("glorot", at_least=DIED_OUT),)),
            Choice(
                "half_and_glorot",
                "With half of it and with all of it",
                (_left_of("double", at_least=DIED_OUT),),
            ),
            Choice("all", "With all three", ()),
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
        "From the first hidden layer to the tenth the std of the outputs goes from {half_first} to "
        "{half_last} with half of Glorot's std, from {glorot_first} to {glorot_last} with "
        "Glorot's, and from {double_first} to {double_last} with twice as much. A half, nine "
        "times over, is a five-hundredth: the signal dies out. Twice as much does not make it "
        "explode, because tanh never answers more than 1. With Glorot's std the signal gets "
        "through, somewhat weaker: the rule keeps its size where a layer is linear, and the bend "
        "of tanh takes a little each time. Of the test points {half_accuracy}, {glorot_accuracy} "
        "and {double_accuracy} are right at the end. On this task only the half is too little.",
        (
            Claim("the signal dies out", lambda v: _left(v, "half") < DIED_OUT),
            Claim(
                "does not make it explode",
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
                (
                    Condition("he_accuracy", at_least=LEARNED),
                    Condition("glorot_accuracy", at_least=LEARNED),
                ),
            ),
            Choice("he", "Only He's", (Condition("he_accuracy", at_least=LEARNED),)),
            Choice("glorot", "Only Glorot's", (Condition("glorot_accuracy", at_least=LEARNED),)),
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
        "With Glorot the std of the outputs falls from {glorot_first} in the first layer to "
        "{glorot_last} in the twentieth. ReLU cuts off half of the signal's power in each layer, a "
        "factor sqrt 2 of its size on average. He's factor 2 in the variance puts it back: over "
        "nineteen layers that makes a factor of 724, and the signal goes from {he_first} to "
        "{he_last}. He's start gets {he_accuracy} of the test points right. Glorot's gets "
        "{glorot_accuracy}, with loss {glorot_loss}: knowing nothing costs 0.693. A factor of 2, "
        "taken layer by layer, is the difference between all and nothing. These layers are only 16 "
        "wide, so single draws scatter; the depth view shows wide layers, which follow the rule "
        "closely.",
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
        "Zeros were the first thing that went wrong. Are they always? Here one layer of three "
        "starts at zeros, there two do; the others are random. Which network learns?",
        (
            Choice(
                "both",
                "Both: some random weights are enough",
                (
                    Condition("one_accuracy", at_least=LEARNED),
                    Condition("two_accuracy", at_least=LEARNED),
                ),
            ),
            Choice(
                "one", "The one with one layer of zeros", (Condition("one_accuracy", at_least=0.9),)
            ),
            Choice(
                "two",
                "The one with two layers of zeros",
                (Condition("two_accuracy", at_least=0.9),),
            ),
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
        "signal arrives at that layer from the random one before it, and a correction from the "
        "random one behind it, so its weights do get gradients. They move from 0 to {one_weight} "
        "(root mean square), and its {start_distinct} distinct neuron becomes {one_distinct}, "
        "because each goes out over another random weight. With two layers of zeros each waits "
        "for the other: the signal ends at the first of them, the correction at the second. The "
        "weights between are still {two_weight}, the loss is {two_loss}, and {two_accuracy} are "
        "right. So zeros are no poison; what matters is that a signal and a correction meet, and "
        "that neurons can be told apart on one side at least.",
        (
            Claim("the network learns", lambda v: v["one_accuracy"] >= LEARNED),
            Claim("its weights do get gradients", lambda v: v["one_weight"] > 0.1),
            Claim("neuron becomes", lambda v: v["start_distinct"] == 1 and v["one_distinct"] == 8),
            Claim("weights between are still", lambda v: v["two_weight"] == 0.0),
            Claim(
                "each waits for the other",
                lambda v: abs(v["two_loss"] - CHANCE_LOSS) < 0.005 and v["two_accuracy"] < 0.6,
            ),
        ),
        drawn_run=0,
    ),
)
