"""Can neurons become alike again?"""

from statistics import median
from typing import Final

import numpy as np

from app.answers.literature import LUO, ZHOU
from app.answers.runs import in_groups, watch, weights_of
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.lesson.steps import Claim
from app.engine.records.events import LayerSnapshot

#: Degrees within which two directions count as one.
CONE: Final = 15
_STDS: Final = ("1", "0.1", "0.01")
_EPOCHS: Final = (0, 250, 500, 1000, 2000, 3000, 4000, 5000, 6000, 8000)
_LIVE: Final = (
    f"dataset=circles&hidden_layers=32&batch_size=full&learning_rate=0.1&epochs={_EPOCHS[-1]}"
    + "".join(
        f"&run=Std {std};initializer=normal,std:{std};bias_initializer=normal,std:{std}"
        for std in _STDS
    )
)


def directions(layer: LayerSnapshot, cone: float = CONE) -> int:
    """Return how many groups of directions a layer's neurons have.

    A neuron's direction is that of its incoming weights and bias; as tanh is odd, the opposite one
    counts as the same. In their order, each joins the first group whose first member it is within
    ``cone`` degrees of, or begins one.
    """
    vectors = weights_of(layer)
    vectors /= np.linalg.norm(vectors, axis=0)
    cosines = np.abs(vectors.T @ vectors)
    firsts: list[int] = []
    for neuron in range(vectors.shape[1]):
        if not any(cosines[neuron, first] >= np.cos(np.radians(cone)) for first in firsts):
            firsts.append(neuron)
    return len(firsts)


def _measure(seeds: int) -> Measured:
    runs = watch(_LIVE, epochs=_EPOCHS, seeds=range(seeds), outputs=False)
    groups = {
        std: [
            median(directions(run.snapshots[index].layers[0]) for run in of_std)
            for index in range(len(_EPOCHS))
        ]
        for std, of_std in zip(_STDS, in_groups(runs, seeds), strict=True)
    }
    return Measured(
        {
            "seeds": seeds,
            "start": groups["1"][0],
            "large": groups["1"][-1],
            "medium": groups["0.1"][-1],
            "small": groups["0.01"][-1],
            "least": min(groups["0.01"]),
            "least_epoch": _EPOCHS[groups["0.01"].index(min(groups["0.01"]))],
            "distinct": min(run.hidden[0].distinct_neurons for run in runs),
            "right": min(run.accuracy for run in runs),
        },
        {
            f"std {std}": [
                (float(epoch), float(count)) for epoch, count in zip(_EPOCHS, counts, strict=True)
            ]
            for std, counts in groups.items()
        },
    )


ANSWER: Final = Answer(
    name="can-neurons-become-alike-again",
    question="Can neurons that started different become alike again?",
    short="""
        Nearly alike, yes; exactly alike, no. From a very small start, training draws the neurons of
        a layer into a few common directions, which is called condensation. From a large start they
        mostly stay where they were drawn.
        """,
    live=_LIVE,
    look_for="""
        The same draw in three sizes, 32 neurons each, for 8,000 epochs. The losses end up alike.
        Look at the pictures: from std 0.01 many show the same line, or its opposite.
        """,
    chart=Chart(
        "lines",
        """
        In how many directions the 32 neurons look, the median of {seeds:count} seeds: all begin
        with {start:count}; at the end there are {large:count} from std 1, {medium:count} from 0.1
        and {small:count} from 0.01.
        """,
        y="groups of directions among 32 neurons",
        x="epoch",
    ),
    law="""
        While all weights are small, tanh is nearly a straight line and the network's output nearly
        0. Every neuron then gets nearly the same message from the data, and grows in the direction
        that the data prefer, or in the opposite one. What it was drawn as is soon small beside what
        it has learned. Only later, when the weights are large enough to bend, do groups part, one
        direction after another.

        Count as one what lies within 15 degrees, a direction and its opposite included, over
        incoming weights and bias. The draw has {start:count} groups at any size. From std 0.01
        there are at the least {least:count}, at epoch {least_epoch:count}, and {small:count} after
        8,000; from std 0.1 {medium:count}, from std 1 {large:count}. These are medians of
        {seeds:count} seeds, full-batch gradient descent.

        They are no clones. In all runs all {distinct:count} neurons stay distinct in some bit:
        gradient descent brings them closer and never exactly together, as it never parts what is
        exactly alike. And few directions are no fault: the worst of all runs gets
        {right:share} of the points right.
        """,
    code=Code(
        torch="""
            w = torch.cat([layer.weight, layer.bias[:, None]], dim=1)
            w = nn.functional.normalize(w, dim=1)
            alike = (w @ w.T).abs() > 0.966    # within 15 degrees
            """,
        keras="""
            w = keras.ops.concatenate([layer.kernel, layer.bias[None]])
            w = keras.ops.normalize(w, axis=0)
            alike = keras.ops.abs(keras.ops.transpose(w) @ w) > 0.966    # within 15 degrees
            """,
        jax="""
            w = jnp.concatenate([params["kernel"], params["bias"][None]])
            w = w / jnp.linalg.norm(w, axis=0)
            alike = jnp.abs(w.T @ w) > 0.966    # within 15 degrees
            """,
    ),
    myths=(
        Myth(
            "'Once the symmetry is broken, every neuron learns something of its own.'",
            """
            It may. From std 0.01 32 neurons ended in {small:count} directions, and the layer could
            have been that narrow.
            """,
        ),
        Myth(
            "'The size of the start only decides how fast it learns.'",
            """
            It also decides what is learned: the same draw, a hundred times larger, ended with
            {large:count} groups of directions instead of {small:count}.
            """,
        ),
    ),
    sources=(LUO, ZHOU),
    measure=_measure,
    seeds=3,
    claims=(
        Claim("training draws the neurons", lambda v: v["small"] <= 0.6 * v["start"]),
        Claim("mostly stay where they were drawn", lambda v: v["large"] >= 0.6 * v["start"]),
        Claim("from std 0.1 {medium:count}", lambda v: v["small"] < v["medium"] < v["large"]),
        Claim("there are at the least", lambda v: v["least"] <= 0.45 * v["start"]),
        Claim("stay distinct in some bit", lambda v: v["distinct"] == 32),
        Claim("few directions are no fault", lambda v: v["right"] > 0.95),
    ),
)
