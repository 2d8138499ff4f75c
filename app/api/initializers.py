"""The route of one initializer looked at alone."""

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Request
from starlette.responses import Response

from app.api.documentation import ERRORS, UNCHANGED, document
from app.api.query import read_query
from app.api.questions import Asked, answered_by_address
from app.api.streaming import Work
from app.engine.errors import shortened
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.jobs.questions import Question
from app.schemas.inspection import inspection_seconds, resolve_inspection

router = APIRouter(tags=["initializers"])

_BIAS: Final = "bias"

Name = Annotated[
    str, Path(description="An initializer of /catalog.", examples=["glorot_normal", "he_uniform"])
]


@router.get(
    "/initializers/{name}",
    responses={
        200: document("InspectionAnswer", "The initializer: its law, and one draw."),
        404: document("Message", "There is no initializer of this name."),
        **UNCHANGED,
        **ERRORS,
    },
    response_class=Work,
    status_code=200,
)
async def initializer(request: Request, service: Asked, name: Name) -> Response:
    """Look at one initializer alone, without training: what it promises and what it draws.

    The query says for which layer, and holds the initializer's own parameters beside that, as in
    `/initializers/glorot_normal?fan_in=512&fan_out=256&gain=1.5`. The mean, standard deviation,
    bounds and density of its law stand beside a draw's, with its histogram and singular values.
    """
    items = request.query_params.multi_items()
    table = BIAS_INITIALIZERS if (_BIAS, "true") in items else INITIALIZERS
    if name not in table:
        names = ", ".join(sorted(table))
        raise HTTPException(404, f"name is {shortened(name)}; allowed: one of {names}")
    texts = {entry.name for entry in table[name].parameters if entry.kind == "text"}
    asked = read_query(items, lambda given: resolve_inspection(name, given), texts)
    question = Question.of("inspect", asked.model_dump_json().encode(), inspection_seconds(asked))
    return answered_by_address(request, service, question)
