"""A gradient taken apart, in sentences for a student.

Here neurons and layers are counted from 1, as people do; as data they are counted from 0.
"""

from collections.abc import Sequence
from typing import Final

from app.engine.explanation.gradient import Explanation, Place
from app.engine.lesson.lesson_numbers import share, short
from app.engine.network.activations import ACTIVATIONS

MOSTLY: Final = 0.5
"""Share of the samples from which on a unit is called saturated."""

MOST_NAMED: Final = 8
"""Neurons named one by one; of more, only their number is told."""


def describe(found: Explanation, place: Place, activation: str) -> tuple[str, ...]:
    """Say what the gradient is, which factor makes it so, and what kind of neuron it leads to."""
    return (_gradient(found, place), *_reasons(found, place, activation), *_unit(found, activation))


def _gradient(found: Explanation, place: Place) -> str:
    source = "input" if place.layer_index == 0 else "neuron"
    count = len(found.samples)
    samples = f"{count} sample{'s' if count > 1 else ''}"
    before, neuron, layer = place.from_neuron + 1, place.to_neuron + 1, place.layer_index + 1
    return (
        f"The weight from {source} {before} to neuron {neuron} of layer {layer} is "
        f"{short(found.weight)}. Its gradient is {short(found.gradient)}: "
        f"the mean, over {samples}, of the product of what comes in (on average "
        f"{short(found.activation.mean)}) and the delta that comes back (on average "
        f"{short(found.delta.mean)})."
    )


def _reasons(found: Explanation, place: Place, activation: str) -> list[str]:
    """Say which factors are exactly 0, from what comes in to what comes back."""
    zero: set[str] = set(found.zero)
    sentences: list[str] = []
    if "activation" in zero:
        came = "the input" if place.layer_index == 0 else "the activation that comes in"
        sentences.append(f"It is exactly 0, because {came} is 0 for every sample.")
    if "delta" in zero:
        also = "There is a second reason" if sentences else "It is exactly 0"
        sentences.append(f"{also}: no delta arrives. {_no_delta(found, zero, activation)}")
    if not zero & {"activation", "delta"} and found.products.nothing:
        sentences.append(_no_product(found))
    elif not sentences and found.gradient == 0.0:
        sentences.append("It is exactly 0, because the products of the samples cancel out.")
    elif not sentences and found.products.zeros:
        sentences.append(
            f"For {found.products.zeros} of {len(found.samples)} samples the product is exactly 0."
        )
    return sentences


def _no_product(found: Explanation) -> str:
    """Say why every product is 0 where neither factor is 0 for every sample."""
    if all((found.activation.values == 0.0) | (found.delta.values == 0.0)):
        return "It is exactly 0, because for every sample one of the two factors is 0."
    return (
        "It is exactly 0, because the products are too small for 64-bit arithmetic, which rounds "
        "to 0 what lies below 5e-324."
    )


def _no_delta(found: Explanation, zero: set[str], activation: str) -> str:
    if "slope" in zero:
        exactly = ACTIVATIONS[activation].exactly_flat
        zero_slope = "is" if exactly else "is so small that it rounds to"
        return (
            f"The slope of {activation} {zero_slope} 0 for every sample, so nothing passes back "
            "through it."
        )
    if "multiplier" in zero:
        return "The branch multiplier is 0, so nothing comes back from the stream into the branch."
    if "next_weights" in zero:
        return "All weights that lead on from this neuron are 0, so no correction comes back."
    if "next_deltas" in zero:
        return "The deltas of the next layer are all 0 already."
    if found.output is not None:
        return "The output equals its target for every sample."
    if "carried" in zero and found.following is None:
        return "Nothing comes back over the stream for any sample."
    if "carried" in zero:
        return "What comes back over the weights adds up to 0 for every sample."
    return "For every sample either the slope or what comes back over the weights is 0."


def _unit(found: Explanation, activation: str) -> list[str]:
    unit, sentences = found.unit, []
    if unit.twins:
        fate = (
            "The deltas that come back are equal to the last bit too, so they stay clones "
            "through this update."
            if unit.together
            else "But the deltas that come back to them differ, which draws them apart."
        )
        sentences.append(f"{_named(unit.twins)} the same incoming weights and bias. {fate}")
    if unit.dead:
        fate = (
            "and its weights and bias get no gradient."
            if found.normalized is None
            else "and its weights and bias get a gradient by way of the normalization alone."
        )
        sentences.append(
            "The neuron is dead: it is 0 for every sample of the training set, so its slope is 0 "
            f"everywhere {fate}"
        )
    if unit.saturated is not None and unit.saturated > MOSTLY and found.slope is not None:
        sentences.append(
            f"The neuron is saturated: for {share(unit.saturated)} of the samples {activation} is "
            f"flat, and on average only {short(found.slope.mean)} of what comes back passes."
        )
    return sentences


def _named(twins: Sequence[int]) -> str:
    if len(twins) > MOST_NAMED:
        return f"{len(twins)} other neurons have"
    if len(twins) == 1:
        return f"Neuron {twins[0] + 1} has"
    names = ", ".join(str(twin + 1) for twin in twins[:-1])
    return f"Neurons {names} and {twins[-1] + 1} have"
