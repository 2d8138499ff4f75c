"""A whole model: its tensors one by one, and what they are together."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import median
from typing import Annotated, Final

from app.engine.errors import StoppedError
from app.engine.identify.finding_words import figure, plural
from app.engine.identify.findings import Case, Expected, Remark, drawn_anew, findings
from app.engine.identify.growth import LEAST_INNER, Growth, growth
from app.engine.identify.layer_chain import chain_of
from app.engine.identify.layer_kinds import WEIGHTS, Framework, Kind, kind_of, module_of, natural
from app.engine.identify.ranking import FoundLaw, Place, described, ranked
from app.engine.identify.remedy import for_all, suited_law
from app.engine.identify.summary import Layout, Summary, fans
from app.engine.identify.tensor_summary import Tensor
from app.engine.initializers import INITIALIZERS
from app.engine.records.annotations import Example

GPT2_STD: Final = 0.02
"""Standard deviation of GPT-2's weights: Radford et al. (2019), section 2.3."""

NEAR: Final = 0.05
"""Relative difference up to which a std is the one that is meant."""

LEAST_BRANCHES: Final = 4
"""Residual projections from which their scaling is looked at: two blocks of a transformer."""

SMALL: Final = 0.5
LARGE: Final = 2.0
"""Factors a layer beyond which signals or gradients vanish or explode in few layers."""

_SOURCES: Final = {
    "measured": "measured with these weights",
    "estimated": "estimated from the weights' moments",
}

GRADUAL: Final = (0.1, 10.0)
"""Factors over the whole model beyond which this is said of slower ones."""


@dataclass(frozen=True, slots=True)
class Given:
    """A tensor as it is asked about; ``tensor`` is where its numbers can be read, if they can."""

    name: str
    shape: tuple[int, ...]
    layout: Layout
    summary: Summary
    expected: Expected | None = None
    tensor: Tensor | None = None


@dataclass(frozen=True, slots=True)
class TensorAnswer:
    """What is found of one tensor."""

    name: Annotated[str, Example("layers.0.weight")]
    """Its name."""
    kind: Annotated[Kind, Example("dense")]
    """What it is in its model, by its name and shape."""
    shape: Annotated[tuple[int, ...], Example([256, 128])]
    """Its shape."""
    layout: Annotated[Layout, Example("out_in")]
    """How it lies."""
    fan_in: Annotated[int | None, Example(128)]
    """What comes into a neuron; null for fewer than two axes."""
    fan_out: Annotated[int | None, Example(256)]
    """What an input goes out to; null for fewer than two axes."""
    laws: tuple[FoundLaw, ...]
    """The laws that can have made it, the likeliest first; none where none can."""
    findings: tuple[Remark, ...]
    """What is wrong, or worth knowing."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The answer for a model."""

    tensors: tuple[TensorAnswer, ...]
    """Its tensors, in their order in the model."""
    findings: tuple[Remark, ...]
    """What is found of the model as a whole."""
    growth: Growth | None
    """Signals and gradients at the start, where its layers follow one another and nothing but the
    activation is between them; null elsewhere."""
    faults: Annotated[int, Example(1)]
    """How many findings are faults."""


