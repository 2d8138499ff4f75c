"""The routes of an experiment's code."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from pydantic_core import from_json
from starlette.responses import Response

from app.questions.export.request import PLANNER, CodeRequest, plan
from app.web.address import request_from_query
from app.web.bodies import UNREAD, StrictRoute, planned
from app.web.response_docs import ERRORS, UNCHANGED, document, fields_of
from app.web.responses import NOT_KEPT, Form, Work, answered, answered_by_address

#: What no body at all stands for.
DEFAULT: Final = CodeRequest()
PYTHON: Final = "text/x-python"
#: What the GET routes take as query parameters: schemas by name.
BY_ADDRESS: Final = {"/export/code": lambda: fields_of(CodeRequest)}

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
async def export_code(request: Request, code: Code = DEFAULT) -> Response:
    """Write one run of an experiment as Python code: its initial weights and its network.

    The NumPy code gives the initial weights bit for bit; that of the other frameworks calls their
    own initializers where they follow the same law.
    """
    return answered(request, await planned(request, PLANNER, code), NOT_KEPT)


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
async def export_code_by_address(request: Request) -> Response:
    """Write an experiment that stands in the address as a Python module, ready to be saved.

    Each field of the request is a query parameter of its name; its value is JSON, or a bare name.
    """
    job = plan(request_from_query(request.query_params.multi_items(), CodeRequest))
    return answered_by_address(request, job, form=MODULE)


def _module(answer: bytes) -> bytes:
    code: str = from_json(answer)["code"]
    return code.encode()


MODULE: Final = Form(PYTHON, _module)
