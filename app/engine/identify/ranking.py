"""The laws that can have made a tensor, the likeliest first, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, pi, sqrt
from typing import Annotated, Final

from app.engine.identify.candidates import NO_LAWS, Candidate, candidates_of
from app.engine.identify.fit import expected_counts, fit, likely_std
from app.engine.identify.structure import Structure, promised, structure_of
from app.engine.identify.summary import Layout, Summary, fans, matrix_shape
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, Initializer, LayerContext
from app.engine.initializers.law import Law
from app.engine.records.annotations import Example, Finite

ALIKE: Final = 8.0
"""Nats by which two laws' likelihoods may differ that cannot be told apart: the wrong one of two
is this far ahead in one tensor of three thousand."""

CONTRIVED: Final = 4.0
"""Nats of cost by which another law's parameters may be less usual: with a gain of three digits
every normal law is every other one.
"""

SAME: Final = 1e-9
"""Relative difference up to which two laws' numbers are the same."""

WIDTH: Final = 0.5
"""How far, relative to a law's std, that of trained weights may lie from it: if it is as near as
chance allows, that speaks for the law."""

CONFIDENT: Final = 0.9
"""Confidence from which a law is taken for the one that made the tensor."""

PLACES: Final = ((1, 3), (0, 3), (2, 3))
"""Index and depth of an inner, the first and the last layer, which structured laws tell apart."""

MOST_LAWS: Final = 12
"""Laws named of a tensor: more are no help."""


