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
    from app.schemas.propagation import Propagation
    from app.schemas.request import SimulationRequest

    description = app.openapi()
    schemas = description["components"]["schemas"]
    _, answers = models_json_schema(
        [
            (model, "serialization")
            for model in (Simulation, Catalog, Propagation, Message, Refusal)
        ],
        ref_template=REFERENCE,
    )
    event = TypeAdapter(Event).json_schema(ref_template=REFERENCE, mode="serialization")
    for name, schema in {**answers["$defs"], **event.pop("$defs")}.items():
        schemas.setdefault(name, schema)
    schemas["Event"] = event
    request = SimulationRequest.model_json_schema(ref_template=REFERENCE)
    description["paths"]["/simulate"]["get"]["parameters"] = query_parameters(request)
    return description


def query_parameters(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe the request's fields as query parameters, whose values are JSON or bare names."""
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
        for name, schema in request["properties"].items()
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
