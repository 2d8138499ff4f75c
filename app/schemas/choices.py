"""Choices with parameters: initializers and optimizers, by name or as objects.

The engine's tables say which names and which parameters there are; here they get their form on
the wire, ``{"name": "normal", "std": 0.01}``.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers import resolve as resolve_initializer
from app.engine.names import allowed_names, canonical
from app.engine.parameters import validate_parameters
from app.engine.training.optimizers import OPTIMIZERS
from app.limits import LIMITS
from app.schemas.base import Matrices, Matrix, Row
from app.schemas.refusals import engine_refusal, refusal, within

#: One choice for all weight layers, or one per weight layer.
LayerChoice = Spec | tuple[Spec, ...]

#: Weight layers of the deepest network here, of an experiment (with the output layer) or in depth.
MOST_LAYERS: Final = max(LIMITS.hidden_layers + 1, LIMITS.probe_depth)
#: The name of the initializers that are given number by number.
EXPLICIT: Final = "explicit"
#: Their arrays by how deep the lists are nested: one layer's, or every layer's.
EXPLICIT_ARRAYS: Final[Mapping[str, Mapping[int, TypeAdapter[Any]]]] = {
    "weights": {2: TypeAdapter(Matrix), 3: TypeAdapter(Matrices)},
    "values": {1: TypeAdapter(Row), 2: TypeAdapter(Matrix)},
}


def parse_initializer(value: object) -> LayerChoice:
    """Read a weight initializer: a name, an object, or a list of either."""
    return _parsed(value, lambda item: _initializer(item, bias=False))


def parse_bias_initializer(value: object) -> LayerChoice:
    """Read a bias initializer: a name, an object, or a list of either."""
    return _parsed(value, lambda item: _initializer(item, bias=True))


def parse_optimizer(value: object) -> Spec:
    """Read an optimizer: a name or an object."""
    if isinstance(value, Spec):
        return value
    name, parameters = named(value, OPTIMIZERS)
    try:
        return Spec(name, validate_parameters(OPTIMIZERS[name].parameters, parameters))
    except ArgumentError as error:
        raise engine_refusal(error, value) from None


def named(
    value: object, table: Mapping[str, Any], *, key: str = "name"
) -> tuple[str, dict[str, object]]:
    """Take a choice apart into its canonical name, which a table has, and its parameters.

    ``key`` is the field that holds the name.
    """
    if isinstance(value, str):
        return _known(value, table), {}
    if not isinstance(value, Mapping):
        names = allowed_names(table, None)
        raise refusal(value, f'{names}, or an object {{"{key}": ..., parameters}}')
    if key not in value:
        raise refusal(value, allowed_names(table, None), loc=(key,), kind="missing")
    with within(key):
        name = _known(value[key], table)
    return name, {str(field): item for field, item in value.items() if field != key}


def _known(written: object, table: Mapping[str, Any]) -> str:
    name = canonical(table, written)
    if name is None:
        raise refusal(written, allowed_names(table, written))
    return name


def dump_choice(choice: LayerChoice) -> dict[str, object] | list[dict[str, object]]:
    """Write a choice as it stands in a request."""
    if isinstance(choice, Spec):
        return {"name": choice.name, **choice.parameters}
    return [{"name": spec.name, **spec.parameters} for spec in choice]


def per_layer(choice: LayerChoice, layers: int) -> tuple[Spec, ...]:
    """Return one choice for each of so many weight layers."""
    return (choice,) * layers if isinstance(choice, Spec) else choice


def _parsed(value: object, read: Callable[[object], Spec]) -> LayerChoice:
    if isinstance(value, Spec | tuple):
        return value
    if not isinstance(value, list):
        return read(value)
    if not value:
        raise refusal(value, "a list of one initializer per weight layer", kind="too_short")
    if len(value) > MOST_LAYERS:
        raise refusal(value, f"a list of at most {MOST_LAYERS}, one per weight layer")
    specs = []
    for index, item in enumerate(value):
        with within(index):
            specs.append(read(item))
    return tuple(specs)


def _initializer(value: object, *, bias: bool) -> Spec:
    name, parameters = named(value, BIAS_INITIALIZERS if bias else INITIALIZERS)
    for key, forms in EXPLICIT_ARRAYS.items():
        if name == EXPLICIT and key in parameters:
            with within(key):
                form = forms.get(_depth(parameters[key]), forms[max(forms)])
                parameters[key] = form.validate_python(parameters[key], strict=True)
    try:
        return resolve_initializer(name, parameters, bias=bias)
    except ArgumentError as error:
        raise engine_refusal(error, value) from None


def _depth(value: object) -> int:
    """Return how deep lists are nested, by their first items."""
    depth = 0
    while isinstance(value, list):
        depth += 1
        value = value[0] if value else None
    return depth
