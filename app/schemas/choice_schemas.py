"""The JSON schemas of choices with parameters, made from the engine's tables."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.engine.datasets import DATASETS
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.parameters import Parameter
from app.engine.training.optimizers import OPTIMIZERS
from app.limits import LIMITS
from app.schemas.choices import EXPLICIT_ARRAYS

Schema = dict[str, Any]

_TYPES: Final = {
    "number": "number",
    "integer": "integer",
    "choice": "string",
    "boolean": "boolean",
    "text": "string",
    "array": "array",
}


def initializer_form() -> Schema:
    """Return the schema of a weight initializer: one for all layers, or a list of one per layer."""
    return _per_layer(choice_form(INITIALIZERS))


def bias_initializer_form() -> Schema:
    """Return the schema of a bias initializer, in the same forms."""
    return _per_layer(choice_form(BIAS_INITIALIZERS))


def optimizer_form() -> Schema:
    """Return the schema of an optimizer: a name or an object."""
    return choice_form(OPTIMIZERS)


def dataset_form() -> Schema:
    """Return the schema of a dataset: a name or an object, the reader's own numbers included."""
    drawn = {name: entry for name, entry in DATASETS.items() if entry.draw is not None}
    form = choice_form(drawn)
    form["anyOf"].append(_custom())
    return form


def any_initializer_form() -> dict[str, Schema]:
    """Return the schema of every parameter that some initializer has, by the parameter's name."""
    forms: dict[str, Schema] = {}
    for name, entry in [*INITIALIZERS.items(), *BIAS_INITIALIZERS.items()]:
        for parameter in entry.parameters:
            form = forms.setdefault(parameter.name, {"type": _TYPES[parameter.kind], "of": []})
            form["of"].append(name)
            form.setdefault("description", parameter.description)
    for form in forms.values():
        of = ", ".join(dict.fromkeys(form.pop("of")))
        form["description"] += f" A parameter of {of}."
    return forms


def _per_layer(choice: Schema) -> Schema:
    several = {"type": "array", "items": choice, "minItems": 1}
    return {"anyOf": [*choice["anyOf"], several]}


def choice_form(table: Mapping[str, Any], *, key: str = "name") -> Schema:
    """Return the schema of a choice out of a table; ``key`` is the field that names the entry."""
    bare = [
        name
        for name, entry in table.items()
        if not any(parameter.kind == "array" for parameter in entry.parameters)
    ]
    objects = [_object(name, entry.parameters, key) for name, entry in table.items()]
    return {"anyOf": [{"type": "string", "enum": bare}, *objects]}


def _object(name: str, parameters: Sequence[Parameter], key: str) -> Schema:
    return {
        "type": "object",
        "title": name,
        "properties": {
            key: {"const": name},
            **{parameter.name: parameter_form(parameter) for parameter in parameters},
        },
        "required": [
            key,
            *(parameter.name for parameter in parameters if parameter.kind == "array"),
        ],
        "additionalProperties": False,
    }


def parameter_form(parameter: Parameter) -> Schema:
    """Give the schema of a parameter."""
    schema: Schema = {"type": _TYPES[parameter.kind], "description": parameter.description}
    if parameter.minimum is not None and parameter.kind in {"number", "integer"}:
        bound = "exclusiveMinimum" if parameter.exclusive_minimum else "minimum"
        schema[bound] = parameter.minimum
    if parameter.maximum is not None:
        schema["maxLength" if parameter.kind == "text" else "maximum"] = parameter.maximum
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.kind == "array":
        return {"description": parameter.description, "anyOf": _arrays(parameter.name)}
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema


def _arrays(name: str) -> list[Schema]:
    """Return the forms of numbers that are given one by one, by how deep their lists are nested."""
    forms = []
    for depth in EXPLICIT_ARRAYS[name]:
        form: Schema = {"type": "number"}
        for _ in range(depth):
            form = {"type": "array", "items": form, "minItems": 1}
        forms.append(form)
    return forms


def _custom() -> Schema:
    row = {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 1,
        "maxItems": LIMITS.custom_inputs,
    }
    target_row = {**row, "maxItems": LIMITS.custom_outputs}
    rows = {"type": "array", "items": row, "maxItems": LIMITS.custom_samples}
    targets = {
        "type": "array",
        "items": {"anyOf": [{"type": "number"}, target_row]},
        "maxItems": LIMITS.custom_samples,
    }
    return {
        "type": "object",
        "title": "custom",
        "properties": {
            "name": {"const": "custom"},
            "task": {"enum": ["classification", "regression"]},
            "inputs": {**rows, "minItems": 1},
            "targets": {**targets, "minItems": 1},
            "test_inputs": rows,
            "test_targets": targets,
        },
        "required": ["name", "task", "inputs", "targets"],
        "additionalProperties": False,
    }
