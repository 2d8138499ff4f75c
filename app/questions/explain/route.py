"""The route that takes a gradient apart."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.questions.explain.request import PLANNER, ExplanationRequest
from app.web.bodies import UNREAD, StrictRoute, planned
from app.web.response_docs import ERRORS, document
from app.web.responses import NOT_KEPT, Work, answered

#: What no body at all stands for.
DEFAULT: Final = ExplanationRequest()

router = APIRouter(tags=["theory"], route_class=StrictRoute)

Weight = Annotated[
    ExplanationRequest,
    UNREAD,
    Body(
        openapi_examples={
            "default": {"summary": "The first weight of the default experiment", "value": {}},
            "zeros": {
                "summary": "Why nothing moves when all weights are 0",
                "value": {"initializer": "zeros", "layer_index": 1, "minibatch": "all"},
            },
        }
    ),
]


@router.post(
    "/explain",
    responses={200: document("ExplanationAnswer", "The gradient and its factors."), **ERRORS},
    response_class=Work,
    status_code=200,
)
async def explain(request: Request, weight: Weight = DEFAULT) -> Response:
    """Take the gradient of one weight apart, sample by sample.

    The body is an experiment as for `/simulate`, with the run, the weight, the epoch and the
    minibatch that are meant. The run is trained as far as asked; then each factor of the gradient
    is given, which of them is exactly 0, and what that means, in words.
    """
    return answered(request, await planned(request, PLANNER, weight), NOT_KEPT)
