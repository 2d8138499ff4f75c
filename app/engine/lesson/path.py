"""The guided path: each step asks for a prediction, runs an experiment, explains what it did."""

from collections.abc import Callable, Mapping
from math import log
from typing import Final

from app.engine.lesson.claims import LEARNED
from app.engine.lesson.steps import Choice, Figure, Step


def _zeros(values: Mapping[str, float]) -> str:
    if values["tanh_weight"] == 0.0 and values["sigmoid_weight"] > 0.0:
        return "alike" if values["sigmoid_distinct"] == 1 else "all"
    return "all" if values["tanh_weight"] > 0.0 else "none"


def _constant(values: Mapping[str, float]) -> str:
    return "never" if values["distinct"] == 1 else "slowly"


def _large(values: Mapping[str, float]) -> str:
    if values["saturated"] > 0.5:
        return "flat"
    return "faster" if values["large_accuracy"] > values["glorot_accuracy"] else "same"


def _small(values: Mapping[str, float]) -> str:
    if values["small_accuracy"] < LEARNED:
        return "never"
    return "later" if values["small_loss"] > values["glorot_loss"] else "sooner"


def _small_deep(values: Mapping[str, float]) -> str:
    left = values["last_signal"] / values["first_signal"]
    return "same" if left > 0.5 else "less" if left > 1e-3 else "nothing"


def _steadiest(*names: str) -> Callable[[Mapping[str, float]], str]:
    """Choose the start whose signal changes least from the first hidden layer to the last."""

    def decide(values: Mapping[str, float]) -> str:
        return min(
            names, key=lambda name: abs(log(values[f"{name}_last"] / values[f"{name}_first"]))
        )

    return decide


_DEEP: Final = {"dataset": "circles", "hidden_layers": [16] * 10, "epochs": 100}
_LAST: Final = 9
"""The last hidden layer of the deep steps."""
_GLOROT: Final = {"label": "Glorot", "initializer": "glorot_normal"}


def _signals(*names: str) -> tuple[Figure, ...]:
    """For each run its signal at the start in the first and last hidden layer, and its end."""
    return tuple(
        figure
        for run, name in enumerate(names)
        for figure in (
            Figure(f"{name}_first", "activation_std", run, "start", 0),
            Figure(f"{name}_last", "activation_std", run, "start", _LAST),
            Figure(f"{name}_accuracy", "train_accuracy", run),
        )
    )


