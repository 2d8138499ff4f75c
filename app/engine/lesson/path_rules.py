"""The steps about rules that take the layer's size into account: Glorot and He."""

from collections.abc import Mapping
from math import log, sqrt
from typing import Final

from app.engine.lesson.claims import LEARNED
from app.engine.lesson.path_size import DEEP, LAST
from app.engine.lesson.path_symmetry import GLOROT
from app.engine.lesson.steps import Choice, Claim, Figure, Step

DIED_OUT: Final = 0.01
"""Share of the first layer's signal below which it counts as died out."""

HE_OVER_GLOROT: Final = sqrt(2) ** LAST
"""He's std is sqrt 2 times Glorot's between equal layers, and ReLU passes factors on."""


def _signals(*names: str) -> tuple[Figure, ...]:
    """For each run its signal at the start in the first and last hidden layer, and its end."""
    return tuple(
        figure
        for run, name in enumerate(names)
        for figure in (
            Figure(f"{name}_first", "activation_std", run, "start", 0),
            Figure(f"{name}_last", "activation_std", run, "start", LAST),
            Figure(f"{name}_accuracy", "train_accuracy", run),
        )
    )


def _left(values: Mapping[str, float], name: str) -> float:
    """What the last hidden layer has of the first one's signal."""
    return values[f"{name}_last"] / values[f"{name}_first"]


def _glorot_tanh(values: Mapping[str, float]) -> str:
    died = [name for name in ("half", "glorot", "double") if _left(values, name) < DIED_OUT]
    if "double" in died:
        return "all"
    return "_and_".join(died) or "none"


def _he_relu(values: Mapping[str, float]) -> str:
    """The start whose signal changes least."""
    return min(("he", "glorot"), key=lambda name: abs(log(_left(values, name))))


STEPS: Final = (
    Step(
        "glorot_tanh",
        "As large as the layer asks for: Glorot and tanh",
        "Glorot's rule is std = sqrt(2 / (fan_in + fan_out)), here 0.25 between layers of 16. Take "
        "half of it, all of it, or twice as much: with which has the signal died out, to less than "
        "a hundredth, by the tenth tanh layer?",
        (
            Choice("half", "Only with half of Glorot's"),
            Choice("half_and_glorot", "With half of it and with all of it"),
            Choice("all", "With all three"),
            Choice("none", "With none of them"),
        ),
        {
            **DEEP,
            "runs": [
                {"label": "Half", "initializer": {"name": "glorot_normal", "gain": 0.5}},
                GLOROT,
                {"label": "Double", "initializer": {"name": "glorot_normal", "gain": 2.0}},
            ],
        },
        _signals("half", "glorot", "double"),
        "From the first hidden layer to the tenth the std of the outputs goes from {half_first} to "
        "{half_last} with half of Glorot's std, from {glorot_first} to {glorot_last} with "
        "Glorot's, and from {double_first} to {double_last} with twice as much. A half, nine "
        "times over, is a five-hundredth: the signal dies out. Twice as much does not make it "
        "explode, because tanh never answers more than 1. With Glorot's std the signal gets "
        "through, somewhat weaker: the rule keeps its size where a layer is linear, and the bend "
        "of tanh takes a little each time. Right at the end: {half_accuracy}, {glorot_accuracy} "
        "and {double_accuracy}. On this task only the half is too little.",
        _glorot_tanh,
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
        "ReLU sets the negative half of every signal to 0. Which start brings the signal through "
        "ten ReLU layers least changed?",
        (
            Choice("he", "He: variance 2 / fan_in"),
            Choice("glorot", "Glorot: variance 1 / fan_in between equal layers"),
        ),
        {
            **DEEP,
            "activation": "relu",
            "runs": [{"label": "He", "initializer": "he_normal"}, GLOROT],
        },
        _signals("he", "glorot"),
        "With Glorot the std of the outputs falls from {glorot_first} in the first layer to "
        "{glorot_last} in the tenth. ReLU cuts off half of the signal's power in each layer, a "
        "factor sqrt 2 of its size on average. He's factor 2 in the variance puts it back, "
        "over nine layers a factor of 22.6: from {he_first} to {he_last}. Right at the "
        "end: {he_accuracy} with He, {glorot_accuracy} with Glorot. These layers are only 16 wide, "
        "so single draws scatter widely; run it with another seed, and look at the depth view, "
        "where wide layers follow the rule closely.",
        _he_relu,
        (
            Claim("the std of the outputs falls", lambda v: _left(v, "glorot") < 0.1),
            Claim(
                "over nine layers a factor of 22.6",
                lambda v: abs(_left(v, "he") / _left(v, "glorot") / HE_OVER_GLOROT - 1.0) < 1e-6,
            ),
            Claim("puts it back", lambda v: 0.1 < _left(v, "he") < 10.0),
            Claim("with He,", lambda v: v["he_accuracy"] >= LEARNED),
        ),
    ),
)
