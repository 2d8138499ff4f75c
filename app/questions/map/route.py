"""The routes of the map."""

import json
from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.questions.map.plan import PLANNER
from app.questions.map.request import MapRequest
from app.web.address import read_query
from app.web.bodies import UNREAD, Unread, WorkerRoute, planned
from app.web.response_docs import ERRORS, UNCHANGED, Responses, fields_of, lines
from app.web.responses import JSON_LINES, Form, Work, answered_by_address, streamed

router = APIRouter(tags=["map"], route_class=WorkerRoute)

#: What the GET route takes as query parameters.
BY_ADDRESS: Final = {"/map": lambda: fields_of(MapRequest)}
_LINES: Final[Responses] = {200: lines("MapEvent", "One event a line, coarse cells first.")}

Map = Annotated[
    MapRequest,
    UNREAD,
    Body(
        openapi_examples={
            "scale": {
                "summary": "Initial scale against learning rate",
                "value": {
                    "base": {"hidden_layers": [8, 8], "epochs": 30},
                    "x": {
                        "label": "initial scale",
                        "entries": [
                            {
                                "label": f"{std:g}",
                                "patch": {"initializer": {"name": "normal", "std": std}},
                            }
                            for std in (0.01, 0.1, 1.0)
                        ],
                    },
                    "y": {
                        "label": "learning rate",
                        "entries": [
                            {"label": f"{rate:g}", "patch": {"learning_rate": rate}}
                            for rate in (0.03, 0.3, 3.0)
                        ],
                    },
                },
            }
        }
    ),
]


@router.post("/map", responses={**_LINES, **ERRORS}, response_class=Work, status_code=200)
async def map_stream(request: Request, asked: Map) -> Response:
    """Train a network for each entry of x with each of y, and give the cells as they come.

    First `started`, then a `cell` for each, coarse to fine, and last exactly one `done` or
    `failed`. Closing the connection stops it.
    """
    return streamed(request, await planned(request, PLANNER, asked))


@router.get(
    "/map", responses={**_LINES, **UNCHANGED, **ERRORS}, response_class=Work, status_code=200
)
async def map_by_address(request: Request) -> Response:
    """Give a map that stands in the address, whole: a link to it, which caches may keep.

    `base`, `x`, `y` and `seeds` are query parameters, their values JSON.
    """
    fields = read_query(request.query_params.multi_items(), dict)
    job = await planned(request, PLANNER, Unread(json.dumps(fields).encode()))
    return answered_by_address(request, job, form=Form(JSON_LINES, bytes))