STEPS: Final = (
    Step(
        "zeros",
        "Start from nothing",
        "Every weight starts at 0: once with tanh, once with sigmoid. Which weights will training "
        "move?",
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
                _GLOROT,
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
        "With tanh the hidden weights are still {tanh_weight} at the end. A weight's gradient is "
        "what comes in times what comes back: hidden outputs are 0 and so is every weight that "
        "would carry a correction back, so each product has a factor 0. Only the output bias "
        "moves, and the loss stays at {tanh_loss}, the price of answering one half to everything. "
        "Sigmoid turns 0 into 0.5, so its weights do move, to about {sigmoid_weight}; but all "
        "neurons move alike: {sigmoid_distinct} distinct neuron of 8, where Glorot's start has "
        "{glorot_distinct}. On this easy task one neuron, eight times over, still gets "
        "{sigmoid_accuracy} right. 'All neurons become the same' is true of sigmoid; with tanh "
        "they do not even become anything.",
        _zeros,
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
                _GLOROT,
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
        "still there is {distinct} distinct neuron of 8. Neurons that receive the same, answer the "
        "same; who answers the same, is corrected the same. No number of epochs breaks that "
        "circle. Eight neurons wide, the network can do what one neuron a layer can: "
        "{constant_accuracy} right. "
        "Glorot's random start has {glorot_distinct} distinct neurons and gets {glorot_accuracy}.",
        _constant,
    ),
    Step(
        "large",
        "Random, but large",
        "Weights drawn at random break the symmetry. Let them be large: std 3, five tanh layers. "
        "What happens?",
        (
            Choice("faster", "Strong signals: it learns better than the others"),
            Choice("flat", "Most outputs are stuck near -1 and 1"),
            Choice("same", "Nothing much: only the random draw matters"),
        ),
        {
            "dataset": "moons",
            "hidden_layers": [16] * 5,
            "epochs": 100,
            "runs": [
                {"label": "Normal, std 3", "initializer": {"name": "normal", "std": 3.0}},
                _GLOROT,
            ],
        },
        (
            Figure("saturated", "saturated", 0, "start", 2),
            Figure("glorot_saturated", "saturated", 1, "start", 2),
            Figure("flow", "gradient_flow", 0, "start"),
            Figure("start_loss", "train_loss", 0, "start"),
            Figure("large_loss", "train_loss", 0),
            Figure("large_accuracy", "train_accuracy", 0),
            Figure("glorot_accuracy", "train_accuracy", 1),
        ),
        "In the third layer {saturated} of all outputs lie beyond 0.97 or -0.97, where tanh is "
        "flat (Glorot: {glorot_saturated}). The network begins sure of wrong answers: its loss "
        "starts at {start_loss}, where knowing nothing would cost 0.693, ends at {large_loss} with "
        "{large_accuracy} right, against {glorot_accuracy} for Glorot. One often hears that the "
        "gradient then vanishes. Look: what arrives at the first layer is {flow} times what leaves "
        "the last. Flat units stop it, but the others pass it on times a large weight. Wild "
        "rather than faint.",
        _large,
    ),
    Step(
        "small",
        "Random and small",
        "Then small: std 0.01, one hidden layer of 16. Will it learn?",
        (
            Choice("sooner", "Yes, and better than Glorot's start"),
            Choice("later", "Yes, but it lags behind Glorot's start"),
            Choice("never", "No"),
        ),
        {
            "dataset": "circles",
            "hidden_layers": [16],
            "learning_rate": 0.3,
            "epochs": 200,
            "runs": [
                {"label": "Normal, std 0.01", "initializer": {"name": "normal", "std": 0.01}},
                _GLOROT,
            ],
        },
        (
            Figure("signal", "activation_std", 0, "start", 0),
            Figure("small_loss", "train_loss", 0),
            Figure("small_accuracy", "train_accuracy", 0),
            Figure("glorot_loss", "train_loss", 1),
            Figure("small_distinct", "distinct_neurons", 0, layer_index=0),
        ),
        "Hidden outputs begin as a whisper, with std {signal}, but all {small_distinct} neurons "
        "are different, and with one layer to cross the gradient gets through. At the end "
        "{small_accuracy} are right; the loss is {small_loss}, Glorot's {glorot_loss}. Slow but "
        "safe, as the lesson has it. Does that hold in a deep network?",
        _small,
    ),
    Step(
        "small_deep",
        "Small, and deep",
        "The same small weights, std 0.01, in ten layers. How much of the signal reaches the last "
        "hidden layer?",
        (
            Choice("same", "About as much as enters"),
            Choice("less", "Less, perhaps a tenth or a hundredth"),
            Choice("nothing", "Practically nothing"),
        ),
        {
            **_DEEP,
            "runs": [
                {"label": "Normal, std 0.01", "initializer": {"name": "normal", "std": 0.01}},
                _GLOROT,
            ],
        },
        (
            Figure("first_signal", "activation_std", 0, "start", 0),
            Figure("last_signal", "activation_std", 0, "start", _LAST),
            Figure("flow", "gradient_flow", 0, "start"),
            Figure("distinct", "distinct_neurons", 0, layer_index=0),
            Figure("small_loss", "train_loss", 0),
            Figure("small_accuracy", "train_accuracy", 0),
            Figure("glorot_accuracy", "train_accuracy", 1),
        ),
        "The std of the outputs falls from {first_signal} in the first layer to {last_signal} in "
        "the tenth: each layer multiplies it by about 0.01 times the root of 16, which is 0.04. On "
        "the way back the correction shrinks alike; the first layer gets {flow} times what the "
        "last one gets. All {distinct} neurons are different, the symmetry is broken, and still "
        "nothing is learned: loss {small_loss}, {small_accuracy} right, where Glorot's start gets "
        "{glorot_accuracy}. 'Small is safe' is true of shallow networks only.",
        _small_deep,
    ),
    Step(
        "glorot_tanh",
        "As large as the layer asks for: Glorot and tanh",
        "Glorot's rule is std = sqrt(2 / (fan_in + fan_out)), here 0.25 between layers of 16. Take "
        "half of it, all of it, or twice as much: whose signal comes through ten tanh layers least "
        "changed?",
        (
            Choice("half", "Half of Glorot's"),
            Choice("glorot", "Glorot's"),
            Choice("double", "Twice Glorot's"),
        ),
        {
            **_DEEP,
            "runs": [
                {"label": "Half", "initializer": {"name": "glorot_normal", "gain": 0.5}},
                _GLOROT,
                {"label": "Double", "initializer": {"name": "glorot_normal", "gain": 2.0}},
            ],
        },
        _signals("half", "glorot", "double"),
        "From the first hidden layer to the tenth the std of the outputs goes from {half_first} to "
        "{half_last} with half of Glorot's std, from {glorot_first} to {glorot_last} with "
        "Glorot's, from {double_first} to {double_last} with twice. A factor two a layer is a "
        "factor a thousand in ten layers, unless tanh holds it back, as it does for large "
        "signals. Right at the end: {half_accuracy}, {glorot_accuracy} and {double_accuracy}. "
        "Glorot's rule keeps the variance where a layer is linear; tanh, which bends, takes a "
        "little each time, and a somewhat larger gain makes up for it.",
        _steadiest("half", "glorot", "double"),
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
            **_DEEP,
            "activation": "relu",
            "runs": [{"label": "He", "initializer": "he_normal"}, _GLOROT],
        },
        _signals("he", "glorot"),
        "With Glorot the std of the outputs falls from {glorot_first} in the first layer to "
        "{glorot_last} in the tenth: on average a factor sqrt 2 is lost in each, because half of "
        "the power is cut off. He's factor 2 in the variance puts it back: from {he_first} to "
        "{he_last}. Right at the end: {he_accuracy} with He, {glorot_accuracy} with Glorot. The "
        "layers here are only 16 wide, so single draws scatter; run it with another seed, and look "
        "at the depth view, where wide layers follow the rule closely.",
        _steadiest("he", "glorot"),
    ),
)
