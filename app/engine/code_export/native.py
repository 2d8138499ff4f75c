"""Which of a framework's own initializers, if any, has the law of a recipe."""

from collections.abc import Callable, Iterable, Mapping

from app.engine.code_export.written_run import Plan, PlannedArray
from app.engine.initializers.entry import Array

Arguments = Mapping[str, object]
Writer = Callable[[Arguments], str | None]
"""From a recipe's arguments, the framework's call, or None where it has none."""

Table = Mapping[Callable[..., Array], Writer]


def native(table: Table, planned: PlannedArray) -> str | None:
    """The framework's own call for an array, or None."""
    if planned.call.code is not None:
        return None
    writer = table.get(planned.call.recipe)
    return None if writer is None else writer(planned.call.arguments)


def number(arguments: Arguments, name: str, default: float = 0.0) -> float:
    """A number among a recipe's arguments."""
    value = arguments.get(name, default)
    if not isinstance(value, float):
        raise TypeError(f"{name} is no float: {value!r}")
    return value


def scaling(arguments: Arguments) -> tuple[float, str, str]:
    """Scale, mode and distribution of a call of variance scaling."""
    mode, distribution = arguments["mode"], arguments["distribution"]
    return number(arguments, "scale"), str(mode), str(distribution)


def all_arrays(plan: Plan) -> list[PlannedArray]:
    """Weights and bias of every layer, in order."""
    return [array for layer in plan.layers for array in (layer.weights, layer.bias)]


def without_native(table: Table, arrays: Iterable[PlannedArray]) -> list[PlannedArray]:
    """Those the framework cannot make itself; they are drawn by NumPy."""
    return [array for array in arrays if native(table, array) is None]


def optimizer_call(plan: Plan, template: str, *, rate: float | None = None, **words: str) -> str:
    """The plan's optimizer in a framework's words, with another learning rate if one is given.

    ``words`` are further names in braces.
    """
    values = {name: repr(value) for name, value in plan.optimizer_values.items()}
    chosen = plan.learning_rate if rate is None else rate
    return template.format(rate=repr(chosen), **values, **words)


def title(plan: Plan) -> str:
    """The run's label for a docstring: what could end or escape it becomes a space."""
    kept = (char if char.isalnum() or char in " .,;:()+-=*/%" else " " for char in plan.label)
    return " ".join("".join(kept).split()) or "An experiment"
