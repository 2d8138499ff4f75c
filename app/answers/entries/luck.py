"""Is it luck?"""

from typing import Final

from app.answers.literature import PICARD
from app.answers.runs import learned, watch
from app.answers.written_answer import Answer, Chart, Code, Measured, Myth
from app.engine.lesson.steps import Claim

_WIDTHS: Final = (2, 3, 4, 5, 8, 16)
_ENDS: Final = (0, 200)
_SETTING: Final = f"dataset=circles&optimizer=adam&learning_rate=0.03&epochs={_ENDS[-1]}"
_LIVE: Final = f"{_SETTING}&hidden_layers=3" + "".join(
    f"&run=Seed {seed};initializer=glorot_normal;seed={seed}" for seed in (0, 1, 2)
)
_CLONES: Final = f"{_SETTING}&hidden_layers=16&run=Clones;initializer=constant,value:0.5"


def _measure(count: int) -> Measured:
    seeds = range(count)
    by_width = {
        width: watch(
            f"{_SETTING}&hidden_layers={width}&run=Glorot;initializer=glorot_normal",
            epochs=_ENDS,
            seeds=seeds,
            outputs=False,
        )
        for width in _WIDTHS
    }
    counts = {width: learned(runs) for width, runs in by_width.items()}
    losses = [run.loss for run in by_width[3]]
    live = [run.loss for run in watch(_LIVE)]
    return Measured(
        {
            "seeds": count,
            "two": counts[2],
            "three": counts[3],
            "four": counts[4],
            "eight": counts[8],
            "sixteen": counts[16],
            "best": min(losses),
            "worst": max(losses),
            "live_best": min(live),
            "live_worst": max(live),
            "clones": learned(watch(_CLONES, epochs=_ENDS, seeds=seeds, outputs=False)),
        },
        {f"{width} neurons": [(0.0, float(learners))] for width, learners in counts.items()},
    )


ANSWER: Final = Answer(
    name="is-it-luck",
    question="Is it luck whether a random start works? Does the seed matter?",
    short="""
        In a network that is just large enough, yes: one seed learns and the next does not. Give it
        a few neurons to spare and nearly every seed works. A seed is nothing to tune; run several
        and report them all.
        """,
    live=_LIVE,
    look_for="""
        Three neurons, the fewest that can close a ring, from three seeds. Where two of them draw
        nearly the same line, the ring stays open: the losses end between {live_best} and
        {live_worst}.
        """,
    chart=Chart(
        "bars",
        """
        How many of {seeds:count} seeds learn circles: {two:count} with 2 neurons, {three:count}
        with 3, {four:count} with 4, and {eight:count} with 8.
        """,
        y="neurons in the hidden layer; of 40 seeds, how many learn",
    ),
    law="""
        A random start decides which line each neuron draws at first, and training only moves it
        from there. With three neurons each has its part to play. If two of them start into the same
        part, the third side stays open, and no gradient tells either of them to leave:
        {three:count} of {seeds:count} seeds learned, with losses from {best} to {worst}. The bad
        ones are not slow, they are stuck.

        Each spare neuron is another draw. With 4 neurons {four:count} of {seeds:count} seeds
        learned, with 8 {eight:count}, with 16 {sixteen:count}: it is enough that some of them start
        well. That is one reason why wide networks are easier to train.

        Luck has to have something to choose from. With 2 neurons {two:count} of {seeds:count} seeds
        learned, because two lines cannot close a ring; and from 16 clones, {clones:count}, because
        they are one.
        """,
    code=Code(
        torch="""
            for seed in range(5):
                torch.manual_seed(seed)
                train(make_model())
            """,
        keras="""
            for seed in range(5):
                keras.utils.set_random_seed(seed)
                train(make_model())
            """,
        jax="""
            for seed in range(5):
                params = model.init(jax.random.key(seed), x)
                train(params)
            """,
    ),
    myths=(
        Myth(
            "'42 (or 3407) is a good seed.'",
            """
            A seed that was good for one network draws other numbers for the next shape. What looks
            like a good seed is one draw of many; the spread of many is the result.
            """,
        ),
        Myth(
            "'The seed does not matter if the initialization is right.'",
            """
            All {seeds:count} starts with three neurons were drawn by the same right law, and
            {three:count} learned. The law makes good draws likely, it cannot make them certain.
            """,
        ),
    ),
    sources=(PICARD,),
    measure=_measure,
    seeds=40,
    claims=(
        Claim(
            "one seed learns and the next does not",
            lambda v: 0.4 * v["seeds"] < v["three"] < 0.9 * v["seeds"],
        ),
        Claim("nearly every seed works", lambda v: v["eight"] >= 0.95 * v["seeds"]),
        Claim("they are stuck", lambda v: v["worst"] > 5 * v["best"]),
        Claim(
            "the losses end between",
            lambda v: v["live_worst"] > 5 * v["live_best"],
        ),
        Claim("Each spare neuron is another draw", lambda v: v["four"] > v["three"]),
        Claim("with 16", lambda v: v["sixteen"] == v["seeds"]),
        Claim("two lines cannot close a ring", lambda v: v["two"] == 0),
        Claim("because they are one", lambda v: v["clones"] == 0),
    ),
)
