"""The API's description at /openapi.json: FastAPI's own, with the answers it does not see."""

import asyncio
import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from app.api.documentation import REFERENCE
from app.api.stored import Stored

router = APIRouter(include_in_schema=False)


def describe(app: FastAPI) -> dict[str, Any]:
    """Give the description of an application."""
    # Here, because building these models takes longer than all the rest of the start.
    from app.schemas.answers import Message, Refusal
    from app.schemas.catalog import Catalog
    from app.schemas.events import Event, Simulation
    from app.schemas.explanation import Explanation
    from app.schemas.export import CodeAnswer, CodeRequest
    from app.schemas.forms import any_initializer_form
    from app.schemas.inspection import InspectionQuery
    from app.schemas.inspection_answer import InspectionAnswer
    from app.schemas.lesson import Lesson
    from app.schemas.propagation import Propagation
    from app.schemas.request import SimulationRequest

    description = app.openapi()
    schemas = description["components"]["schemas"]
    _, answers = models_json_schema(
        [
            (model, "serialization")
            for model in (
                *(
                    Simulation,
                    Catalog,
                    Propagation,
                    Explanation,
                    Lesson,
                    InspectionAnswer,
                    CodeAnswer,
                ),
                *(Message, Refusal),
            )
        ],
        ref_template=REFERENCE,
    )
    event = TypeAdapter(Event).json_schema(ref_template=REFERENCE, mode="serialization")
    for name, schema in {**answers["$defs"], **event.pop("$defs")}.items():
        schemas.setdefault(name, schema)
    schemas["Event"] = event
    for path, model in (
        ("/simulate", SimulationRequest),
        ("/export/code", CodeRequest),
        ("/initializers/{name}", InspectionQuery),
    ):
        fields = model.model_json_schema(ref_template=REFERENCE)["properties"]
        described = description["paths"][path]["get"].setdefault("parameters", [])
        described.extend(query_parameters(fields))
    description["paths"]["/initializers/{name}"]["get"]["parameters"].extend(
        query_parameters(any_initializer_form())
    )
    return description


def query_parameters(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe fields, by name, as query parameters, whose values are JSON or bare names."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.get("description", ""),
            "content": {
                "application/json": {
                    "schema": {key: part for key, part in schema.items() if key != "description"}
                }
            },
        }
        for name, schema in fields.items()
    ]


def _write(app: FastAPI) -> Stored:
    return Stored.of(json.dumps(describe(app), ensure_ascii=False).encode(), "application/json")


@router.api_route("/openapi.json", methods=["GET", "HEAD"])
async def openapi(request: Request) -> Response:
    """Give the description, written once."""
    state = request.app.state
    if not hasattr(state, "description"):
        # Some tenths of a second, in which streams must go on.
        state.description = await asyncio.to_thread(_write, request.app)
    stored: Stored = state.description
    return stored.answer(request)
