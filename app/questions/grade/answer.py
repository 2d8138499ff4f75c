"""What a submission is told."""

from typing import Final

from pydantic import Field

from app.schemas.base import Answer


class Check(Answer):
    """One thing that was looked at."""

    text: str = Field(examples=["Distinct neurons: at least 6 in every hidden layer at the end."])
    """What has to hold."""
    holds: bool = Field(examples=[True])
    """Whether it does."""
    found: str = Field(examples=["8 and 7"])
    """What was found."""
    points: int = Field(examples=[1])
    """What it counts."""


class GradeAnswer(Answer):
    """A submission's points, and why."""

    points: int = Field(examples=[3])
    """Of the checks that hold."""
    of: int = Field(examples=[3])
    """Of all checks."""
    checks: list[Check]
    """What was looked at, in the goal's order."""
    exercise: str = Field(examples=["Part the clones"])
    """The goal's title."""
    run: int = Field(examples=[0])
    """Which run of the submission was graded: the one that gets the most points."""
    label: str = Field(examples=["Nudged"])
    """What it is called."""
    seed: int | None = Field(examples=[48213])
    """The seed that belongs to the student's name; null unless the goal asks for it."""


ANSWER: Final = GradeAnswer
