"""From a depth probe's request to its resolved form, its cost, and the engine's configuration."""

from collections.abc import Iterator
from typing import Final

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import check_network
from app.engine.propagation import CurveConfig, ProbeConfig
from app.limits import LIMITS, MIB, Limits
from app.schemas.choices import LayerChoice
from app.schemas.propagation_request import CurvePatch, PropagationRequest
from app.schemas.refusals import BODY, Loc, Problem, RefusedError, problem
from app.schemas.resolve import labels

_FIELDS: Final = ("initializer", "bias_initializer", "activation", "gain")

# Seconds each, on one core: drawing a weight, multiplying by it for one input (forward, back, and
# one direction), computing an activation with all that is measured of it, and a layer's theory.
_WEIGHT: Final = 40e-9
_MULTIPLICATION: Final = 0.6e-9
_ACTIVATION: Final = 150e-9
_LAYER: Final = 200e-6
_THEORY_LAYER: Final = 3e-3
_THEORY: Final = 0.1
#: An orthogonal layer takes so many times width^3 seconds.
_ORTHOGONAL: Final = 2e-9
_ORTHOGONAL_NAMES: Final = frozenset({"orthogonal", "lsuv"})
_DOUBLE: Final = 8
#: Arrays of samples by width held for one layer; for every layer its slopes are kept.
_PASSING_ARRAYS: Final = 12


def resolve_probe(request: PropagationRequest) -> PropagationRequest:
    """Fill in every default and check what no single field shows.

    Raises:
        RefusedError: with every problem found.
    """
    patches = request.curves or [CurvePatch()]
    curves = [_whole(request, patch) for patch in patches]
    found = list(_problems(request, curves))
    if found:
        raise RefusedError(found)
    named = [
        curve.model_copy(update={"label": label})
        for curve, label in zip(curves, labels(curves), strict=True)
    ]
    return request.model_copy(update={"curves": named})


def to_probe(request: PropagationRequest) -> ProbeConfig:
    """Make the engine's configuration of a resolved request.

    Raises:
        ValueError: the request is not resolved.
    """
    if request.curves is None:
        raise ValueError("the request has no curves: it is not resolved")
    return ProbeConfig(
        width=request.width,
        depth=request.depth,
        seeds=request.seeds,
        seed=request.seed,
        samples=request.samples + request.samples % 2,
        inputs=request.inputs,
        input_std=request.input_std,
        cosine=request.cosine,
        curves=tuple(_curve(curve, request.depth) for curve in request.curves),
    )


def probe_seconds(request: PropagationRequest, limits: Limits = LIMITS) -> float:
    """Estimate the seconds of one core that a resolved request takes.

    Raises:
        RefusedError: it is more than the server takes, in seconds or in memory.
    """
    curves = request.curves or []
    weights = request.depth * request.width**2
    activations = request.depth * request.width * request.samples
    network = (
        weights * (_WEIGHT + _MULTIPLICATION * request.samples)
        + activations * _ACTIVATION
        + request.depth * _LAYER
    )
    theory = _THEORY + request.depth * _THEORY_LAYER
    orthogonal = sum(map(_orthogonal_layers, curves)) * request.width**3 * _ORTHOGONAL
    seconds = request.seeds * (len(curves) * network + orthogonal) + len(curves) * theory
    held = _DOUBLE * (weights + activations + _PASSING_ARRAYS * request.width * request.samples)
    found: list[Problem] = []
    fields = "width, depth, seeds, samples or curves"
    if seconds > limits.compute_seconds:
        came = f"about {seconds:.3g} seconds of computing"
        allowed = f"at most {limits.compute_seconds:g} seconds; lower {fields}"
        found.append(problem((BODY,), None, allowed, "too_much_work", came=came))
    if held > limits.memory_bytes:
        came = f"about {held / MIB:.3g} MiB of memory"
        allowed = f"at most {limits.memory_bytes / MIB:g} MiB; lower width, depth or samples"
        found.append(problem((BODY,), None, allowed, "too_big", came=came))
    if found:
        raise RefusedError(found)
    return seconds


def _orthogonal_layers(curve: CurvePatch) -> int:
    choice = curve.initializer
    specs = (choice,) if isinstance(choice, Spec) else choice or ()
    return sum(spec.name in _ORTHOGONAL_NAMES for spec in specs)


def _whole(request: PropagationRequest, patch: CurvePatch) -> CurvePatch:
    """Take from the base what the patch leaves open."""
    given = {name: getattr(request, name) for name in _FIELDS if getattr(patch, name) is None}
    return patch.model_copy(update=given)


def _curve(curve: CurvePatch, depth: int) -> CurveConfig:
    if (
        curve.label is None
        or curve.initializer is None
        or curve.bias_initializer is None
        or curve.activation is None
        or curve.gain is None
    ):
        raise ValueError("a curve has fields left open: the request is not resolved")
    return CurveConfig(
        label=curve.label,
        initializers=_per_layer(curve.initializer, depth),
        bias_initializers=_per_layer(curve.bias_initializer, depth),
        activation=curve.activation,
        gain=curve.gain,
    )


def _per_layer(choice: LayerChoice, layers: int) -> tuple[Spec, ...]:
    return (choice,) * layers if isinstance(choice, Spec) else choice


def _problems(request: PropagationRequest, curves: list[CurvePatch]) -> Iterator[Problem]:
    told: set[Loc] = set()
    for index, curve in enumerate(curves):
        patch = request.curves[index] if request.curves else CurvePatch()
        fitting = True
        for field in ("initializer", "bias_initializer"):
            choice = getattr(curve, field)
            if isinstance(choice, Spec) or len(choice) == request.depth:
                continue
            fitting = False
            own = getattr(patch, field) is not None
            # What several curves take from the base is refused there, and once.
            loc = (BODY, "curves", index, field) if own else (BODY, field)
            if loc not in told:
                told.add(loc)
                allowed = f"a list of {request.depth}, one per layer (depth)"
                yield problem(loc, None, allowed, came=f"a list of {len(choice)}")
        if fitting:
            yield from _network_problems(request, curve, index)


def _network_problems(
    request: PropagationRequest, curve: CurvePatch, index: int
) -> Iterator[Problem]:
    if curve.initializer is None or curve.bias_initializer is None or curve.activation is None:
        return
    try:
        check_network(
            [(request.width, request.width)] * request.depth,
            _per_layer(curve.initializer, request.depth),
            _per_layer(curve.bias_initializer, request.depth),
            activation=curve.activation,
            seed=request.seed,
        )
    except ArgumentError as error:
        where = (BODY, "curves", index) if request.curves else (BODY,)
        yield problem((*where, "initializer", error.argument), error.value, error.allowed)
