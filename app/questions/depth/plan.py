"""From a depth experiment's request to its job, and to the engine's configuration."""

from collections.abc import Iterator
from typing import Final

from app.engine.depth import CurveConfig, DepthConfig, weight_layers
from app.engine.experiment import Spec
from app.engine.network.architecture import DENSE_CHAIN
from app.jobs.job import Job, job_of
from app.jobs.planning import Planner
from app.limits import LIMITS, Limits
from app.questions.depth.request import CurvePatch, DepthRequest
from app.schemas.architecture_choice import architecture_of
from app.schemas.choices import LayerChoice, per_layer
from app.schemas.drawing import drawing_seconds
from app.schemas.excess import too_large, too_long
from app.schemas.initializer_checks import Checker, size_problems
from app.schemas.refusals import BODY, Loc, Problem, RefusedError, problem
from app.schemas.resolve import labels

_FIELDS: Final = ("initializer", "bias_initializer", "activation", "gain", "architecture")

# Seconds each, on one core: multiplying by a weight for one input (forward, back, and one
# direction), computing an activation with all that is measured of it, and a layer's theory.
_MULTIPLICATION: Final = 0.6e-9
_ACTIVATION: Final = 150e-9
_LAYER: Final = 200e-6
_THEORY_LAYER: Final = 3e-3
_THEORY: Final = 0.1
_DOUBLE: Final = 8
#: Arrays of samples by width held for one layer at a time, and those that are kept of every layer
#: of a plain network and of any other.
_PASSING_ARRAYS: Final = 12
_PLAIN_ARRAYS: Final = 4
_OTHER_ARRAYS: Final = 12


def plan(request: DepthRequest) -> Job:
    """Return the job of a depth experiment; raise RefusedError."""
    resolved = resolve_depth(request)
    return job_of("app.questions.depth.compute", resolved, depth_seconds(resolved))


PLANNER: Final = Planner(DepthRequest, plan)


def resolve_depth(request: DepthRequest) -> DepthRequest:
    """Fill in every default and check what no single field shows.

    Raises:
        RefusedError: with every problem found.
    """
    patches = request.curves or [CurvePatch()]
    curves = [_whole(request, patch) for patch in patches]
    found = [
        *size_problems(
            choice for curve in curves for choice in (curve.initializer, curve.bias_initializer)
        ),
        *_problems(request, curves, drawing=False),
    ]
    if found:
        raise RefusedError(found)
    named = [
        curve.model_copy(update={"label": label})
        for curve, label in zip(curves, labels(curves), strict=True)
    ]
    return request.model_copy(update={"curves": named})


def to_depth_config(request: DepthRequest) -> DepthConfig:
    """Make the engine's configuration of a resolved request.

    Raises:
        ValueError: the request is not resolved.
    """
    if request.curves is None:
        raise ValueError("the request has no curves: it is not resolved")
    return DepthConfig(
        width=request.width,
        depth=request.depth,
        seeds=request.seeds,
        seed=request.seed,
        samples=request.samples + request.samples % 2,
        inputs=request.inputs,
        input_std=request.input_std,
        cosine=request.cosine,
        curves=tuple(_curve(curve, _layers(request, curve)) for curve in request.curves),
    )


def depth_seconds(request: DepthRequest, limits: Limits = LIMITS) -> float:
    """Estimate the seconds of one core that a resolved request takes.

    Raises:
        RefusedError: it is more than the server takes, in seconds or in memory.
    """
    curves = request.curves or []
    costs = [_curve_cost(request, curve) for curve in curves]
    seconds = sum(cost for cost, _ in costs)
    held = max(numbers for _, numbers in costs) * _DOUBLE
    found = [
        *too_long(seconds, limits, "lower width, depth, seeds, samples or curves"),
        *too_large(held, limits.memory_bytes, "memory", "lower width, depth or samples"),
    ]
    if found:
        raise RefusedError(found)
    return seconds


