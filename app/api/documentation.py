"""What OpenAPI says beyond the routes' own signatures."""

from typing import Any, Final

from pydantic import BaseModel, Field

from app.schemas.events import Simulation
from app.schemas.request import SimulationRequest


class ProblemModel(BaseModel):
    """One refused field."""

    loc: list[str | int] = Field(examples=[["body", "hidden_layers", 0]])
    msg: str = Field(
        examples=["hidden_layers[0] is 0; allowed: greater than or equal to 1"],
    )
    input: Any = Field(examples=[0])
    type: str = Field(examples=["greater_than_equal"])


class Refusal(BaseModel):
    """What is wrong with a request: for each field what came and what is allowed."""

    detail: list[ProblemModel]


class Message(BaseModel):
    """Why there is no result."""

    detail: str = Field(examples=["Every place to compute is taken. Try again in 2 seconds."])


Responses = dict[int | str, dict[str, Any]]

ERRORS: Final[Responses] = {
    400: {"model": Message, "description": "The body is not UTF-8, or nested too deeply."},
    413: {"model": Message, "description": "The body is too large."},
    422: {"model": Refusal, "description": "A field is wrong, or the whole is too much work."},
    503: {
        "model": Message,
        "description": "Every place to compute is taken, or a worker was lost; see Retry-After.",
        "headers": {
            "Retry-After": {
                "description": "Seconds after which to try again.",
                "schema": {"type": "integer", "minimum": 1},
            }
        },
    },
}
SIMULATION: Final[Responses] = {
    200: {"model": Simulation, "description": "The whole experiment."},
}
STREAM: Final[Responses] = {
    200: {
        "description": "One event a line, as it is computed.",
        "content": {"application/jsonl": {"itemSchema": {"$ref": "#/components/schemas/Event"}}},
    },
}


def query_parameters() -> list[dict[str, Any]]:
    """Describe the request's fields as query parameters, whose values are JSON or bare names."""
    fields = SimulationRequest.model_json_schema(ref_template="#/components/schemas/{model}")
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.get("description", ""),
            "content": {
                "application/json": {
                    "schema": {key: value for key, value in schema.items() if key != "description"}
                }
            },
        }
        for name, schema in fields["properties"].items()
    ]
