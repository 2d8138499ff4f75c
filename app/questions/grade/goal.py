"""What an exercise asks for: a goal, as its teacher writes it (docs/exercises.md)."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import INITIALIZERS
from app.engine.initializers.many_draws import LAYERS, constant_of
from app.limits import LIMITS
from app.questions.grade.submission import Submission
from app.schemas.base import Number, Strict
from app.schemas.field_types import Epochs, Initializer, known, whole
from app.schemas.refusals import engine_refusal, refusal
from app.wire.rows import LAYER_QUANTITIES, RUN_QUANTITIES

#: Conditions of one goal: more than a student reads.
MOST_CONDITIONS: Final = 20
MOST_POINTS: Final = 100
QUANTITIES: Final = (*RUN_QUANTITIES, *LAYER_QUANTITIES)

Points = Annotated[int, Field(ge=1, le=MOST_POINTS), whole(1, MOST_POINTS)]
Layer = Annotated[int, Field(ge=0, le=LIMITS.hidden_layers), whole(0, LIMITS.hidden_layers)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]


class Requirement(Strict):
    """Something measured that has to lie within bounds."""

    quantity: Annotated[str, known(QUANTITIES)] = Field(examples=["distinct_neurons"])
    """What is measured, by its name in `/simulate.csv`."""
    layers: Literal["hidden", "all"] | Annotated[list[Layer], Field(min_length=1)] = Field(
        default="hidden", examples=["hidden", [0, 1]]
    )
    """Of which weight layers, where it is measured of layers: 0 is the first."""
    of_layers: Literal["every", "some"] = Field(default="every", examples=["every"])
    """Whether it must hold in each of these layers, or one is enough."""
    at: Literal["end", "start", "every", "some"] | Epochs = Field(default="end", examples=["end"])
    """After which epoch: the last, none, a number, each, or any that one likes."""
    at_least: Number | None = Field(default=None, examples=[6])
    """The least value that is right."""
    at_most: Number | None = Field(default=None, examples=[0.1])
    """The largest value that is right."""
    above: Number | None = Field(default=None, examples=[0.5])
    """What the value must be larger than."""
    below: Number | None = Field(default=None, examples=[0.1])
    """What the value must be smaller than."""
    points: Points = Field(default=1, examples=[1])
    """What it counts."""
    text: Text | None = Field(default=None, examples=["At least six neurons differ visibly."])
    """The same in words for students; by default made from the other fields."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is self.at_most is self.above is self.below is None:
            raise refusal({}, "at least one of at_least, at_most, above, below")
        return self


class Change(Strict):
    """What may be different from the start."""

    only: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=20)] | None = (
        Field(default=None, examples=[["initializer.epsilon"]])
    )
    """Which settings may be changed, with what is in them; by default any."""
    at_most: Annotated[int, Field(ge=0, le=100), whole(0, 100)] | None = Field(
        default=None, examples=[1]
    )
    """How many settings may be changed; by default any number."""
    points: Points = Field(default=1, examples=[1])
    """What it counts."""


def _formula(text: str) -> str:
    try:
        for layer in LAYERS:
            constant_of(text, layer)
    except ArgumentError as error:
        raise engine_refusal(error, text) from None
    return text


Formula = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_formula)]


class Law(Strict):
    """What the weights have to be drawn from: graded over many draws, never by one."""

    like: Initializer | None = Field(default=None, examples=["he_normal"])
    """An initializer whose mean and variance it must have."""
    mean: Formula = Field(default="0", examples=["0"])
    """The mean as a formula in fan_in, fan_out, layer and depth; without `like`."""
    variance: Formula | None = Field(default=None, examples=["2 / fan_in"])
    """The variance as such a formula; without `like`."""
    shape: Literal["any", "same"] = Field(default="any", examples=["any"])
    """Whether any law of this mean and variance is right, or that of `like` alone: its bounds, its
    middle and both its tails."""
    points: Points = Field(default=1, examples=[1])
    """What each of its checks counts."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.like is None) == (self.variance is None):
            raise refusal({}, "either like or variance")
        if self.like is not None and not isinstance(self.like, Spec):
            raise refusal(self.like, "one initializer for all layers", loc=("like",))
        if isinstance(self.like, Spec):
            laws = [INITIALIZERS[self.like.name].law(one, self.like.parameters) for one in LAYERS]
            if any(law is None for law in laws):
                raise refusal(self.like.name, "an initializer with a known law", loc=("like",))
            continuous = all(law and law.density and not law.atoms for law in laws)
            if self.shape == "same" and not continuous:
                raise refusal(self.shape, '"any", as this law has values of its own probability')
        if self.shape == "same" and self.like is None:
            raise refusal(self.shape, '"any" without like', loc=("shape",))
        return self


class Goal(Strict):
    """An exercise: where it starts, what may be changed, and what has to hold."""

    title: Text = Field(examples=["Part the clones"])
    """What it is called."""
    text: Text | None = Field(default=None, examples=["Change one number, and nothing else."])
    """The task in words."""
    start: Submission | None = Field(default=None, examples=["#hidden_layers=8,8"])
    """The experiment it starts from, as an address or a request; its first run counts."""
    seed: Literal["name", "start", "free"] = Field(default="free", examples=["name"])
    """Whether the seed comes from the student's name, is that of the start, or any."""
    change: Change | None = Field(default=None)
    """What may be different from the start; by default everything."""
    conditions: Annotated[list[Requirement], Field(max_length=MOST_CONDITIONS)] = Field(
        default=[], examples=[[{"quantity": "train_loss", "below": 0.1}]]
    )
    """What has to hold in the training."""
    law: Law | None = Field(default=None)
    """What the weights have to be drawn from."""

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if not self.conditions and self.law is None:
            raise refusal({}, "conditions or a law", loc=("conditions",))
        if self.start is None and (self.change is not None or self.seed == "start"):
            raise refusal(None, "an address or a request to compare with", loc=("start",))
        return self
