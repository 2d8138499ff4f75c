"""What may be asked of one initializer."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field

from app.engine.experiment import Spec
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.network.architectures import MOST_BLOCK_LAYERS
from app.jobs.job import Job, job_of
from app.limits import LIMITS
from app.schemas.base import Strict
from app.schemas.choices import parse_bias_initializer, parse_initializer
from app.schemas.field_types import Activation, Bins, Seed, whole
from app.schemas.refusals import RefusedError, problem

Fan = Annotated[int, Field(ge=1, le=LIMITS.inspected_fan), whole(1, LIMITS.inspected_fan)]
#: Weight layers: the hidden ones and the output layer.
_DEEPEST: Final = LIMITS.hidden_layers + 1
Depth = Annotated[int, Field(ge=1, le=_DEEPEST), whole(1, _DEEPEST)]
LayerIndex = Annotated[int, Field(ge=0, le=_DEEPEST - 1), whole(0, _DEEPEST - 1)]

BlockLayers = Annotated[int, Field(ge=0, le=MOST_BLOCK_LAYERS), whole(0, MOST_BLOCK_LAYERS)]

QUERY: Final = "query"

# Seconds each, on one core, measured: drawing a weight; an orthogonal draw and singular values,
# together, for each fan_in * fan_out * min(fan_in, fan_out).
_START: Final = 5e-3
_WEIGHT_DRAWN: Final = 0.3e-6
_DECOMPOSITION: Final = 3e-9


class InspectionQuery(Strict):
    """The layer an initializer is looked at for; its own parameters stand beside these."""

    fan_in: Fan = Field(default=256, examples=[256])
    """Inputs of the layer."""
    fan_out: Fan = Field(default=128, examples=[128])
    """Neurons of the layer."""
    bias: bool = Field(default=False, examples=[False])
    """Whether the bias is meant, drawn by a bias initializer, instead of the weights."""
    layer_index: LayerIndex = Field(default=1, examples=[1])
    """Which weight layer it is, from 0: some treat the first and the last one otherwise."""
    depth: Depth = Field(default=3, examples=[3])
    """Weight layers of the network."""
    block_layers: BlockLayers = Field(default=0, examples=[0])
    """Layers in the branch of each residual block, which some treat otherwise; 0 for a network
    without blocks."""
    activation: Activation = Field(default="tanh", examples=["tanh"])
    """Activation of the hidden layers, which some gains depend on."""
    seed: Seed = Field(default=0, examples=[0])
    """Seed of the draw."""
    bins: Bins = Field(default=40, examples=[40])
    """Bins of the histogram."""


class InspectionRequest(InspectionQuery):
    """A whole question: the initializer with all its parameters, and the layer."""

    name: str
    """Which initializer."""
    parameters: dict[str, Any]
    """Its parameters, every default filled in."""


def plan(name: str, given: Mapping[str, object]) -> Job:
    """Return the job of looking at an initializer, as the address says it.

    Raises:
        RefusedError: the layer index is none of the network's.
        ValidationError: a field is unknown or holds what it does not allow.
    """
    resolved = resolve_inspection(name, given)
    return job_of("app.questions.inspect.compute", resolved, inspection_seconds(resolved))


def resolve_inspection(name: str, given: Mapping[str, object]) -> InspectionRequest:
    """Make the whole question of an initializer's name and what the address says beside it.

    Raises:
        RefusedError: the layer index is none of the network's, or blocks of so many layers do not
            make up the network.
        ValidationError: a field is unknown or holds what it does not allow.
    """
    place = {field: item for field, item in given.items() if field in InspectionQuery.model_fields}
    query = InspectionQuery.model_validate(place)
    spec = _spec(name, {key: given[key] for key in given if key not in place}, bias=query.bias)
    if query.layer_index >= query.depth:
        allowed = f"an integer from 0 to {query.depth - 1}, below depth"
        raise RefusedError([problem((QUERY, "layer_index"), query.layer_index, allowed)])
    if query.block_layers and (query.depth - 2) % query.block_layers:
        allowed = f"0, or a divisor of {query.depth - 2}: depth without the first and last layer"
        raise RefusedError([problem((QUERY, "block_layers"), query.block_layers, allowed)])
    return InspectionRequest(**dict(query), name=spec.name, parameters=dict(spec.parameters))


def _spec(name: str, parameters: Mapping[str, object], *, bias: bool) -> Spec:
    entry = (BIAS_INITIALIZERS if bias else INITIALIZERS)[name]
    known = {parameter.name for parameter in entry.parameters}
    for field, value in parameters.items():
        if field not in known:
            names = ", ".join(sorted(known | set(InspectionQuery.model_fields)))
            loc = (QUERY, field)
            raise RefusedError(
                [problem(loc, value, f"only these fields: {names}", "extra_forbidden")]
            )
    read = parse_bias_initializer if bias else parse_initializer
    spec = read({**parameters, "name": name})
    if not isinstance(spec, Spec):
        raise TypeError("one initializer was read as several")
    return spec


def inspection_seconds(request: InspectionRequest) -> float:
    """Estimate the seconds of one core that an inspection takes; its caps bound it below 5."""
    weights = request.fan_in * request.fan_out
    narrow = min(request.fan_in, request.fan_out)
    return _START + weights * (_WEIGHT_DRAWN + narrow * _DECOMPOSITION)
