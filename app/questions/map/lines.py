"""Which lines of theory go with a map: from the laws that its cells are drawn by."""

from collections.abc import Sequence
from math import nan, sqrt
from typing import Any, Final

import numpy as np

from app.engine.experiment import Spec
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, LayerContext
from app.engine.maps.order import Place
from app.engine.maps.records import MapCurve
from app.engine.maps.theory_lines import critical_line, depth_line
from app.questions.map.request import MapRequest
from app.schemas.architecture_choice import is_normalized

#: Fields that decide what theory says of a cell.
_FIELDS: Final = ("hidden_layers", "activation", "initializer", "bias_initializer", "architecture")
#: Hidden layers of which the second has a law like all that follow.
_FEWEST_LAYERS: Final = 2


def theory_lines(request: MapRequest) -> tuple[MapCurve, ...]:
    """Give the lines of a map; none where its cells differ in nothing that theory is about."""
    changed = {
        name
        for axis in (request.x, request.y)
        for entry in axis.entries
        for name in entry.patch.model_fields_set
    }
    if "activation" in changed or not changed & {"initializer", "bias_initializer"}:
        return ()
    columns, rows = len(request.x.entries), len(request.y.entries)
    known: dict[object, tuple[float, float]] = {}
    laws = np.full((rows, columns, 2), nan)
    depths = []
    for y in range(rows):
        for x in range(columns):
            fields = _fields(request, (x, y))
            key = tuple(id(value) for value in fields.values())
            if key not in known:
                known[key] = _law(fields)
            laws[y, x] = known[key]
        depths.append(len(_fields(request, (0, y))["hidden_layers"]))
    activation = request.base.activation
    weights, biases = laws[..., 0], laws[..., 1]
    if len(set(depths)) == 1:
        return tuple(critical_line(weights, biases, activation))
    if depths != sorted(set(depths)):
        return ()
    return tuple(depth_line(weights[-1].tolist(), biases[-1].tolist(), depths, activation))


def _fields(request: MapRequest, place: Place) -> dict[str, Any]:
    """Return those fields of a cell's experiment that theory is about."""
    column, row = place
    holders = (request.x.entries[column].patch, request.y.entries[row].patch)
    return {
        name: getattr(
            next((one for one in holders if name in one.model_fields_set), request.base), name
        )
        for name in _FIELDS
    }


def _law(fields: dict[str, Any]) -> tuple[float, float]:
    """Return sigma_w and sigma_b of the hidden layers after the first; NaN where there are none."""
    widths: Sequence[int] = fields["hidden_layers"]
    specs = (fields["initializer"], fields["bias_initializer"])
    architecture: Spec = fields["architecture"]
    alike = len(widths) >= _FEWEST_LAYERS and len(set(widths)) == 1
    dense = architecture.name == "dense" and not is_normalized(architecture)
    if not (alike and dense and all(isinstance(spec, Spec) for spec in specs)):
        return nan, nan
    place = (len(widths) + 1, widths[0], widths[0], fields["activation"], 0)
    found = []
    for table, spec, bias in zip(
        (INITIALIZERS, BIAS_INITIALIZERS), specs, (False, True), strict=True
    ):
        entry = table[spec.name]
        law = entry.law(LayerContext(1, *place, bias=bias), spec.parameters)
        if law is None or law.mean != 0.0 or not (entry.independent or law.std == 0.0):
            return nan, nan
        found.append(law.std)
    return sqrt(widths[0]) * found[0], found[1]
