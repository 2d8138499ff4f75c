"""Changes by hand in exported code: done in NumPy, listed for the frameworks."""

from collections.abc import Callable, Mapping

from app.engine.code_export.array_code import draw_lines
from app.engine.code_export.written_run import Plan, PlannedIntervention

Lines = Callable[[PlannedIntervention], list[str]]


def intervene_code(plan: Plan) -> str:
    """A function that makes the changes in NumPy; nothing where there are none."""
    if not plan.interventions:
        return ""
    extras = ["    extras: dict[str, dict[int, Array]],"] if plan.extras else []
    lines = [
        "def intervene(",
        "    layers: list[tuple[Array, Array]],",
        *extras,
        "    rate: float,",
        "    epoch: int,",
        ") -> float:",
        '    """Make the changes that follow an epoch\'s updates; 0 is before the first.',
        "",
        "    Takes and returns the learning rate.",
        '    """',
    ]
    for planned in plan.interventions:
        lines.append(f"    if epoch == {planned.intervention.epoch}:")
        written = _LINES[planned.intervention.action.name](planned)
        lines += [f"        {line}" for line in written]
    return "\n\n\n" + "\n".join([*lines, "    return rate"])


def listed(plan: Plan) -> str:
    """The changes as data with which one's own training can make them; nothing without any."""
    if not plan.interventions:
        return ""
    lines = [
        "",
        "# Changes made by hand, in this order: each after the updates of its epoch, 0 before the",
        "# first. Layers and neurons are counted from 0, and a weight leads from one to another.",
        "interventions = [",
    ]
    for planned in plan.interventions:
        one = planned.intervention
        fields = {"epoch": one.epoch, "action": one.action.name, **one.action.parameters}
        lines.append(f"    {fields!r},")
    return "\n".join([*lines, "]", ""])


def _weight(planned: PlannedIntervention) -> str:
    values = planned.intervention.action.parameters
    return f"layers[{values['layer_index']}][0][{values['from']}, {values['neuron']}]"


def _bias(planned: PlannedIntervention) -> str:
    values = planned.intervention.action.parameters
    return f"layers[{values['layer_index']}][1][{values['neuron']}]"


def _value(planned: PlannedIntervention) -> str:
    # Adding 0 turns -0.0 into 0.0.
    return repr(float(str(planned.intervention.action.parameters["value"])) + 0.0)


def _nudge(planned: PlannedIntervention) -> list[str]:
    weight, ulps = _weight(planned), planned.intervention.action.parameters["ulps"]
    return [f"{weight} = nudged({weight}, {ulps})"]


def _copy(planned: PlannedIntervention) -> list[str]:
    values, kin = planned.intervention.action.parameters, planned.kin
    if kin is None:
        raise ValueError("the neuron that is copied has not been planned")
    neuron, to = values["neuron"], values["to"]
    lines = []
    for index in kin.rows:
        lines.append(f"weights, bias = layers[{index}]")
        lines.append(f"weights[:, {to}], bias[{to}] = weights[:, {neuron}], bias[{neuron}]")
    lines += [f"layers[{index}][0][{to}] = layers[{index}][0][{neuron}]" for index in kin.columns]
    for one in kin.extras:
        numbers = f'extras["{one.name}"][{one.layer_index}]'
        lines.append(f"{numbers}[{to}] = {numbers}[{neuron}]")
    return lines


def _redraw(planned: PlannedIntervention) -> list[str]:
    values = planned.intervention.action.parameters
    index, neuron, drawn = values["layer_index"], values["neuron"], planned.drawn
    if drawn is None:
        raise ValueError("the neuron that is drawn anew has not been planned")
    return [
        f"seed = {planned.seed}",
        *draw_lines(drawn.weights, "drawn"),
        f"layers[{index}][0][:, {neuron}] = drawn[:, {neuron}]",
        *draw_lines(drawn.bias, "drawn"),
        f"layers[{index}][1][{neuron}] = drawn[{neuron}]",
    ]


_LINES: Mapping[str, Lines] = {
    "set_weight": lambda one: [f"{_weight(one)} = {_value(one)}"],
    "add_to_weight": lambda one: [f"{_weight(one)} += {_value(one)}"],
    "set_bias": lambda one: [f"{_bias(one)} = {_value(one)}"],
    "add_to_bias": lambda one: [f"{_bias(one)} += {_value(one)}"],
    "nudge_weight": _nudge,
    "copy_neuron": _copy,
    "redraw_neuron": _redraw,
    "set_learning_rate": lambda one: [f"rate = {_value(one)}"],
}
