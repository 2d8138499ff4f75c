"""What does nn.Linear do, and why sqrt(5)?"""

from typing import Final

from app.answers.literature import TORCH_BEFORE, TORCH_SAME_LAW, TORCH_SQRT_5
from app.answers.runs import watch
from app.answers.signals import send
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import TORCH_LINEAR
from app.engine.lesson.steps import Claim

_FAN_IN: Final = 256
_LIVE: Final = (
    f"dataset=circles&hidden_layers={','.join(['64'] * 20)}&activation=relu&optimizer=adam"
    "&learning_rate=0.001&batch_size=3&epochs=4"
    "&run=nn.Linear as it is;initializer=torch_linear_default;bias_initializer=torch_linear_default"
    "&run=He;initializer=he_normal"
)
_SHALLOW: Final = (
    "dataset=circles&hidden_layers=16,16&activation=relu&optimizer=adam&learning_rate=0.01&epochs=60"
    "&run=nn.Linear;initializer=torch_linear_default;bias_initializer=torch_linear_default"
)
#: Their second layer has 256 inputs.
_DRAWN: Final = (
    f"dataset=circles&hidden_layers={_FAN_IN},{_FAN_IN}&epochs=1&activation=relu"
    "&run=nn.Linear as it is;initializer=torch_linear_default"
    "&run=LeCun: 1 / fan_in;initializer=lecun_uniform"
    "&run=He: 2 / fan_in;initializer=he_uniform"
)


def _measure(_seeds: int) -> Measured:
    drawn = {
        run.label: run.hidden_at_start[1].weight_stats
        for run in watch(_DRAWN, epochs=(0,), outputs=False)
    }
    torch, lecun, he = drawn.values()
    (through,) = send({"nn.Linear": ("torch_linear_default", "relu")}, width=100, depth=20, seeds=3)
    sizes = through.activation_std.mean
    default, of_he = watch(_LIVE, epochs=(0, 4), outputs=False)
    (shallow,) = watch(_SHALLOW, epochs=(0, 60), outputs=False)
    return Measured(
        {
            "fan_in": _FAN_IN,
            "bound": _FAN_IN**-0.5,
            "largest": max(abs(torch.min), torch.max),
            "std": torch.std,
            "law": (3 * _FAN_IN) ** -0.5,
            "he_std": he.std,
            "of_he": (torch.std / he.std) ** 2,
            "of_lecun": (torch.std / lecun.std) ** 2,
            "factor": (sizes[-1] / sizes[0]) ** (1 / (len(sizes) - 1)),
            "sixth": (1 / 6) ** 0.5,
            "left": sizes[-1],
            "default_loss": default.loss,
            "he_loss": of_he.loss,
            "shallow": shallow.accuracy,
        },
        {label: [(0.0, stats.std)] for label, stats in drawn.items()},
    )


ANSWER: Final = Answer(
    name="what-does-nn-linear-do",
    question="How does PyTorch's nn.Linear initialize its weights, and why sqrt(5)?",
    short="""
        Uniformly between -1/sqrt(fan_in) and 1/sqrt(fan_in), weights and biases alike. The call is
        `kaiming_uniform_(a=sqrt(5))`, but that is not He's initialization: it is an older law,
        written with a function that happened to be there. It has a sixth of He's variance.
        """,
    live=_LIVE,
    look_for="""
        Twenty ReLU layers. With nn.Linear as it is, the loss stays at {default_loss}: hardly
        anything of the input reaches the output. With He's size the same network comes down to
        {he_loss} in four epochs.
        """,
    chart=Chart(
        "bars",
        """
        How large weights with {fan_in:count} inputs are: std {std} as nn.Linear draws them,
        {he_std} by He's law.
        """,
        y="std of the weights of a layer with 256 inputs",
    ),
    law="""
        He's uniform law has the bound gain sqrt(3 / fan_in), with the gain sqrt(2 / (1 + a^2)) for
        a leaky ReLU of slope a. Put in a = sqrt(5), which no leaky ReLU has, and the gain is
        sqrt(1/3): it cancels the 3, and what is left is 1 / sqrt(fan_in). That was PyTorch's law
        before, and sqrt(5) is the number that keeps it when it is written in terms of He's.

        For {fan_in:count} inputs the bound is {bound}; the largest of 65,536 drawn weights is
        {largest}. A uniform law's standard deviation is its bound over sqrt(3), which makes {law}
        here; measured, {std}. Squared, that is {of_he:.3f} of He's variance, and {of_lecun:.3f} of
        what keeps a signal's size without any activation.

        Through ReLU each layer then multiplies a signal by sqrt(1/6) = {sixth}; measured, by
        {factor}. [Glorot or He](/answers/glorot-or-he) says why. Of a signal of size 1, twenty such
        layers leave {left}. Two layers do not mind: {shallow:share} of the points come out right.
        Networks in PyTorch train all the same because most of them are shallow, have normalization,
        or set their own start.
        """,
    code=Code(
        torch="""
            nn.Linear(256, 256)    # kaiming_uniform_(weight, a=math.sqrt(5)), bias the same law
            bound = 1 / math.sqrt(layer.in_features)
            nn.init.uniform_(layer.weight, -bound, bound)                # the same, said plainly
            nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")  # He
            """,
        keras="""
            law = initializers.VarianceScaling(1 / 3, "fan_in", "uniform")
            Dense(256, kernel_initializer=law)           # as nn.Linear; the bias is 0 here
            Dense(256, kernel_initializer="he_uniform")  # He
            """,
        jax="""
            law = nn.initializers.variance_scaling(1 / 3, "fan_in", "uniform")
            nn.Dense(256, kernel_init=law)                             # Flax; as nn.Linear
            nn.Dense(256, kernel_init=nn.initializers.he_uniform())    # He
            """,
    ),
    myths=(
        Myth(
            "'PyTorch uses Kaiming initialization by default.'",
            """
            It calls a function of that name. The weights have {of_he:.3f} of the variance that
            Kaiming He's law has for ReLU.
            """,
        ),
        Myth(
            "'The documentation and the code disagree.'",
            """
            They say the same: the documentation gives the bound 1 / sqrt(fan_in), the code the
            arguments that lead to it.
            """,
        ),
    ),
    sources=(TORCH_SQRT_5, TORCH_SAME_LAW, TORCH_BEFORE, TORCH_LINEAR),
    measure=_measure,
    claims=(
        Claim("It has a sixth of He's variance", lambda v: abs(6 * v["of_he"] - 1) < 0.03),
        Claim("the largest of 65,536", lambda v: 0.999 * v["bound"] < v["largest"] <= v["bound"]),
        Claim("measured, {std}", lambda v: abs(v["std"] / v["law"] - 1) < 0.02),
        Claim("what keeps a signal's size", lambda v: abs(3 * v["of_lecun"] - 1) < 0.03),
        Claim("each layer then multiplies", lambda v: abs(v["factor"] / v["sixth"] - 1) < 0.05),
        Claim("the loss stays at", lambda v: abs(v["default_loss"] - 0.6931) < 3e-3),
        Claim("the same network comes down to", lambda v: v["he_loss"] < 0.45),
        Claim("Two layers do not mind", lambda v: v["shallow"] >= 0.95),
        Claim("twenty such layers leave", lambda v: v["left"] < 1e-6),
    ),
)
