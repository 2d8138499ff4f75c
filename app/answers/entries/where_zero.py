"""When is zero right?"""

from typing import Final

from app.answers.literature import FIXUP
from app.answers.runs import in_groups, learned, watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import KERAS_DENSE
from app.engine.lesson.steps import Claim

_SETTING: Final = "dataset=circles&hidden_layers=8,8&optimizer=adam&learning_rate=0.03&epochs=100"
_G: Final = "glorot_normal"
#: Which of the three weight layers begin at zero.
_PLACES: Final = {
    "None": (_G, _G, _G),
    "First": ("zeros", _G, _G),
    "Middle": (_G, "zeros", _G),
    "Last": (_G, _G, "zeros"),
    "First and middle": ("zeros", "zeros", _G),
    "Middle and last": (_G, "zeros", "zeros"),
    "First and last": ("zeros", _G, "zeros"),
    "All": ("zeros", "zeros", "zeros"),
}


def _runs(*names: str) -> str:
    return "".join(f"&run={name};initializer={'+'.join(_PLACES[name])}" for name in names)


_LIVE: Final = f"{_SETTING}{_runs('Last', 'Middle', 'Middle and last')}"


def _counts(activation: str, seeds: int) -> dict[str, int]:
    """Return for each place how many seeds learned."""
    address = f"{_SETTING}&activation={activation}{_runs(*_PLACES)}"
    runs = watch(address, epochs=(0, 100), seeds=range(seeds), outputs=False)
    return dict(zip(_PLACES, map(learned, in_groups(runs, seeds)), strict=True))


def _measure(seeds: int) -> Measured:
    tanh, relu = _counts("tanh", seeds), _counts("relu", seeds)
    _, middle, both = watch(_LIVE)
    ones = ("First", "Middle", "Last")
    return Measured(
        {
            "seeds": seeds,
            "tanh_one": min(tanh[name] for name in ones),
            "tanh_more": max(count for name, count in tanh.items() if name not in (*ones, "None")),
            "relu_last": relu["Last"],
            "relu_hidden": max(relu["First"], relu["Middle"]),
            "stuck": both.loss,
            "parted": middle.hidden[1].distinct_neurons,
        },
        {name: [(0.0, float(count))] for name, count in tanh.items()},
    )


ANSWER: Final = Answer(
    name="when-is-zero-right",
    question="When is it right to initialize with zeros?",
    short="""
        For biases nearly always, for the output layer often, and for the last layer of each
        residual branch on purpose. One layer of zeros is harmless in a tanh network; two of them
        stop it for good.
        """,
    live=_LIVE,
    look_for="""
        The same network three times: zeros in the last layer, in the middle one, and in both. With
        one layer of zeros the clones part within a few steps; with two nothing ever moves.
        """,
    chart=Chart(
        "bars",
        """
        Which of the three weight layers begin at 0, and how many of {seeds:count} seeds learn with
        tanh: with any one layer at 0 at least {tanh_one:count}, with two or three
        {tanh_more:count}.
        """,
        y="weight layers at 0; of 10 seeds, how many learn circles",
    ),
    law="""
        A weight's gradient is what comes in times the correction that comes back. A layer of zeros
        blocks the way back through itself, and what it puts out is 0; but its own gradient needs
        neither. It needs what comes in from before and the correction from behind, and if both are
        random, its weights get different gradients at the first step. From then on nothing is zero
        any more. With tanh {tanh_one:count} of {seeds:count} seeds learned, wherever the one layer
        was, and in the middle layer, where all started as clones, {parted:count} of 8 neurons
        are distinct in the end.

        Two layers of zeros wait for each other. What the one needs, the other holds back: the
        later one gets nothing from before, or the earlier one no correction. Of {seeds:count} seeds
        {tanh_more:count} learned, and the loss stays at {stuck}.

        ReLU adds a condition. Its slope at exactly 0 counts as 0, so a hidden layer of zeros lets
        no correction through even to its own weights: {relu_hidden:count} of {seeds:count} seeds
        learned with the first or the middle layer at 0. With the output layer at 0, which has no
        ReLU behind it, {relu_last:count} did.

        Zero is a good start where it means 'do nothing yet'. A bias of 0 prefers no side. An output
        layer of 0 answers 'I do not know' to everything, so that [the first
        loss](/answers/what-should-the-loss-be-at-step-0) is no surprise. A residual block whose
        last layer is 0 passes its input on unchanged, and deep stacks of such blocks start as if
        they were shallow.
        """,
    code=Code(
        torch="""
            nn.init.zeros_(layer.bias)             # nearly always fine
            nn.init.zeros_(model.output.weight)    # fine, if the layers before are random
            nn.init.zeros_(block.last.weight)      # a residual block that starts as identity
            """,
        keras="""
            Dense(8, bias_initializer="zeros")                      # the default
            Dense(1, kernel_initializer="zeros", name="output")     # fine
            """,
        jax="""
            nn.Dense(8, bias_init=nn.initializers.zeros)            # Flax's default
            nn.Dense(1, kernel_init=nn.initializers.zeros)          # an output layer: fine
            """,
    ),
    myths=(
        Myth(
            "'Never initialize weights with zeros.'",
            """
            Never all of them. One layer of zeros among random ones is no obstacle: in this network
            at least {tanh_one:count} of {seeds:count} seeds learned.
            """,
        ),
        Myth(
            "'A zero output layer cannot learn, because its gradient is zero.'",
            """
            Its gradient is what the layer before puts out, times the error. Neither is zero. The
            layers before it get no gradient in the first step, and get one in the second.
            """,
        ),
    ),
    sources=(FIXUP, KERAS_DENSE),
    measure=_measure,
    seeds=10,
    claims=(
        Claim("One layer of zeros is harmless", lambda v: v["tanh_one"] >= 0.9 * v["seeds"]),
        Claim("two of them stop it for good", lambda v: v["tanh_more"] == 0),
        Claim("and the loss stays at", lambda v: abs(v["stuck"] - 0.6931) < 1e-3),
        Claim("of 8 neurons are distinct in the end", lambda v: v["parted"] == 8),
        Claim("ReLU adds a condition", lambda v: v["relu_hidden"] == 0),
        Claim("With the output layer at 0", lambda v: v["relu_last"] >= 0.9 * v["seeds"]),
    ),
)
