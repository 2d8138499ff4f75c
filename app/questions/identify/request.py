"""What may be asked of a model: its tensors, each by name, shape and summary."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from app.engine.errors import ArgumentError
from app.engine.identify.bits import STORED
from app.engine.identify.candidates import NO_LAWS
from app.engine.identify.findings import Expected, expected_law
from app.engine.identify.summary import (
    BINS,
    LARGEST,
    LEAST_STD,
    MOST_VALUES,
    Side,
    Summary,
    matrix_shape,
)
from app.engine.identify.whole_model import Given
from app.engine.initializers import INITIALIZERS
from app.jobs.job import Job, job_of
from app.jobs.planning import Planner
from app.limits import LIMITS
from app.questions.identify.models import model_of
from app.schemas.base import Strict
from app.schemas.field_types import Activation
from app.schemas.refusals import BODY, Problem, RefusedError, engine_refusal, problem

#: Seconds of one core, measured: all laws beside one weight tensor, and beside one vector.
_START: Final = 5e-3
_WEIGHT: Final = 0.05
_VECTOR: Final = 5e-3

_MOST_AXES: Final = 8
_NAME_LENGTH: Final = 300
_LARGEST_COUNT: Final = 2**53

Dimension = Annotated[int, Field(ge=1, le=_LARGEST_COUNT)]


def _expected(value: object) -> Expected | None:
    """Read an expected law: a name, or an object of a name and parameters."""
    try:
        return expected_law(value)
    except ArgumentError as error:
        raise engine_refusal(error, value) from None


def _written(value: Expected | None) -> object:
    return None if value is None else {"name": value.name, **value.parameters}


ExpectedLaw = Annotated[
    Expected | None,
    PlainValidator(_expected),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "null"},
                {"type": "string", "enum": sorted(set(INITIALIZERS) - NO_LAWS)},
                {"type": "object", "properties": {"name": {"type": "string"}}},
            ]
        }
    ),
]
if TYPE_CHECKING:
    ReadSummary = Summary
else:
    ReadSummary = Annotated[
        model_of(Summary),
        AfterValidator(lambda model: summary_of(model.model_dump())),
        PlainSerializer(asdict),
    ]


class TensorQuestion(Strict):
    """One tensor of a model."""

    name: str = Field(min_length=1, max_length=_NAME_LENGTH, examples=["layers.0.weight"])
    """Its name in the model, which tells what kind of layer it belongs to."""
    shape: list[Dimension] = Field(max_length=_MOST_AXES, examples=[[256, 128]])
    """Its shape."""
    layout: Literal["out_in", "in_out"] = Field(examples=["out_in"])
    """Whether the neurons are its first axis, as in PyTorch, or its last, as in Keras and Flax."""
    summary: ReadSummary
    """What `unclone summary` makes of its numbers."""
    expected: ExpectedLaw = Field(default=None, examples=["he_normal", None])
    """The law that it should have: a name, or an object with parameters; before the model's."""


class IdentifyRequest(Strict):
    """A model, tensor by tensor."""

    framework: Literal["torch", "keras", "flax", "none"] = Field(default="none", examples=["torch"])
    """Whose model it is: in whose words remedies are written."""
    activation: Activation = Field(default="relu", examples=["relu"])
    """The activation between its layers."""
    expected: ExpectedLaw = Field(default=None, examples=["he_normal", None])
    """The law that its weights should have; none to expect nothing."""
    tensors: list[TensorQuestion] = Field(min_length=1, max_length=LIMITS.checked_tensors)
    """Its tensors, in any order."""


def plan(request: IdentifyRequest) -> Job:
    """Return the job of identifying a model.

    Raises:
        RefusedError: a summary contradicts itself or its shape, or names are given twice.
    """
    found = list(_problems(request))
    if found:
        raise RefusedError(found)
    vectors = sum(len(tensor.shape) < 2 for tensor in request.tensors)
    weights = len(request.tensors) - vectors
    seconds = _START + weights * _WEIGHT + vectors * _VECTOR
    return job_of("app.questions.identify.compute", request, seconds)


PLANNER: Final = Planner(IdentifyRequest, plan)


def to_given(request: IdentifyRequest) -> list[Given]:
    """Return a checked request's tensors as the engine takes them."""
    return [
        Given(
            tensor.name,
            tuple(tensor.shape),
            tensor.layout,
            tensor.summary,
            tensor.expected,
        )
        for tensor in request.tensors
    ]


