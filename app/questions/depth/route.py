"""The route of the depth experiment."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.questions.depth.plan import PLANNER
from app.questions.depth.request import DepthRequest
from app.web.bodies import UNREAD, StrictRoute, planned
from app.web.response_docs import ERRORS, document
from app.web.responses import NOT_KEPT, Work, answered

#: What no body at all stands for.
DEFAULT: Final = DepthRequest()

router = APIRouter(tags=["theory"], route_class=StrictRoute)

Networks = Annotated[
    DepthRequest,
    UNREAD,
    Body(
        openapi_examples={
            "default": {"summary": "30 tanh layers drawn by Glorot's law", "value": {}},
            "relu": {
                "summary": "He's factor 2 under ReLU",
                "value": {
                    "activation": "relu",
                    "curves": [{"initializer": "he_normal"}, {"initializer": "lecun_normal"}],
                },
            },
        }
    ),
]


@router.post(
    "/propagate",
    responses={
        200: document("PropagationAnswer", "Signals by layer, beside their theory."),
        **ERRORS,
    },
    response_class=Work,
    status_code=200,
)
async def propagate(request: Request, networks: Networks = DEFAULT) -> Response:
    """Send signals forward and back through deep networks as they are drawn, without training.

    Each curve is one way to draw them, measured over several seeds; beside it stands what
    mean-field theory expects of infinitely wide layers.
    """
    return answered(request, await planned(request, PLANNER, networks), NOT_KEPT)
