"""The routes of an experiment's code."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from pydantic_core import from_json
from starlette.responses import Response

from app.api.bodies import UNREAD, StrictRoute, planned
from app.api.documentation import ERRORS, UNCHANGED, document
from app.api.query import at_query, request_from_query
from app.api.questions import Asked, Form, answered, answered_by_address
from app.api.streaming import Work
from app.jobs.plan import plan_code
from app.jobs.questions import Question
from app.schemas.export import CodeRequest
from app.schemas.refusals import RefusedError

#: What no body at all stands for.
DEFAULT: Final = CodeRequest()
PYTHON: Final = "text/x-python"

router = APIRouter(tags=["initializers"], route_class=StrictRoute)

Code = Annotated[
    CodeRequest,
    UNREAD,
    Body(
        openapi_examples={
            "default": {"summary": "The default experiment in NumPy, bit for bit", "value": {}},
            "torch": {
                "summary": "He's initializer in PyTorch",
                "value": {
                    "framework": "torch",
                    "activation": "relu",
                    "hidden_layers": [64, 64],
                    "initializer": "he_normal",
                },
            },
        }
    ),
]


@router.post(
    "/export/code",
    responses={200: document("CodeAnswer", "The code, and what it gives again."), **ERRORS},
    response_class=Work,
    status_code=200,
)
async def export_code(request: Request, service: Asked, code: Code = DEFAULT) -> Response:
    """Write one run of an experiment as Python code: its initial weights and its network.

    The NumPy code gives the initial weights bit for bit; that of the other frameworks calls their
    own initializers where they follow the same law.
    """
    question = Question.planned("code", await planned(request, "code", code))
    return answered(request, service, question, {"cache-control": "no-store"})


@router.get(
    "/export/code",
    responses={
        200: {"description": "The Python module.", "content": {PYTHON: {}}},
        **UNCHANGED,
        **ERRORS,
    },
    response_class=Work,
    status_code=200,
)
async def export_code_by_address(request: Request, service: Asked) -> Response:
    """Write an experiment that stands in the address as a Python module, ready to be saved.

    Each field of the request is a query parameter of its name; its value is JSON, or a bare name.
    """
    asked = request_from_query(request.query_params.multi_items(), CodeRequest)
    try:
        question = Question.planned("code", plan_code(asked))
    except RefusedError as error:
        raise RefusedError(at_query(error.problems)) from None
    return answered_by_address(request, service, question, MODULE)


def _module(answer: bytes) -> bytes:
    code: str = from_json(answer)["code"]
    return code.encode()


MODULE: Final = Form(PYTHON, _module)
