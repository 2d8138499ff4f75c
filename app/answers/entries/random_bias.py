"""Does a random bias alone break the symmetry?"""

from statistics import median
from typing import Final

from app.answers.literature import CS231N
from app.answers.runs import in_groups, learned, watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.initializers.sources import TORCH_LINEAR
from app.engine.lesson.claims import LEARNED
from app.engine.lesson.steps import Claim

_BIAS: Final = "bias_initializer=normal,std:0.5"
_RUNS: Final = (
    f"&run=Weights 0, random bias;initializer=zeros;{_BIAS}"
    f"&run=Weights 0.5, random bias;initializer=constant,value:0.5;{_BIAS}"
    "&run=Glorot, bias 0;initializer=glorot_normal"
)
_ENDS: Final = (0, 200)
_SETTING: Final = (
    f"dataset=circles&optimizer=adam&learning_rate=0.03&epochs={_ENDS[-1]}&hidden_layers="
)
_SHALLOW: Final = f"{_SETTING}8{_RUNS}"
_LIVE: Final = f"{_SETTING}8,8,8,8{_RUNS}"
_RELU: Final = f"{_SETTING}8&run=ReLU;activation=relu;initializer=zeros;{_BIAS}"


def _measure(count: int) -> Measured:
    seeds = range(count)
    shallow = watch(_SHALLOW, seeds=seeds, outputs=False)
    deep = watch(_LIVE, epochs=_ENDS, seeds=seeds, outputs=False)
    relu = watch(_RELU, epochs=_ENDS, seeds=seeds, outputs=False)
    zero, half, glorot = in_groups(shallow, count)
    zero_deep, half_deep, glorot_deep = in_groups(deep, count)
    counts = {
        "Zero weights, 1 layer": learned(zero),
        "Zero weights, 4 layers": learned(zero_deep),
        "0.5 weights, 1 layer": learned(half),
        "0.5 weights, 4 layers": learned(half_deep),
        "Glorot, 1 layer": learned(glorot),
        "Glorot, 4 layers": learned(glorot_deep),
    }
    return Measured(
        {
            "seeds": count,
            "distinct": min(
                layer.distinct_neurons for run in (*shallow, *deep) for layer in run.hidden_at_start
            ),
            "zero": counts["Zero weights, 1 layer"],
            "half": counts["0.5 weights, 1 layer"],
            "glorot": counts["Glorot, 1 layer"],
            "zero_deep": counts["Zero weights, 4 layers"],
            "half_deep": counts["0.5 weights, 4 layers"],
            "glorot_deep": counts["Glorot, 4 layers"],
            "relu": learned(relu),
            "zero_epoch": median(run.learned_by(LEARNED) for run in zero),
            "glorot_epoch": median(run.learned_by(LEARNED) for run in glorot),
        },
        {label: [(0.0, float(learners))] for label, learners in counts.items()},
    )


ANSWER: Final = Answer(
    name="does-a-random-bias-break-the-symmetry",
    question="Does a random bias alone break the symmetry?",
    short="""
        Yes: neurons with equal weights and different biases are different neurons, and in a
        shallow tanh network that is enough to learn. In a deep one it mostly is not, and
        random weights are still the better start.
        """,
    live=_LIVE,
    look_for="""
        Four hidden layers. No neuron has a clone, in any of the three networks: random
        biases alone make them different. And yet only the network with random weights is
        likely to learn; press 'New seed' to see others.
        """,
    chart=Chart(
        "bars",
        """
            How many of {seeds:count} seeds learned circles: with random biases alone
            {zero:count} and {half:count} in one hidden layer, {zero_deep:count} and
            {half_deep:count} in four; with Glorot's weights {glorot:count} and
            {glorot_deep:count}.
            """,
        y="of 20 seeds, how many get 95 % of the points right",
    ),
    law="""
        Two neurons are clones if their weights in, their bias and their weights out are the same. A
        random bias makes them differ in one number. That is enough: their outputs differ, so their
        gradients differ, and their weights part at the first steps. Every layer of 8 had
        {distinct:count} distinct neurons from the start, in all networks, and with one hidden layer
        {zero:count} of {seeds:count} learned from weights of 0, {half:count} from weights of 0.5.
        It takes longer, with 95 % right after {zero_epoch:count} epochs in the middle, against
        {glorot_epoch:count} from Glorot's weights.

        In the deeper network the neurons differ too, but what they differ in is hardly
        about the input. With weights of 0, every layer puts out constants at first, and
        each layer has to wait for the one behind it to let corrections through. With
        weights of 0.5, every neuron of a layer computes the same sum and only moves its
        bend along it. Of {seeds:count} networks {zero_deep:count} and {half_deep:count}
        learned, of Glorot's {glorot_deep:count}.

        ReLU is harder on it: with weights of 0, a neuron whose bias is negative is off for
        every input and gets no gradient. {relu:count} of {seeds:count} learned, with one
        hidden layer.
        """,
    code=Code(
        torch="""
            nn.init.normal_(layer.bias, std=0.5)  # breaks the symmetry
            nn.init.xavier_normal_(layer.weight)  # and this alone does it better
            nn.init.zeros_(layer.bias)
            """,
        keras="""
            Dense(8, bias_initializer=initializers.RandomNormal(stddev=0.5),
                  kernel_initializer="glorot_normal")  # the kernel alone is enough
            """,
        jax="""
            nn.Dense(8, bias_init=nn.initializers.normal(0.5),       # Flax
                     kernel_init=nn.initializers.glorot_normal())  # the kernel alone is enough
            """,
    ),
    myths=(
        Myth(
            "'Only random weights can break the symmetry.'",
            """
            Anything that tells two neurons apart does: a bias, an outgoing weight, a
            single weight. With one hidden layer {zero:count} of {seeds:count} learned
            from zero weights and random biases.
            """,
        ),
        Myth(
            "'Once the symmetry is broken, all is well.'",
            """
            In four layers it was broken in every network, and of the {seeds:count} with
            weights of 0.5 only {half_deep:count} learned. Being different is not
            enough; the signal [has to get through](/answers/why-times-0-01).
            """,
        ),
        Myth(
            "'Biases have to be random, too.'",
            """
            Random weights break the symmetry by themselves. PyTorch's nn.Linear draws
            its biases at random, Keras and Flax start them at 0, and both work.
            """,
        ),
    ),
    sources=(CS231N, TORCH_LINEAR),
    measure=_measure,
    seeds=20,
    claims=(
        Claim("distinct neurons from the start", lambda v: v["distinct"] == 8),
        Claim(
            "in a shallow tanh network that is enough to learn",
            lambda v: min(v["zero"], v["half"]) >= 0.9 * v["seeds"],
        ),
        Claim(
            "In a deep one it mostly is not",
            lambda v: max(v["zero_deep"], v["half_deep"]) <= 0.4 * v["seeds"],
        ),
        Claim(
            "random weights are still the better start",
            lambda v: v["glorot_deep"] >= 0.9 * v["seeds"],
        ),
        Claim("It takes longer", lambda v: v["zero_epoch"] > v["glorot_epoch"]),
        Claim("ReLU is harder on it", lambda v: v["relu"] <= 0.7 * v["seeds"]),
    ),
)
