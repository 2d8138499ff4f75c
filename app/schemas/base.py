"""What all models of the public form share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

Number = Annotated[float, Field(allow_inf_nan=False)]
Row = list[Number]
Matrix = list[Row]


class Answer(BaseModel):
    """A model of something the server says."""

    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, from_attributes=True, extra="ignore"
    )


class Strict(BaseModel):
    """A model of something the server is told: nothing unknown, nothing converted, no NaN."""

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
            [InitErrorDetails(type=kind, loc=(str(name),), input=given[name]) for name in unknown],
        )
