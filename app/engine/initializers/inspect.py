"""One initializer looked at alone: what it promises and what it draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from app.engine import random_streams as streams
from app.engine.citation import Citation
from app.engine.initializers.all_initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.initializers.entry import Initializer, LayerContext
from app.engine.initializers.law import Law
from app.engine.initializers.network import branches_of, resolve
from app.engine.instruments.histograms import weight_histograms
from app.engine.network.architecture import ResidualChain
from app.engine.records.annotations import Array, Axes, Counts, Example, Finite, Mark

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

    fan_in: Annotated[int, Example(256)]
    """Inputs of the layer."""
    fan_out: Annotated[int, Example(128)]
    """Neurons of the layer."""
    layer_index: Annotated[int, Example(1)] = 1
    """Which weight layer it is, from 0."""
    depth: Annotated[int, Example(3)] = 3
    """Weight layers of the network."""
    block_layers: Annotated[int, Example(0)] = 0
    """Layers in the branch of each residual block; 0 for a network without blocks."""
    activation: Annotated[str, Example("tanh")] = "tanh"
    """Activation of the hidden layers."""
    seed: Annotated[int, Example(0)] = 0
    """Seed of the draw."""


@dataclass(frozen=True, slots=True)
class Density:
    """A curve over the histogram's range and a little more, within the bounds."""

    x: Annotated[Array, Axes("points"), Mark.FINITE, Example([-0.1, 0.0, 0.1])]
    """Values of an entry, rising."""
    y: Annotated[Array, Axes("points"), Example([2.4, 3.9, 2.4])]
    """Probability density there: per unit of the value; null where it is infinite."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A value that an entry has with a positive probability."""

    value: Annotated[Finite, Example(0.0)]
    """The value."""
    probability: Annotated[Finite, Example(0.9)]
    """How probable it is."""


@dataclass(frozen=True, slots=True)
class EntryLaw:
    """What is promised of an entry drawn at random."""

    mean: Annotated[Finite, Example(0.0)]
    """Mean."""
    std: Annotated[Finite, Example(0.0722)]
    """Standard deviation."""
    minimum: Annotated[Finite | None, Example(None)]
    """Least possible value; null where there is none."""
    maximum: Annotated[Finite | None, Example(None)]
    """Largest possible value; null where there is none."""
    density: Density | None
    """The continuous part; null where there is none."""
    atoms: tuple[Atom, ...]
    """The other part: together with the density they make 1."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one draw gave."""

    mean: Annotated[float, Example(0.0003)]
    """Mean of the entries; null, as all of these, where it is beyond the floating point numbers."""
    std: Annotated[float, Example(0.0721)]
    """Their standard deviation."""
    minimum: Annotated[Finite, Example(-0.29)]
    """The least entry."""
    maximum: Annotated[Finite, Example(0.31)]
    """The largest entry."""
    bin_edges: Annotated[Array, Axes("edges"), Example([-0.3, 0.0, 0.3])]
    """Edges of the histogram's bins."""
    counts: Annotated[Counts, Example([16400, 16368])]
    """Entries in each bin."""
    distinct_neurons: Annotated[int, Example(128)]
    """Neurons whose incoming weights differ from those of all others in any bit; 1 for a bias of
    equal entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """An initializer at one layer: what it is, what it promises, what it draws."""

    name: Annotated[str, Example("glorot_normal")]
    """What a request calls it."""
    label: Annotated[str, Example("Glorot normal")]
    """What people call it."""
    aliases: Annotated[tuple[str, ...], Example(["Xavier normal"])]
    """Other names it goes by."""
    formula: Annotated[str, Example("N(0, 2 / (fan_in + fan_out))")]
    """Its law."""
    reason: Annotated[str, Example("Keeps the variance of signals and gradients.")]
    """Why it is as it is."""
    breaks_symmetry: Annotated[Literal["yes", "no", "depends"], Example("yes")]
    """Whether neurons begin different from each other."""
    suits: Annotated[tuple[str, ...], Example(["tanh", "sigmoid"])]
    """Activations it is made for."""
    citation: Citation | None
    """Its source."""
    parameters: Annotated[Mapping[str, object], Example({"gain": 1.0, "activation_gain": "none"})]
    """Its parameters, every default filled in."""
    place: Annotated[Place, Mark.INLINE]
    """The layer."""
    bias: Annotated[bool, Example(value=False)]
    """Whether this is the bias."""
    theory: EntryLaw | None
    """What is promised; null where the data or the user decide."""
    sample: Sample
    """What one draw gave."""
    singular_values: Annotated[Array | None, Axes("values"), Example([1.99, 1.97, 0.42])]
    """Of the weights, largest first: min(fan_in, fan_out) of them; null for a bias."""
    array: Annotated[Array, Mark.UNSENT]
    """The draw itself."""


def inspect_initializer(
    name: str,
    parameters: Mapping[str, object],
    place: Place,
    *,
    bias: bool = False,
    bins: int = 40,
) -> Inspection:
    """Draw one array and set it beside the entry's law; the same arguments give the same result.

    An initializer that looks at data sees standard normal inputs, and one that looks at targets
    standard normal pre-activations that give their mean. The cost is that of one draw and,
    for weights, of its singular values. Raises ArgumentError for what cannot be drawn.
    """
    spec = resolve(name, parameters, bias=bias)
    entry = (BIAS_INITIALIZERS if bias else INITIALIZERS)[name]
    layer = _layer(place, entry)
    if entry.check is not None:
        entry.check(layer, spec.parameters)
    array = entry.call(layer, spec.parameters).run(layer) + 0.0
    sample = _sample(array, bins)
    law = entry.law(layer, spec.parameters)
    return Inspection(
        name=name,
        label=entry.label,
        aliases=entry.aliases,
        formula=entry.formula,
        reason=entry.reason,
        breaks_symmetry=entry.breaks_symmetry,
        suits=entry.suits,
        citation=entry.citation,
        parameters=spec.parameters,
        place=place,
        bias=bias,
        theory=None if law is None else _theory(law, sample.bin_edges),
        sample=sample,
        singular_values=None if bias else _singular_values(array),
        array=array,
    )


def _layer(place: Place, entry: Initializer) -> LayerContext:
    inputs, answer, branch = None, None, None
    rng = np.random.default_rng([place.seed, streams.INSPECTION])
    if entry.needs_data:
        inputs = rng.standard_normal((DATA_SAMPLES, place.fan_in))
    if entry.needs_answer and place.layer_index == place.depth - 1:
        answer = tuple(rng.standard_normal(place.fan_out).tolist())
    if place.block_layers:
        chain = ResidualChain(place.block_layers)
        branch = branches_of(chain, place.depth).get(place.layer_index)
    return LayerContext(
        place.layer_index,
        place.depth,
        place.fan_in,
        place.fan_out,
        place.activation,
        place.seed,
        bias=entry.bias,
        inputs=inputs,
        branch=branch,
        answer=answer,
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


def _theory(law: Law, bin_edges: Array) -> EntryLaw:
    density = None
    if law.density is not None:
        low, high = float(bin_edges[0]), float(bin_edges[-1])
        around = DENSITY_MARGIN * (high - low)
        least = low - around if law.minimum is None else max(law.minimum, low - around)
        most = high + around if law.maximum is None else min(law.maximum, high + around)
        x = np.linspace(min(least, low), max(most, high), DENSITY_POINTS)
        density = Density(x, law.density(x))
    atoms = tuple(Atom(value, probability) for value, probability in law.atoms)
    return EntryLaw(law.mean, law.std, law.minimum, law.maximum, density, atoms)
