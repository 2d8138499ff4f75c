"""One initializer, drawn in a worker and set beside its law."""

from app.engine.initializers.inspect import Place, inspect_initializer
from app.jobs.task import Task
from app.questions.inspect.request import InspectionRequest
from app.schemas.refusals import refusing
from app.wire.encoder import encode


def compute(request: InspectionRequest, _task: Task) -> bytes:
    """Draw the initializer and set the draw beside its law.

    Raises:
        RefusedError: it cannot be drawn for this layer.
    """
    place = Place(
        fan_in=request.fan_in,
        fan_out=request.fan_out,
        layer_index=request.layer_index,
        depth=request.depth,
        block_layers=request.block_layers,
        activation=request.activation,
        seed=request.seed,
    )
    with refusing(list):
        found = inspect_initializer(
            request.name, request.parameters, place, bias=request.bias, bins=request.bins
        )
    return encode(found)
