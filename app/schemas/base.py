"""What all models of the public form share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, FailFast, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.schemas.refusals import MOST_PROBLEMS

Number = Annotated[float, Field(allow_inf_nan=False)]
#: The first wrong number is refused alone: a body may hold half a million.
Row = Annotated[list[Number], FailFast()]
Matrix = Annotated[list[Row], FailFast()]
Matrices = Annotated[list[Matrix], FailFast()]


class Answer(BaseModel):
    """A model of something the server says."""

    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, from_attributes=True, extra="ignore"
    )


class Strict(BaseModel):
    """A model of something the server is asked: nothing unknown, nothing converted, no NaN."""

    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, frozen=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _name_known_fields(cls, given: Any) -> Any:
        """Refuse unknown fields with the list of the known ones, which pydantic leaves out."""
        if not isinstance(given, dict):
            return given
        unknown = [name for name in given if name not in cls.model_fields]
        if not unknown:
            return given
        allowed = "only these fields: " + ", ".join(sorted(cls.model_fields))
        kind = PydanticCustomError("extra_forbidden", "{allowed}", {"allowed": allowed})
        raise ValidationError.from_exception_data(
            cls.__name__,
            [
                InitErrorDetails(type=kind, loc=(str(name),), input=given[name])
                for name in unknown[:MOST_PROBLEMS]
            ],
        )
