"""An experiment's code as it is answered."""

from typing import Final

from pydantic import Field

from app.schemas.base import Answer


class CodeAnswer(Answer):
    """One run of an experiment as Python code."""

    framework: str = Field(examples=["torch"])
    """The framework it is written for."""
    run: int = Field(examples=[0])
    """Which of the runs, from 0."""
    label: str = Field(examples=["Glorot normal"])
    """What the run is called."""
    description: str = Field(examples=["The same laws, with PyTorch's own initializers."])
    """What of the run the code gives again, and what not."""
    code: str = Field(examples=["import numpy as np\n"])
    """The Python module."""


#: What the question is answered with.
ANSWER: Final = CodeAnswer
