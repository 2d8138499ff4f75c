"""Normal or uniform?"""

from statistics import median
from typing import Final

from app.answers.runs import in_groups, learned, watch
from app.answers.signals import by_layer, send
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import JAX_INIT, KERAS_INIT, TORCH_INIT
from app.engine.lesson.steps import Claim

_ENDS: Final = (0, 100)
_RUNS: Final = (
    "&run=Normal;initializer=glorot_normal"
    "&run=Uniform;initializer=glorot_uniform"
    "&run=Truncated normal;initializer=glorot_truncated_normal"
)
_LIVE: Final = (
    f"dataset=circles&hidden_layers={','.join(['16'] * 10)}&learning_rate=0.1&epochs={_ENDS[-1]}"
    f"{_RUNS}"
)
#: Their second layer has 256 inputs and as many neurons.
_DRAWN: Final = f"dataset=circles&hidden_layers=256,256&epochs=1{_RUNS}"
_LAWS: Final = {
    "Normal": "glorot_normal",
    "Uniform": "glorot_uniform",
    "Truncated": "glorot_truncated_normal",
}


def _measure(seeds: int) -> Measured:
    normal, uniform, truncated = (
        run.hidden_at_start[1].weight_stats for run in watch(_DRAWN, epochs=(0,), outputs=False)
    )
    runs = in_groups(watch(_LIVE, epochs=_ENDS, seeds=range(seeds), outputs=False), seeds)
    losses = [median(run.loss for run in group) for group in runs]
    lines = send(
        {label: (law, "tanh") for label, law in _LAWS.items()}, width=100, depth=30, seeds=5
    )
    sizes = [line.activation_std.mean for line in lines]
    return Measured(
        {
            "seeds": seeds,
            "normal_std": normal.std,
            "uniform_std": uniform.std,
            "truncated_std": truncated.std,
            "normal_largest": max(-normal.min, normal.max) / normal.std,
            "uniform_largest": max(-uniform.min, uniform.max) / uniform.std,
            "truncated_largest": max(-truncated.min, truncated.max) / truncated.std,
            "learned": min(map(learned, runs)),
            "least": min(losses),
            "most": max(losses),
            "within": min(run.loss for run in runs[0]),
            "within_most": max(run.loss for run in runs[0]),
            "smallest_signal": min(size[-1] for size in sizes),
            "largest_signal": max(size[-1] for size in sizes),
        },
        {label: by_layer(size) for label, size in zip(_LAWS, sizes, strict=True)},
    )


ANSWER: Final = Answer(
    name="normal-or-uniform",
    question="Should initial weights be drawn from a normal or a uniform distribution?",
    short="""
        It makes no difference that one could find in a training, as long as the variance is the
        same. What counts is how large the weights are and that they differ. Take your framework's
        default, and mind that a bound is not a standard deviation.
        """,
    live=_LIVE,
    look_for="""
        Ten tanh layers from three laws of the same variance. The numbers are others, what happens
        is the same: all three learn.
        """,
    chart=Chart(
        "lines",
        """
        How large the outputs of 30 tanh layers are, from three laws with Glorot's variance: they
        end between {smallest_signal} and {largest_signal}.
        """,
        y="std of a layer's outputs",
        x="layer",
    ),
    law="""
        A neuron adds up many terms, and a sum of many independent terms is nearly normal whatever
        each of them is; only their mean and variance remain. So the signals in a wide layer are the
        same from a normal and from a uniform law of equal variance. Of 256 inputs, Glorot's laws
        draw with std {normal_std} (normal), {uniform_std} (uniform) and {truncated_std}
        (truncated).

        They differ in their tails. Among 65,536 draws the largest normal one was {normal_largest}
        standard deviations away, the largest uniform one {uniform_largest}, which is sqrt(3), and
        the largest truncated one {truncated_largest}. In half precision, or with few inputs, a
        bound can be of use.

        In training: at least {learned:count} of {seeds:count} seeds learned from each law, with
        losses of {least} to {most} in the middle. From one seed to the next, of the normal law
        alone, they range from {within} to {within_most}.

        A uniform law on -a to a has the standard deviation a / sqrt(3). Who takes a bound for a
        standard deviation is off by a factor 1.73 in every layer, and that does matter.
        """,
    code=Code(
        torch="""
            nn.init.xavier_normal_(layer.weight)     # std  sqrt(2 / (fan_in + fan_out))
            nn.init.xavier_uniform_(layer.weight)    # bound sqrt(6 / (fan_in + fan_out))
            """,
        keras="""
            Dense(16, kernel_initializer="glorot_normal")     # truncated at 2 std, and corrected
            Dense(16, kernel_initializer="glorot_uniform")    # the default
            """,
        jax="""
            nn.Dense(16, kernel_init=nn.initializers.glorot_normal())     # truncated, corrected
            nn.Dense(16, kernel_init=nn.initializers.glorot_uniform())
            """,
    ),
    myths=(
        Myth(
            "'Normal is better for deep networks.'",
            """
            After 30 layers the signals of all three laws lie between {smallest_signal} and
            {largest_signal}.
            """,
        ),
        Myth(
            "'glorot_normal is the same everywhere.'",
            """
            PyTorch draws it untruncated, Keras and JAX cut it at two standard deviations and
            correct the variance for that. The law differs, the variance does not.
            """,
        ),
    ),
    sources=(TORCH_INIT, KERAS_INIT, JAX_INIT),
    measure=_measure,
    seeds=10,
    claims=(
        Claim(
            "the same from a normal and from a uniform law",
            lambda v: (
                abs(v["uniform_std"] / v["normal_std"] - 1) < 0.02
                and abs(v["truncated_std"] / v["normal_std"] - 1) < 0.02
            ),
        ),
        Claim("all three learn", lambda v: v["learned"] >= 0.9 * v["seeds"]),
        Claim("which is sqrt(3)", lambda v: abs(v["uniform_largest"] - 3**0.5) < 0.02),
        Claim("the largest normal one was", lambda v: v["normal_largest"] > 3.5),
        Claim("the largest truncated one", lambda v: abs(v["truncated_largest"] - 2.27) < 0.02),
        Claim(
            "they end between",
            lambda v: v["largest_signal"] < 1.15 * v["smallest_signal"],
        ),
        Claim(
            "From one seed to the next",
            lambda v: v["most"] / v["least"] <= v["within_most"] / v["within"],
        ),
    ),
)
