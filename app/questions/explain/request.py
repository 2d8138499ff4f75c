"""Which gradient is to be explained: an experiment, and one weight of one of its runs."""

from dataclasses import replace
from typing import Annotated, Final, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from app.engine.explanation.gradient import Place
from app.jobs.job import Job, job_of
from app.jobs.planning import Planner
from app.limits import LIMITS
from app.schemas.cost import estimate, refuse_excess
from app.schemas.field_types import Epochs, whole
from app.schemas.refusals import BODY, Problem, RefusedError, problem, refusal
from app.schemas.request import Record, SimulationRequest
from app.schemas.resolve import Resolved, resolve

#: The most that any network here may have: a first layer of the widest inputs counts too.
_WIDEST: Final = max(LIMITS.width, LIMITS.custom_inputs, LIMITS.custom_outputs)
#: More minibatches an epoch cannot have.
_MINIBATCHES: Final = LIMITS.custom_samples
Index = Annotated[int, Field(ge=0, le=_WIDEST - 1), whole(0, _WIDEST - 1)]
LayerIndex = Annotated[int, Field(ge=0, le=LIMITS.hidden_layers), whole(0, LIMITS.hidden_layers)]
Run = Annotated[int, Field(ge=0, le=LIMITS.runs - 1), whole(0, LIMITS.runs - 1)]


def _minibatch(value: object) -> int | Literal["all"]:
    if value == "all":
        return "all"
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MINIBATCHES:
        raise refusal(value, f'an integer from 0 to {_MINIBATCHES - 1}, or "all"')
    return value


Minibatch = Annotated[
    int | Literal["all"],
    PlainValidator(_minibatch),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": _MINIBATCHES - 1},
                {"const": "all"},
            ]
        }
    ),
]


class ExplanationRequest(SimulationRequest):
    """An experiment, and the weight whose gradient is to be taken apart."""

    run: Run = Field(default=0, examples=[0])
    """Which of the runs, from 0."""
    layer_index: LayerIndex = Field(default=0, examples=[0])
    """Weight layer; 0 is the first."""
    from_neuron: Index = Field(default=0, examples=[0])
    """What the weight leads from: a neuron of the layer before, or an input."""
    to_neuron: Index = Field(default=0, examples=[0])
    """The neuron it leads to."""
    epoch: Epochs = Field(default=0, examples=[0])
    """After how many epochs; 0 is before the first update."""
    minibatch: Minibatch = Field(default=0, examples=[0, "all"])
    """Which minibatch of the following epoch, 0 being the next update; or all training samples."""


def plan(request: ExplanationRequest) -> Job:
    """Return the job of an explanation; raise RefusedError."""
    return job_of("app.questions.explain.compute", *resolve_explanation(request))


PLANNER: Final = Planner(ExplanationRequest, plan)


def resolve_explanation(request: ExplanationRequest) -> tuple[ExplanationRequest, float]:
    """Fill in every default, check the place, and estimate the seconds of one core it takes.

    Only the run that is meant is kept, and trained no longer than asked.

    Raises:
        RefusedError: with every problem found.
    """
    whole_request = resolve(request)
    runs = whole_request.request.runs or []
    found = _problems(request, whole_request, len(runs))
    if found:
        raise RefusedError(found)
    resolved = request.model_copy(update={"runs": runs})
    trained = whole_request.request.model_copy(
        update={
            "runs": [runs[request.run]],
            "epochs": request.epoch,
            "interventions": tuple(
                replace(one, run=0)
                for one in request.interventions
                if one.run in (None, request.run) and one.epoch <= request.epoch
            ),
            "record": Record(epochs=(request.epoch,), neuron_outputs=False),
        }
    )
    cost = estimate(Resolved(trained, whole_request.shape))
    refuse_excess(cost, in_one_piece=True)
    return resolved, cost.seconds


def to_place(request: ExplanationRequest) -> Place:
    """Return the place that a request means."""
    return Place(
        layer_index=request.layer_index,
        from_neuron=request.from_neuron,
        to_neuron=request.to_neuron,
        epoch=request.epoch,
        minibatch=None if request.minibatch == "all" else request.minibatch,
    )


def _problems(request: ExplanationRequest, resolved: Resolved, runs: int) -> list[Problem]:
    shape = resolved.shape
    last = len(shape.layers) - 1
    layer = shape.layers[min(request.layer_index, last)]
    size = shape.train_samples
    if request.batch_size != "full":
        size = min(request.batch_size, size)
    minibatches = -(-shape.train_samples // size)
    bounds = [
        ("run", request.run, runs - 1, "the index of a run"),
        ("layer_index", request.layer_index, last, "the last weight layer"),
        ("from_neuron", request.from_neuron, layer[0] - 1, "what comes into the layer"),
        ("to_neuron", request.to_neuron, layer[1] - 1, "the layer's neurons"),
        ("epoch", request.epoch, request.epochs, "the number of epochs"),
    ]
    if request.minibatch != "all":
        bounds.append(("minibatch", request.minibatch, minibatches - 1, 'or "all"'))
    return [
        problem((BODY, name), value, f"an integer from 0 to {most}, {noun}")
        for name, value, most, noun in bounds
        if value > most
    ]
