"""Why not the same number everywhere?"""

from typing import Final

from app.answers.literature import CS231N
from app.answers.runs import watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.lesson.steps import Claim

_SETTING: Final = "dataset=circles&hidden_layers=8&optimizer=adam&learning_rate=0.03&epochs=150"
_LIVE: Final = (
    f"{_SETTING}"
    "&run=All 0.5;initializer=constant,value:0.5"
    "&run=0.5, nudged;initializer=clones_with_noise,value:0.5,epsilon:0.001"
    "&run=Glorot;initializer=glorot_normal"
)
#: Other numbers, and another optimizer: the count of distinct neurons is the same.
_OTHERS: Final = (
    f"{_SETTING}"
    "&run=0.01;initializer=constant,value:0.01"
    "&run=-1;initializer=constant,value:-1"
    "&run=3;initializer=constant,value:3"
    "&run=Ones;initializer=ones;optimizer=momentum;learning_rate=0.3"
    "&run=ReLU;initializer=constant,value:0.5;activation=relu"
)


def _measure(_seeds: int) -> Measured:
    runs = watch(_LIVE)
    alike, nudged, glorot = runs
    others = watch(_OTHERS)
    clones = [alike, *others]
    return Measured(
        {
            "distinct": max(run.hidden[0].distinct_neurons for run in clones),
            "right": alike.accuracy,
            "best": max(run.accuracy for run in others),
            "loss": alike.loss,
            "nudged_seen_at_start": nudged.hidden_at_start[0].visibly_distinct or 0,
            "nudged_distinct": nudged.hidden_at_start[0].distinct_neurons,
            "nudged_seen": nudged.hidden[0].visibly_distinct or 0,
            "nudged_right": nudged.accuracy,
            "nudged_epoch": nudged.learned_by(0.95),
            "glorot_epoch": glorot.learned_by(0.95),
        },
        {run.label: run.losses for run in runs},
    )


ANSWER: Final = Answer(
    name="why-not-the-same-number",
    question="Why not initialize all weights with the same number, like 0.5?",
    short="""
        Then all neurons of a layer are one and the same, and training cannot part them:
        each gets the same gradient at every step. The layer has one neuron, at the price of
        many.
        """,
    live=_LIVE,
    look_for="""
        All at 0.5, the eight pictures lie on each other for ever. In the second network each weight
        started at 0.5 plus a thousandth or so of noise: the eye sees
        {nudged_seen_at_start:count} neuron at first, then they fan out, and only then does
        the loss fall.
        """,
    chart=Chart(
        "lines",
        """
            Training loss over 150 epochs. All at 0.5 gets stuck at {loss}; nudged by a
            thousandth, the same start goes the same way for a while, then leaves it.
            """,
        y="training loss",
        x="epoch",
    ),
    law="""
        Exchange two neurons that have the same weights in and out, and nothing changes: not
        the output, not the loss, not the gradient. Gradient descent, with momentum or as
        Adam, keeps that symmetry at every step. This is so for any number, any activation
        and any optimizer that treats weights alike. In six runs from five different
        numbers, with tanh and ReLU, Adam and momentum, there was never more than
        {distinct:count} distinct neuron.

        One tanh neuron draws one line through the plane. The classes here lie in rings, and
        one line gets {right:share} of the points right; the best of the other five runs got
        {best:share}.

        What is missing is not size, it is difference, and [a random bias
        alone](/answers/does-a-random-bias-break-the-symmetry) can be enough. Noise with a std of
        0.001 makes {nudged_distinct:count} distinct neurons. The gradient then makes much of
        little: {nudged_right:share} are right in the end, after {nudged_epoch:count} epochs to
        reach 95 %, where Glorot's start took {glorot_epoch:count}.
        """,
    code=Code(
        torch="""
            nn.init.constant_(layer.weight, 0.5)  # one neuron, many times
            nn.init.xavier_normal_(layer.weight)  # random, of the right size
            """,
        keras="""
            Dense(8, kernel_initializer=initializers.Constant(0.5))  # one neuron, many times
            Dense(8, kernel_initializer="glorot_normal")  # random, of the right size
            """,
        jax="""
            nn.Dense(8, kernel_init=nn.initializers.constant(0.5))    # Flax; one neuron
            nn.Dense(8, kernel_init=nn.initializers.glorot_normal())  # random, of the right size
            """,
    ),
    myths=(
        Myth(
            "'Stochastic minibatches will part them.'",
            """
            Minibatches are random, but all neurons see the same ones. All runs on this
            page train on shuffled minibatches.
            """,
        ),
        Myth(
            "'Zero is the problem; any other number will do.'",
            """
            Zero stops the gradient as well, but clones come from weights being equal,
            whatever they are equal to.
            """,
        ),
    ),
    sources=(CS231N,),
    measure=_measure,
    claims=(
        Claim("never more than", lambda v: v["distinct"] == 1),
        Claim("gets stuck at", lambda v: v["loss"] > 0.5),
        Claim("one line gets", lambda v: v["right"] < 0.75 and v["best"] < 0.75),
        Claim("the eye sees", lambda v: v["nudged_seen_at_start"] == 1),
        Claim("then they fan out", lambda v: v["nudged_seen"] >= 5),
        Claim("are right in the end", lambda v: v["nudged_right"] >= 0.95),
        Claim("where Glorot's start took", lambda v: v["glorot_epoch"] < v["nudged_epoch"]),
    ),
)
