"""Does float rounding break the symmetry?"""

from typing import Final

import numpy as np

from app.answers.literature import TORCH_NUMERICS
from app.answers.runs import Watched, watch, weights_of
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.lesson.steps import Claim

_EPOCHS: Final = 400
_LIVE: Final = (
    f"dataset=circles&hidden_layers=8&optimizer=adam&learning_rate=0.03&epochs={_EPOCHS}"
    "&run=Clones;initializer=constant,value:0.5"
    "&run=One weight, one unit;initializer=constant,value:0.5"
    "&change=nudge_weight,epoch:0,run:1,layer_index:0,from:0,neuron:3,ulps:1"
)


def _apart(run: Watched) -> list[float]:
    """Return how far apart the first layer's equal weights are, at each recorded epoch."""
    return [float(np.ptp(weights_of(one.layers[0]), axis=1).max()) for one in run.snapshots]


def _measure(_seeds: int) -> Measured:
    exact, nudged = watch(_LIVE, epochs=range(0, _EPOCHS + 1, 10))
    apart = _apart(nudged)
    seen = [one.layers[0].visibly_distinct or 0 for one in nudged.snapshots]
    sums = (0.1 + 0.2) + 0.3, 0.1 + (0.2 + 0.3)
    return Measured(
        {
            "sum": sums[0] - sums[1],
            "exact": exact.hidden[0].distinct_neurons,
            "exact_apart": max(_apart(exact)),
            "exact_right": exact.accuracy,
            "start": apart[0],
            "hundred": apart[nudged.epochs.index(100)],
            "seen_epoch": next(
                (epoch for epoch, count in zip(nudged.epochs, seen, strict=True) if count > 1), 0
            ),
            "seen": seen[-1],
            "right": nudged.accuracy,
        },
        {
            "nudged": [
                (float(epoch), width) for epoch, width in zip(nudged.epochs, apart, strict=True)
            ]
        },
    )


ANSWER: Final = Answer(
    name="does-float-rounding-break-ties",
    question="Does floating-point rounding break the symmetry by itself?",
    short="""
        It can, and then you learn by an accident of your linear-algebra library. Equal neurons get
        equal results only if their sums are added up in the same order, which fast matrix products
        do not promise. One unit in the last place is enough for training to make them different.
        """,
    live=_LIVE,
    look_for="""
        First eight clones, computed so that equal neurons get equal bits; then the same, but one
        weight of one neuron was moved by one unit in the last place, {start}. Jump to the moment
        where the eye sees it.
        """,
    chart=Chart(
        "lines",
        """
        How far the nudged neuron's weight is from its clones', by epoch, on a logarithmic axis:
        from {start} it grows by about the same factor every epoch, until it shows.
        """,
        y="largest difference between weights that began alike",
        x="epoch",
        log=True,
    ),
    law="""
        In exact arithmetic [clones stay clones](/answers/why-not-the-same-number) for ever. In
        floating point a sum depends on the order of its terms: (0.1 + 0.2) + 0.3 and 0.1 + (0.2 +
        0.3) differ by {sum}. A fast matrix product works through the matrix in tiles, and what is
        left over at the edge is often computed by other code, in another order. Then the last
        columns differ in the last bit from the others, although all columns are equal. Whether this
        happens depends on the library, the processor, the width and the batch size.

        Clones are an unstable balance: who is a little different gets a little different gradients.
        Here one weight of 48 numbers was moved by {start}. After 100 epochs the difference is
        {hundred}, at epoch {seen_epoch:count} the eye sees it, and in the end {right:share} of the
        points are right, against {exact_right:share} for the clones. But it is one neuron that
        left; the other seven are still alike, and of eight neurons the network has {seen:count}.

        This playground computes every product so that equal rows give equal bits, on the machine
        that it runs on, and tests it. After 400 epochs its clones are apart by {exact_apart}.
        """,
    code=Code(
        torch="""
            W = torch.full((7, 7), 0.5)
            y = torch.randn(16, 7) @ W
            (y == y[:, :1]).all()    # all columns are equal: not guaranteed to be True
            """,
        keras="""
            W = keras.ops.full((7, 7), 0.5)
            y = keras.random.normal((16, 7)) @ W
            keras.ops.all(y == y[:, :1])    # not guaranteed to be True
            """,
        jax="""
            W = jnp.full((7, 7), 0.5)
            y = jax.random.normal(jax.random.key(0), (16, 7)) @ W
            (y == y[:, :1]).all()    # not guaranteed to be True
            """,
    ),
    myths=(
        Myth(
            "'My network started from a constant and learned, so symmetry is no problem.'",
            """
            Look at when it learned. From one unit in the last place it took until epoch
            {seen_epoch:count} for the first neuron to leave, and on another machine it may be
            never.
            """,
        ),
        Myth(
            "'Rounding errors are too small to matter.'",
            """
            They are, where errors stay small. A difference between clones grows from step to step:
            here from {start} to {hundred} in 100 epochs.
            """,
        ),
    ),
    sources=(TORCH_NUMERICS,),
    measure=_measure,
    # A difference that begins in the last bit is what rounding makes of it.
    tolerance=3.0,
    claims=(
        Claim("differ by {sum}", lambda v: 0 < v["sum"] < 1e-15),
        Claim("it grows by about the same factor", lambda v: v["hundred"] > 1e3 * v["start"]),
        Claim("the eye sees it", lambda v: 100 < v["seen_epoch"] < _EPOCHS),
        Claim("But it is one neuron that left", lambda v: v["seen"] == 2),
        Claim("of the points are right, against", lambda v: v["right"] > v["exact_right"] + 0.1),
        Claim("its clones are apart by", lambda v: v["exact_apart"] == 0 and v["exact"] == 1),
    ),
)
