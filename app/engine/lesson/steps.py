"""A step of the guided path: what it holds, and how it is filled in from its run.

The explanation is a template whose figures come from the run itself; the right choice is decided
by those figures too, so that no step can claim what its run does not show.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from app.engine.lesson.measure import Moment, RunStory
from app.engine.lesson.words import share, short

RunQuantity = Literal["train_loss", "train_accuracy", "gradient_flow"]
LayerQuantity = Literal[
    "distinct_neurons", "weight_rms", "activation_std", "delta_std", "saturated"
]
Quantity = RunQuantity | LayerQuantity
Form = Literal["count", "share", "number"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an explanation quotes: where in the step's run it stands.

    ``run`` is the place in the request's runs; ``layer_index`` is None for what belongs to a run
    as a whole. ``form`` is how it reads: a whole number, a share in per cent, or any number.
    """

    name: str
    quantity: Quantity
    run: int
    moment: Literal["start", "end"] = "end"
    layer_index: int | None = None

    @property
    def form(self) -> Form:
        """How the number reads."""
        return _FORMS.get(self.quantity, "number")


@dataclass(frozen=True, slots=True)
class Choice:
    """A prediction to choose."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What an explanation says beside its figures: ``words`` stand in it; they hold for a run."""

    words: str
    holds: Callable[[Mapping[str, float]], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it is written; ``decide`` gives the name of the right choice from its figures.

    ``claims`` hold for nearly every seed, as the explanation is shown with another seed's figures.
    """

    name: str
    title: str
    question: str
    choices: tuple[Choice, ...]
    request: Mapping[str, Any]
    figures: tuple[Figure, ...]
    explanation: str
    decide: Callable[[Mapping[str, float]], str]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class FilledStep:
    """A step after its run: every figure's value, the right choice, the explanation in full."""

    step: Step
    values: Mapping[str, float]
    answer: str
    explained: str


def fill(step: Step, stories: Sequence[RunStory]) -> FilledStep:
    """Fill a step in from its runs, in the order of its request."""
    values = {figure.name: _value(figure, stories[figure.run]) for figure in step.figures}
    written = {figure.name: write(figure.form, values[figure.name]) for figure in step.figures}
    return FilledStep(
        step, MappingProxyType(values), step.decide(values), step.explanation.format_map(written)
    )


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
