"""Arrays written in NumPy, and the sources of the recipes they need."""

import inspect
from collections.abc import Callable, Iterable
from types import FunctionType

from app.engine.code_export.written_run import Plan, PlannedArray
from app.engine.initializers import recipes
from app.engine.initializers.entry import Array, Call
from app.engine.training.intervention_kinds import NUDGE, nudged

Recipe = Callable[..., Array | float]

PREAMBLE = """\
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""


def array_code(planned: PlannedArray) -> str:
    """A NumPy expression for the array; it may use ``rng``, a generator of its own stream."""
    call, layer = planned.call, planned.layer
    if call.code is not None:
        return call.code()
    if call.recipe is recipes.constant:
        return f"np.full({layer.shape}, {call.arguments['value']!r})"
    if call.recipe is recipes.literal:
        return f"np.array({call.arguments['values']!r}, dtype=np.float64)"
    arguments = "".join(f", {name}={value!r}" for name, value in call.arguments.items())
    return f"{_name(call.recipe)}(rng, {layer.shape}{arguments})"


def draw_lines(planned: PlannedArray, target: str) -> list[str]:
    """Lines that assign the array to ``target``; ``seed`` is a name in their scope."""
    code = array_code(planned)
    lines = [f"# {planned.remark}"] if planned.remark else []
    if "rng" in code:
        stream = planned.layer.stream if planned.call.stream is None else planned.call.stream
        index = planned.layer.layer_index
        lines.append(f"rng = np.random.default_rng([seed, {stream}, {index}])")
    # Adding 0 turns -0.0 into 0.0.
    return [*lines, f"{target} = {code} + 0.0"]


def initial_layers_code(plan: Plan) -> str:
    """The recipes the plan needs, and a function ``initial_layers(seed)`` that uses them."""
    anew = (one.drawn for one in plan.interventions if one.drawn is not None)
    drawn_layers = (*plan.layers, *anew)
    calls = [array.call for layer in drawn_layers for array in (layer.weights, layer.bias)]
    nudges = any(one.intervention.action.name == NUDGE for one in plan.interventions)
    lines = [
        f"def initial_layers(seed: int = {plan.seed}) -> list[tuple[Array, Array]]:",
        '    """Weights (fan_in, fan_out) and bias (fan_out,) of each layer, bit for bit."""',
        "    layers = []",
    ]
    for layer in plan.layers:
        drawn = [*draw_lines(layer.weights, "weights"), *draw_lines(layer.bias, "bias")]
        lines += [f"    {line}" for line in (*drawn, "layers.append((weights, bias))")]
    lines.append("    return layers")
    sources = recipe_sources(calls, [nudged] if nudges else [])
    return "\n\n\n".join([*sources, "\n".join(lines)])


def recipe_sources(calls: Iterable[Call], others: Iterable[Recipe] = ()) -> list[str]:
    """The sources of the recipes and of what they use, each once, in the order of their files.

    Of ``others`` too, which are no recipes of an initializer.
    """
    wanted: dict[str, Recipe] = {}
    for recipe in others:
        _collect(recipe, wanted)
    for call in calls:
        if call.code is not None:
            code = call.code()
            for recipe in call.uses:
                if f"{_name(recipe)}(" in code:
                    _collect(recipe, wanted)
        elif call.recipe not in (recipes.constant, recipes.literal):
            _collect(call.recipe, wanted)
    constants = {
        name: value
        for recipe in wanted.values()
        for name, value in _globals(recipe).items()
        if name.isupper()
    }
    definitions = [f"{name} = {constants[name]!r}" for name in sorted(constants)]
    order = sorted(wanted.values(), key=_place)
    functions = [inspect.getsource(recipe).rstrip() for recipe in order]
    return (["\n".join(definitions)] if definitions else []) + functions


def _collect(recipe: Recipe, wanted: dict[str, Recipe]) -> None:
    """Add a recipe and, recursively, the recipes it calls."""
    if _name(recipe) in wanted:
        return
    wanted[_name(recipe)] = recipe
    for used in _globals(recipe).values():
        if isinstance(used, FunctionType):
            _collect(used, wanted)


def _globals(recipe: Recipe) -> dict[str, object]:
    """Return what the function's code refers to in its own file, beyond NumPy, by name."""
    if not isinstance(recipe, FunctionType):
        return {}
    known = recipe.__globals__
    names = (name for name in recipe.__code__.co_names if name in known)
    return {name: known[name] for name in names if name not in ("np", "Array")}


def _place(recipe: Recipe) -> tuple[str, int]:
    """Return where a recipe stands, to write those of a file in the order of the file."""
    return recipe.__module__, inspect.getsourcelines(recipe)[1]


def _name(recipe: Recipe) -> str:
    return str(getattr(recipe, "__name__", ""))
