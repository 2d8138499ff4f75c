"""Why does Keras use Glorot for ReLU?"""

from statistics import median
from typing import Final

from app.answers.literature import KERAS_DEFAULT
from app.answers.runs import in_groups, watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import HE, KERAS_DENSE
from app.engine.lesson.steps import Claim

_DEPTHS: Final = (2, 5, 10, 15, 20, 30)
_EPOCHS: Final = 15
_RUNS: Final = "&run=Keras' default;initializer=keras_dense_default&run=He;initializer=he_normal"


def _address(depth: int) -> str:
    layers = ",".join(["32"] * depth)
    return (
        f"dataset=circles&hidden_layers={layers}&activation=relu&learning_rate=0.02&batch_size=8"
        f"&epochs={_EPOCHS}{_RUNS}"
    )


_LIVE: Final = _address(30)
_SHALLOW: Final = (
    "dataset=circles&hidden_layers=16,16&activation=relu&optimizer=adam&learning_rate=0.01&epochs=60"
    f"{_RUNS}"
)


def _measure(seeds: int) -> Measured:
    losses: dict[str, list[tuple[float, float]]] = {"Keras' default": [], "He": []}
    for depth in _DEPTHS:
        runs = watch(_address(depth), epochs=(0, _EPOCHS), seeds=range(seeds), outputs=False)
        for (_, points), group in zip(losses.items(), in_groups(runs, seeds), strict=True):
            points.append((float(depth), median(run.loss for run in group)))
    keras, he = (dict(points) for points in losses.values())
    live = watch(_LIVE, epochs=(0, _EPOCHS), outputs=False)
    shallow = watch(_SHALLOW, epochs=(0, 60), outputs=False)
    return Measured(
        {
            "seeds": seeds,
            "shallow": min(run.accuracy for run in shallow),
            "ten": keras[10],
            "ten_he": he[10],
            "deep": keras[30],
            "deep_he": he[30],
            "live": live[0].loss,
            "live_he": live[1].loss,
            "left": 0.5**15,
        },
        losses,
    )


ANSWER: Final = Answer(
    name="why-does-keras-use-glorot-for-relu",
    question="Why does Keras use Glorot initialization for ReLU layers?",
    short="""
        Because a default is set without knowing the activation. `Dense` draws by `glorot_uniform`
        whether ReLU follows, tanh or nothing. In a few layers that costs some time; in many, set
        `he_normal` yourself.
        """,
    live=_LIVE,
    look_for="""
        Thirty ReLU layers. With Keras' default the loss stays at {live}; with He's law the same
        network is at {live_he} after 15 epochs.
        """,
    chart=Chart(
        "lines",
        """
        Training loss after 15 epochs, by the number of ReLU layers, the median of {seeds:count}
        seeds. With ten layers Keras' default is at {ten} and He at {ten_he}; with 30 at {deep} and
        {deep_he}.
        """,
        y="training loss after 15 epochs",
        x="hidden layers",
    ),
    law="""
        Glorot's law gives layers of equal width the variance 1 / fan_in, which keeps the size of a
        signal that passes in a straight line. ReLU takes half of its power away in every layer.
        He's law has twice the variance and makes up for it. The two differ by a factor sqrt(2) in
        std, and that factor is all there is to [Glorot or He](/answers/glorot-or-he).

        A factor sqrt(2) is soon made up for by training, if there are few of them: two layers of
        16 neurons, with Adam, get {shallow:share} of the points right from either start. It adds up
        with depth. After 30 layers the signal's size is down by 2^15, to {left}, and so is the
        correction on its way back. Then gradients are too small for any step to matter: the loss
        is {deep}, which is ln 2.

        Glorot's law came first and fits tanh, sigmoid and linear layers. A layer does not know what
        follows it, and changing a default would change every model that relies on it. So it has
        stayed, and the choice is yours.
        """,
    code=Code(
        torch="""
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)    # nn.Linear's own default is smaller still
            """,
        keras="""
            Dense(32, activation="relu")                                    # glorot_uniform
            Dense(32, activation="relu", kernel_initializer="he_normal")    # for many layers
            """,
        jax="""
            nn.Dense(32)                                               # Flax: lecun_normal
            nn.Dense(32, kernel_init=nn.initializers.he_normal())      # for many layers
            """,
    ),
    myths=(
        Myth(
            "'It is the default, so it must be right for ReLU.'",
            """
            It is right enough for shallow networks. With ten layers the default is at {ten} after
            15 epochs and He at {ten_he}.
            """,
        ),
        Myth(
            "'Without He, ReLU networks do not train.'",
            """
            Two layers get {shallow:share} right. And networks with normalization or residual
            connections set the size of their signals by other means.
            """,
        ),
    ),
    sources=(KERAS_DEFAULT, KERAS_DENSE, HE),
    measure=_measure,
    seeds=5,
    claims=(
        Claim("from either start", lambda v: v["shallow"] >= 0.95),
        Claim("With ten layers the default is at", lambda v: v["ten"] > 0.6 and v["ten_he"] < 0.3),
        Claim("the loss is {deep}, which is ln 2", lambda v: abs(v["deep"] - 0.6931) < 1e-3),
        Claim("with 30 at {deep} and", lambda v: v["deep_he"] < 0.3),
        Claim("the loss stays at {live}", lambda v: abs(v["live"] - 0.6931) < 1e-3),
        Claim("the same network is at", lambda v: v["live_he"] < 0.3),
    ),
)
