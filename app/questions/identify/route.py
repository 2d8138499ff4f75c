"""The route that identifies the laws of a model's weights."""

from typing import Annotated

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.questions.identify.request import PLANNER, IdentifyRequest
from app.web.bodies import UNREAD, StrictRoute, planned
from app.web.response_docs import ERRORS, document
from app.web.responses import NOT_KEPT, Work, answered

router = APIRouter(tags=["check"], route_class=StrictRoute)

Model = Annotated[IdentifyRequest, UNREAD, Body()]


@router.post(
    "/identify",
    responses={200: document("Identified", "The laws, and what is wrong."), **ERRORS},
    response_class=Work,
    status_code=200,
)
async def identify(request: Request, model: Model) -> Response:
    """Name the initialization laws that can have made the tensors of a model.

    Of each tensor the request holds a summary, a few numbers that `unclone summary FILE` makes, not
    the weights. The answer names the laws, the likeliest first, and what is wrong: clones, copies,
    a scale that is not the expected one, signals that vanish.
    """
    return answered(request, await planned(request, PLANNER, model), NOT_KEPT)
