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
        "Weights drawn at random break the symmetry. Let them be large: std 3, five tanh layers. "
        "What happens?",
        (
            Choice(
                "flat",
                "Most outputs are stuck near -1 and 1",
                (Condition("saturated", at_least=0.5),),
            ),
            Choice(
                "better",
                "Strong signals: it learns better than with Glorot's start",
                (Condition("large_loss", "glorot_loss", at_most=0.9),),
            ),
            Choice("same", "Nothing much: only that the weights are random matters", ()),
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
        "In the third layer {saturated} of all outputs lie beyond 0.97 or -0.97, where tanh is "
        "flat (Glorot: {glorot_saturated}). The network begins sure of wrong answers: its loss "
        "starts at {start_loss}, where knowing nothing would cost 0.693. It ends at {large_loss} "
        "with {large_accuracy} of the test points right, against {glorot_accuracy} for Glorot. One "
        "often hears that large weights make the gradient vanish. Look at the start: what arrives "
        "at the first layer is {flow} times what leaves the last. Flat units stop it, but the "
        "others pass it on times a large weight, and it grows. At the end of training the same "
        "ratio is {flow_end}.",
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
        "Then small: std 0.01, one hidden layer of 16. Will it learn?",
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
        "are different, and with only one layer to cross, the correction gets through. At the end "
        "{small_accuracy} of the test points are right; the loss is {small_loss}, Glorot's "
        "{glorot_loss}. Slow but safe. Does that hold in a deep network?",
        (
            Claim("start out tiny", lambda v: v["signal"] < 0.02),
            Claim("neurons are different", lambda v: v["small_distinct"] == 16),
            Claim("the correction gets through", lambda v: v["small_accuracy"] >= LEARNED),
            Claim("Slow but safe", lambda v: v["small_loss"] > v["glorot_loss"]),
        ),
        drawn_run=0,
    ),
    Step(
        "small_deep",
        "Small, and deep",
        "The same small weights, std 0.01, in ten layers. How much of the first layer's signal "
        "reaches the tenth?",
        (
            Choice(
                "same",
                "About all of it",
                (Condition("last_signal", "first_signal", at_least=0.5),),
            ),
            Choice(
                "less",
                "Less, perhaps a tenth or a hundredth",
                (Condition("last_signal", "first_signal", at_least=1e-3),),
            ),
            Choice("nothing", "Practically nothing", ()),
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
        "The std of the outputs falls from {first_signal} in the first layer to {last_signal} in "
        "the tenth: each layer multiplies it by about 0.01 times the root of 16, which is 0.04. On "
        "the way back the correction shrinks in the same way; the first layer gets {flow} times "
        "what the last one gets. All {distinct} neurons are different, the symmetry is broken, and "
        "still nothing is learned: loss {small_loss}, {small_accuracy} right, where Glorot's start "
        "gets {glorot_accuracy}. 'Small is safe' is true of shallow networks only.",
        (
            Claim("multiplies it by about 0.01", lambda v: 0.03 < _factor(v) < 0.05),
            Claim("shrinks in the same way", lambda v: v["flow"] < 1e-10),
            Claim("the symmetry is broken", lambda v: v["distinct"] == 16),
            Claim(
                "still nothing is learned",
                lambda v: abs(v["small_loss"] - CHANCE_LOSS) < 0.003 and v["small_accuracy"] < 0.6,
            ),
            Claim("where Glorot's start gets", lambda v: v["glorot_accuracy"] >= LEARNED),
        ),
    ),
)
