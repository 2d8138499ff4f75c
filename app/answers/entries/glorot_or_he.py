"""Glorot or He?"""

from typing import Final

from app.answers.runs import watch
from app.answers.signals import by_layer, send
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import GLOROT, HE
from app.engine.lesson.steps import Claim

_DEPTH: Final = 30
_LIVE: Final = (
    f"dataset=circles&hidden_layers={','.join(['32'] * _DEPTH)}&activation=relu"
    "&learning_rate=0.02&batch_size=8&epochs=15"
    "&run=He;initializer=he_normal&run=Glorot;initializer=glorot_normal"
)
_SHALLOW: Final = (
    "dataset=circles&hidden_layers=16,16&activation=relu&optimizer=adam&learning_rate=0.01&epochs=60"
    "&run=He;initializer=he_normal&run=Glorot;initializer=glorot_normal"
)


def _measure(_seeds: int) -> Measured:
    relu_he, relu_glorot, tanh_he, tanh_glorot = send(
        {
            "He, ReLU": ("he_normal", "relu"),
            "Glorot, ReLU": ("glorot_normal", "relu"),
            "He, tanh": ("he_normal", "tanh"),
            "Glorot, tanh": ("glorot_normal", "tanh"),
        },
        width=100,
        depth=_DEPTH,
        seeds=3,
    )
    he, glorot = watch(_LIVE, epochs=(0, 15), outputs=False)
    shallow = watch(_SHALLOW, epochs=(0, 60), outputs=False)
    sizes = {
        "He, ReLU": relu_he.activation_std.mean,
        "He, tanh": tanh_he.activation_std.mean,
        "Glorot, tanh": tanh_glorot.activation_std.mean,
        "Glorot, ReLU": relu_glorot.activation_std.mean,
    }
    glorot_relu = sizes["Glorot, ReLU"]
    return Measured(
        {
            "he_relu": sizes["He, ReLU"][-1],
            "glorot_relu": glorot_relu[-1],
            "factor": (glorot_relu[-1] / glorot_relu[0]) ** (1 / (_DEPTH - 1)),
            "law": 0.5**0.5,
            "he_tanh": sizes["He, tanh"][-1],
            "he_tanh_back": tanh_he.delta_std.mean[0],
            "glorot_tanh": sizes["Glorot, tanh"][-1],
            "glorot_tanh_back": tanh_glorot.delta_std.mean[0],
            "he_loss": he.loss,
            "glorot_loss": glorot.loss,
            "shallow": min(run.accuracy for run in shallow),
        },
        {label: by_layer(numbers) for label, numbers in sizes.items()},
    )


ANSWER: Final = Answer(
    name="glorot-or-he",
    question="Glorot (Xavier) or He (Kaiming): which one should I use?",
    short="""
        He for ReLU and its relatives, Glorot for tanh and sigmoid. ReLU throws half of the signal's
        power away, and He's factor 2 puts it back. In a shallow network it hardly matters; in a
        deep one it decides whether anything is learned.
        """,
    live=_LIVE,
    look_for="""
        The same 30 ReLU layers and the same draw, once with He's size and once with Glorot's. After
        15 epochs the losses are {he_loss} and {glorot_loss}: from Glorot's start next to nothing of
        the input arrives at the output.
        """,
    chart=Chart(
        "lines",
        """
        How large the outputs of 30 layers are. With ReLU, He's start keeps them near 1 and Glorot's
        lets them shrink to {glorot_relu}; with tanh both hold.
        """,
        y="std of a layer's outputs",
        x="layer",
        log=True,
    ),
    law="""
        Both laws ask that a layer puts out a signal of the size that comes in. Between layers of
        equal width Glorot's is Var(w) = 1 / n, which is right if the activation is nearly a
        straight line through 0, as tanh is for small inputs. ReLU sets one half of its inputs to
        0 and halves the mean square; to make up for it, He doubles the variance, to
        Var(w) = 2 / fan_in.

        With Glorot's size each ReLU layer multiplies the signal by sqrt(1/2) = {law}; measured over
        30 layers, by {factor}. That leaves {glorot_relu} of it, where He's start has {he_relu}.
        Two layers do not show it: both starts get {shallow:share} of the points right.

        With tanh the difference is small, because tanh holds large signals back. He's start ends at
        {he_tanh} and Glorot's at {glorot_tanh} after 30 layers. On the way back He's corrections
        grow to {he_tanh_back} times what they were, and Glorot's shrink to {glorot_tanh_back}.
        """,
    code=Code(
        torch="""
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")  # ReLU
            nn.init.xavier_normal_(layer.weight)                        # tanh
            """,
        keras="""
            Dense(32, activation="relu", kernel_initializer="he_normal")
            Dense(32, activation="tanh", kernel_initializer="glorot_normal")
            """,
        jax="""
            nn.Dense(32, kernel_init=nn.initializers.he_normal())      # Flax; ReLU
            nn.Dense(32, kernel_init=nn.initializers.glorot_normal())  # tanh
            """,
    ),
    myths=(
        Myth(
            "'He is newer, so it is better.'",
            """
            It is for another activation. Behind tanh its factor 2 is not needed: corrections grow
            to {he_tanh_back} times their size over 30 layers. For a linear network, where
            [an orthogonal start](/answers/is-an-orthogonal-start-better) is exact, it would double
            the power in every layer.
            """,
        ),
        Myth(
            "'Xavier and Glorot, Kaiming and He are four methods.'",
            """
            They are two: Xavier Glorot and Kaiming He, called by the first name in PyTorch and by
            the last in Keras and JAX.
            """,
        ),
        Myth(
            "'With the wrong one the network does not train.'",
            """
            Two layers do: {shallow:share} of the points are right with either. It takes depth to
            make a factor of {law} a layer matter, or a normalization to make it not matter at all.
            """,
        ),
    ),
    sources=(GLOROT, HE),
    measure=_measure,
    claims=(
        Claim("Two layers do not show it", lambda v: v["shallow"] >= 0.95),
        Claim("it decides whether anything is learned", lambda v: v["he_loss"] < 0.35),
        Claim(
            "next to nothing of the input arrives", lambda v: abs(v["glorot_loss"] - 0.6931) < 1e-3
        ),
        Claim("keeps them near 1", lambda v: 0.3 < v["he_relu"] < 3),
        Claim("lets them shrink to", lambda v: v["glorot_relu"] < 1e-3),
        Claim("measured over 30 layers", lambda v: abs(v["factor"] / v["law"] - 1) < 0.05),
        Claim("with tanh both hold", lambda v: min(v["he_tanh"], v["glorot_tanh"]) > 0.05),
        Claim("He's corrections grow", lambda v: v["he_tanh_back"] > 1.5),
        Claim("Glorot's shrink to", lambda v: 0.05 < v["glorot_tanh_back"] < 1),
    ),
)
