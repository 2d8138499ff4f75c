"""The route of one initializer looked at alone."""

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Request
from starlette.responses import Response

from app.engine.errors import shortened
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.names import allowed_names, canonical
from app.questions.inspect.request import InspectionQuery, plan
from app.schemas.choice_schemas import any_initializer_form
from app.web.address import read_query
from app.web.response_docs import ERRORS, UNCHANGED, document, fields_of
from app.web.responses import Work, answered_by_address

router = APIRouter(tags=["initializers"])

_BIAS: Final = "bias"
#: What the GET routes take as query parameters: schemas by name.
BY_ADDRESS: Final = {
    "/initializers/{name}": lambda: {**fields_of(InspectionQuery), **any_initializer_form()}
}

Name = Annotated[
    str, Path(description="An initializer of /catalog.", examples=["glorot_normal", "he_uniform"])
]


@router.get(
    "/initializers/{name}",
    responses={
        200: document("Inspection", "The initializer: its law, and one draw."),
        404: document("Message", "There is no initializer of this name."),
        **UNCHANGED,
        **ERRORS,
    },
    response_class=Work,
    status_code=200,
)
async def initializer(request: Request, name: Name) -> Response:
    """Look at one initializer alone, without training: what it promises and what it draws.

    The query says for which layer, and holds the initializer's own parameters beside that, as in
    `/initializers/glorot_normal?fan_in=512&fan_out=256&gain=1.5`. The mean, standard deviation,
    bounds and density of its law stand beside a draw's, with its histogram and singular values.
    """
    items = request.query_params.multi_items()
    table = BIAS_INITIALIZERS if (_BIAS, "true") in items else INITIALIZERS
    known = canonical(table, name)
    if known is None:
        raise HTTPException(
            404, f"name is {shortened(name)}; allowed: {allowed_names(table, name)}"
        )
    texts = {entry.name for entry in table[known].parameters if entry.kind == "text"}
    return answered_by_address(request, read_query(items, lambda given: plan(known, given), texts))
