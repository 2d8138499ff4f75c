"""An experiment's code to take home: what may be asked, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field, WithJsonSchema

from app.engine.code_export import FRAMEWORKS, export_code
from app.limits import LIMITS
from app.schemas.base import Answer
from app.schemas.cost import estimate
from app.schemas.experiment import to_experiment
from app.schemas.fields import known, whole
from app.schemas.refusals import BODY, RefusedError, problem
from app.schemas.request import Record, SimulationRequest
from app.schemas.resolve import Resolved, resolve, shape_of


@dataclass(frozen=True, slots=True)
class FrameworkEntry:
    """A framework that code can be written for."""

    name: str
    label: str
    description: str


#: Whatever framework draws its own numbers: the same law, not the same weights.
_SAME_LAW: Final = (
    "The same laws, with {label}'s own initializers where it has them: it draws other numbers, in "
    "float32 unless told otherwise. What it lacks is drawn by NumPy as here and copied."
)
#: The frameworks by name, in the order in which they are offered.
FRAMEWORK_ENTRIES: Final[Mapping[str, FrameworkEntry]] = MappingProxyType(
    {
        "numpy": FrameworkEntry(
            "numpy", "NumPy", "The same initial weights and biases as here, bit for bit."
        ),
        **{
            name: FrameworkEntry(name, label, _SAME_LAW.format(label=label))
            for name, label in (("torch", "PyTorch"), ("keras", "Keras"), ("flax", "Flax"))
        },
    }
)
if set(FRAMEWORK_ENTRIES) != set(FRAMEWORKS):
    raise RuntimeError("the engine writes code for other frameworks than are described here")

Framework = Annotated[
    Literal["numpy", "torch", "keras", "flax"],
    known(FRAMEWORKS),
    WithJsonSchema({"type": "string", "enum": sorted(FRAMEWORKS)}),
]
Run = Annotated[int, Field(ge=0, le=LIMITS.runs - 1), whole(0, LIMITS.runs - 1)]

#: Seconds of one core, at most, for taking an experiment apart and writing it down.
_WRITING: Final = 0.05


class CodeRequest(SimulationRequest):
    """An experiment, and the framework to write one of its runs for."""

    framework: Framework = Field(default="numpy", examples=["torch"])
    """The framework to write for."""
    run: Run = Field(default=0, examples=[0])
    """Which of the runs, from 0."""


def resolve_code(request: CodeRequest) -> CodeRequest:
    """Fill in every default and check what no single field shows.

    Raises:
        RefusedError: with every problem found.
    """
    runs = resolve(request).request.runs or []
    if request.run >= len(runs):
        allowed = f"an integer from 0 to {len(runs) - 1}, the index of a run"
        raise RefusedError([problem((BODY, "run"), request.run, allowed)])
    return request.model_copy(update={"runs": runs})


def code_seconds(request: CodeRequest) -> float:
    """Estimate the seconds of one core that the code of a resolved request takes.

    Nothing is trained, but where an initializer looks at data they pass through the network once.
    """
    untrained = request.model_copy(
        update={
            "epochs": 0,
            "interventions": (),
            "record": Record(epochs=(0,), neuron_outputs=False),
            "runs": (request.runs or [])[request.run :][:1],
        }
    )
    return _WRITING + estimate(Resolved(untrained, shape_of(untrained))).seconds


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


def write_code(request: CodeRequest) -> CodeAnswer:
    """Write the code of a resolved request.

    Raises:
        ArgumentError: an initializer cannot be drawn for these layers.
    """
    experiment = to_experiment(request)
    return CodeAnswer(
        framework=request.framework,
        run=request.run,
        label=experiment.runs[request.run].label,
        description=FRAMEWORK_ENTRIES[request.framework].description,
        code=export_code(experiment, request.framework, request.run),
    )
