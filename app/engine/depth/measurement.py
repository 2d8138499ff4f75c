"""Signals sent through networks that were drawn, not trained: forward, back, and a direction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.depth.config import CurveConfig, DepthConfig, Measured, SeriesBand
from app.engine.errors import StoppedError
from app.engine.initializers import initialize
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.dense_layer import DenseLayer

Array = NDArray[np.float64]

LOW, HIGH = 0.1, 0.9
"""The quantiles of a band."""


@dataclass(slots=True)
class Signals:
    """One network: a number a layer for each quantity of ``Measured``; NaN where undefined."""

    activation_std: Array
    second_moment: Array
    delta_std: Array
    cosine: Array
    jacobian_square: Array
    saturated: Array
    dead: Array
    dead_signal: Array

    @classmethod
    def empty(cls, depth: int) -> "Signals":
        """Nothing measured yet."""
        return cls(*(np.full(depth, np.nan) for _ in fields(cls)))


def measure(config: DepthConfig, curve: CurveConfig, should_stop: Callable[[], bool]) -> Measured:
    """Draw a network for each seed and send the signals through it.

    Raises StoppedError once ``should_stop`` says so, asked before each network.
    """
    networks = []
    for seed in range(config.seed, config.seed + config.seeds):
        if should_stop():
            raise StoppedError
        networks.append(send(config, curve, seed))
    bands = {
        entry.name: _band(np.array([getattr(one, entry.name) for one in networks]))
        for entry in fields(Signals)
    }
    function = ACTIVATIONS[curve.activation]
    return Measured(
        activation_std=bands["activation_std"],
        second_moment=bands["second_moment"],
        delta_std=bands["delta_std"],
        cosine=bands["cosine"],
        jacobian_square=bands["jacobian_square"],
        saturated=bands["saturated"] if function.flat else None,
        dead=bands["dead"] if function.dies else None,
        dead_signal=bands["dead_signal"] if function.dies else None,
    )


def make_inputs(config: DepthConfig, rng: np.random.Generator) -> Array:
    """Draw the inputs, (samples, width): the second half are the partners of the first."""
    pairs = (config.samples + 1) // 2
    first = rng.standard_normal((pairs, config.width))
    other = rng.standard_normal((pairs, config.width))
    if config.inputs == "sphere":
        first = _unit_square(first)
        if config.width > 1:
            along = np.mean(first * other, axis=1, keepdims=True)
            other = _unit_square(other - along * first)
    sine = np.sqrt(1.0 - config.cosine**2)
    # A single number has no direction beside its own.
    partner = config.cosine * first + (sine * other if config.width > 1 else 0.0)
    return config.input_std * np.concatenate([first, partner])


@dataclass(frozen=True, slots=True)
class Passing:
    """What passes one layer; every array is (neurons, samples).

    ``direction`` is what became of a small change of the inputs, per unit of that change.
    """

    pre_activation: Array
    activation: Array
    slope: Array
    direction: Array


@np.errstate(all="ignore")
def send(config: DepthConfig, curve: CurveConfig, seed: int) -> Signals:
    """Draw one network and send inputs and directions forward and deltas back."""
    rng = np.random.default_rng([seed, streams.PROPAGATION])
    inputs = make_inputs(config, rng)
    directions = _unit_square(rng.standard_normal(inputs.shape))
    deltas = _unit_square(rng.standard_normal(inputs.shape)).T
    layers = [
        (curve.gain * weights, bias)
        for weights, bias in initialize(
            [(config.width, config.width)] * config.depth,
            curve.initializers,
            curve.bias_initializers,
            activation=curve.activation,
            seed=seed,
            inputs=inputs,
        )
    ]
    function = ACTIVATIONS[curve.activation]
    signals = Signals.empty(config.depth)
    slopes: list[Array] = []
    for index, passing in enumerate(forward(layers, function, inputs.T, directions.T)):
        _note(signals, index, function, passing)
        slopes.append(passing.slope)
    layer = DenseLayer(config.width, config.width, len(inputs))
    for index in reversed(range(config.depth)):
        if index < config.depth - 1:
            layer.set(*layers[index + 1])
            deltas = layer.back(deltas) * slopes[index]
        signals.delta_std[index] = deltas.std()
    return signals


def forward(
    layers: Sequence[tuple[Array, Array]], function: Activation, inputs: Array, directions: Array
) -> Iterator[Passing]:
    """Send inputs and directions, (width, samples), through equal layers of weights and bias.

    Neurons of a layer with bit-identical weights and bias put out bit-identical numbers.
    """
    width, samples = inputs.shape
    layer = DenseLayer(width, width, samples)
    a, slope = inputs, None
    for weights, bias in layers:
        layer.set(weights, bias)
        z = layer.forward(a)
        if slope is not None:
            directions = layer.forward(directions * slope, with_bias=False)
        a, slope = function(z), function.slope(z)
        yield Passing(z, a, slope, directions)


def _note(signals: Signals, index: int, function: Activation, passing: Passing) -> None:
    """Note what is seen in a layer."""
    z, a = passing.pre_activation, passing.activation
    half = z.shape[1] // 2
    signals.activation_std[index] = a.std()
    signals.second_moment[index] = np.mean(z * z)
    signals.cosine[index] = np.mean(_cosine(z[:, :half], z[:, half:]))
    signals.jacobian_square[index] = np.mean(passing.direction * passing.direction)
    share = function.share_flat(a)
    signals.saturated[index] = np.nan if share is None else share
    off = a == 0.0
    signals.dead[index] = np.mean(off.all(axis=1))
    signals.dead_signal[index] = np.mean(off.all(axis=0))


def _unit_square(rows: Array) -> Array:
    """Scale each row to mean square 1."""
    scaled: Array = rows / np.sqrt(np.mean(rows * rows, axis=1, keepdims=True))
    return scaled


def _cosine(first: Array, second: Array) -> Array:
    """The cosine of each pair of columns; NaN where one is 0. Scaled so as not to underflow."""
    first = first / np.abs(first).max(axis=0)
    second = second / np.abs(second).max(axis=0)
    lengths = np.linalg.norm(first, axis=0) * np.linalg.norm(second, axis=0)
    cosines: Array = np.sum(first * second, axis=0) / lengths
    return cosines


def _band(values: Array) -> SeriesBand:
    """Give the band of (seeds, depth) values."""
    undefined = np.isnan(values)
    with np.errstate(all="ignore"):
        if not undefined.any():
            return _of_columns(values)
        columns = [column[~missing] for column, missing in zip(values.T, undefined.T, strict=True)]
        known = [column if column.size else np.array([np.nan]) for column in columns]
        parts = [_of_columns(column[:, np.newaxis]) for column in known]
    return SeriesBand(
        tuple(part.mean[0] for part in parts),
        tuple(part.low[0] for part in parts),
        tuple(part.high[0] for part in parts),
    )


def _of_columns(values: Array) -> SeriesBand:
    low, high = np.quantile(values, (LOW, HIGH), axis=0)
    return SeriesBand(*(tuple(row.tolist()) for row in (values.mean(axis=0), low, high)))
