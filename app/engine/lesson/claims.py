"""What the lesson's table claims, and the networks that put it to the test."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from app.engine.records.annotations import Example

SEEDS: Final = 5
"""Networks a cell; one seed can lie."""

LEARNED: Final = 0.95
"""Share of training points told apart from which on a run has learned this task, which is solvable
without error."""

CHANCE_LOSS: Final = 0.6931471805599453
"""ln 2: the loss of answering one half to both of two equally frequent classes."""

Column = Literal["symmetry_broken", "vanishing_gradient", "learning_outcome"]


@dataclass(frozen=True, slots=True)
class Net:
    """One of the two networks."""

    name: Annotated[Literal["shallow", "deep"], Example("shallow")]
    """A short name."""
    label: Annotated[str, Example("one hidden layer of 16")]
    """What it is."""
    request: Annotated[Mapping[str, Any], Example({"hidden_layers": [16]})]
    """The request that its rows share; in the table, the one for /simulate that runs them with the
    first seed."""


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
        ("no", "flows", "learns nothing (all clones), learns (all clones)"),
    ),
    _row(
        "zeros_sigmoid",
        "Zeros (sigmoid)",
        {"initializer": "zeros", "activation": "sigmoid"},
        ("No", "No", "All neurons same"),
        ("no", "flows", "learns nothing (all clones), learns (all clones)"),
        in_lesson=False,
    ),
    _row(
        "large",
        "Random, large (std 3, tanh)",
        {"initializer": {"name": "normal", "std": 3.0}, "activation": "tanh"},
        ("Yes", "Yes", "Unstable training"),
        ("yes", "vanishes, vanishes later", "unstable"),
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
