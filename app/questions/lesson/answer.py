"""The lesson as it is answered: its table, measured, and its guided path."""

from typing import Any, Final, Literal

from pydantic import Field

from app.engine.lesson.claims import Column
from app.engine.lesson.steps import Form, Quantity
from app.schemas.base import Answer
from app.version import VERSION


class CellFigureModel(Answer):
    """A number that a cell rests on, over the seeds."""

    name: str = Field(examples=["gradient_flow"])
    """What it is called."""
    meaning: str = Field(examples=["std of delta in the first layer over the last, at start"])
    """What it is, in words."""
    median: float | None = Field(examples=[0.293])
    """Median over the seeds."""
    least: float | None = Field(examples=[0.249])
    """Least."""
    largest: float | None = Field(examples=[0.346])
    """Largest."""


class CellModel(Answer):
    """One cell of the table, on one network."""

    column: Column = Field(examples=["vanishing_gradient"])
    """Which question it answers."""
    claim: str | None = Field(examples=["Safer"])
    """What the lesson says; null where it says nothing."""
    result: str = Field(examples=["vanishes"])
    """What the runs show, in a word or two."""
    text: str = Field(examples=["the first layer gets 2.9e-15 times the last one's delta"])
    """The same with its numbers."""
    figures: tuple[CellFigureModel, ...]
    """The numbers that decide it."""
    agrees: bool | None = Field(examples=[False])
    """Whether the runs bear the claim out; null without a claim."""
    note: str | None = Field(examples=["Small weights are safe in a shallow net alone."])
    """Why the measurement qualifies the claim; null where it does not."""


class NetCellsModel(Answer):
    """A row's cells on one network."""

    net: Literal["shallow", "deep"] = Field(examples=["deep"])
    """Which network."""
    cells: tuple[CellModel, ...]
    """One a column, in the order of columns."""


class TableRowModel(Answer):
    """A way to start."""

    name: str = Field(examples=["small"])
    """A short name."""
    label: str = Field(examples=["Random, small (std 0.01, tanh)"])
    """Its heading."""
    in_lesson: bool = Field(examples=[True])
    """Whether the lesson speaks of it; if not, it stands here to qualify the row before."""
    nets: tuple[NetCellsModel, ...]
    """Its cells, by network."""


class NetModel(Answer):
    """One of the two networks."""

    name: Literal["shallow", "deep"] = Field(examples=["shallow"])
    """A short name."""
    label: str = Field(examples=["one hidden layer of 16"])
    """What it is."""
    request: dict[str, Any] = Field(examples=[{"hidden_layers": [16]}])
    """The request for /simulate that runs its rows with the first seed."""


class ColumnModel(Answer):
    """A column of the table."""

    name: Column = Field(examples=["symmetry_broken"])
    """A short name."""
    label: str = Field(examples=["Symmetry broken?"])
    """Its heading."""


class TableModel(Answer):
    """The lesson's table, every cell decided by runs."""

    columns: tuple[ColumnModel, ...]
    """The questions."""
    nets: tuple[NetModel, ...]
    """The networks that answer them."""
    seeds: int = Field(examples=[5])
    """Networks behind each cell."""
    rows: tuple[TableRowModel, ...]
    """The ways to start."""


class ChoiceModel(Answer):
    """A prediction."""

    name: str = Field(examples=["never"])
    """A short name."""
    label: str = Field(examples=["Never"])
    """What it says."""


class StepFigureModel(Answer):
    """A number that an explanation quotes, and where in the step's run it stands."""

    name: str = Field(examples=["distinct"])
    """What the explanation's template calls it."""
    quantity: Quantity = Field(examples=["distinct_neurons"])
    """What it is."""
    run: int = Field(examples=[0])
    """Place in the request's runs."""
    moment: Literal["start", "end"] = Field(examples=["end"])
    """Before the first update, or after the last epoch."""
    layer_index: int | None = Field(examples=[1])
    """Which weight layer's neurons; null for what belongs to the whole run."""
    form: Form = Field(examples=["count"])
    """How it reads: a whole number, a share in per cent, or any number."""
    value: float | None = Field(examples=[1.0])
    """Its value in this very run."""


class StepModel(Answer):
    """A step of the guided path."""

    name: str = Field(examples=["constant"])
    """A short name."""
    title: str = Field(examples=["Start from 0.5"])
    """Its heading."""
    question: str = Field(examples=["Will the neurons of a layer become different?"])
    """What to predict."""
    choices: tuple[ChoiceModel, ...]
    """The predictions to choose from."""
    request: dict[str, Any] = Field(examples=[{"hidden_layers": [8, 8, 8]}])
    """The experiment, for /simulate."""
    figures: tuple[StepFigureModel, ...]
    """The numbers of the explanation."""
    explanation: str = Field(examples=["Still there is {distinct} distinct neuron of 8."])
    """What was seen: a template with the figures' names in braces."""
    answer: str = Field(examples=["never"])
    """The right choice, as the figures decide it."""
    explained: str = Field(examples=["Still there is 1 distinct neuron of 8."])
    """The explanation with its figures filled in."""


class LineModel(Answer):
    """A line of the lesson, and what the table's runs show of it."""

    text: str = Field(examples=["Each neuron starts unique."])
    """What the lesson says."""
    found: str = Field(examples=["In 10 of 10 networks every neuron has weights of its own."])
    """What the runs show."""
    holds: bool | None = Field(examples=[True])
    """Whether they bear it out; null where it is so in one of the two networks only."""


class SlideModel(Answer):
    """One of the lesson's two slides."""

    title: str = Field(examples=["Random initialization"])
    """Its heading."""
    lines: tuple[LineModel, ...]
    """What it says, line by line."""


class RecapModel(Answer):
    """What the lesson says in short, measured."""

    slides: tuple[SlideModel, ...]
    """Its two slides."""
    rule: LineModel
    """Its rule of thumb."""


class Lesson(Answer):
    """The lesson: a guided path of small experiments, its table and its summary, measured."""

    version: str = Field(examples=[VERSION])
    """The program's version."""
    steps: tuple[StepModel, ...]
    """The path, in order."""
    table: TableModel
    """Where it ends."""
    recap: RecapModel
    """The story of its two slides and its rule of thumb."""


#: What the question is answered with.
ANSWER: Final = Lesson
