"""The steps about clones: networks of equal neurons, and what makes them differ."""

from typing import Final

from app.engine.lesson.claims import CHANCE_LOSS, LEARNED
from app.engine.lesson.steps import Choice, Claim, Condition, Figure, Step

GLOROT: Final = {"label": "Glorot", "initializer": "glorot_normal"}
"""The run that most steps compare with."""

_LINE: Final = 0.75
"""Share right that one neuron in a layer does not reach on circles: it draws one line."""

STEPS: Final = (
    Step(
        "slides",
        "Two slides: all alike, all different",
        "Two networks, the same data. On the first slide all eight neurons start alike; on the "
        "second each starts with random weights of its own. Which of the two learns to tell the "
        "inner ring from the outer one?",
        (
            Choice(
                "both",
                "Both: training sorts it out",
                (
                    Condition("alike_accuracy", at_least=LEARNED),
                    Condition("different_accuracy", at_least=LEARNED),
                ),
            ),
            Choice(
                "different",
                "Only the one whose neurons differ",
                (Condition("different_accuracy", at_least=LEARNED),),
            ),
            Choice(
                "alike",
                "Only the one whose neurons are alike",
                (Condition("alike_accuracy", at_least=LEARNED),),
            ),
        ),
        {
            "dataset": "circles",
            "hidden_layers": [8],
            "optimizer": "adam",
            "learning_rate": 0.03,
            "epochs": 100,
            "runs": [
                {"label": "All alike", "initializer": {"name": "constant", "value": 0.5}},
                {"label": "All different", "initializer": "glorot_normal"},
            ],
        },
        (
            Figure("alike_distinct", "distinct_neurons", 0, layer_index=0),
            Figure("alike_accuracy", "test_accuracy", 0),
            Figure("different_seen", "visibly_distinct", 1, layer_index=0),
            Figure("different_accuracy", "test_accuracy", 1),
        ),
        "The eight neurons that started alike still count as {alike_distinct}: the layer draws "
        "one line, eight times over. One line cannot cut out a ring. {alike_accuracy} of the test "
        "points come out right, where guessing gets 50 %.\n"
        "Of the eight that started at random, the eye can tell {different_seen} apart. Each draws "
        "a line of its own, together they close the ring, and {different_accuracy} are right.\n"
        "The next steps show what keeps neurons alike, what parts them, and why it is not enough "
        "to be different.",
        (
            Claim("still count as {alike_distinct}", lambda v: v["alike_distinct"] == 1),
            Claim("cannot cut out a ring", lambda v: v["alike_accuracy"] < _LINE),
            Claim("the eye can tell", lambda v: v["different_seen"] >= 6),
            Claim("together they close the ring", lambda v: v["different_accuracy"] >= LEARNED),
        ),
    ),
    Step(
        "zeros",
        "Start from nothing",
        "Every weight starts at 0: once with tanh, once with sigmoid. Which hidden weights will "
        "training move?",
        (
            Choice(
                "all",
                "All of them, each in its own way",
                (
                    Condition("tanh_weight", at_least=1e-9),
                    Condition("sigmoid_distinct", at_least=2),
                ),
            ),
            Choice(
                "alike",
                "With tanh none; with sigmoid they move, but all neurons alike",
                (
                    Condition("tanh_weight", at_most=0.0),
                    Condition("sigmoid_weight", at_least=1e-9),
                    Condition("sigmoid_distinct", at_most=1),
                ),
            ),
            Choice(
                "none",
                "None in either network",
                (
                    Condition("tanh_weight", at_most=0.0),
                    Condition("sigmoid_weight", at_most=0.0),
                ),
            ),
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
            Figure("sigmoid_accuracy", "test_accuracy", 1),
            Figure("glorot_distinct", "distinct_neurons", 2, layer_index=0),
        ),
        "With tanh the hidden weights are still {tanh_weight} at the end. A weight's gradient is "
        "the signal that comes in times the correction that comes back, and here one of the two is "
        "always 0: the hidden outputs are 0, and corrections would come back over output weights "
        "that are 0. Only the output bias moves. The loss ends at {tanh_loss}; answering one half "
        "to everything costs 0.693.\n"
        "Sigmoid turns 0 into 0.5, so its weights do move, to about {sigmoid_weight}. But all "
        "neurons move alike: {sigmoid_distinct} distinct neuron of 8, where Glorot's random start "
        "has {glorot_distinct}. On this easy task one neuron, eight times over, still gets "
        "{sigmoid_accuracy} of the test points right.\n"
        "'All neurons are the same' is true of both. Only sigmoid's learn at all.",
        (
            Claim("the hidden weights are still", lambda v: v["tanh_weight"] == 0.0),
            Claim(
                "answering one half to everything costs 0.693",
                lambda v: abs(v["tanh_loss"] - CHANCE_LOSS) < 0.003,
            ),
            Claim("its weights do move", lambda v: v["sigmoid_weight"] > 0.1),
            Claim("all neurons move alike", lambda v: v["sigmoid_distinct"] == 1),
            Claim("where Glorot's random start has", lambda v: v["glorot_distinct"] == 8),
            Claim("still gets", lambda v: v["sigmoid_accuracy"] > 0.65),
        ),
    ),
    Step(
        "constant",
        "Start from 0.5",
        "Now every weight starts at 0.5, and the gradients are no longer 0. Will the neurons of a "
        "layer become different from each other?",
        (
            Choice("yes", "Yes, training pulls them apart", (Condition("distinct", at_least=2),)),
            Choice(
                "move",
                "No, they change, but all in the same way",
                (Condition("distinct", at_most=1), Condition("weight", at_least=0.501)),
            ),
            Choice("stay", "No, their weights never move", (Condition("distinct", at_most=1),)),
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
            Figure("constant_accuracy", "test_accuracy", 0),
            Figure("glorot_distinct", "distinct_neurons", 1, layer_index=1),
            Figure("glorot_accuracy", "test_accuracy", 1),
        ),
        "The weights of the first layer did move, from 0.5 to about {weight}, and still there is "
        "{distinct} distinct neuron of 8.\n"
        "Neurons with the same incoming weights give the same output. Where their outgoing weights "
        "are the same too, as here, the same correction comes back to each of them, and their "
        "weights change alike. So they are the same after every step.\n"
        "Eight neurons wide, the network can do no more than with one neuron in each layer: "
        "{constant_accuracy} of the test points right. Glorot's random start has {glorot_distinct} "
        "distinct neurons and gets {glorot_accuracy}.",
        (
            Claim("did move", lambda v: v["weight"] > 0.51),
            Claim("still there is", lambda v: v["distinct"] == 1),
            Claim("can do no more", lambda v: v["constant_accuracy"] < _LINE),
            Claim("distinct neurons and gets", lambda v: v["glorot_distinct"] == 8),
            Claim(
                "random start has", lambda v: v["glorot_accuracy"] > v["constant_accuracy"] + 0.2
            ),
        ),
    ),
    Step(
        "nudge",
        "A nudge of a millionth",
        "The clones again, and beside them the same clones, each weight nudged by about a "
        "millionth. The eye cannot see it. How will the loss of the nudged network go?",
        (
            Choice(
                "clones",
                "Like that of the clones, to the end",
                (Condition("nudged_seen", at_most=1),),
            ),
            Choice(
                "soon",
                "Like that of the random network",
                (Condition("apart", at_most=10),),
            ),
            Choice(
                "later",
                "Long like the clones', then it drops",
                (
                    Condition("apart", at_least=11),
                    Condition("nudged_loss", "clones_loss", at_most=0.5),
                ),
            ),
        ),
        {
            "dataset": "circles",
            "hidden_layers": [8],
            "optimizer": "adam",
            "learning_rate": 0.03,
            "epochs": 200,
            "runs": [
                {"label": "Exact clones", "initializer": {"name": "constant", "value": 0.5}},
                {
                    "label": "Nudged clones",
                    "initializer": {
                        "name": "clones_with_noise",
                        "value": 0.5,
                        "epsilon": 1e-6,
                    },
                },
                GLOROT,
            ],
        },
        (
            Figure("start_distinct", "distinct_neurons", 1, "start", 0),
            Figure("start_seen", "visibly_distinct", 1, "start", 0),
            Figure("apart", "seen_apart", 1, layer_index=0),
            Figure("nudged_seen", "visibly_distinct", 1, layer_index=0),
            Figure("clones_distinct", "distinct_neurons", 0, layer_index=0),
            Figure("clones_loss", "train_loss", 0),
            Figure("nudged_loss", "train_loss", 1),
            Figure("clones_accuracy", "test_accuracy", 0),
            Figure("nudged_accuracy", "test_accuracy", 1),
        ),
        "At the start {start_distinct} of 8 neurons differ a little, and the eye sees "
        "{start_seen}. Each neuron is corrected a little differently from the others, and that "
        "makes the difference larger. For a long time nothing shows.\n"
        "At epoch {apart} the eye can tell the first neurons apart, at the end {nudged_seen}. The "
        "loss drops to {nudged_loss}, and {nudged_accuracy} of the test points come out right. The "
        "exact clones are {clones_distinct} neuron to the end, with loss {clones_loss} and "
        "{clones_accuracy} right.\n"
        "A difference need not be large to grow; but there must be one. Weights that start at "
        "random differ from the first epoch on, so nobody has to wait.",
        (
            Claim("differ a little", lambda v: v["start_distinct"] == 8),
            Claim("and the eye sees", lambda v: v["start_seen"] == 1),
            Claim("For a long time nothing shows", lambda v: v["apart"] > 30),
            Claim("at the end {nudged_seen}", lambda v: v["nudged_seen"] >= 6),
            Claim("loss drops to", lambda v: v["nudged_loss"] < 0.3 * v["clones_loss"]),
            Claim("come out right", lambda v: v["nudged_accuracy"] >= LEARNED),
            Claim("are {clones_distinct} neuron to the end", lambda v: v["clones_distinct"] == 1),
        ),
        drawn_run=1,
    ),
)