def _curve_cost(request: DepthRequest, curve: CurvePatch) -> tuple[float, int]:
    """Return the seconds that a curve takes, and the numbers that one of its networks holds."""
    count = _layers(request, curve)
    signals = request.width * request.samples
    weights = count * request.width**2
    network = (
        weights * _MULTIPLICATION * request.samples + count * signals * _ACTIVATION + count * _LAYER
    )
    if curve.initializer is not None:
        layers = [(request.width, request.width)] * count
        network += drawing_seconds(curve.initializer, layers, request.samples)
    plain = curve.architecture is None or architecture_of(curve.architecture) == DENSE_CHAIN
    kept = _PLAIN_ARRAYS if plain else _OTHER_ARRAYS
    seconds = request.seeds * network + _THEORY + count * _THEORY_LAYER
    return seconds, weights + signals * (_PASSING_ARRAYS + kept * count)


def _layers(request: DepthRequest, curve: CurvePatch) -> int:
    """Return how many weight layers a whole curve's networks have."""
    if curve.architecture is None:
        raise ValueError("a curve has no architecture: it is not whole")
    return weight_layers(architecture_of(curve.architecture), request.depth)


def _whole(request: DepthRequest, patch: CurvePatch) -> CurvePatch:
    """Take from the base what the patch leaves open."""
    given = {name: getattr(request, name) for name in _FIELDS if getattr(patch, name) is None}
    return patch.model_copy(update=given)


def _curve(curve: CurvePatch, layers: int) -> CurveConfig:
    if (
        curve.label is None
        or curve.initializer is None
        or curve.bias_initializer is None
        or curve.activation is None
        or curve.gain is None
        or curve.architecture is None
    ):
        raise ValueError("a curve has fields left open: the request is not resolved")
    return CurveConfig(
        label=curve.label,
        initializers=per_layer(curve.initializer, layers),
        bias_initializers=per_layer(curve.bias_initializer, layers),
        activation=curve.activation,
        gain=curve.gain,
        architecture=architecture_of(curve.architecture),
    )


def drawing_problems(request: DepthRequest) -> list[Problem]:
    """Return why the networks of a resolved request cannot be drawn; none if they can.

    They are drawn to see it, so this is for workers.
    """
    curves = request.curves or []
    patches = [
        curve.model_copy(
            update={
                name: None for name in _FIELDS if getattr(curve, name) == getattr(request, name)
            }
        )
        for curve in curves
    ]
    asked = request.model_copy(update={"curves": patches})
    return list(_problems(asked, curves, drawing=True))


def _problems(
    request: DepthRequest, curves: list[CurvePatch], *, drawing: bool
) -> Iterator[Problem]:
    counts = [_layers(request, curve) for curve in curves]
    checkers = {
        count: Checker([(request.width, request.width)] * count, drawing=drawing)
        for count in counts
    }
    reported: set[Loc] = set()
    for index, curve in enumerate(curves):
        patch = request.curves[index] if request.curves else CurvePatch()
        for name in ("initializer", "bias_initializer"):
            own = getattr(patch, name) is not None
            # What several curves take from the base is refused there, and once.
            loc = (BODY, "curves", index, name) if own else (BODY, name)
            found = _choice_problem(checkers[counts[index]], request, curve, name, loc=loc)
            if found is not None and loc not in reported:
                reported.add(loc)
                yield found


def _choice_problem(
    checker: Checker, request: DepthRequest, curve: CurvePatch, name: str, *, loc: Loc
) -> Problem | None:
    choice: LayerChoice = getattr(curve, name)
    layers = len(checker.layers)
    if not isinstance(choice, Spec) and len(choice) != layers:
        allowed = f"a list of {layers}, one per weight layer"
        return problem(loc, None, allowed, came=f"a list of {len(choice)}")
    # Each network is drawn with a seed of its own.
    for seed in range(request.seed, request.seed + (request.seeds if checker.drawing else 1)):
        misfit = checker.misfit(choice, name, curve.activation or "", seed)
        if misfit is not None:
            error = misfit.error
            where = loc if isinstance(choice, Spec) else (*loc, misfit.layer_index)
            if error.argument in misfit.spec.parameters:
                where = (*where, error.argument)
                return problem(where, error.value, error.allowed)
            came = f"{misfit.spec.name} for {curve.activation}"
            return problem(where, None, error.allowed, came=came)
    return None
