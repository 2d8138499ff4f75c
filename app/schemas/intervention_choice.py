"""Interventions in a request: changes made to networks by hand while they train."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.engine.errors import ArgumentError
from app.engine.experiment import Intervention, Spec
from app.engine.parameters import Parameter, validate_parameters
from app.engine.training.intervention_kinds import ACTIONS, Action
from app.limits import LIMITS
from app.schemas.choice_schemas import Schema, parameter_form
from app.schemas.refusals import refusal, within

ACTION: Final = "action"
_SET_LEARNING_RATE: Final = "set_learning_rate"

_EPOCH: Final = Parameter(
    "epoch",
    "integer",
    None,
    minimum=0,
    maximum=LIMITS.epochs,
    description="After the updates of which epoch; 0 is before the first update.",
)
_RUN: Final = Parameter(
    "run",
    "integer",
    None,
    minimum=0,
    maximum=LIMITS.runs - 1,
    description="Which run, by its index; left out: all.",
)


def _within_limits(action: Action) -> Action:
    """Give the action as this server allows it."""
    if action.name != _SET_LEARNING_RATE:
        return action
    capped = (replace(one, maximum=LIMITS.learning_rate) for one in action.parameters)
    return replace(action, parameters=tuple(capped))


ACTIONS_HERE: Final = tuple(map(_within_limits, ACTIONS.values()))
FIELDS: Final = {action.name: action.parameters for action in ACTIONS_HERE}


def parse_interventions(value: object) -> tuple[Intervention, ...]:
    """Read a list of interventions."""
    if not isinstance(value, list | tuple):
        raise refusal(value, "a list of interventions")
    if len(value) > LIMITS.interventions:
        raise refusal(value, f"at most {LIMITS.interventions} interventions")
    found = []
    for index, item in enumerate(value):
        with within(index):
            found.append(item if isinstance(item, Intervention) else _intervention(item))
    return tuple(found)


def dump_interventions(interventions: Sequence[Intervention]) -> list[dict[str, object]]:
    """Write interventions as they stand in a request."""
    return [
        {
            "epoch": one.epoch,
            **({} if one.run is None else {"run": one.run}),
            ACTION: one.action.name,
            **one.action.parameters,
        }
        for one in interventions
    ]


def interventions_form() -> Schema:
    """Give the schema of a list of interventions."""
    return {
        "type": "array",
        "maxItems": LIMITS.interventions,
        "items": {"anyOf": [_form(name, fields) for name, fields in FIELDS.items()]},
    }


def _intervention(value: object) -> Intervention:
    names = "one of " + ", ".join(sorted(ACTIONS))
    if not isinstance(value, Mapping):
        raise refusal(value, f'an object {{"epoch": ..., "action": {names}, ...}}')
    if ACTION not in value:
        raise refusal(value, names, loc=(ACTION,), kind="missing")
    action = value[ACTION]
    if not isinstance(action, str) or action not in FIELDS:
        raise refusal(action, names, loc=(ACTION,))
    known = (_EPOCH, _RUN, *FIELDS[action])
    given = {str(name): item for name, item in value.items() if name != ACTION}
    if given.get("run", 0) is None:
        # As absent: for all.
        del given["run"]
    for name, item in given.items():
        if name not in {parameter.name for parameter in known}:
            fields = ", ".join(sorted({ACTION, *(parameter.name for parameter in known)}))
            allowed = f"only these fields: {fields}"
            raise refusal(item, allowed, loc=(name,), kind="extra_forbidden")
    for parameter in known:
        if parameter.default is None and parameter is not _RUN and parameter.name not in given:
            raise refusal(value, parameter.allowed(), loc=(parameter.name,), kind="missing")
    try:
        values = validate_parameters(known, given)
    except ArgumentError as error:
        raise refusal(error.value, error.allowed, loc=(error.argument,)) from None
    epoch, run = values.pop("epoch"), values.pop("run")
    return Intervention(_whole(epoch), None if run is None else _whole(run), Spec(action, values))


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no validated integer")
    return value


def _form(name: str, fields: Sequence[Parameter]) -> dict[str, Any]:
    known = (_EPOCH, _RUN, *fields)
    return {
        "type": "object",
        "title": name,
        "description": ACTIONS[name].description,
        "properties": {
            ACTION: {"const": name},
            **{parameter.name: parameter_form(parameter) for parameter in known},
        },
        "required": [
            ACTION,
            *(
                parameter.name
                for parameter in known
                if parameter.default is None and parameter is not _RUN
            ),
        ],
        "additionalProperties": False,
    }
