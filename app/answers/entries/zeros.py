"""Why not zeros?"""

from typing import Final

from app.answers.literature import CS231N
from app.answers.runs import signal_of, watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth, Values
from app.engine.initializers.sources import GLOROT
from app.engine.lesson.steps import Claim

_LIVE: Final = (
    "dataset=circles&hidden_layers=8&optimizer=adam&learning_rate=0.03&epochs=100"
    "&run=Zeros, tanh;initializer=zeros"
    "&run=Zeros, sigmoid;initializer=zeros;activation=sigmoid"
    "&run=Glorot, tanh;initializer=glorot_normal"
)


def _measure(_seeds: int) -> Measured:
    runs = watch(_LIVE, signal=True)
    tanh, sigmoid, glorot = runs
    stats = tanh.hidden[0].weight_stats
    return Measured(
        {
            "start": tanh.first_loss,
            "tanh_loss": tanh.loss,
            "tanh_right": tanh.accuracy,
            "tanh_largest": max(abs(stats.min), abs(stats.max)),
            "tanh_gradient": sum(
                signal_of(layer).weight_grad_norm for layer in tanh.snapshots[0].layers
            ),
            "sigmoid_loss": sigmoid.loss,
            "sigmoid_right": sigmoid.accuracy,
            "sigmoid_distinct": sigmoid.hidden[0].distinct_neurons,
            "sigmoid_std": sigmoid.hidden[0].weight_stats.std,
            "glorot_right": glorot.accuracy,
            "glorot_distinct": glorot.hidden[0].distinct_neurons,
        },
        {run.label: run.losses for run in runs},
    )


def _nothing_learned(v: Values) -> bool:
    return abs(v["tanh_loss"] - v["start"]) < 1e-3 and v["tanh_right"] == 0.5


ANSWER: Final = Answer(
    name="why-not-zeros",
    question="Why not initialize the weights with zeros?",
    short="""
        Because neurons that start alike get the same gradient, and stay alike. With zeros
        it is worse still: in a tanh or ReLU network every weight's gradient is exactly 0,
        so nothing but the output bias ever moves.
        """,
    live=_LIVE,
    look_for="""
        In the first two networks eight neurons lie on each other like one card. With tanh their
        weights are still {tanh_largest} after 100 epochs; with sigmoid they move, all together. In
        the third they started at random, and {glorot_right:share} of the points come out right.
        """,
    chart=Chart(
        "lines",
        """
            Training loss over 100 epochs. From zeros, tanh stays at {tanh_loss} and
            sigmoid comes down to {sigmoid_loss}; only the random start goes on towards
            0.
            """,
        y="training loss",
        x="epoch",
    ),
    law="""
        The gradient of a weight is a product: what comes in at its neuron, times the
        correction that comes back. If all neurons of a layer have the same weights in and
        out, both factors are the same for all of them, and so is every step. They are one
        neuron, drawn eight times, however long you train.

        With zeros and tanh, one of the two factors is always 0. The hidden neurons put out
        tanh(0) = 0, so the output weights get no gradient; corrections travel back over
        output weights that are 0, so the hidden weights get none either. All weight
        gradients of this network together have a length of {tanh_gradient}. The loss stays
        at {tanh_loss}: that is ln 2, the price of answering one half to everything.

        Sigmoid turns 0 into 0.5, so its output weights do move, and after them the hidden
        ones. That does not help much: there is {sigmoid_distinct:count} distinct neuron of
        8 at the end, it draws one straight line, and {sigmoid_right:share} of the points
        are right. A ring takes more than one line. The random start keeps
        {glorot_distinct:count} distinct neurons and gets {glorot_right:share}.
        """,
    code=Code(
        torch="""
            nn.init.zeros_(layer.weight)          # don't
            nn.init.xavier_normal_(layer.weight)  # tanh
            nn.init.zeros_(layer.bias)            # fine
            """,
        keras="""
            Dense(8, kernel_initializer="zeros")          # don't
            Dense(8, kernel_initializer="glorot_normal")  # tanh; biases are 0 by default
            """,
        jax="""
            nn.Dense(8, kernel_init=nn.initializers.zeros)            # Flax; don't
            nn.Dense(8, kernel_init=nn.initializers.glorot_normal())  # tanh; biases are 0
            """,
    ),
    myths=(
        Myth(
            "'With zeros all neurons learn the same thing.'",
            """
            With tanh and ReLU they learn nothing at all. Clones that learn, all alike,
            you get from a constant other than 0, or from sigmoid: here their weights
            end with a spread of {sigmoid_std}, eight times over.
            """,
        ),
        Myth(
            "'With zeros the gradient vanishes.'",
            """
            It does not fade on its way; the gradient of every weight is exactly
            {tanh_gradient} from the first step on.
            """,
        ),
        Myth(
            "'So nothing may start at zero.'",
            """
            Biases may, and one layer of weights may: see [when zero is
            right](/answers/when-is-zero-right).
            """,
        ),
    ),
    sources=(CS231N, GLOROT),
    measure=_measure,
    claims=(
        Claim("nothing but the output bias ever moves", lambda v: v["tanh_largest"] == 0.0),
        Claim("every weight's gradient is exactly 0", lambda v: v["tanh_gradient"] == 0.0),
        Claim("with sigmoid they move, all together", lambda v: v["sigmoid_std"] > 0.1),
        Claim("The loss stays at", _nothing_learned),
        Claim("that is ln 2", lambda v: abs(v["start"] - 0.693147) < 1e-5),
        Claim("it draws one straight line", lambda v: v["sigmoid_distinct"] == 1),
        Claim("A ring takes more than one line", lambda v: v["sigmoid_right"] < 0.75),
        Claim("only the random start goes on towards 0", lambda v: v["glorot_right"] == 1.0),
        Claim("The random start keeps", lambda v: v["glorot_distinct"] == 8),
    ),
)
