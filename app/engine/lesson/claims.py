"""What the lesson's table claims, the networks that put it to the test, and why they may differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

SEEDS: Final = 5
"""Networks a cell; one seed can lie."""

LEARNED: Final = 0.95
"""Share of training points told apart from which on a run has learned this task, which is solvable
without error."""

Column = Literal["symmetry_broken", "vanishing_gradient", "learning_outcome"]


@dataclass(frozen=True, slots=True)
class Net:
    """One of the two networks; ``request`` holds the fields that its runs share."""

    name: Literal["shallow", "deep"]
    label: str
    request: Mapping[str, Any]


NETS: Final = (
    Net(
        "shallow",
        "one hidden layer of 16",
        MappingProxyType(
            {
                "dataset": "circles",
                "hidden_layers": [16],
                "learning_rate": 0.3,
                "epochs": 200,
            }
        ),
    ),
    Net(
        "deep",
        "ten hidden layers of 16",
        MappingProxyType(
            {
                "dataset": "circles",
                "hidden_layers": [16] * 10,
                "learning_rate": 0.1,
                "epochs": 100,
            }
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A way to start; ``run`` is its patch on a net's request.

    ``claims`` are the lesson's words by column, None where it says nothing; ``means`` which results
    bear each claim out. ``in_lesson`` is false for what stands here to qualify another row.
    """

    name: str
    label: str
    run: Mapping[str, Any]
    claims: Mapping[Column, str | None]
    means: Mapping[Column, frozenset[str]]
    in_lesson: bool = True


def _row(
    name: str,
    label: str,
    run: dict[str, Any],
    claims: tuple[str | None, str | None, str | None],
    means: tuple[str, str, str],
    *,
    in_lesson: bool = True,
) -> Row:
    words = [frozenset(text.split(", ")) for text in means]
    return Row(
        name,
        label,
        MappingProxyType({"label": label, **run}),
        MappingProxyType(dict(zip(COLUMNS, claims, strict=True))),
        MappingProxyType(dict(zip(COLUMNS, words, strict=True))),
        in_lesson,
    )


COLUMNS: Final[tuple[Column, ...]] = ("symmetry_broken", "vanishing_gradient", "learning_outcome")
ROWS: Final = (
    _row(
        "zeros",
        "Zeros (tanh)",
        {"initializer": "zeros", "activation": "tanh"},
        ("No", "No", "All neurons same"),
        ("no", "flows", "learns nothing as clones, learns as clones"),
    ),
    _row(
        "zeros_sigmoid",
        "Zeros (sigmoid)",
        {"initializer": "zeros", "activation": "sigmoid"},
        ("No", "No", "All neurons same"),
        ("no", "flows", "learns nothing as clones, learns as clones"),
        in_lesson=False,
    ),
    _row(
        "large",
        "Random, large (std 3, tanh)",
        {"initializer": {"name": "normal", "std": 3.0}, "activation": "tanh"},
        ("Yes", "Yes", "Unstable training"),
        ("yes", "vanishes, saturates", "unstable, learns nothing"),
    ),
    _row(
        "small",
        "Random, small (std 0.01, tanh)",
        {"initializer": {"name": "normal", "std": 0.01}, "activation": "tanh"},
        ("Yes", "Safer", "Stable training"),
        ("yes", "flows", "learns"),
    ),
    _row(
        "glorot",
        "Glorot (tanh)",
        {"initializer": "glorot_normal", "activation": "tanh"},
        ("Yes", "Stable gradient flow", None),
        ("yes", "flows", "learns"),
    ),
    _row(
        "he",
        "He (ReLU)",
        {"initializer": "he_normal", "activation": "relu"},
        ("Yes", "Stable gradient flow", None),
        ("yes", "flows", "learns"),
    ),
)

NOTES: Final[Mapping[tuple[str, str, str], str]] = MappingProxyType(
    {
        ("zeros", "vanishing_gradient", "exactly zero"): (
            "With tanh and zeros the gradient does not fade, it is exactly 0 in every weight: "
            "hidden activations are 0, and so are the weights that would carry the delta back. "
            "Only the output bias learns."
        ),
        ("zeros_sigmoid", "vanishing_gradient", "exactly zero"): (
            "Sigmoid of 0 is 0.5, so the output weights do get gradients; but until they have "
            "moved, no delta passes back through weights that are 0."
        ),
        ("zeros", "learning_outcome", "learns nothing as clones"): (
            "Here the neurons are not only the same: they never move at all. Clones that learn "
            "need weights other than 0, or an activation that is not 0 at 0."
        ),
        ("large", "vanishing_gradient", "explodes and saturates"): (
            "Large weights do push tanh onto its flat parts, but the few units that are not flat "
            "pass the delta on multiplied by large weights: on the way back it grows."
        ),
        ("large", "vanishing_gradient", "saturates"): (
            "Most outputs lie on the flat parts of tanh, yet what is left of the delta is "
            "multiplied by large weights, so it need not be small."
        ),
        ("large", "vanishing_gradient", "flows"): (
            "With a single hidden layer there is nothing for a delta to fade through on its way, "
            "and with two inputs only part of the outputs lie on the flat parts of tanh."
        ),
        ("large", "learning_outcome", "learns"): (
            "A single hidden layer forgives large weights: its random features are steep, and the "
            "output layer makes do with them. Depth does not forgive."
        ),
        ("small", "vanishing_gradient", "vanishes"): (
            "Small weights are safe in a shallow net alone. Here every layer shrinks the signal "
            "and the delta again, and ten layers leave nothing of either."
        ),
        ("small", "learning_outcome", "learns nothing"): (
            "Stable, yes: nothing moves. The gradient of the early layers is too small to change "
            "anything in this many steps."
        ),
        ("he", "learning_outcome", "learns some seeds only"): (
            "Some of these networks did not learn. In narrow deep ReLU nets whole layers can fall "
            "silent, whatever the scale."
        ),
    }
)
"""Why the runs show something other than the claim, by row, column and result."""
