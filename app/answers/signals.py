"""Signals through deep networks as drawn, for the pages that are about depth."""

from collections.abc import Mapping
from typing import Any

from app.answers.written_answer import Point
from app.engine.depth import CurveConfig, DepthConfig, propagate
from app.engine.depth.config import Measured
from app.schemas.choices import parse_bias_initializer, parse_initializer, per_layer


def send(
    curves: Mapping[str, tuple[str | dict[str, Any], str]],
    *,
    width: int,
    depth: int,
    seeds: int,
) -> list[Measured]:
    """Send inputs of size 1 through ``depth`` layers of ``width`` neurons, and deltas back.

    ``curves`` have for each label an initializer, as a request names it, and an activation; all
    biases are 0. What comes back is measured in their order.
    """
    biases = per_layer(parse_bias_initializer("zeros"), depth)
    config = DepthConfig(
        width=width,
        depth=depth,
        seeds=seeds,
        seed=0,
        samples=32,
        inputs="sphere",
        input_std=1.0,
        cosine=0.5,
        curves=tuple(
            CurveConfig(label, per_layer(parse_initializer(spec), depth), biases, activation, 1.0)
            for label, (spec, activation) in curves.items()
        ),
    )
    return [curve.measured for curve in propagate(config).curves]


def by_layer(numbers: tuple[float, ...]) -> list[Point]:
    """Return the points of a line over the layers, the first of which is layer 1."""
    return [(float(layer), number) for layer, number in enumerate(numbers, 1)]
