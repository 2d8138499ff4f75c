"""What is wrong with a tensor, and what is worth knowing, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Annotated, Final, Literal

from app.engine.errors import ArgumentError
from app.engine.identify.candidates import NO_LAWS
from app.engine.identify.finding_words import figure, plural
from app.engine.identify.layer_kinds import WEIGHTS, Framework, Kind
from app.engine.identify.ranking import CONFIDENT, FoundLaw, Place, fits_expected, layer_of
from app.engine.identify.remedy import remedy, suited_law
from app.engine.identify.structure import sides
from app.engine.identify.summary import Summary
from app.engine.initializers import INITIALIZERS
from app.engine.initializers.law import Law
from app.engine.names import allowed_names, canonical
from app.engine.parameters import validate_parameters
from app.engine.records.annotations import Example

Severity = Literal["fault", "warning", "note"]

LEAST_JUDGED: Final = 64
"""Entries below which 'no law fits' says nothing."""

LARGE_BOUND: Final = 10.0
"""A cut at more std than this cuts nothing in any tensor."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was found."""

    kind: Annotated[str, Example("clones")]
    """What it is, in a word."""
    text: Annotated[str, Example("128 neurons are 1 distinct one: clones, which stay clones.")]
    """What it is, in a sentence."""
    severity: Annotated[Severity, Example("fault")]
    """fault: it is not as it should be; warning: it is rarely meant; note: worth knowing."""
    code: Annotated[str | None, Example(None)] = None
    """The line that mends it in the model's framework; null where there is none."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A law that was expected, with the parameters that were given with it."""

    name: str
    parameters: Mapping[str, object]


def expected_law(value: object) -> Expected | None:
    """Read an expected law: None, a name, or a mapping of a name and parameters.

    Raises ArgumentError for a name or a parameter that is not known.
    """
    if value is None or isinstance(value, Expected):
        return value
    given: dict[str, object] = dict(value) if isinstance(value, Mapping) else {"name": value}
    written = given.pop("name", None)
    known = {name: it for name, it in INITIALIZERS.items() if name not in NO_LAWS}
    name = canonical(known, written)
    if name is None:
        raise ArgumentError("expected", value, allowed_names(known, written))
    values = validate_parameters(known[name].parameters, given)
    return Expected(name, {key: values[key] for key in given})


@dataclass(frozen=True, slots=True)
class Case:
    """A tensor with all that findings are made from."""

    name: str
    kind: Kind
    place: Place
    framework: Framework
    summary: Summary
    laws: tuple[FoundLaw, ...]
    expected: Expected | None
    is_last: bool = False


def findings(case: Case) -> list[Remark]:
    """Give what is found in one tensor alone."""
    summary = case.summary
    if summary.nan or summary.infinite:
        text = f"{summary.nan} entries are NaN and {summary.infinite} are infinite or beyond 1e60."
        return [Remark("non_finite", text, "fault")]
    found = _repeated(case) if case.kind != "norm" else []
    if case.kind in WEIGHTS or (case.expected is not None and len(case.place.shape) > 1):
        found += _law(case)
    if case.kind == "bias":
        found += _bias(case)
    if case.kind == "norm" and (summary.values is None or summary.std > 0.0):
        found.append(Remark("trained", "Gains or shifts that differ: they were trained.", "note"))
    return found


def _repeated(case: Case) -> list[Remark]:
    """Clones, dead and constant neurons; none of these matter in a tensor of one value."""
    summary = case.summary
    inputs, neurons = sides(summary, case.place.layout)
    if inputs is None or neurons is None:
        return []
    rows, columns = summary.row_count, summary.count // summary.row_count
    count, fan = (columns, rows) if case.place.layout == "in_out" else (rows, columns)
    mend = drawn_anew(case)
    if summary.std == 0.0 and summary.minimum == 0.0:
        return [_all_zero(case, mend)]
    found: list[Remark] = []
    # What is 0 throughout counts among the distinct ones once.
    equal = count - neurons.distinct - max(0, neurons.zero - 1)
    structured = any(law.name in {"identity", "zero_hadamard"} for law in case.laws)
    noun = "vector" if case.kind == "embedding" else "neuron"
    if equal > 0 and fan > 1 and count > 1:
        live = neurons.distinct - (1 if neurons.zero else 0)
        text = (
            f"Of {plural(count - neurons.zero, noun)} {live} {'is' if live == 1 else 'are'} "
            f"distinct: {equal} are exact clones of others and, unless their outgoing weights or "
            "biases differ, stay so."
        )
        severity: Severity = "warning" if structured or case.kind == "embedding" else "fault"
        found.append(Remark("clones", text, severity, mend))
    if neurons.zero:
        severity = "note" if case.kind == "embedding" or structured else "warning"
        text = f"{plural(neurons.zero, noun)} with nothing but zeros coming in."
        found.append(Remark("dead", text, severity))
    if neurons.constant and fan > 1 and summary.std > 0.0:
        text = f"{plural(neurons.constant, noun)} with all incoming weights equal."
        found.append(Remark("constant", text, "warning"))
    other = inputs.zero
    if other and case.kind != "embedding" and not structured:
        text = f"{plural(other, 'input')} that no neuron listens to."
        found.append(Remark("unused_inputs", text, "note"))
    return found


