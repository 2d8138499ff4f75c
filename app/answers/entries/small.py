"""Why times 0.01, and why does it fail in deep networks?"""

from typing import Final

from app.answers.literature import CS231N
from app.answers.runs import watch
from app.answers.signals import by_layer, send
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import GLOROT
from app.engine.lesson.steps import Claim

_DEPTH: Final = 10
_RUNS: Final = "&run=Std 0.01;initializer=normal,std:0.01&run=Glorot;initializer=glorot_normal"
_LIVE: Final = (
    f"dataset=circles&hidden_layers={','.join(['16'] * _DEPTH)}&learning_rate=0.1&epochs=100{_RUNS}"
)
_SHALLOW: Final = (
    f"dataset=circles&hidden_layers=8&optimizer=adam&learning_rate=0.03&epochs=100{_RUNS}"
)
#: Wide layers, as in the networks for which this start was common.
_WIDTH: Final = 500


def _measure(_seeds: int) -> Measured:
    small, glorot = watch(_LIVE, outputs=False)
    shallow, shallow_glorot = watch(_SHALLOW, outputs=False)
    lines = send(
        {
            "Std 0.01": ({"name": "normal", "std": 0.01}, "tanh"),
            "Glorot": ("glorot_normal", "tanh"),
        },
        width=_WIDTH,
        depth=_DEPTH,
        seeds=1,
    )
    sizes = [line.activation_std.mean for line in lines]
    return Measured(
        {
            "first": sizes[0][0],
            "last": sizes[0][-1],
            "factor": (sizes[0][-1] / sizes[0][1]) ** (1 / (_DEPTH - 2)),
            "law": 0.01 * _WIDTH**0.5,
            "glorot_last": sizes[1][-1],
            "back": lines[0].delta_std.mean[0],
            "shallow_right": shallow.accuracy,
            "shallow_epoch": shallow.learned_by(0.95),
            "shallow_glorot_epoch": shallow_glorot.learned_by(0.95),
            "deep_loss": small.loss,
            "deep_distinct": min(layer.distinct_neurons for layer in small.hidden),
            "deep_glorot_right": glorot.accuracy,
        },
        {
            "Std 0.01": by_layer(sizes[0]),
            "Glorot": by_layer(sizes[1]),
        },
    )


ANSWER: Final = Answer(
    name="why-times-0-01",
    question="Why multiply random weights by 0.01, and why does it fail in deep networks?",
    short="""
        Random, so that neurons differ; small, so that they start on the steep part of tanh or
        sigmoid. In a shallow network that works. In a deep one each layer shrinks the signal again,
        and after ten of them nothing is left of it.
        """,
    live=_LIVE,
    look_for="""
        Ten hidden layers. With std 0.01 all neurons are different and the loss never
        moves from {deep_loss}. The same draw in Glorot's size gets
        {deep_glorot_right:share} of the points right.
        """,
    chart=Chart(
        "lines",
        """
        How large the outputs of ten tanh layers of 500 neurons are: with std 0.01 they shrink from
        {first} to {last}, with Glorot's size they end at {glorot_last}.
        """,
        y="std of a layer's outputs",
        x="layer",
        log=True,
    ),
    law="""
        A neuron adds up fan_in terms. If the weights have the standard deviation s, the sum of
        inputs of size 1 has about the size s sqrt(fan_in). For 500 inputs and s = 0.01 that is
        {law}. While tanh is nearly a straight line, every layer multiplies the signal by about
        that: {factor} measured, and {last} left after ten layers.

        On the way back the same weights multiply the corrections. From 1 at the last layer they
        come down to {back} at the first. The gradient of a weight is the product of the two, so
        that the middle layers get next to nothing. All {deep_distinct:count} of 16 neurons in every
        layer are distinct; the symmetry is broken and it does not help.

        With one hidden layer there is nothing to multiply. Std 0.01 gets {shallow_right:share} of
        the points right, after {shallow_epoch:count} epochs to reach 95 %, where Glorot's start
        takes {shallow_glorot_epoch:count}: the weights first have to grow.

        The remedy is to let the size follow the width: s = sqrt(1 / fan_in), or
        sqrt(2 / (fan_in + fan_out)), makes the factor 1: see
        [Glorot or He](/answers/glorot-or-he).
        """,
    code=Code(
        torch="""
            W = 0.01 * torch.randn(fan_in, fan_out)             # shallow networks only
            W = torch.randn(fan_in, fan_out) / fan_in ** 0.5    # any depth, tanh
            nn.init.xavier_normal_(layer.weight)                # nearly the same, built in
            """,
        keras="""
            Dense(16, kernel_initializer=initializers.RandomNormal(stddev=0.01))  # shallow only
            Dense(16, kernel_initializer="glorot_normal")                         # any depth, tanh
            """,
        jax="""
            nn.Dense(16, kernel_init=nn.initializers.normal(0.01))      # Flax; shallow only
            nn.Dense(16, kernel_init=nn.initializers.glorot_normal())   # any depth, tanh
            """,
    ),
    myths=(
        Myth(
            "'Small weights are safe.'",
            """
            They are safe from saturation. In ten layers they are as good as no weights: the loss
            stays at {deep_loss}, the price of answering one half.
            """,
        ),
        Myth(
            "'0.01 is a good size.'",
            """
            It is a size for a certain width. What counts is s sqrt(fan_in): with 10,000 inputs 0.01
            would be right, with 500 it is {law} of what it should be.
            """,
        ),
    ),
    sources=(CS231N, GLOROT),
    measure=_measure,
    claims=(
        Claim("In a shallow network that works", lambda v: v["shallow_right"] >= 0.95),
        Claim("nothing is left of it", lambda v: v["last"] < 1e-5),
        Claim("the loss never moves", lambda v: abs(v["deep_loss"] - 0.6931) < 1e-3),
        Claim("The same draw in Glorot's size", lambda v: v["deep_glorot_right"] >= 0.95),
        Claim("every layer multiplies", lambda v: abs(v["factor"] / v["law"] - 1) < 0.2),
        Claim("the symmetry is broken", lambda v: v["deep_distinct"] == 16),
        Claim(
            "the weights first have to grow",
            lambda v: v["shallow_epoch"] > v["shallow_glorot_epoch"],
        ),
        Claim("next to nothing", lambda v: v["back"] < 1e-4),
        Claim("with Glorot's size they end at", lambda v: v["glorot_last"] > 0.1),
    ),
)