@dataclass(frozen=True, slots=True)
class FoundLaw:
    """A law that can have made a tensor."""

    name: Annotated[str, Example("he_normal")]
    """What a request calls it."""
    label: Annotated[str, Example("He normal")]
    """What people call it."""
    parameters: Annotated[Mapping[str, object], Example({"negative_slope": 0.0, "mode": "fan_in"})]
    """Its parameters."""
    confidence: Annotated[Finite, Example(0.97)]
    """How probable it is, from 0 to 1, that this law or one that is the same here made the tensor;
    the rest is for other laws, and for weights that no law made."""
    indistinguishable_from: Annotated[tuple[str, ...], Example(["variance_scaling"])]
    """Laws that cannot be told from it at this size."""
    mean: Annotated[Finite, Example(0.0)]
    """Its mean."""
    std: Annotated[Finite, Example(0.0884)]
    """Its standard deviation."""
    minimum: Annotated[Finite | None, Example(None)]
    """Its lower bound; null where there is none."""
    maximum: Annotated[Finite | None, Example(None)]
    """Its upper bound; null where there is none."""
    expected_counts: Annotated[tuple[float, ...], Example([3.1, 4.2])]
    """How many entries it expects in each bin of the summary's histogram; given of the likeliest
    law alone, where it has a density."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate that was not refused, with its likelihood in nats."""

    candidate: Candidate
    likelihood: float
    exact: bool
    """Whether it explains what chance does not make: zeros, copies or right angles."""

    @property
    def weight(self) -> float:
        """Its likelihood less the cost of its parameters."""
        return self.likelihood - self.candidate.cost


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tensor stands: what laws may depend on."""

    shape: tuple[int, ...]
    layout: Layout
    activation: str
    fan_in: int | None = None
    """Of the layer, for a bias."""
    known_stds: tuple[float, ...] = ()
    """Standard deviations that may be expected here besides those of the laws."""


def ranked(summary: Summary, place: Place) -> list[Ranked]:
    """Give the laws that are not refused, the likeliest first, each once."""
    best: dict[str, Ranked] = {}
    for found in _fitting(summary, place):
        name = found.candidate.entry.name
        if name not in best or found.weight > best[name].weight:
            best[name] = found
    # Of laws that are the same here, the one that the catalogue has first.
    return sorted(best.values(), key=lambda found: -round(found.weight, 6))


def fits_expected(
    summary: Summary, place: Place, name: str, given: Mapping[str, object]
) -> tuple[Ranked | None, Law | None]:
    """Give an expected law as it fits, or None, and the law as it was expected.

    ``given`` are the parameters that were given with its name; others may be fitted only where the
    law says nothing of the layer's size.
    """
    best: Ranked | None = None
    promise: Law | None = None
    entry = INITIALIZERS[name]
    free = entry.group in {"random", "constant", "symmetry"}
    defaults = {it.name: it.default for it in entry.parameters}
    fixed = dict(given) if free else {**defaults, **given}
    for found in _fitting_entry(entry, summary, place, fixed):
        promise = promise or found.candidate.law
        if found.likelihood > -inf and (best is None or found.likelihood > best.likelihood):
            best = found
    if promise is None:
        layer = layer_of(place, structured=not entry.independent)
        promise = entry.law(layer, {**defaults, **given})
    return best, promise


def _fitting(summary: Summary, place: Place) -> Iterator[Ranked]:
    table = BIAS_INITIALIZERS if len(place.shape) < 2 else INITIALIZERS
    for entry in table.values():
        # One tensor does not show what goes by its place in the network.
        if entry.name not in NO_LAWS and not entry.by_place:
            yield from _fitting_entry(entry, summary, place, {})


def _fitting_entry(
    entry: Initializer, summary: Summary, place: Place, given: Mapping[str, object]
) -> Iterator[Ranked]:
    is_weight = len(place.shape) > 1
    structured = is_weight and not entry.independent
    found = structure_of(summary, place.layout) if is_weight else None
    copies = 1 if found is None else _copies(found, place)
    for where in PLACES if structured else PLACES[:1]:
        layer = layer_of(place, where, structured=structured)
        allowed = True
        if found is not None:
            own = promised(entry.name, layer)
            if own is not None and summary.std > 0.0:
                allowed = found.allows(own)
        for candidate in candidates_of(entry, summary, layer, given, place.known_stds):
            # Of a law without chance the values say it all.
            if candidate.law.density is not None and not (
                allowed and likely_std(summary, candidate.law, copies)
            ):
                continue
            result = fit(summary, candidate.law, independent=entry.independent, copies=copies)
            if result.refused is None:
                exact = copies > 1 or bool(candidate.law.atoms) or _is_orthogonal(found)
                yield Ranked(candidate, result.likelihood, exact)


def _copies(found: Structure, place: Place) -> int:
    """How often each entry occurs, its negative counted along."""
    if found.equal_neurons:
        return place.shape[0] if place.layout == "out_in" else place.shape[-1]
    return (1 + found.mirrored_inputs) * (1 + found.mirrored_neurons)


def _is_orthogonal(found: Structure | None) -> bool:
    return found is not None and bool(found.orthogonal_inputs or found.orthogonal_neurons)


def layer_of(place: Place, where: tuple[int, int] = PLACES[0], *, structured: bool) -> LayerContext:
    """The layer that a law is asked for; a structured law sees the tensor as a matrix.

    ``where`` is its index and the number of layers.
    """
    if len(place.shape) < 2:
        size = place.shape[0] if place.shape else 1
        return LayerContext(*where, place.fan_in or size, size, place.activation, 0, bias=True)
    fan_in, fan_out = fans(place.shape, place.layout)
    if structured:
        rows, columns = matrix_shape(place.shape, place.layout)
        fan_in, fan_out = (rows, columns) if place.layout == "in_out" else (columns, rows)
    return LayerContext(*where, fan_in, fan_out, place.activation, 0)


def described(summary: Summary, found: Sequence[Ranked]) -> tuple[FoundLaw, ...]:
    """Give the laws with their confidence, and for each those that cannot be told from it."""
    if not found:
        return ()
    top = max(one.likelihood for one in found)
    groups: list[list[Ranked]] = []
    for one in found:
        for group in groups:
            if same(group[0].candidate.law, one.candidate.law):
                group.append(one)
                break
        else:
            groups.append([one])
    weights = [exp(max(one.weight for one in group) - top) for group in groups]
    total = sum(weights) + _none_weight(summary, found)
    share = {
        one.candidate.entry.name: weight / total
        for group, weight in zip(groups, weights, strict=True)
        for one in group
    }
    described_laws = [_described(summary, one, found, share) for one in found[:MOST_LAWS]]
    return tuple(described_laws)


def _none_weight(summary: Summary, found: Sequence[Ranked]) -> float:
    """The weight of a tensor that no law made, relative to the likeliest one.

    It is a law's shape with an arbitrary std, within WIDTH of it: of the likelihoods of all of
    these, the mean.
    """
    best = max(found, key=lambda one: one.likelihood)
    if best.candidate.law.density is None:
        # A law that leaves no entry free: chance meets it once in as many cases as there are bits.
        return 2.0 ** -min(60, summary.finite)
    error = 1.0 / summary.finite if best.exact else 1.0 / sqrt(2.0 * summary.finite)
    return min(1.0, sqrt(2.0 * pi) * error / WIDTH)


def _described(
    summary: Summary, one: Ranked, found: Sequence[Ranked], share: Mapping[str, float]
) -> FoundLaw:
    law = one.candidate.law
    alike = tuple(
        other.candidate.entry.name
        for other in found
        if other is not one
        and abs(other.likelihood - one.likelihood) <= ALIKE
        and other.candidate.cost <= one.candidate.cost + CONTRIVED
    )
    entry = one.candidate.entry
    return FoundLaw(
        name=entry.name,
        label=entry.label,
        parameters=one.candidate.parameters,
        confidence=min(1.0, share[entry.name]),
        indistinguishable_from=alike,
        mean=law.mean,
        std=law.std,
        minimum=law.minimum,
        maximum=law.maximum,
        expected_counts=expected_counts(summary, law) if one is found[0] else (),
    )


def same(first: Law, second: Law) -> bool:
    """Whether two laws are one."""
    if (first.density is None) != (second.density is None) or len(first.atoms) != len(second.atoms):
        return False
    pairs = [
        (first.mean, second.mean),
        (first.std, second.std),
        (first.minimum, second.minimum),
        (first.maximum, second.maximum),
        *zip(
            (number for atom in first.atoms for number in atom),
            (number for atom in second.atoms for number in atom),
            strict=True,
        ),
    ]
    scale = max(abs(first.mean), first.std)
    return all(
        a is b if a is None or b is None else abs(a - b) <= SAME * max(scale, abs(a))
        for a, b in pairs
    )
