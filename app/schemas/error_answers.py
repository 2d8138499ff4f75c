"""What the server answers where there is no result."""

from typing import Any

from pydantic import Field

from app.schemas.base import Answer


class Problem(Answer):
    """One refused field."""

    loc: list[str | int] = Field(examples=[["body", "hidden_layers", 0]])
    """Where it stands, from the outside in."""
    msg: str = Field(
        examples=["hidden_layers[0] is 0; allowed: greater than or equal to 1"],
    )
    """The field, what came and what is allowed, in words."""
    input: Any = Field(examples=[0])
    """What came, shortened."""
    type: str = Field(examples=["greater_than_equal"])
    """The kind of problem."""


class Refusal(Answer):
    """What is wrong with a request."""

    detail: list[Problem]
    """Every problem found."""


class Message(Answer):
    """Why there is no result."""

    detail: str = Field(examples=["Every place to compute is taken. Try again in 2 seconds."])
    """A sentence for people."""
