"""The dataset of a request: one of the catalog's, or the reader's own numbers."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import FailFast, Field, PlainValidator, TypeAdapter, WithJsonSchema

from app.engine.datasets import DATASETS
from app.engine.errors import ArgumentError
from app.engine.parameters import validate_parameters
from app.limits import LIMITS
from app.schemas.base import Number, Strict
from app.schemas.choices import named
from app.schemas.refusals import engine_refusal

CUSTOM: Final = "custom"

InputRow = Annotated[list[Number], Field(min_length=1, max_length=LIMITS.custom_inputs), FailFast()]
Inputs = Annotated[list[InputRow], Field(max_length=LIMITS.custom_samples), FailFast()]
TargetRow = Annotated[
    list[Number], Field(min_length=1, max_length=LIMITS.custom_outputs), FailFast()
]

_FLAT: Final = TypeAdapter(
    Annotated[list[Number], Field(max_length=LIMITS.custom_samples), FailFast()]
)
_ROWS: Final = TypeAdapter(
    Annotated[list[TargetRow], Field(max_length=LIMITS.custom_samples), FailFast()]
)


def _targets(value: object) -> list[float] | list[list[float]]:
    """Read targets; which of the two forms is meant, the first one tells."""
    in_rows = isinstance(value, list) and value and isinstance(value[0], list)
    adapter: TypeAdapter[Any] = _ROWS if in_rows else _FLAT
    targets: list[float] | list[list[float]] = adapter.validate_python(value, strict=True)
    return targets


Targets = Annotated[
    list[float] | list[list[float]],
    PlainValidator(_targets),
    WithJsonSchema(
        {
            "type": "array",
            "maxItems": LIMITS.custom_samples,
            "items": {
                "anyOf": [
                    {"type": "number"},
                    {
                        "type": "array",
                        "items": {"type": "number"},
                        "minItems": 1,
                        "maxItems": LIMITS.custom_outputs,
                    },
                ]
            },
        }
    ),
]


class NamedDataset(Strict):
    """One of the catalog's datasets, drawn with the given parameters."""

    name: str = Field(examples=["circles"])
    """Which one; /catalog lists them with the ranges of their parameters."""
    samples: int = Field(examples=[200])
    """Points, or images, in training and test part together."""
    noise: float = Field(examples=[0.05])
    """Standard deviation of the noise, in units of the input."""
    test_fraction: float = Field(examples=[0.25])
    """Share of the samples kept for the test, 0 to 0.9."""
    seed: int = Field(examples=[0])
    """Seed of the draw and of the split."""


class CustomDataset(Strict):
    """The reader's own numbers, used exactly as given."""

    name: Literal["custom"] = Field(examples=["custom"])
    """Always custom."""
    task: Literal["classification", "regression"] = Field(examples=["classification"])
    """What the targets are: class indices from 0, or numbers to come near to."""
    inputs: Inputs = Field(min_length=1, examples=[[[0.0, 0.0], [1.0, 1.0]]])
    """Training inputs, one row a sample."""
    targets: Targets = Field(examples=[[0, 1]])
    """Training targets, one a sample: a class index, or a number or a row of numbers."""
    test_inputs: Inputs = Field(default=[], examples=[[[0.0, 1.0]]])
    """Test inputs; may be left out."""
    test_targets: Targets = Field(default=[], examples=[[0]])
    """Test targets, one a test sample."""


DatasetChoice = NamedDataset | CustomDataset


def dump_dataset(choice: DatasetChoice) -> dict[str, Any]:
    """Write a dataset as it stands in a request."""
    return choice.model_dump()


def parse_dataset(value: object) -> DatasetChoice:
    """Read a dataset: a name, or an object with the name and any of its parameters."""
    if isinstance(value, NamedDataset | CustomDataset):
        return value
    if isinstance(value, Mapping) and value.get("name") == CUSTOM:
        return CustomDataset.model_validate(value)
    name, parameters = named(value, DATASETS)
    if name == CUSTOM:
        return CustomDataset.model_validate({"name": CUSTOM})
    try:
        values = validate_parameters(DATASETS[name].parameters, parameters)
    except ArgumentError as error:
        raise engine_refusal(error, value) from None
    return NamedDataset.model_validate({"name": name, **values})
