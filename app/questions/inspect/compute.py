"""One initializer, drawn in a worker and set beside its law."""

from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers.inspect import Inspection, Place, Theory, inspect_initializer
from app.jobs.task import Task
from app.questions.inspect.answer import (
    AtomModel,
    DensityModel,
    InspectionAnswer,
    LawModel,
    SampleModel,
)
from app.questions.inspect.request import InspectionRequest
from app.schemas.catalog import CitationModel
from app.schemas.refusals import refusing


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
        activation=request.activation,
        seed=request.seed,
    )
    with refusing(list):
        found = inspect_initializer(
            request.name, request.parameters, place, bias=request.bias, bins=request.bins
        )
    return _answer(request, found).model_dump_json().encode()


def _answer(request: InspectionRequest, found: Inspection) -> InspectionAnswer:
    entry = (BIAS_INITIALIZERS if request.bias else INITIALIZERS)[request.name]
    sample, values = found.sample, found.singular_values
    return InspectionAnswer(
        **request.model_dump(exclude={"bins"}),
        label=entry.label,
        aliases=entry.aliases,
        formula=entry.formula,
        reason=entry.reason,
        breaks_symmetry=entry.breaks_symmetry,
        suits=entry.suits,
        citation=None if entry.citation is None else CitationModel.model_validate(entry.citation),
        theory=None if found.theory is None else _law(found.theory),
        sample=SampleModel(
            mean=sample.mean,
            std=sample.std,
            minimum=sample.minimum,
            maximum=sample.maximum,
            bin_edges=sample.bin_edges.tolist(),
            counts=sample.counts.tolist(),
            distinct_neurons=sample.distinct_neurons,
        ),
        singular_values=None if values is None else values.tolist(),
    )


def _law(theory: Theory) -> LawModel:
    density = None
    if theory.density_x is not None and theory.density_y is not None:
        density = DensityModel(x=theory.density_x.tolist(), y=theory.density_y.tolist())
    return LawModel(
        mean=theory.mean,
        std=theory.std,
        minimum=theory.minimum,
        maximum=theory.maximum,
        density=density,
        atoms=[AtomModel(value=value, probability=share) for value, share in theory.atoms],
    )
