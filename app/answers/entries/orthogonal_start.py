"""Is an orthogonal start better?"""

from typing import Final

from app.answers.literature import HU
from app.answers.runs import in_groups, learned, watch
from app.answers.signals import by_layer, send
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import SAXE
from app.engine.lesson.steps import Claim

_DEPTH: Final = 20
_RUNS: Final = (
    "&run=Glorot;initializer=glorot_normal"
    "&run=Orthogonal;initializer=orthogonal"
    "&run=Orthogonal, gain 1.1;initializer=orthogonal,gain:1.1"
)
_LIVE: Final = (
    f"dataset=circles&hidden_layers={','.join(['16'] * _DEPTH)}&learning_rate=0.03&epochs=60{_RUNS}"
)
_SHALLOW: Final = (
    f"dataset=circles&hidden_layers=16,16&optimizer=adam&learning_rate=0.03&epochs=60{_RUNS}"
)
_RELU: Final = (
    f"dataset=circles&hidden_layers={','.join(['32'] * _DEPTH)}&activation=relu"
    "&learning_rate=0.02&batch_size=8&epochs=15"
    "&run=He;initializer=he_normal"
    "&run=Orthogonal;initializer=orthogonal,gain:1.4142135623730951"
)


def _learned(address: str, last: int, seeds: int) -> list[int]:
    """Return for each run of an address how many seeds learned."""
    runs = watch(address, epochs=(0, last), seeds=range(seeds), outputs=False)
    return list(map(learned, in_groups(runs, seeds)))


def _measure(seeds: int) -> Measured:
    glorot, orthogonal, gained = _learned(_LIVE, 60, seeds)
    he, relu = _learned(_RELU, 15, seeds)
    straight, drawn = send(
        {"Orthogonal": ("orthogonal", "linear"), "Glorot": ("glorot_normal", "linear")},
        width=16,
        depth=50,
        seeds=20,
    )
    lines = {
        "Orthogonal": straight.jacobian_square.mean,
        "Glorot, 90 %": drawn.jacobian_square.high,
        "Glorot, 10 %": drawn.jacobian_square.low,
    }
    return Measured(
        {
            "seeds": seeds,
            "glorot": glorot,
            "orthogonal": orthogonal,
            "gained": gained,
            "shallow": min(_learned(_SHALLOW, 60, seeds)),
            "he": he,
            "relu": relu,
            "kept": lines["Orthogonal"][-1],
            "least": lines["Glorot, 10 %"][-1],
            "most": lines["Glorot, 90 %"][-1],
        },
        {label: by_layer(numbers) for label, numbers in lines.items()},
    )


ANSWER: Final = Answer(
    name="is-an-orthogonal-start-better",
    question="Is orthogonal initialization better than Glorot or He?",
    short="""
        In deep linear and tanh networks, yes: an orthogonal matrix passes every signal on at its
        exact length, where random ones do so on average only. In shallow networks there is nothing
        to see, and in deep ReLU networks it is no better than He.
        """,
    live=_LIVE,
    look_for="""
        Twenty tanh layers of 16. Of {seeds:count} seeds {glorot:count} learned from Glorot's law,
        {orthogonal:count} from an orthogonal start, and {gained:count} from one that is a tenth
        larger, which makes up for what tanh takes away.
        """,
    chart=Chart(
        "lines",
        """
        By what factor a small change is carried, squared, through 50 linear layers of 16: exactly
        {kept} by orthogonal matrices, and by Glorot's draws in eight of ten networks between
        {least} and {most}.
        """,
        y="mean square of the singular values of all layers so far",
        x="layer",
        log=True,
    ),
    law="""
        An orthogonal matrix turns and mirrors, and changes no length. A product of many is again
        orthogonal. So through any number of linear layers a signal keeps its length, and so does a
        correction on its way back: after 50 layers the factor measured is {kept}.

        A matrix of independent draws keeps lengths on average. It stretches some directions and
        shrinks others, and in a product of many the differences multiply. With Glorot's law, of the
        same average, eight in ten networks of width 16 end between {least} and {most}; the average
        is made up by a few in which the factor is large. The narrower the layers and the more of
        them, the wider the spread.

        It can be seen in training where the network is deep and tanh near its straight part: of
        {seeds:count} seeds {orthogonal:count} learned, against {glorot:count} from Glorot's law;
        with a gain of 1.1, {gained:count}. In a network of two layers {shallow:count} of
        {seeds:count} learned from each of the three starts.

        ReLU cuts away half of the directions, and what is left of an orthogonal matrix is not
        orthogonal. With the gain sqrt(2), {relu:count} of {seeds:count} seeds learned in twenty
        ReLU layers, and {he:count} from He's law.
        """,
    code=Code(
        torch="""
            nn.init.orthogonal_(layer.weight)              # linear
            nn.init.orthogonal_(layer.weight, gain=1.1)    # tanh, deep
            """,
        keras="""
            Dense(16, kernel_initializer="orthogonal")
            Dense(16, kernel_initializer=initializers.Orthogonal(gain=1.1))
            """,
        jax="""
            nn.Dense(16, kernel_init=nn.initializers.orthogonal())       # Flax
            nn.Dense(16, kernel_init=nn.initializers.orthogonal(1.1))    # the scale is the gain
            """,
    ),
    myths=(
        Myth(
            "'Orthogonal is always at least as good.'",
            """
            Not behind ReLU: {relu:count} of {seeds:count} seeds against {he:count} from He's law.
            """,
        ),
        Myth(
            "'Orthogonal weights keep the signal in every network.'",
            """
            They keep what passes through the matrix. An activation still takes its part, which is
            why a gain a little over 1 helped tanh here, from {orthogonal:count} seeds to
            {gained:count}.
            """,
        ),
    ),
    sources=(SAXE, HU),
    measure=_measure,
    seeds=10,
    claims=(
        Claim("exactly {kept} by orthogonal", lambda v: abs(v["kept"] - 1) < 1e-9),
        Claim("on average only", lambda v: v["most"] > 10 * v["least"]),
        Claim("In deep linear and tanh networks, yes", lambda v: v["orthogonal"] > v["glorot"]),
        Claim("against {glorot:count} from Glorot's law", lambda v: v["glorot"] <= v["seeds"] / 2),
        Claim("which makes up for what tanh takes away", lambda v: v["gained"] >= v["orthogonal"]),
        Claim("there is nothing to see", lambda v: v["shallow"] == v["seeds"]),
        Claim("it is no better than He", lambda v: v["relu"] <= v["he"]),
    ),
)
