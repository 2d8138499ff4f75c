"""The steps about the size of random weights: large, small, and small in a deep network."""

from collections.abc import Mapping
from typing import Final

from app.engine.lesson.claims import CHANCE_LOSS, LEARNED
from app.engine.lesson.path_symmetry import GLOROT
from app.engine.lesson.steps import Choice, Claim, Condition, Figure, Step

DEEP: Final = {"dataset": "circles", "hidden_layers": [16] * 10, "epochs": 100}
"""The network of the deep steps."""
LAST: Final = 9
"""Its last hidden layer."""


def _factor(values: Mapping[str, float]) -> float:
    """By what a layer multiplies the signal, from the first hidden one to the last."""
    return float((values["last_signal"] / values["first_signal"]) ** (1 / LAST))


STEPS: Final = (
    Step(
        "large",
        "Random, but large",
        "Random weights make every neuron different. Let them be large: std 3, in five tanh "
        "layers. How does the network learn, beside one with Glorot's smaller weights?",
        (
            Choice(
                "better",
                "Better: its signals are strong",
                (Condition("large_loss", "glorot_loss", at_most=0.8),),
            ),
            Choice(
                "same",
                "About as well: they only have to be random",
                (Condition("large_loss", "glorot_loss", at_most=1.25),),
            ),
            Choice("worse", "Worse: its signals are too strong", ()),
        ),
        {
            "dataset": "moons",
            "hidden_layers": [16] * 5,
            "epochs": 100,
            "runs": [
                {"label": "Normal, std 3", "initializer": {"name": "normal", "std": 3.0}},
                GLOROT,
            ],
        },
        (
            Figure("saturated", "saturated", 0, "start", 2),
            Figure("glorot_saturated", "saturated", 1, "start", 2),
            Figure("flow", "gradient_flow", 0, "start"),
            Figure("flow_end", "gradient_flow", 0),
            Figure("start_loss", "train_loss", 0, "start"),
            Figure("large_loss", "train_loss", 0),
            Figure("glorot_loss", "train_loss", 1),
            Figure("large_accuracy", "test_accuracy", 0),
            Figure("glorot_accuracy", "test_accuracy", 1),
        ),
        "It ends at a loss of {large_loss} with {large_accuracy} of the test points right, against "
        "{glorot_loss} and {glorot_accuracy} with Glorot's start.\n"
        "Large sums drive tanh to its ends. At the start {saturated} of all outputs of the third "
        "layer lie beyond 0.97 or -0.97, where tanh is flat (Glorot: {glorot_saturated}). The "
        "network begins sure of wrong answers: its loss starts at {start_loss}, where guessing "
        "costs 0.693.\n"
        "One often hears that large weights make the gradient vanish. At the start it is the other "
        "way: the correction that reaches the first layer is {flow} times as large as in the last. "
        "Neurons on the flat part stop it, but the others pass it on times a large weight, and it "
        "grows. At the end the factor is {flow_end}.",
        (
            Claim("tanh is flat (Glorot:", lambda v: v["glorot_saturated"] < 0.05 < v["saturated"]),
            Claim("sure of wrong answers", lambda v: v["start_loss"] > 2 * CHANCE_LOSS),
            Claim("right, against", lambda v: v["large_accuracy"] < v["glorot_accuracy"]),
            Claim("and it grows", lambda v: v["flow"] > 2.0),
        ),
    ),
    Step(
        "small",
        "Random and small",
        "Now the weights are small: std 0.01, with one hidden layer of 16. Will it learn?",
        (
            Choice("never", "No", (Condition("small_accuracy", at_most=LEARNED),)),
            Choice(
                "better",
                "Yes, and better than Glorot's start",
                (Condition("small_loss", "glorot_loss", at_most=1.0),),
            ),
            Choice("later", "Yes, but it lags behind Glorot's start", ()),
        ),
        {
            "dataset": "circles",
            "hidden_layers": [16],
            "learning_rate": 0.3,
            "epochs": 200,
            "runs": [
                {"label": "Normal, std 0.01", "initializer": {"name": "normal", "std": 0.01}},
                GLOROT,
            ],
        },
        (
            Figure("signal", "activation_std", 0, "start", 0),
            Figure("small_loss", "train_loss", 0),
            Figure("small_accuracy", "test_accuracy", 0),
            Figure("glorot_loss", "train_loss", 1),
            Figure("small_distinct", "distinct_neurons", 0, layer_index=0),
        ),
        "The hidden outputs start out tiny, with std {signal}, but all {small_distinct} neurons "
        "are different, and with only one layer to cross, the correction gets through.\n"
        "At the end {small_accuracy} of the test points are right. The loss is {small_loss}, "
        "Glorot's {glorot_loss}. So small weights are slow but safe here. Are they in a deep "
        "network?",
        (
            Claim("start out tiny", lambda v: v["signal"] < 0.02),
            Claim("neurons are different", lambda v: v["small_distinct"] == 16),
            Claim("the correction gets through", lambda v: v["small_accuracy"] >= LEARNED),
            Claim("slow but safe", lambda v: v["small_loss"] > v["glorot_loss"]),
        ),
        drawn_run=0,
    ),
    Step(
        "small_deep",
        "Small, and deep",
        "The same small weights, std 0.01, but ten layers of them. Will it learn again?",
        (
            Choice(
                "learns", "Yes, slow but safe", (Condition("small_accuracy", at_least=LEARNED),)
            ),
            Choice(
                "partly", "A little, but far less", (Condition("small_accuracy", at_least=0.65),)
            ),
            Choice("nothing", "No, nothing at all", ()),
        ),
        {
            **DEEP,
            "runs": [
                {"label": "Normal, std 0.01", "initializer": {"name": "normal", "std": 0.01}},
                GLOROT,
            ],
        },
        (
            Figure("first_signal", "activation_std", 0, "start", 0),
            Figure("last_signal", "activation_std", 0, "start", LAST),
            Figure("flow", "gradient_flow", 0, "start"),
            Figure("distinct", "distinct_neurons", 0, layer_index=0),
            Figure("small_loss", "train_loss", 0),
            Figure("small_accuracy", "test_accuracy", 0),
            Figure("glorot_accuracy", "test_accuracy", 1),
        ),
        "All {distinct} neurons of the first layer are different: there are no clones. And still "
        "nothing is learned: the loss is {small_loss}, and {small_accuracy} of the test points are "
        "right, where Glorot's start gets {glorot_accuracy}.\n"
        "The signal dies out on its way. The std of the outputs falls from {first_signal} in the "
        "first layer to {last_signal} in the tenth: each layer multiplies it by about 0.01 times "
        "the root of 16, which is 0.04. The correction shrinks in the same way on its way back; "
        "the first layer gets {flow} times what the last one gets.\n"
        "So 'small is safe' is true of shallow networks only.",
        (
            Claim("multiplies it by about 0.01", lambda v: 0.03 < _factor(v) < 0.05),
            Claim("shrinks in the same way", lambda v: v["flow"] < 1e-10),
            Claim("there are no clones", lambda v: v["distinct"] == 16),
            Claim(
                "still nothing is learned",
                lambda v: abs(v["small_loss"] - CHANCE_LOSS) < 0.003 and v["small_accuracy"] < 0.6,
            ),
            Claim("where Glorot's start gets", lambda v: v["glorot_accuracy"] >= LEARNED),
        ),
    ),
)
