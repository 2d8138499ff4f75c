"""Initializers of biases, in words of their own where they share a law with the weights."""

from dataclasses import replace
from math import sqrt

from app.engine import random_streams as streams
from app.engine.initializers import basic, law, recipes, sources
from app.engine.initializers.entry import Call, Initializer, LayerContext, Values
from app.engine.initializers.law import Law
from app.engine.initializers.structured import rai_law


def _torch(layer: LayerContext, _values: Values) -> Call:
    limit = 1.0 / sqrt(layer.fan_in)
    return Call(recipes.uniform, {"low": -limit, "high": limit})


def _torch_law(layer: LayerContext, _values: Values) -> Law:
    limit = 1.0 / sqrt(layer.fan_in)
    return law.uniform(-limit, limit)


def _rai(layer: LayerContext, _values: Values) -> Call:
    return Call(recipes.rai_bias, {"fan_in": layer.fan_in}, stream=streams.WEIGHTS)


def _target_mean(layer: LayerContext, _values: Values) -> Call:
    if layer.answer is None:
        return Call(recipes.constant, {"value": 0.0})
    return Call(recipes.literal, {"values": list(layer.answer)})


def _same_law(weights: Initializer, *, formula: str, reason: str) -> Initializer:
    """The law of an initializer of weights, for biases; a bias suits every activation alike."""
    return replace(weights, formula=formula, reason=reason, suits=(), bias=True)


ENTRIES = (
    _same_law(
        basic.ZEROS,
        formula="b = 0",
        reason="The usual start: random weights make the neurons different, so biases need not.",
    ),
    _same_law(
        basic.ONES,
        formula="b = 1",
        reason="Shifts every neuron by the same amount, so it tells no two of them apart.",
    ),
    _same_law(
        basic.CONSTANT,
        formula="b = value",
        reason=(
            "Shifts every neuron by the same amount, so it tells no two of them apart; a positive "
            "value lets more ReLUs start active."
        ),
    ),
    _same_law(
        basic.NORMAL,
        formula="b ~ N(mean, std^2), never truncated",
        reason=(
            "Shifts each neuron by an amount of its own: that tells neurons apart even where their "
            "weights are equal."
        ),
    ),
    _same_law(
        basic.UNIFORM,
        formula="b ~ U(low, high)",
        reason=(
            "Shifts each neuron by an amount of its own, within bounds; the default bounds are "
            "those of Keras."
        ),
    ),
    _same_law(
        basic.TRUNCATED_NORMAL,
        formula="b ~ N(mean, std^2) given |b - mean| <= cut std",
        reason="Shifts each neuron by an amount of its own, without outliers.",
    ),
    Initializer(
        name="torch_linear_default",
        label="PyTorch nn.Linear default",
        aliases=("PyTorch default",),
        group="framework default",
        independent=True,
        formula="b ~ U(-l, l), l = 1 / sqrt(fan_in)",
        reason="PyTorch draws biases from the same law as weights; Keras and Flax start them at 0.",
        call=_torch,
        law=_torch_law,
        breaks_symmetry="yes",
        citation=sources.TORCH_LINEAR,
        bias=True,
    ),
    Initializer(
        name="target_mean",
        label="Mean of the targets",
        aliases=("log odds", "class prior"),
        group="adaptive",
        formula="b = 0; at the output ln(p / (1 - p)), ln p of each class, or the targets' mean",
        reason=(
            "The network begins by answering with what is most likely before anything is known of "
            "an input: the share of each class, or the mean. With rare classes or targets far from "
            "0 the first epochs would otherwise go into learning this bias alone."
        ),
        call=_target_mean,
        law=lambda layer, _values: law.point(0.0) if layer.answer is None else None,
        breaks_symmetry="no",
        citation=sources.KARPATHY,
        needs_answer=True,
        by_place=True,
        bias=True,
    ),
    Initializer(
        name="rai",
        label="Randomized asymmetric (RAI)",
        aliases=("RAI",),
        group="structured",
        formula="b ~ N(0, 0.6007^2 / fan_in), or Beta(2, 1) where the neuron's positive entry fell",
        reason=(
            "Drawn together with the rai weights: in some neurons the positive entry is the bias."
        ),
        call=_rai,
        law=rai_law,
        breaks_symmetry="yes",
        suits=("relu",),
        citation=sources.LU,
        bias=True,
    ),
)