def _all_zero(case: Case, mend: str | None) -> Remark:
    if case.is_last:
        text = "All weights are 0: as the only such layer, and the last one, that trains well."
        return Remark("zeros", text, "note")
    if case.kind == "residual_projection":
        text = "All weights are 0: the branch begins as the identity, which is often meant."
        return Remark("zeros", text, "note")
    text = "All weights are 0: all neurons are clones, and nothing gets through."
    return Remark("zeros", text, "fault", mend)


def _law(case: Case) -> list[Remark]:
    if case.expected is not None:
        mismatch = _mismatch(case, case.expected)
        return [] if mismatch is None else [mismatch]
    if case.summary.count < LEAST_JUDGED:
        return []
    if not case.laws or case.laws[0].confidence < CONFIDENT / 2.0:
        std = figure(case.summary.std)
        text = (
            f"No law of the catalogue makes this (std {std}, kurtosis "
            f"{case.summary.kurtosis:.3g}): trained already, or drawn in another way."
        )
        return [Remark("no_law", text, "note")]
    best = case.laws[0]
    if best.name in {"normal", "torch_normal"} and best.std >= LARGE_BOUND / 10.0:
        text = f"N(0, {figure(best.std)}^2), whatever the layer's size: far too large."
        return [Remark("scale", text, "fault", drawn_anew(case))]
    if best.name in {"torch_uniform", "ones", "constant"} and best.mean > best.std:
        text = "All weights are positive, so that every sum grows."
        return [Remark("scale", text, "warning", drawn_anew(case))]
    return []


def _mismatch(case: Case, expected: Expected) -> Remark | None:
    """Compare with the expected law."""
    match, promise = fits_expected(case.summary, case.place, expected.name, expected.parameters)
    label = INITIALIZERS[expected.name].label
    if match is not None:
        return None
    parameters = {**_meant_std(case, expected.name, promise), **expected.parameters}
    mend = remedy(case.framework, case.name, case.place, expected.name, parameters)
    if promise is None:
        text = f"{label} was expected; it cannot have made this."
        return Remark("mismatch", text, "fault", mend)
    text = f"{label} was expected: {difference(case.summary, promise)}."
    likelier = case.laws[0].label if case.laws else None
    if likelier is not None:
        text += f" It looks like {likelier}."
    return Remark("mismatch", text, "fault", mend)


def _meant_std(case: Case, name: str, promise: Law | None) -> dict[str, object]:
    """Return the std that was fitted to a tensor, for a law that takes it as it stands."""
    entry = INITIALIZERS[name]
    values = {it.name: it.default for it in entry.parameters}
    if promise is None or promise.std == 0.0 or "std" not in values:
        return {}
    layer = layer_of(case.place, structured=not entry.independent)
    law = entry.law(layer, {**values, "std": promise.std})
    return {"std": promise.std} if law is not None and law.std == promise.std else {}


def drawn_anew(case: Case) -> str | None:
    """Return the code that draws a tensor by the law that suits the activation."""
    law = suited_law(case.place.activation)
    return remedy(case.framework, case.name, case.place, law)


def difference(summary: Summary, law: Law) -> str:
    """Say in what a tensor differs most from a law."""
    error = 6.0 * law.std / sqrt(summary.finite)
    if abs(summary.mean - law.mean) > error + 1e-9 * abs(law.mean):
        return f"its mean is {figure(summary.mean)}, that of the law is {figure(law.mean)}"
    if law.std > 0.0 and abs(summary.std / law.std - 1.0) > 6.0 / sqrt(summary.finite):
        ratio = figure(summary.std / law.std)
        return f"std {figure(summary.std)}; by the law {figure(law.std)}, so {ratio} times that"
    for bound, value, side in (
        (law.maximum, summary.maximum, "largest"),
        (law.minimum, summary.minimum, "least"),
    ):
        if bound is not None and abs(value) > abs(bound) * (1.0 + 1e-3):
            return f"its {side} entry is {figure(value)}, where the law is cut at {figure(bound)}"
    if law.maximum is None and summary.finite > 1000:
        bounded = max(abs(summary.maximum), abs(summary.minimum)) / summary.std
        if bounded < 2.5:
            return f"it is cut at {figure(bounded)} std, where the law is not cut"
    return "its std is right, but its entries are spread otherwise"


def _bias(case: Case) -> list[Remark]:
    summary = case.summary
    if summary.std == 0.0 or summary.count < 8:
        return []
    if case.laws:
        return []
    text = f"Biases of std {figure(summary.std)} that no law makes: they were trained."
    return [Remark("trained", text, "note")]
