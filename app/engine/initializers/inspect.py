"""One initializer looked at alone: what it promises and what it draws."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.initializers.catalog import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers.entry import LayerContext
from app.engine.initializers.law import Law
from app.engine.initializers.network import resolve
from app.engine.instruments.recorder import weight_histograms

Array = NDArray[np.float64]

DATA_SAMPLES = 512
"""Standard normal inputs shown to an initializer that looks at data."""

DENSITY_POINTS = 201
"""Points of the drawn density curve: one every half per cent of its width."""


DENSITY_MARGIN = 0.25
"""How far the curve goes beyond the histogram at either side, in widths of that: it shows where a
bounded law ends, and what of another one this draw did not reach."""


@dataclass(frozen=True, slots=True)
class Place:
    """The layer an initializer is looked at for: by default the middle one of three."""

    fan_in: int
    fan_out: int
    layer_index: int = 1
    depth: int = 3
    activation: str = "tanh"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Theory:
    """What is promised of one entry; ``minimum`` and ``maximum`` are None where it is unbounded.

    ``density_x`` and ``density_y`` are the curve of the continuous part over the histogram's range
    and a little more, within the bounds; None where there is none. ``atoms`` are values with a
    positive probability, with it.
    """

    mean: float
    std: float
    minimum: float | None
    maximum: float | None
    density_x: Array | None
    density_y: Array | None
    atoms: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What one draw gave. ``bin_edges`` (n+1) and ``counts`` (n) hold every entry.

    ``distinct_neurons`` counts columns that differ in any bit; 1 for a bias of equal entries.
    """

    mean: float
    std: float
    minimum: float
    maximum: float
    bin_edges: Array
    counts: NDArray[np.int64]
    distinct_neurons: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """An initializer at one layer: ``theory`` is None where the data or the user decide.

    ``array`` is the draw itself; ``singular_values`` (min(fan_in, fan_out),) are its, largest
    first, None for a bias.
    """

    name: str
    parameters: Mapping[str, object]
    place: Place
    theory: Theory | None
    sample: Sample
    singular_values: Array | None
    array: Array


def inspect_initializer(
    name: str,
    parameters: Mapping[str, object],
    place: Place,
    *,
    bias: bool = False,
    bins: int = 40,
) -> Inspection:
    """Draw one array and set it beside the entry's law; the same arguments give the same result.

    An initializer that looks at data sees standard normal inputs. The cost is that of one draw and,
    for weights, of its singular values. Raises ArgumentError for what cannot be drawn.
    """
    spec = resolve(name, parameters, bias=bias)
    entry = (BIAS_INITIALIZERS if bias else INITIALIZERS)[name]
    layer = _layer(place, bias=bias, needs_data=entry.needs_data)
    if entry.check is not None:
        entry.check(layer, spec.parameters)
    array = entry.call(layer, spec.parameters).run(layer) + 0.0
    sample = _sample(array, bins)
    law = entry.law(layer, spec.parameters)
    return Inspection(
        name=name,
        parameters=spec.parameters,
        place=place,
        theory=None if law is None else _theory(law, sample.bin_edges),
        sample=sample,
        singular_values=None if bias else _singular_values(array),
        array=array,
    )


def _layer(place: Place, *, bias: bool, needs_data: bool) -> LayerContext:
    inputs = None
    if needs_data:
        rng = np.random.default_rng([place.seed, streams.INSPECTION])
        inputs = rng.standard_normal((DATA_SAMPLES, place.fan_in))
    return LayerContext(
        place.layer_index,
        place.depth,
        place.fan_in,
        place.fan_out,
        place.activation,
        place.seed,
        bias=bias,
        inputs=inputs,
    )


def _singular_values(array: Array) -> Array:
    values: Array = np.linalg.svd(array, compute_uv=False).astype(np.float64)
    return values


def _sample(array: Array, bins: int) -> Sample:
    (histogram,) = weight_histograms(array.reshape(1, -1), bins)
    neurons = np.atleast_2d(array).T
    return Sample(
        mean=float(array.mean()),
        std=float(array.std()),
        minimum=float(array.min()),
        maximum=float(array.max()),
        bin_edges=histogram.bin_edges,
        counts=histogram.counts,
        distinct_neurons=len({neuron.tobytes() for neuron in neurons}),
    )


def _theory(law: Law, bin_edges: Array) -> Theory:
    x = y = None
    if law.density is not None:
        low, high = float(bin_edges[0]), float(bin_edges[-1])
        around = DENSITY_MARGIN * (high - low)
        least = low - around if law.minimum is None else max(law.minimum, low - around)
        most = high + around if law.maximum is None else min(law.maximum, high + around)
        x = np.linspace(min(least, low), max(most, high), DENSITY_POINTS)
        y = law.density(x)
    return Theory(law.mean, law.std, law.minimum, law.maximum, x, y, law.atoms)
