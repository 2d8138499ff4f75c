"""A step of the guided path: what it holds, and how it is filled in from its run.

The explanation is a template whose figures come from the run itself; the right choice is decided
by those figures too, so that no step can claim what its run does not show.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from app.engine.lesson.measure import Moment, RunStory
from app.engine.lesson.words import share, short
from app.engine.records.annotations import Example, Mark

RunQuantity = Literal["train_loss", "train_accuracy", "gradient_flow"]
LayerQuantity = Literal[
    "distinct_neurons", "weight_rms", "activation_std", "delta_std", "saturated"
]
Quantity = Literal[RunQuantity, LayerQuantity]
Form = Literal["count", "share", "number"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an explanation quotes, and where in the step's run it stands."""

    name: Annotated[str, Example("distinct")]
    """What the explanation's template calls it."""
    quantity: Annotated[Quantity, Example("distinct_neurons")]
    """What it is."""
    run: Annotated[int, Example(0)]
    """Place in the request's runs."""
    moment: Annotated[Literal["start", "end"], Example("end")] = "end"
    """Before the first update, or after the last epoch."""
    layer_index: Annotated[int | None, Example(1)] = None
    """Which weight layer's neurons; null for what belongs to the whole run."""

    @property
    def form(self) -> Form:
        """How the number reads."""
        return _FORMS.get(self.quantity, "number")


@dataclass(frozen=True, slots=True)
class Choice:
    """A prediction to choose."""

    name: Annotated[str, Example("never")]
    """A short name."""
    label: Annotated[str, Example("Never")]
    """What it says."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an explanation says beside its figures: ``words`` stand in it; they hold for a run."""

    words: str
    holds: Callable[[Mapping[str, float]], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the guided path, as it is written."""

    name: Annotated[str, Example("constant")]
    """A short name."""
    title: Annotated[str, Example("Start from 0.5")]
    """Its heading."""
    question: Annotated[str, Example("Will the neurons of a layer become different?")]
    """What to predict."""
    choices: tuple[Choice, ...]
    """The predictions to choose from."""
    request: Annotated[Mapping[str, Any], Example({"hidden_layers": [8, 8, 8]})]
    """The experiment, for /simulate."""
    figures: Annotated[tuple[Figure, ...], Mark.UNSENT]
    """The numbers of the explanation, without their values."""
    explanation: Annotated[str, Example("Still there is {distinct} distinct neuron of 8.")]
    """What was seen: a template with the figures' names in braces."""
    decide: Annotated[Callable[[Mapping[str, float]], str], Mark.UNSENT]
    """Gives the name of the right choice from the figures."""
    claims: Annotated[tuple[Claim, ...], Mark.UNSENT]
    """They hold for nearly every seed, as the explanation is shown with another seed's figures."""


@dataclass(frozen=True, slots=True)
class StepFigure:
    """A number that an explanation quotes, with its value."""

    figure: Annotated[Figure, Mark.INLINE]
    """What it is."""
    form: Annotated[Form, Example("count")]
    """How it reads: a whole number, a share in per cent, or any number."""
    value: Annotated[float, Example(1.0)]
    """Its value in this very run."""


@dataclass(frozen=True, slots=True)
class FilledStep:
    """A step of the guided path, after its run."""

    step: Annotated[Step, Mark.INLINE]
    """The step."""
    figures: tuple[StepFigure, ...]
    """The numbers of the explanation."""
    answer: Annotated[str, Example("never")]
    """The right choice, as the figures decide it."""
    explained: Annotated[str, Example("Still there is 1 distinct neuron of 8.")]
    """The explanation with its figures filled in."""

    @property
    def values(self) -> Mapping[str, float]:
        """The figures' values by name."""
        return {one.figure.name: one.value for one in self.figures}


def fill(step: Step, stories: Sequence[RunStory]) -> FilledStep:
    """Fill a step in from its runs, in the order of its request."""
    figures = tuple(
        StepFigure(figure, figure.form, _value(figure, stories[figure.run]))
        for figure in step.figures
    )
    written = {one.figure.name: write(one.form, one.value) for one in figures}
    values = MappingProxyType({one.figure.name: one.value for one in figures})
    return FilledStep(step, figures, step.decide(values), step.explanation.format_map(written))


def write(form: Form, value: float) -> str:
    """Write a figure as the explanation quotes it."""
    if form == "count":
        return str(round(value))
    return share(value) if form == "share" else short(value)


_FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {"distinct_neurons": "count", "train_accuracy": "share", "saturated": "share"}
)
_RUN: Final[Mapping[str, Callable[[Moment], float]]] = MappingProxyType(
    {
        "train_loss": lambda moment: moment.train_loss,
        "train_accuracy": lambda moment: moment.train_accuracy,
        "gradient_flow": lambda moment: moment.flow,
    }
)


def _value(figure: Figure, story: RunStory) -> float:
    moment = story.start if figure.moment == "start" else story.end
    if figure.layer_index is None:
        return _RUN[figure.quantity](moment)
    layer = moment.layers[figure.layer_index]
    by_name = {
        "distinct_neurons": float(layer.distinct),
        "weight_rms": layer.weight_rms,
        "activation_std": layer.activation_std,
        "delta_std": layer.delta_std,
        "saturated": layer.saturated or 0.0,
    }
    return by_name[figure.quantity]
