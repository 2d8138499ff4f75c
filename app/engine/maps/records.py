"""What a map says of each of its cells."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from app.engine.records.annotations import Example
from app.engine.records.readings import Status


@dataclass(frozen=True, slots=True)
class CellFigures:
    """A cell's figures after the last epoch: medians over its seeds, linearly interpolated.

    A seed that diverged counts as an infinite loss and as accuracy 0; in what is told of neurons
    and gradients it does not count. All are null where every seed diverged.
    """

    train_loss: Annotated[float, Example(0.02)]
    """On the training set; null where diverged seeds make it infinite."""
    test_loss: Annotated[float | None, Example(0.03)]
    """On the test set; null too without one."""
    train_accuracy: Annotated[float | None, Example(1.0)]
    """On the training set, 0 to 1; null for regression."""
    test_accuracy: Annotated[float | None, Example(0.98)]
    """On the test set, 0 to 1; null for regression, and without a test set."""
    gradient_flow: Annotated[float | None, Example(0.35)]
    """std of delta in the first layer over that in the last; null where no last layer has any."""
    distinct_neurons: Annotated[tuple[float, ...] | None, Example([8, 8, 1])]
    """How many neurons differ from each other, of every layer, the output layer included."""
    visibly_distinct: Annotated[tuple[float, ...] | None, Example([6, 5])]
    """How many neurons can be told apart by eye, of every hidden layer."""


@dataclass(frozen=True, slots=True)
class MapCell:
    """One trained network, or several seeds of it; what it says is final."""

    kind: ClassVar[Literal["cell"]] = "cell"
    """Which event this is."""
    x_index: Annotated[int, Example(0)]
    """Which of the x axis's entries."""
    y_index: Annotated[int, Example(3)]
    """Which of the y axis's entries."""
    status: Annotated[Status, Example("completed")]
    """diverged if every seed did."""
    diverged_seeds: Annotated[int, Example(0)]
    """Seeds that ceased to be finite before the last epoch."""
    figures: CellFigures
    """What came of it."""


@dataclass(frozen=True, slots=True)
class AxisNames:
    """The names along one side of a map."""

    label: Annotated[str, Example("learning rate")]
    """What changes along it."""
    entries: Annotated[tuple[str, ...], Example(["0.1", "0.3", "1"])]
    """What each of its changes is called, in order."""


@dataclass(frozen=True, slots=True)
class MapCurve:
    """A line of theory over a map."""

    label: Annotated[str, Example("\N{GREEK SMALL LETTER CHI} = 1")]
    """What holds along it."""
    points: Annotated[tuple[tuple[float, float], ...], Example([[2.4, 0.0], [2.9, 1.0]])]
    """x_index and y_index, between those of two cells where the line passes between them."""


@dataclass(frozen=True, slots=True)
class Legend:
    """What is known of a map before its first cell."""

    x: AxisNames
    """From left to right."""
    y: AxisNames
    """From bottom to top."""
    order: Annotated[tuple[tuple[int, int], ...], Example([[0, 0], [2, 0], [0, 2]])]
    """x_index and y_index of the cells as they come, coarse to fine: first those in steps of a
    power of two, then of half of it, and so on."""
    theory: tuple[MapCurve, ...]
    """What mean-field theory of wide networks says; empty where it says nothing of these axes."""
