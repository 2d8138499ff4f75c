"""The routes of exercises."""

from functools import cache
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Request
from pydantic_core import to_json
from starlette.responses import Response

from app.questions.grade.exercises import EXERCISES
from app.questions.grade.request import PLANNER, GradeRequest
from app.web.bodies import UNREAD, StrictRoute, planned
from app.web.encoding import Encoded
from app.web.response_docs import ERRORS, UNCHANGED, document
from app.web.responses import NOT_KEPT, Work, answered

router = APIRouter(tags=["exercises"], route_class=StrictRoute)

LISTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The goals by name.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": {"$ref": "#/components/schemas/Goal"},
                }
            }
        },
    }
}

Grade = Annotated[
    GradeRequest,
    UNREAD,
    Body(
        openapi_examples={
            "formula": {
                "summary": "A formula, graded by its law",
                "value": {
                    "exercise": "he_formula",
                    "submission": "np.random.randn(fan_in, fan_out) * np.sqrt(2 / fan_in)",
                },
            },
            "address": {
                "summary": "An address of the page, by a goal of one's own",
                "value": {
                    "goal": {
                        "title": "Learn the moons",
                        "conditions": [{"quantity": "train_accuracy", "at_least": 0.9}],
                    },
                    "submission": "#dataset=moons&run=Glorot;initializer=glorot_normal",
                },
            },
        }
    ),
]


@router.post(
    "/grade",
    responses={200: document("GradeAnswer", "The points, and why."), **ERRORS},
    response_class=Work,
    status_code=200,
)
async def grade(request: Request, grade: Grade) -> Response:
    """Grade what a student hands in: run it again, and say what holds and what does not.

    A submission is an address of the page, a request as for `/simulate`, or a formula for weights.
    A law is graded over many draws, never by one.
    """
    return answered(request, await planned(request, PLANNER, grade), NOT_KEPT)


@router.get("/exercises", responses={**LISTED, **UNCHANGED})
async def exercises(request: Request) -> Response:
    """Return the exercises that are ready to be set, as goals by their names."""
    return written_exercises().answer(request)


@cache
def written_exercises() -> Encoded:
    """Return the exercises, written once."""
    goals = {
        name: goal.model_dump(mode="json", exclude_none=True) for name, goal in EXERCISES.items()
    }
    return Encoded.of(to_json(goals), "application/json")
