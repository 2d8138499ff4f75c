"""Signals sent through networks that were drawn, not trained: forward, back, and a direction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from app.engine import random_streams as streams
from app.engine.depth.config import (
    CurveConfig,
    DepthConfig,
    Measured,
    SeriesBand,
    weight_layers,
)
from app.engine.errors import StoppedError
from app.engine.initializers import initialize
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.architecture import ResidualChain
from app.engine.network.extras import ExtraArrays
from app.engine.network.layout import Layout
from app.engine.network.losses import make_head
from app.engine.network.normalization import LayerNorm
from app.engine.network.ops import execute
from app.engine.network.passes import ActivationGroup, Pass, with_ones

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
    dense = not isinstance(curve.architecture, ResidualChain)
    return Measured(
        activation_std=bands["activation_std"],
        second_moment=bands["second_moment"],
        delta_std=bands["delta_std"],
        cosine=bands["cosine"],
        jacobian_square=bands["jacobian_square"],
        saturated=bands["saturated"] if function.flat else None,
        dead=bands["dead"] if function.dies else None,
        dead_signal=bands["dead_signal"] if function.dies and dense else None,
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


@np.errstate(all="ignore")
def send(config: DepthConfig, curve: CurveConfig, seed: int) -> Signals:
    """Draw one network and send inputs and directions forward and deltas back."""
    rng = np.random.default_rng([seed, streams.PROPAGATION])
    inputs = make_inputs(config, rng)
    directions = _unit_square(rng.standard_normal(inputs.shape))
    deltas = _unit_square(rng.standard_normal(inputs.shape))
    passed = draw(config, curve, seed, inputs)
    passed.enter(with_ones(inputs).T[None])()
    passed.forward.run()
    passed.blocks[-1].arriving[0, : config.width] = deltas.T
    passed.backward.run()
    signals = Signals.empty(config.depth)
    moved = passed.moving(directions.T[None])
    for index, place in enumerate(_places(config, curve, passed)):
        direction = next(moved)[0, : config.width]
        signals.jacobian_square[index] = np.mean(direction * direction)
        _note(signals, index, ACTIVATIONS[curve.activation], place)
    return signals


def draw(config: DepthConfig, curve: CurveConfig, seed: int, inputs: Array) -> Pass:
    """Draw a network and return its pass over the inputs (samples, width), there and back."""
    count = weight_layers(curve.architecture, config.depth)
    layout = Layout.of([config.width] * (count + 1), 1, curve.architecture)
    flat = np.zeros(layout.size)
    layout.fill_extras(flat, 0, curve.architecture.start)
    drawn = initialize(
        [(config.width, config.width)] * count,
        curve.initializers,
        curve.bias_initializers,
        activation=curve.activation,
        seed=seed,
        inputs=inputs,
        architecture=curve.architecture,
    )
    for layer, (weights, bias) in zip(layout.layers, drawn, strict=True):
        np.multiply(weights, curve.gain, layout.weights(flat, layer, 0))
        layout.bias(flat, layer, 0)[...] = bias
    group = ActivationGroup(ACTIVATIONS[curve.activation], 0, 1)
    # The deltas at the outputs are given: no loss has a part in them.
    head = replace(make_head("auto", "regression", config.width), delta_scale=lambda *_: 1.0)
    passed = Pass(layout, [group], head, flat, len(inputs))
    passed.prepare_backward(None)
    return passed


@dataclass(frozen=True, slots=True)
class Place:
    """What is there; each array is (neurons, samples).

    ``signal`` is a dense layer's pre-activation, or the stream; ``put_out`` the layer's activation,
    or the stream; ``returning`` dLoss/dsignal. ``activations`` are those of the layers there, and
    ``ends`` tells whether no signal gets past where all of them are 0.
    """

    signal: Array
    put_out: Array
    returning: Array
    activations: Sequence[Array]
    ends: bool


def _places(config: DepthConfig, curve: CurveConfig, passed: Pass) -> Iterator[Place]:
    """Give the places of a network through which signals went there and back."""
    chain, width = curve.architecture, config.width
    if isinstance(chain, ResidualChain):
        acting = set(chain.activated(weight_layers(chain, config.depth)))
        for index, block in enumerate(passed.blocks[: config.depth]):
            stream = block.output[0, :width]
            last = index * chain.block_layers
            inside = [
                number for number in range(last + 1)[-chain.block_layers :] if number in acting
            ]
            activations = [passed.activations[number][0, :width] for number in inside]
            yield Place(stream, stream, block.arriving[0, :width], activations, ends=False)
        return
    function = ACTIVATIONS[curve.activation]
    for index, delta in enumerate(passed.deltas):
        z = passed.pre_activations[index][0, :width]
        # The last layer, which is the output layer, is looked at as if another one came after it.
        is_last = index == config.depth - 1
        a = function(_normal(curve, z)) if is_last else passed.activations[index][0, :width]
        yield Place(z, a, delta[0, :width], [a], ends=True)


def _normal(curve: CurveConfig, z: Array) -> Array:
    """Return what a dense layer that is not the last takes the activation of."""
    if not curve.architecture.normalized(2):
        return z
    ones, zeros = np.ones((1, len(z))), np.zeros((1, len(z)))
    normal = np.zeros((len(z), 1, z.shape[1])).transpose(1, 0, 2)
    LayerNorm(ExtraArrays(ones), ExtraArrays(zeros)).forward(
        execute, z[:, None].transpose(1, 0, 2), normal
    )
    found: Array = normal[0]
    return found


def _note(signals: Signals, index: int, function: Activation, place: Place) -> None:
    """Note what is seen at a place."""
    z = place.signal
    half = z.shape[1] // 2
    signals.activation_std[index] = place.put_out.std()
    signals.second_moment[index] = np.mean(z * z)
    signals.cosine[index] = np.mean(_cosine(z[:, :half], z[:, half:]))
    signals.delta_std[index] = place.returning.std()
    if not place.activations:
        return
    shares = [function.share_flat(a) for a in place.activations]
    known = [share for share in shares if share is not None]
    signals.saturated[index] = np.mean(known) if known else np.nan
    off = [a == 0.0 for a in place.activations]
    signals.dead[index] = np.mean([each.all(axis=1) for each in off])
    if place.ends:
        signals.dead_signal[index] = np.mean(off[0].all(axis=0))


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
