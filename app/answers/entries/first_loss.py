"""What should the loss be at step 0, and which output bias do rare classes need?"""

from math import log
from typing import Any, Final

import numpy as np

from app.answers.literature import FOCAL, KARPATHY, TENSORFLOW_BIAS
from app.answers.runs import watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.lesson.steps import Claim

_LIVE: Final = (
    "dataset=digits&hidden_layers=32&activation=relu&learning_rate=0.1&epochs=10"
    "&run=Output layer 0;initializer=he_normal+zeros"
    "&run=He;initializer=he_normal"
    "&run=Normal, std 1;initializer=normal,std:1"
)
_POINTS: Final = 400
_RARE: Final = 20
_EPOCHS: Final = 20


def _rare_classes() -> dict[str, Any]:
    """Return the request that compares output biases on two classes, one of which is rare."""
    rng = np.random.default_rng(0)
    common = rng.normal([-1.0, 0.0], 1.0, (_POINTS - _RARE, 2))
    rare = rng.normal([1.5, 0.5], 0.7, (_RARE, 2))
    prior = {"name": "constant", "value": log(_RARE / (_POINTS - _RARE))}
    return {
        "dataset": {
            "name": "custom",
            "task": "classification",
            "inputs": np.vstack([common, rare]).tolist(),
            "targets": [0] * len(common) + [1] * len(rare),
        },
        "hidden_layers": [8],
        "learning_rate": 0.1,
        "epochs": _EPOCHS,
        "initializer": ["glorot_normal", "zeros"],
        "runs": [
            {"label": "Bias 0"},
            {"label": "Bias log(p / (1 - p))", "bias_initializer": ["zeros", prior]},
        ],
    }


def _measure(_seeds: int) -> Measured:
    zero, he, one = watch(_LIVE, outputs=False)
    even, prior = watch(_rare_classes(), epochs=range(_EPOCHS + 1), outputs=False)
    share = _RARE / _POINTS
    ahead = next(
        (
            epoch
            for epoch, without, with_bias in zip(
                even.epochs, even.losses, prior.losses, strict=True
            )
            if without[1] < with_bias[1]
        ),
        0,
    )
    return Measured(
        {
            "ten": log(10),
            "zero": zero.first_loss,
            "he": he.first_loss,
            "one": one.first_loss,
            "one_end": one.accuracy,
            "he_end": he.accuracy,
            "share": share,
            "bias": log(share / (1 - share)),
            "entropy": -share * log(share) - (1 - share) * log(1 - share),
            "even": even.first_loss,
            "prior": prior.first_loss,
            "even_after": even.losses[1][1],
            "prior_after": prior.losses[1][1],
            "ahead": ahead,
            "even_end": even.loss,
            "prior_end": prior.loss,
        },
        {run.label: run.losses for run in (even, prior)},
    )


ANSWER: Final = Answer(
    name="what-should-the-loss-be-at-step-0",
    question="What should the loss be at step 0, and which output bias do rare classes need?",
    short="""
        About ln C for C equally frequent classes: the price of knowing nothing. Much more means
        that the network is sure of something before it has seen any data. For a rare class start
        the output bias at log(p / (1 - p)), and the first loss is the best that a guess can have.
        """,
    live=_LIVE,
    look_for="""
        Handwritten digits, ten classes. The losses begin at {zero:.3f}, {he} and {one}, and ln 10
        is {ten:.3f}. The last one first has to unlearn what it was so sure of; after ten
        epochs it has {one_end:share} right and He's start {he_end:share}.
        """,
    chart=Chart(
        "lines",
        """
        Training loss where one class has {share:share} of the points. With an output bias of 0 it
        begins at {even}, with log(p / (1 - p)) at {prior}; after {ahead:count} epochs the
        difference is gone.
        """,
        y="training loss",
        x="epoch",
    ),
    law="""
        A network that answers 1/C to everything pays -ln(1/C) = ln C for each point: 0.693 for two
        classes, {ten:.3f} for ten. With an output layer of zeros that is exactly what one gets:
        {zero:.3f}. He's start is near it with {he}, since its outputs are small but not 0. Weights
        of std 1 make outputs of many units, so that the softmax is nearly sure, and mostly wrong:
        {one}. This is the cheapest test there is of a model, its loss and its labels.

        If classes are not equally frequent, 1/C is not the best guess; the frequencies are. With
        zeros before it, the output bias b gives the probability 1 / (1 + exp(-b)), which is p for
        b = log(p / (1 - p)). For p = {share} that is {bias}. The first loss is then {prior}, the
        entropy of the classes, where a bias of 0 begins at {even}.

        What is saved is what training would have learned first: that most points belong to the
        frequent class. It saves no more than that. Here the run from bias 0 takes large first
        steps, and after {ahead:count} epochs it is ahead; at the end the losses are {even_end} and
        {prior_end}. The bias is worth its line where first steps are dear, or where a huge first
        loss would throw a large model off.
        """,
    code=Code(
        torch="""
            p = targets.float().mean()
            nn.init.constant_(model.output.bias, torch.log(p / (1 - p)).item())
            # for softmax: model.output.bias.data = torch.log(class_frequencies)
            """,
        keras="""
            bias = initializers.Constant(math.log(p / (1 - p)))
            Dense(1, activation="sigmoid", bias_initializer=bias)
            """,
        jax="""
            bias = nn.initializers.constant(math.log(p / (1 - p)))
            nn.Dense(1, bias_init=bias)    # Flax
            """,
    ),
    myths=(
        Myth(
            "'The first loss does not matter, training will bring it down.'",
            """
            It tells at once whether outputs have a sensible size and whether loss and labels fit
            together. A first loss of {one} where {ten:.3f} is due is a fault that one sees before
            waiting for hours.
            """,
        ),
        Myth(
            "'A bias for the rare class cures imbalance.'",
            """
            It takes the first steps off training. After {ahead:count} epochs the run without it has
            caught up; what the network can tell apart is the same.
            """,
        ),
    ),
    sources=(KARPATHY, TENSORFLOW_BIAS, FOCAL),
    measure=_measure,
    claims=(
        Claim("that is exactly what one gets", lambda v: abs(v["zero"] - v["ten"]) < 1e-5),
        Claim("He's start is near it", lambda v: abs(v["he"] - v["ten"]) < 0.3),
        Claim("nearly sure, and mostly wrong", lambda v: v["one"] > 3 * v["ten"]),
        Claim("first has to unlearn", lambda v: v["one_end"] < v["he_end"]),
        Claim("the entropy of the classes", lambda v: abs(v["prior"] - v["entropy"]) < 1e-5),
        Claim("where a bias of 0 begins at", lambda v: abs(v["even"] - 0.693147) < 1e-5),
        Claim("takes large first steps", lambda v: v["prior_after"] < v["even_after"]),
        Claim("epochs it is ahead", lambda v: 1 < v["ahead"] <= 10),
        Claim(
            "at the end the losses are",
            lambda v: abs(v["even_end"] - v["prior_end"]) < 0.02,
        ),
        Claim("that is {bias}", lambda v: v["bias"] < 0),
    ),
)
