"""The arithmetic of the initializers, in plain NumPy.

Every function makes an array ``shape`` from a generator. The sources are quoted in exported code,
so they use NumPy, each other and the constants of this file alone.

Common random numbers: whatever is normal is a scaling of ``rng.standard_normal(shape)``, the first
thing drawn, and whatever is uniform of ``rng.random(shape)``; two initializers with one seed and
shape then differ in scale, not in luck.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TRUNCATED_STD = 0.87962566103423978
"""Standard deviation of a standard normal cut at -2 and 2, the constant of JAX and Keras."""


def constant(_rng: np.random.Generator, shape: tuple[int, ...], *, value: float) -> Array:
    """Every entry ``value``."""
    return np.full(shape, value, dtype=np.float64)


def literal(_rng: np.random.Generator, shape: tuple[int, ...], *, values: object) -> Array:
    """The numbers given."""
    return np.array(values, dtype=np.float64).reshape(shape)


def normal(
    rng: np.random.Generator, shape: tuple[int, ...], *, mean: float = 0.0, std: float
) -> Array:
    """N(mean, std^2), never truncated."""
    return mean + std * rng.standard_normal(shape)


def uniform(rng: np.random.Generator, shape: tuple[int, ...], *, low: float, high: float) -> Array:
    """U(low, high)."""
    return (low + high) / 2.0 + (high - low) / 2.0 * (2.0 * rng.random(shape) - 1.0)


def truncated_normal(
    rng: np.random.Generator,
    shape: tuple[int, ...],
    *,
    mean: float = 0.0,
    std: float,
    cut: float = 2.0,
) -> Array:
    """N(mean, std^2) with what lies beyond ``cut`` standard deviations drawn again."""
    draw = rng.standard_normal(shape)
    outside = np.abs(draw) > cut
    while outside.any():
        draw[outside] = rng.standard_normal(np.count_nonzero(outside))
        outside = np.abs(draw) > cut
    return mean + std * draw


def variance_scaling(
    rng: np.random.Generator,
    shape: tuple[int, ...],
    *,
    scale: float,
    mode: str,
    distribution: str,
) -> Array:
    """Mean 0 and variance scale / n, n being fan_in, fan_out or their mean; all three laws."""
    fan_in, fan_out = shape
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[mode]
    if distribution == "uniform":
        limit = float(np.sqrt(3.0 * scale / n))
        return uniform(rng, shape, low=-limit, high=limit)
    std = float(np.sqrt(scale / n))
    if distribution == "truncated_normal":
        return truncated_normal(rng, shape, std=std / TRUNCATED_STD)
    return normal(rng, shape, std=std)


def orthogonal(rng: np.random.Generator, shape: tuple[int, ...], *, gain: float = 1.0) -> Array:
    """A random matrix with orthonormal columns, or rows where those are fewer, times gain.

    QR of a Gaussian matrix; multiplying by the signs of R's diagonal makes it Haar distributed.
    """
    fan_in, fan_out = shape
    draw = rng.standard_normal(shape)
    q, r = np.linalg.qr(draw if fan_in >= fan_out else draw.T)
    q = q * np.where(np.diag(r) < 0.0, -1.0, 1.0)
    return gain * (q if fan_in >= fan_out else q.T)


def identity(_rng: np.random.Generator, shape: tuple[int, ...], *, gain: float = 1.0) -> Array:
    """Gain on the diagonal, 0 elsewhere; a rectangle where the shape is one."""
    return gain * np.eye(shape[0], shape[1])


def sparse(
    rng: np.random.Generator, shape: tuple[int, ...], *, sparsity: float, std: float, per: str
) -> Array:
    """N(0, std^2) with the share ``sparsity``, rounded up, of each neuron or input exactly 0."""
    axis = {"neuron": 0, "input": 1}[per]
    weights = std * rng.standard_normal(shape)
    zeros = np.ceil(sparsity * shape[axis])
    # The ranks of random numbers: a random permutation of each column (or row).
    weights[rng.random(shape).argsort(axis=axis) < zeros] = 0.0
    return weights


def mirrored(
    rng: np.random.Generator, shape: tuple[int, ...], *, first: bool, last: bool, gain: float
) -> Array:
    """[[W0, -W0], [-W0, W0]] with W0 orthogonal; no mirroring of the network's input or output.

    Because relu(a) - relu(-a) = a, a ReLU network of such layers is linear at the start. A neuron
    left over by an odd width gets random incoming weights, and outgoing weights of 0.
    """
    rows = shape[0] if first else shape[0] // 2
    cols = shape[1] if last else shape[1] // 2
    weights = np.zeros(shape)
    if rows and cols:
        block = orthogonal(rng, (rows, cols), gain=gain)
        block = block if last else np.hstack([block, -block])
        block = block if first else np.vstack([block, -block])
        weights[: block.shape[0], : block.shape[1]] = block
    if not last and shape[1] % 2 == 1:
        used = rows if first else 2 * rows
        weights[:used, -1] = gain / np.sqrt(shape[0]) * rng.standard_normal(used)
    return weights


def zero_hadamard(_rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Identity where the layer does not widen, else part of a Hadamard matrix; nothing random.

    Widening: the first fan_in rows and fan_out columns of H / sqrt(p), H being the Hadamard matrix
    of size p, the least power of 2 that is at least fan_out.
    """
    fan_in, fan_out = shape
    if fan_out <= fan_in:
        return np.eye(fan_in, fan_out)
    hadamard = np.ones((1, 1))
    while hadamard.shape[0] < fan_out:
        hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]])
    weights: Array = hadamard[:fan_in, :fan_out] / np.sqrt(hadamard.shape[0])
    return weights


RAI_STD = 0.6007
"""Standard deviation of the random entries times sqrt(fan_in), for the published scheme."""


def rai(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Weights of the randomized asymmetric scheme; the bias comes from the same joint draw."""
    weights: Array = rai_joint(rng, shape[0], shape[1])[:-1]
    return weights


def rai_bias(rng: np.random.Generator, shape: tuple[int, ...], *, fan_in: int) -> Array:
    """Bias that belongs to the weights of ``rai``; the generator is that of the weights."""
    bias: Array = rai_joint(rng, fan_in, shape[0])[-1]
    return bias


def rai_joint(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Weights and, in the last row, bias: of each neuron one entry at random is Beta(2, 1)."""
    joint: Array = RAI_STD / np.sqrt(fan_in) * rng.standard_normal((fan_in + 1, fan_out))
    rows = rng.integers(0, fan_in + 1, fan_out)
    joint[rows, np.arange(fan_out)] = rng.beta(2.0, 1.0, fan_out)
    return joint


def tied_columns(rng: np.random.Generator, shape: tuple[int, ...], *, std: float) -> Array:
    """One random column N(0, std^2) for every neuron of the layer."""
    column = std * rng.standard_normal(shape)[:, :1]
    return np.repeat(column, shape[1], axis=1)
