"""The route of the depth probe."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.api.bodies import UNREAD, StrictRoute, planned
from app.api.documentation import ERRORS, document
from app.api.questions import Asked, answered
from app.api.streaming import Work
from app.jobs.questions import Question
from app.schemas.propagation_request import PropagationRequest

#: What no body at all stands for.
DEFAULT: Final = PropagationRequest()

router = APIRouter(tags=["theory"], route_class=StrictRoute)

Probe = Annotated[
    PropagationRequest,
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
    responses={200: document("Propagation", "Signals by layer, beside their theory."), **ERRORS},
    response_class=Work,
    status_code=200,
)
async def propagate(request: Request, service: Asked, probe: Probe = DEFAULT) -> Response:
    """Send signals forward and back through deep networks as they are drawn, without training.

    Each curve is one way to draw them, measured over several seeds; beside it stands what
    mean-field theory expects of infinitely wide layers.
    """
    question = Question.planned("propagate", await planned(request, "propagate", probe))
    return answered(request, service, question, {"cache-control": "no-store"})
