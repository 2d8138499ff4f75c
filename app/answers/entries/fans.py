"""fan_in or fan_out?"""

from statistics import median
from typing import Final

from app.answers.runs import Watched, in_groups, signal_of, watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth, Point
from app.engine.initializers.sources import GLOROT, HE, TORCH_INIT
from app.engine.lesson.steps import Claim

_WIDTHS: Final = (256, 128, 64, 32, 16)
_ENDS: Final = (0, 5)
_RUNS: Final = (
    f"dataset=digits&hidden_layers={','.join(map(str, _WIDTHS))}&activation=relu&epochs={_ENDS[-1]}"
    "&run=fan_in;initializer=variance_scaling,scale:2,mode:fan_in"
    "&run=fan_out;initializer=variance_scaling,scale:2,mode:fan_out"
)
_LIVE: Final = f"{_RUNS}&learning_rate=0.05"
#: With smaller steps the other one is ahead.
_SLOWER: Final = f"{_RUNS}&learning_rate=0.02"


def _back(run: Watched) -> list[Point]:
    """Return how large corrections are in each hidden layer, as drawn."""
    return [
        (float(place), signal_of(layer).delta.std)
        for place, layer in enumerate(run.hidden_at_start, 1)
    ]


def _forth(run: Watched) -> list[float]:
    """Return how large each hidden layer's outputs are, as drawn."""
    return [signal_of(layer).activation.std for layer in run.hidden_at_start]


def _right(address: str, seeds: int) -> list[float]:
    """Return what share each mode gets right, the median over the seeds."""
    runs = watch(address, epochs=_ENDS, seeds=range(seeds), outputs=False)
    return [median(run.accuracy for run in group) for group in in_groups(runs, seeds)]


def _measure(seeds: int) -> Measured:
    by_in, by_out = watch(_LIVE, epochs=_ENDS, signal=True, outputs=False)
    faster, slower = _right(_LIVE, seeds), _right(_SLOWER, seeds)
    forth_in, forth_out = _forth(by_in), _forth(by_out)
    back_in, back_out = _back(by_in), _back(by_out)
    return Measured(
        {
            "in_first": forth_in[0],
            "in_last": forth_in[-1],
            "in_back": back_in[0][1] / back_in[-1][1],
            "out_first": forth_out[0],
            "out_last": forth_out[-1],
            "out_back": back_out[0][1] / back_out[-1][1],
            "law": (_WIDTHS[-1] / _WIDTHS[0]) ** 0.5,
            "in_right": by_in.accuracy,
            "out_right": by_out.accuracy,
            "seeds": seeds,
            "in_faster": faster[0],
            "out_faster": faster[1],
            "in_slower": slower[0],
            "out_slower": slower[1],
            "in_start": by_in.first_loss,
            "out_start": by_out.first_loss,
        },
        {"fan_in": back_in, "fan_out": back_out},
    )


ANSWER: Final = Answer(
    name="fan-in-or-fan-out",
    question="fan_in or fan_out: which mode should I choose?",
    short="""
        Take fan_in, the default: it keeps the size of the signal on its way forward, and with it a
        sensible first loss. fan_out keeps the size of the corrections on their way back. Between
        layers of equal width they are the same.
        """,
    live=_LIVE,
    look_for="""
        Handwritten digits through layers of 256, 128, 64, 32 and 16. The draw is the same but for
        its size. The losses begin at {in_start} and {out_start}; after five epochs
        {in_right:share} and {out_right:share} of the digits are right.
        """,
    chart=Chart(
        "lines",
        """
        How large corrections are in each hidden layer of a network that narrows from 256 to 16:
        with fan_out about the same in all, with fan_in {in_back} times as large in the first as in
        the last.
        """,
        y="std of the corrections (deltas)",
        x="hidden layer",
    ),
    law="""
        fan_in is how many numbers come in at a neuron, fan_out to how many its output goes. Forward
        a neuron adds up fan_in terms, so Var(w) = 2 / fan_in keeps a ReLU layer's signal at its
        size. Backward it adds up fan_out corrections, so Var(w) = 2 / fan_out keeps those. If a
        layer is not square, both at once cannot be had.

        With fan_in the outputs here have a std of {in_first} in the first hidden layer and
        {in_last} in the last. The corrections shrink on their way back to {in_back}, because the
        layers narrow by a factor 16 on the way forward: sqrt(16 / 256) = {law}. With fan_out it
        is the other way round: corrections in the first layer are {out_back} times those in the
        last, and outputs go from {out_first} to {out_last}.

        The factors of all layers telescope: what is left over depends on the first and the last
        width alone, not on the depth. So neither choice makes a signal vanish with depth, and in
        most networks either will do. Glorot's law takes the mean of the two and gets neither
        exactly.

        Which learns better? That depends on the learning rate, because the two differ in how large
        weights are where. After five epochs, the median of {seeds:count} seeds, fan_in gets
        {in_faster:share} and fan_out {out_faster:share} with a learning rate of 0.05; with 0.02 it
        is {in_slower:share} and {out_slower:share}. What speaks for fan_in is its first loss,
        {in_start}, near ln 10 = 2.303.
        """,
    code=Code(
        torch="""
            nn.init.kaiming_normal_(layer.weight, mode="fan_in", nonlinearity="relu")
            nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")  # ResNets
            # torch stores weights as (fan_out, fan_in); for a tensor of your own, transpose
            """,
        keras="""
            Dense(128, kernel_initializer=initializers.VarianceScaling(2.0, "fan_in"))
            Dense(128, kernel_initializer=initializers.VarianceScaling(2.0, "fan_out"))
            """,
        jax="""
            law = nn.initializers.variance_scaling(2.0, "fan_in", "truncated_normal")
            nn.Dense(128, kernel_init=law)    # Flax
            """,
    ),
    myths=(
        Myth(
            "'With the wrong mode gradients vanish in deep networks.'",
            """
            They change by the ratio of widths once, here to {in_back} of their size, however many
            layers lie between.
            """,
        ),
        Myth(
            "'fan_in is the first number of the weights' shape.'",
            """
            In Keras and JAX it is. PyTorch stores the transpose, so there it is the second; and
            in a convolution the kernel's size counts as well.
            """,
        ),
    ),
    sources=(HE, GLOROT, TORCH_INIT),
    measure=_measure,
    seeds=4,
    claims=(
        Claim(
            "keeps the size of the signal on its way forward",
            lambda v: 0.5 < v["in_last"] / v["in_first"] < 1.5,
        ),
        Claim("with fan_out about the same in all", lambda v: 0.7 < v["out_back"] < 1.4),
        Claim("The corrections shrink on their way back", lambda v: v["in_back"] < 0.4),
        Claim("outputs go from", lambda v: v["out_last"] > 1.8 * v["out_first"]),
        Claim("near ln 10", lambda v: abs(v["in_start"] - 2.3026) < 0.1),
        Claim(
            "That depends on the learning rate",
            lambda v: v["in_faster"] > v["out_faster"] and v["in_slower"] < v["out_slower"],
        ),
        Claim("of the digits are right", lambda v: min(v["in_right"], v["out_right"]) > 0.6),
    ),
)
