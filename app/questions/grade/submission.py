"""What may be handed in: the page's address, a request, or a formula; and how each is read."""

from typing import Annotated, Any, Final

from pydantic import PlainSerializer, PlainValidator, ValidationError, WithJsonSchema

from app.schemas.page_address import is_address, read_address
from app.schemas.refusals import BODY, Loc, RefusedError, moved, problems, refusal
from app.schemas.request import SimulationRequest

FIELD: Final = "submission"
#: Characters of an address or a formula: room for one with small data of one's own.
LONGEST: Final = 200_000
#: A request's field for a formula, and what goes before one that is pasted with its comment.
EXPRESSION: Final = "expression"
COMMENT: Final = "#"


def _read(value: object) -> str | SimulationRequest:
    if isinstance(value, SimulationRequest):
        return value
    if isinstance(value, dict):
        return SimulationRequest.model_validate(value)
    allowed = f"an address of the page, a request, or a formula, of at most {LONGEST} characters"
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        raise refusal(value, allowed)
    return value


def _write(value: str | SimulationRequest) -> Any:
    return value if isinstance(value, str) else value.model_dump(mode="json")


Submission = Annotated[
    str | SimulationRequest,
    PlainValidator(_read),
    PlainSerializer(_write),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "minLength": 1, "maxLength": LONGEST}, {"type": "object"}]}
    ),
]


def request_of(
    submission: str | SimulationRequest, start: SimulationRequest | None, field: str = FIELD
) -> SimulationRequest:
    """Return the experiment that is handed in: of a formula, the start with it as initializer.

    Raises:
        ArgumentError: an address is not understood.
        RefusedError: a value in it is not allowed.
    """
    if isinstance(submission, SimulationRequest):
        return submission
    if is_address(submission):
        return read_address(submission, field)
    formula = submission.partition(COMMENT)[0].strip()
    spec = {"name": EXPRESSION, EXPRESSION: formula}
    runs = [{"label": "Formula", "initializer": spec}]
    base = {} if start is None else start.model_dump(mode="json", exclude={"runs"})
    # What the start's run has of its own, the formula's run has too.
    for own in (start.runs or [])[:1] if start is not None else ():
        runs = [{**own.model_dump(mode="json", exclude_none=True), **runs[0]}]
    try:
        return SimulationRequest.model_validate({**base, "runs": runs})
    except ValidationError as error:
        refused = RefusedError(problems(error.errors(include_url=False), (BODY,)))
        raise handed_in(refused, submission, field) from None


def handed_in(
    refused: RefusedError, submission: str | SimulationRequest, field: str = FIELD
) -> RefusedError:
    """Return a refusal of a request as one of what was handed in, which alone its sender knows.

    A formula stands in a request that we have made, so it is named as the submission itself.
    """
    is_formula = isinstance(submission, str) and not is_address(submission)

    def place(loc: Loc) -> Loc:
        inner = () if is_formula and EXPRESSION in loc else loc[1:]
        return (BODY, field, *inner)

    return RefusedError([moved(one, place(tuple(one["loc"]))) for one in refused.problems])