def identify(
    tensors: Sequence[Given],
    framework: Framework,
    activation: str,
    expected: Expected | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Identified:
    """Identify the laws of a model's tensors; raise StoppedError when told to stop.

    ``expected`` is the law of all weights that have no expected law of their own.
    """
    ordered = sorted(tensors, key=lambda it: natural(it.name))
    kinds = {it.name: kind_of(it.name, it.shape) for it in ordered}
    fan_ins = {
        module_of(it.name): fans(it.shape, it.layout)[0] for it in ordered if len(it.shape) > 1
    }
    base, branches = _residual(ordered, kinds)
    scaled = base / sqrt(branches) if branches >= LEAST_BRANCHES else 0.0
    weights = [it for it in ordered if kinds[it.name] in WEIGHTS]
    cases = []
    for it in ordered:
        if should_stop():
            raise StoppedError
        kind = kinds[it.name]
        known = (scaled,) if kind == "residual_projection" and scaled > 0.0 else ()
        place = Place(it.shape, it.layout, activation, fan_ins.get(module_of(it.name)), known)
        laws = _laws(it, kind, place)
        last = bool(weights) and it is weights[-1]
        law = it.expected or (expected if kind in WEIGHTS else None)
        cases.append(Case(it.name, kind, place, framework, it.summary, laws, law, last))
    answers = tuple(_answer(case) for case in cases)
    tensors_of = {it.name: it.tensor for it in tensors if it.tensor is not None}
    chain = chain_of(cases, tensors_of)
    if chain is None:
        # The order in which they are given, where the names tell none.
        order = {it.name: index for index, it in enumerate(tensors)}
        chain = chain_of(sorted(cases, key=lambda case: order[case.name]), tensors_of)
    grown = None if chain is None else growth(chain, activation)
    whole = (*_identical(cases), *_scaling(cases, base, scaled), *_trained(cases))
    whole += tuple(_growing(grown, framework)) if grown is not None else ()
    every = [*whole, *(one for answer in answers for one in answer.findings)]
    return Identified(answers, whole, grown, sum(one.severity == "fault" for one in every))


def _laws(it: Given, kind: Kind, place: Place) -> tuple[FoundLaw, ...]:
    if it.summary.finite < it.summary.count or it.summary.count == 0:
        return ()
    if kind in {"norm", "other"} and len(it.shape) < 2 and it.summary.std > 0.0:
        return ()
    return described(it.summary, ranked(it.summary, place))


def _answer(case: Case) -> TensorAnswer:
    shape, layout = case.place.shape, case.place.layout
    fan_in, fan_out = fans(shape, layout) if len(shape) > 1 else (None, None)
    found = tuple(findings(case))
    return TensorAnswer(case.name, case.kind, shape, layout, fan_in, fan_out, case.laws, found)


def _residual(tensors: Sequence[Given], kinds: Mapping[str, Kind]) -> tuple[float, int]:
    """Return the usual std of weights beside the residual projections, and how many those are."""
    stds = [it.summary.std for it in tensors if kinds[it.name] in {"dense", "attention"}]
    branches = sum(kind == "residual_projection" for kind in kinds.values())
    return (median(stds) if stds else 0.0), branches


def _scaling(cases: Sequence[Case], base: float, scaled: float) -> list[Remark]:
    """Compare the last layers of residual branches with GPT-2's scaling of them."""
    branches = [case for case in cases if case.kind == "residual_projection"]
    if scaled == 0.0 or abs(base / GPT2_STD - 1.0) > NEAR:
        return []
    plain = [one for one in branches if abs(one.summary.std / base - 1.0) < NEAR]
    right = [one for one in branches if abs(one.summary.std / scaled - 1.0) < NEAR]
    count = len(branches)
    if plain:
        std = figure(median(one.summary.std for one in plain))
        where = "this layer" if len(plain) == 1 else f"these {len(plain)} layers"
        names = ", ".join(one.name for one in plain[:3]) + (", ..." if len(plain) > 3 else "")
        is_gpt = any(".c_proj." in one.name for one in plain)
        text = (
            f"std {std}; GPT-2 scales {where} to {figure(scaled)} = {figure(base)}/sqrt({count}): "
            f"not applied ({names})."
        )
        code = (
            "for name, p in model.named_parameters():\n"
            "    if name.endswith('c_proj.weight'):\n"
            f"        torch.nn.init.normal_(p, std={figure(base)} / {count} ** 0.5)"
        )
        mend = code if is_gpt and plain[0].framework == "torch" else None
        return [Remark("residual_scale", text, "fault" if is_gpt else "warning", mend)]
    if len(right) == count:
        text = f"The {count} residual projections are scaled as GPT-2's, by 1/sqrt({count})."
        return [Remark("residual_scale", text, "note")]
    return []


def _identical(cases: Sequence[Case]) -> list[Remark]:
    """Find tensors that hold the same random numbers."""
    groups: dict[tuple[str, tuple[int, ...]], list[Case]] = defaultdict(list)
    for case in cases:
        if case.summary.values is None and case.summary.finite == case.summary.count:
            groups[case.summary.digest, case.place.shape].append(case)
    found = []
    for group in groups.values():
        if len(group) < 2:
            continue
        names = ", ".join(case.name for case in group[:4]) + (", ..." if len(group) > 4 else "")
        if any(case.kind == "embedding" for case in group):
            text = f"{names} are one tensor: tied, as is usual for an embedding and the output."
            found.append(Remark("identical", text, "note"))
            continue
        text = (
            f"{plural(len(group), 'tensor')} hold the same numbers: {names}. They were drawn with "
            "one seed, or copied."
        )
        found.append(Remark("identical", text, "fault", drawn_anew(group[-1])))
    return found


def _trained(cases: Sequence[Case]) -> list[Remark]:
    judged = [case for case in cases if case.kind in WEIGHTS and case.summary.count >= 1024]
    without = [case for case in judged if not case.laws]
    if judged and 2 * len(without) > len(judged):
        text = (
            f"No law made {len(without)} of {len(judged)} weight tensors: the model was trained "
            "already."
        )
        return [Remark("trained", text, "note")]
    return []


def _growing(grown: Growth, framework: Framework) -> list[Remark]:
    found: list[Remark] = []
    law = suited_law(grown.activation)
    steps = len(grown.layers) - 1
    how = _SOURCES[grown.source]
    inner = steps if steps + 1 < LEAST_INNER else steps - 1
    for what, factor, count in (
        ("signal", grown.signal_factor, steps),
        ("gradient", grown.gradient_factor, inner),
    ):
        whole = factor**count if factor < 1e6 else float("inf")
        if factor < SMALL or whole < GRADUAL[0]:
            verb = "shrinks"
        elif factor > LARGE or whole > GRADUAL[1]:
            verb = "grows"
        else:
            continue
        text = (
            f"With {grown.activation} the {what} {verb} by a factor of {factor:.3g} a layer, "
            f"{whole:.3g} over {plural(count, 'layer')} ({how})."
        )
        # One line mends both.
        mend = None if found else for_all(framework, law)
        if mend is not None:
            text += f" {INITIALIZERS[law].label} is made for this activation."
        found.append(Remark("growth", text, "warning", mend))
    if grown.loss is not None and grown.chance is not None and isfinite(grown.loss):
        text = (
            f"As a classifier of {grown.classes} classes it begins at a loss of about "
            f"{grown.loss:.3g} ({how}); equal probabilities have {grown.chance:.3g}."
        )
        high = grown.loss > 1.5 * grown.chance
        found.append(Remark("loss", text, "warning" if high else "note"))
    return found
