"""A step of the guided path, as it is written: what it asks, what it runs and what it will say.

A step holds no numbers. Its explanation is a template whose figures are read from the very run
that somebody has watched, and the right choice is the one whose conditions these figures meet, so
that no step can claim what its run does not show.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from app.engine.records.annotations import Example, Mark

RunQuantity = Literal["train_loss", "test_accuracy", "gradient_flow"]
LayerQuantity = Literal[
    "distinct_neurons",
    "visibly_distinct",
    "seen_apart",
    "weight_rms",
    "activation_std",
    "saturated",
]
Quantity = Literal[RunQuantity, LayerQuantity]
Form = Literal["count", "share", "number"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an explanation quotes, and where in the step's run it stands."""

    name: Annotated[str, Example("distinct")]
    """What the explanation's template calls it."""
    quantity: Annotated[Quantity, Example("distinct_neurons")]
    """What it is; seen_apart is the first recorded epoch at which the eye can tell two neurons of
    the layer apart, whatever the moment."""
    run: Annotated[int, Example(0)]
    """Place in the request's runs."""
    moment: Annotated[Literal["start", "end"], Example("end")] = "end"
    """Before the first update, or after the last epoch."""
    layer_index: Annotated[int | None, Example(1)] = None
    """Which weight layer's neurons; null for what belongs to the whole run."""
    form: Annotated[Form, Example("count")] = field(init=False)
    """How it reads: a whole number, a share in per cent, or any number."""

    def __post_init__(self) -> None:
        """Give the figure the form of its quantity."""
        object.__setattr__(self, "form", _FORMS.get(self.quantity, "number"))


@dataclass(frozen=True, slots=True)
class Condition:
    """What a figure, or its ratio to another one, has to be; both bounds are allowed values."""

    figure: Annotated[str, Example("distinct")]
    """Name of the figure."""
    over: Annotated[str | None, Example(None)] = None
    """Name of the figure it is divided by; null for the figure itself."""
    at_least: Annotated[float | None, Example(None)] = None
    """Least value; null where there is none."""
    at_most: Annotated[float | None, Example(1.0)] = None
    """Largest value; null where there is none."""

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether it is met; a number that is not there meets nothing."""
        value = values[self.figure] / (1.0 if self.over is None else values[self.over])
        least = float("-inf") if self.at_least is None else self.at_least
        most = float("inf") if self.at_most is None else self.at_most
        return least <= value <= most


@dataclass(frozen=True, slots=True)
class Choice:
    """A prediction: right where all of its conditions hold and no earlier choice is right."""

    name: Annotated[str, Example("move")]
    """A short name."""
    label: Annotated[str, Example("No, they change, but all in the same way")]
    """What it says."""
    when: tuple[Condition, ...]
    """The conditions on the figures of the step's run."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an explanation says beside its figures: ``words`` stand in it; they hold for a run."""

    words: str
    holds: Callable[[Mapping[str, float]], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the guided path. It holds no numbers: they are read from its request's run."""

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
    figures: tuple[Figure, ...]
    """The numbers of the explanation and of the conditions."""
    explanation: Annotated[str, Example("Still there is {distinct} distinct neuron of 8.")]
    """What is seen: a template with the figures' names in braces, a paragraph a line."""
    claims: Annotated[tuple[Claim, ...], Mark.UNSENT]
    """They hold for nearly every seed, as the explanation is shown with another seed's figures."""
    drawn_run: Annotated[int | None, Example(None)] = None
    """Place of the run whose loss may be drawn as a prediction; null where it is not asked for."""


def decide(step: Step, values: Mapping[str, float]) -> str | None:
    """Return the name of the choice that a run's figures bear out, None where there is none."""
    for choice in step.choices:
        if all(condition.holds(values) for condition in choice.when):
            return choice.name
    return None


_FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "distinct_neurons": "count",
        "visibly_distinct": "count",
        "seen_apart": "count",
        "test_accuracy": "share",
        "saturated": "share",
    }
)
