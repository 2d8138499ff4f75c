"""The code that draws a tensor by a law, in its model's framework, for every law of the catalogue.

What a framework has is called by its name, as in exported experiments; what it has not is drawn in
NumPy by the quoted recipe and put into the tensor.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.engine.code_export.array_code import PREAMBLE, array_code, recipe_sources
from app.engine.code_export.flax_text import FLAX
from app.engine.code_export.keras_text import KERAS
from app.engine.code_export.native import native
from app.engine.code_export.torch_text import TORCH
from app.engine.code_export.written_run import PlannedArray
from app.engine.errors import ArgumentError
from app.engine.identify.layer_kinds import Framework
from app.engine.identify.ranking import Place, layer_of
from app.engine.identify.summary import fans
from app.engine.initializers import INITIALIZERS, recipes
from app.engine.initializers.entry import Call
from app.engine.parameters import validate_parameters

_TABLES: Final = {"torch": TORCH, "keras": KERAS, "flax": FLAX}
_OF_MATRICES: Final = frozenset({recipes.identity, recipes.sparse})
"""Frameworks draw these of two axes alone."""

_SCALING: Final = "variance scaling"
_USUAL: Final = "variance_scaling"


def suited_law(activation: str) -> str:
    """Return the first law of the catalogue that scales by the fans and is made for an activation.

    'he_normal' for relu, 'glorot_normal' for tanh.
    """
    for entry in INITIALIZERS.values():
        is_plain = entry.group == _SCALING and entry.name != _USUAL
        if is_plain and entry.independent and activation in entry.suits:
            return entry.name
    return "glorot_normal"


def remedy(
    framework: Framework,
    name: str,
    place: Place,
    law: str,
    parameters: Mapping[str, object] | None = None,
) -> str | None:
    """Return the code that draws the tensor ``name`` by a law; None where that cannot be told.

    That is so without a framework, for fewer than two axes, and where the law cannot be drawn in
    this place.
    """
    table = _TABLES.get(framework)
    if table is None or len(place.shape) < 2:
        return None
    entry = INITIALIZERS[law]
    if entry.scales is not None:
        drawn = remedy(framework, name, place, entry.scales)
        note = f"# {entry.label}: then divide by the std of the layer's outputs on a batch."
        return drawn and f"{drawn}\n{note}"
    layer = layer_of(place, structured=not entry.independent)
    try:
        values = validate_parameters(entry.parameters, parameters or {})
        if entry.check is not None:
            entry.check(layer, values)
        planned = PlannedArray(layer, entry.call(layer, values))
    except (ArgumentError, ZeroDivisionError, OverflowError):
        return None
    is_matrix = len(place.shape) == 2 or planned.call.recipe not in _OF_MATRICES
    written = native(table, _rounded(planned)) if is_matrix else None
    if written is None:
        return _drawn(framework, name, place, planned)
    if framework == "torch":
        return _torch(written, name, place)
    prefix = "keras.initializers." if framework == "keras" else "nn.initializers."
    argument = "kernel_initializer=" if framework == "keras" else "kernel_init="
    return argument + re.sub(r"\binit(ializers)?\.", prefix, written)


def for_all(framework: Framework, law: str) -> str | None:
    """Return the code that draws all weights of dense layers by a law of their fans."""
    # Of a layer's size nothing is written: the framework reads it from the tensor.
    code = remedy(framework, "", Place((2, 2), "out_in", "linear"), law)
    if framework == "torch" and code is not None:
        drawn = code.replace("\n", "\n        ")
        return f"for w in model.parameters():\n    if w.ndim > 1:\n        {drawn}"
    return code


def _rounded(planned: PlannedArray) -> PlannedArray:
    """Write a std, which may be that of a tensor, with a few digits."""
    std = planned.call.arguments.get("std")
    if planned.call.code is not None or not isinstance(std, float):
        return planned
    arguments = {**planned.call.arguments, "std": float(f"{std:.6g}")}
    call: Call = replace(planned.call, arguments=arguments)
    return replace(planned, call=call)


def _torch(written: str, name: str, place: Place) -> str:
    target = _target(name)
    if place.layout == "in_out":
        # PyTorch's initializers take the first axis for the neurons.
        target += ".data.T"
    elif ".mul_(" in written:
        target += ".data"
    fan_in, fan_out = fans(place.shape, place.layout)
    for code, number in (
        ("w.shape[1]", str(fan_in)),
        ("w.shape[0]", str(fan_out)),
        ("(sum(w.shape) / 2.0)", repr((fan_in + fan_out) / 2.0)),
    ):
        written = written.replace(code, number)
    written = re.sub(r"\bw\b", lambda _: target, written)
    written = re.sub(r"math\.sqrt\(([^()]*)\)", r"(\1) ** 0.5", written)
    return re.sub(r"\bnn\.init\.", "torch.nn.init.", written)


def _target(name: str) -> str:
    """Return how a model's parameter is written.

    Of anything but a plain name no code is made: it comes from a file that may be a stranger's.
    """
    if not re.fullmatch(r"\w+(\.\w+)*", name, re.ASCII):
        return "w"
    parts = name.split(".")
    return "model" + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)


def _drawn(framework: Framework, name: str, place: Place, planned: PlannedArray) -> str:
    """Return code that draws in NumPy and puts the array into the tensor."""
    planned = replace(planned, layer=layer_of(place, structured=True))
    sources = recipe_sources([planned.call])
    turned = "weights.T" if place.layout == "out_in" else "weights"
    shaped = turned if len(place.shape) == 2 else f"{turned}.reshape({place.shape})"
    put = {
        "torch": f"{_target(name)}.data.copy_(torch.from_numpy({shaped}.copy()))",
        "keras": f"layer.kernel.assign({shaped})",
        "flax": f"params['layer']['kernel'] = jnp.asarray({shaped}, jnp.float32)",
    }[framework]
    # Without a seed: another tensor must not get the same numbers.
    lines = [
        "rng = np.random.default_rng()",
        f"weights = {array_code(planned)}",
        put,
    ]
    return "\n\n".join([PREAMBLE.strip(), *sources, "\n".join(lines)])