def summary_of(fields: Mapping[str, Any]) -> Summary:
    """Make the engine's record of a summary's fields."""
    values = fields["values"]
    sides = {
        name: None if fields[name] is None else Side(**fields[name]) for name in ("rows", "columns")
    }
    return Summary(
        **{
            **fields,
            **sides,
            "counts": tuple(fields["counts"]),
            "values": values and tuple((float(value), int(count)) for value, count in values),
        }
    )


def _problems(request: IdentifyRequest) -> Iterator[Problem]:
    names: set[str] = set()
    for index, tensor in enumerate(request.tensors):
        loc = (BODY, "tensors", index)
        if tensor.name in names:
            yield problem((*loc, "name"), tensor.name, "a name that no other tensor has")
        names.add(tensor.name)
        rows, columns = matrix_shape(tuple(tensor.shape), tensor.layout)
        summary = tensor.summary
        for field, value, allowed in _contradictions(summary, rows, columns):
            yield problem((*loc, "summary", *field.split(".")), value, allowed)
            break


def _contradictions(summary: Summary, rows: int, columns: int) -> Iterator[tuple[str, object, str]]:
    """Give field, value and what is allowed for each number that cannot be."""
    finite, size, most = summary.finite, rows * columns, min(rows, columns)
    checks: list[tuple[str, object, bool, str]] = [
        ("dtype", summary.dtype, summary.dtype in STORED, "one of " + ", ".join(sorted(STORED))),
        (
            "count",
            summary.count,
            summary.count == rows * columns,
            f"{rows * columns}, by the shape",
        ),
        ("row_count", summary.row_count, summary.row_count == rows, f"{rows}, by the shape"),
        ("nan", summary.nan, finite >= 0, f"with infinite, at most count: {summary.count}"),
        ("zeros", summary.zeros, summary.zeros <= finite, f"at most the finite entries: {finite}"),
        ("counts", None, len(summary.counts) == BINS, f"{BINS} whole numbers"),
        ("counts", None, sum(summary.counts) == finite, f"numbers that add up to {finite}"),
        ("diagonal", summary.diagonal, summary.diagonal <= most, f"at most {most}, by the shape"),
        ("kurtosis", summary.kurtosis, 0.0 <= summary.kurtosis <= LARGEST, "a number from 0"),
    ]
    for name in ("minimum", "mean", "maximum"):
        value = getattr(summary, name)
        checks.append((name, value, abs(value) <= LARGEST, f"at most {LARGEST:g} in size"))
    span = summary.maximum - summary.minimum
    slack = 1e-9 * max(abs(summary.minimum), abs(summary.maximum))
    inside = summary.minimum - slack <= summary.mean <= summary.maximum + slack
    checks.append(("mean", summary.mean, inside, "a number from minimum to maximum"))
    fits = summary.std == 0.0 or LEAST_STD <= summary.std <= span
    checks.append(("std", summary.std, fits, "0, or a positive number at most maximum - minimum"))
    if summary.values is not None:
        total = sum(count for _, count in summary.values)
        ordered = [value for value, _ in summary.values]
        good = total == finite and ordered == sorted(set(ordered)) and len(ordered) <= MOST_VALUES
        allowed = f"null, or at most {MOST_VALUES} rising values whose numbers add up to {finite}"
        checks.append(("values", None, good, allowed))
    for name, side, size in (("rows", summary.rows, rows), ("columns", summary.columns, columns)):
        if side is not None:
            checks += _side(name, side, size)
    yield from ((field, value, allowed) for field, value, good, allowed in checks if not good)


def _side(name: str, side: Side, size: int) -> list[tuple[str, object, bool, str]]:
    checks: list[tuple[str, object, bool, str]] = []
    for field in ("distinct", "zero", "constant"):
        value = getattr(side, field)
        least = 1 if field == "distinct" else 0
        good = least <= value <= size
        checks.append((f"{name}.{field}", value, good, f"a whole number from {least} to {size}"))
    # Distances from the mean are at most twice the largest number.
    for field, most in (("mean_spread", LARGEST**2), ("power_spread", (2.0 * LARGEST) ** 4)):
        value = getattr(side, field)
        allowed = f"a number from 0 to {most:g}"
        checks.append((f"{name}.{field}", value, 0.0 <= value <= most, allowed))
    square = side.cosine_square
    good = square is None or 0.0 <= square <= 1.0
    checks.append((f"{name}.cosine_square", square, good, "null, or a number from 0 to 1"))
    return checks
