"""What OpenAPI says of answers that FastAPI does not see, because the routes write them themselves.

Models stand here by name alone; ``app.api.openapi`` brings their schemas when it is asked for them,
so that the server starts without building them.
"""

from typing import Any, Final

from pydantic import BaseModel

Responses = dict[int | str, dict[str, Any]]

REFERENCE: Final = "#/components/schemas/{model}"


def document(model: str, description: str, **more: Any) -> dict[str, Any]:
    """Describe an answer of one JSON document."""
    schema = {"$ref": REFERENCE.format(model=model)}
    return {"description": description, "content": {"application/json": {"schema": schema}}, **more}


ERRORS: Final[Responses] = {
    400: document(
        "Message",
        "The body is not UTF-8, is nested too deeply, gives a field twice, or ends too soon.",
    ),
    408: document("Message", "The body did not arrive in time."),
    413: document("Message", "The body is too large."),
    422: document("Refusal", "A field is wrong, or the whole is too much work."),
    431: document("Message", "The address and the headers are too long; a body takes more."),
    503: document(
        "Message",
        "Every place to compute is taken, or a worker was lost; see Retry-After.",
        headers={
            "Retry-After": {
                "description": "Seconds after which to try again.",
                "schema": {"type": "integer", "minimum": 1},
            }
        },
    ),
}
SIMULATION: Final[Responses] = {200: document("Simulation", "The whole experiment.")}
UNCHANGED: Final[Responses] = {304: {"description": "The client has it, as If-None-Match says."}}


def lines(model: str, description: str) -> dict[str, Any]:
    """Describe an answer of JSON Lines."""
    item = {"$ref": REFERENCE.format(model=model)}
    return {"description": description, "content": {"application/jsonl": {"itemSchema": item}}}


STREAM: Final[Responses] = {200: lines("Event", "One event a line, as it is computed.")}


def fields_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schemas of a request's fields by their names."""
    fields: dict[str, Any] = model.model_json_schema(ref_template=REFERENCE)["properties"]
    return fields
