"""The API's description at /openapi.json: FastAPI's own, with the answers it does not see."""

import asyncio
import json
from importlib import import_module
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.questions import QUESTIONS
from app.web.encoding import Encoded
from app.web.response_docs import REFERENCE

router = APIRouter(include_in_schema=False)


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application."""
    # Here, because building these models takes longer than all the rest of the start.
    from app.schemas.catalog import Catalog
    from app.schemas.error_answers import Message, Refusal
    from app.wire.answers import ANSWERS
    from app.wire.schema import event_schemas, schemas_of

    description = app.openapi()
    schemas = description["components"]["schemas"]
    own = [import_module(f"app.questions.{name}.answer").ANSWER for name in QUESTIONS]
    models = [answer for answer in own if issubclass(answer, BaseModel)]
    _, answers = models_json_schema(
        [(model, "serialization") for model in (*models, Catalog, Message, Refusal)],
        ref_template=REFERENCE,
    )
    for name, schema in answers["$defs"].items():
        schemas.setdefault(name, schema)
    schemas.update(schemas_of(ANSWERS), **event_schemas())
    for route in (import_module(f"app.questions.{name}.route") for name in QUESTIONS):
        for path, fields in getattr(route, "BY_ADDRESS", {}).items():
            described = description["paths"][path]["get"].setdefault("parameters", [])
            described.extend(query_parameters(fields()))
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


def _write(app: FastAPI) -> Encoded:
    return Encoded.of(json.dumps(describe(app), ensure_ascii=False).encode(), "application/json")


@router.api_route("/openapi.json", methods=["GET", "HEAD"])
async def openapi(request: Request) -> Response:
    """Return the description, written once."""
    state = request.app.state
    if not hasattr(state, "description"):
        # Some tenths of a second, in which streams must go on.
        state.description = await asyncio.to_thread(_write, request.app)
    encoded: Encoded = state.description
    return encoded.answer(request)
