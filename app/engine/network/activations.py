"""The activation functions: each with its derivative and its entry, which holds all facts of it.

Every function writes into arrays it is given (see ``app.engine.network.ops``) and works element by
element, so that equal pre-activations give bit-identical activations wherever they stand.
``z`` is the pre-activation, ``a`` = f(z) the activation, ``d`` = f'(z); ``scratch`` yields
temporary arrays of the same shape. ``z`` and ``a`` are left as they are by a derivative.
"""

from collections.abc import Mapping
from math import pi, sqrt
from types import MappingProxyType
from typing import Final

import numpy as np

from app.engine.framework_code import FrameworkCode
from app.engine.network.activation import Activation, Array, Scratch
from app.engine.network.ops import Emit

LEAKY_SLOPE: Final = 0.01
"""The slope left of 0 of leaky_relu: Maas et al. (2013), section 3."""
SELU_ALPHA: Final = 1.6732632423543772
SELU_LAMBDA: Final = 1.0507009873554805
"""Klambauer et al. (2017), equation 14: with both the fixed point has mean 0 and variance 1."""
GELU_INNER: Final = sqrt(2 / pi)
GELU_CUBIC: Final = 0.044715
"""Hendrycks & Gimpel (2016), section 2: the tanh form."""

TANH_FLAT: Final = 0.97
"""|tanh| beyond which its slope is below 0.0591 of its largest."""
SIGMOID_FLAT: Final = (1 + TANH_FLAT) / 2
"""The same pre-activations on sigmoid's scale: sigmoid(2 z) = (1 + tanh z) / 2."""
SOFTSIGN_FLAT: Final = 1 - (1 - TANH_FLAT**2) ** 0.5
"""Where softsign's slope (1 - |a|)^2 falls to the same 0.0591."""


def logistic(emit: Emit, z: Array, out: Array) -> None:
    """Write 1 / (1 + exp(-z)); exp may overflow to infinity, which gives the right 0."""
    emit(np.negative, z, out)
    emit(np.exp, out, out)
    emit(np.add, out, 1.0, out)
    emit(np.reciprocal, out, out)


def _linear(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    emit(np.positive, z, a)


def _linear_derivative(emit: Emit, _z: Array, _a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.copyto, d, 1.0)


LINEAR = Activation(
    name="linear",
    label="linear",
    aliases=("identity",),
    formula="z",
    forward=_linear,
    derivative=_linear_derivative,
    numpy_code="z",
    code=FrameworkCode(torch="nn.Identity()", keras="'linear'", flax="x"),
    torch_gain=1.0,
)


def _tanh(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    emit(np.tanh, z, a)


def _tanh_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.multiply, a, a, d)
    emit(np.subtract, 1.0, d, d)


TANH = Activation(
    name="tanh",
    label="tanh",
    formula="tanh(z)",
    forward=_tanh,
    derivative=_tanh_derivative,
    numpy_code="np.tanh(z)",
    code=FrameworkCode(torch="nn.Tanh()", keras="'tanh'", flax="nn.tanh(x)"),
    range=(-1.0, 1.0),
    flat=(-TANH_FLAT, TANH_FLAT),
    torch_gain=5.0 / 3.0,
)


def _sigmoid(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    logistic(emit, z, a)


def _sigmoid_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.subtract, 1.0, a, d)
    emit(np.multiply, a, d, d)


SIGMOID = Activation(
    name="sigmoid",
    label="sigmoid",
    aliases=("logistic",),
    formula="1 / (1 + exp(-z))",
    forward=_sigmoid,
    derivative=_sigmoid_derivative,
    numpy_code="1.0 / (1.0 + np.exp(-z))",
    code=FrameworkCode(torch="nn.Sigmoid()", keras="'sigmoid'", flax="nn.sigmoid(x)"),
    range=(0.0, 1.0),
    flat=(1 - SIGMOID_FLAT, SIGMOID_FLAT),
    steepest=0.25,
    torch_gain=1.0,
)


def _relu(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    emit(np.maximum, z, 0.0, out=a)


def _relu_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.sign, a, d)  # a is never negative: 0 where the unit is off, 1 where it is on


RELU = Activation(
    name="relu",
    label="ReLU",
    aliases=("rectifier",),
    formula="max(0, z)",
    forward=_relu,
    derivative=_relu_derivative,
    numpy_code="np.maximum(z, 0.0)",
    code=FrameworkCode(torch="nn.ReLU()", keras="'relu'", flax="nn.relu(x)"),
    exactly_flat=True,
    dies=True,
    rectifies=True,
    torch_gain=sqrt(2.0),
)


def _leaky_relu(emit: Emit, z: Array, a: Array, scratch: Scratch) -> None:
    emit(np.multiply, z, LEAKY_SLOPE, scratch(0))
    emit(np.maximum, z, scratch(0), out=a)


def _leaky_relu_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.sign, a, d)
    emit(np.maximum, d, LEAKY_SLOPE, out=d)


LEAKY_RELU = Activation(
    name="leaky_relu",
    label="leaky ReLU",
    formula="max(0.01 z, z)",
    forward=_leaky_relu,
    derivative=_leaky_relu_derivative,
    numpy_code="np.where(z > 0.0, z, 0.01 * z)",
    code=FrameworkCode(
        torch="nn.LeakyReLU(0.01)",
        keras="lambda z: keras.activations.leaky_relu(z, negative_slope=0.01)",
        flax="nn.leaky_relu(x, 0.01)",
    ),
    rectifies=True,
    torch_gain=sqrt(2.0 / (1.0 + LEAKY_SLOPE**2)),
)


def _elu(emit: Emit, z: Array, a: Array, scratch: Scratch) -> None:
    emit(np.minimum, z, 0.0, out=scratch(0))
    emit(np.expm1, scratch(0), scratch(0))
    emit(np.maximum, z, 0.0, out=a)
    emit(np.add, a, scratch(0), a)


def _elu_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.minimum, a, 0.0, out=d)  # exp(z) = f(z) + 1 left of 0
    emit(np.add, d, 1.0, d)


ELU = Activation(
    name="elu",
    label="ELU",
    formula="z if z > 0 else exp(z) - 1",
    forward=_elu,
    derivative=_elu_derivative,
    numpy_code="np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0)))",
    code=FrameworkCode(torch="nn.ELU()", keras="'elu'", flax="nn.elu(x)"),
    rectifies=True,
)


def _selu(emit: Emit, z: Array, a: Array, scratch: Scratch) -> None:
    emit(np.minimum, z, 0.0, out=scratch(0))
    emit(np.expm1, scratch(0), scratch(0))
    emit(np.multiply, scratch(0), SELU_ALPHA, scratch(0))
    emit(np.maximum, z, 0.0, out=a)
    emit(np.add, a, scratch(0), a)
    emit(np.multiply, a, SELU_LAMBDA, a)


def _selu_derivative(emit: Emit, _z: Array, a: Array, d: Array, scratch: Scratch) -> None:
    # Left of 0: lambda alpha exp(z) = f(z) + lambda alpha. Right of 0: lambda.
    emit(np.minimum, a, 0.0, out=d)
    emit(np.add, d, SELU_LAMBDA * SELU_ALPHA, d)
    emit(np.sign, a, scratch(0))
    emit(np.maximum, scratch(0), 0.0, out=scratch(0))
    emit(np.multiply, scratch(0), SELU_LAMBDA * (SELU_ALPHA - 1), scratch(0))
    emit(np.subtract, d, scratch(0), d)


SELU = Activation(
    name="selu",
    label="SELU",
    formula="1.0507 (z if z > 0 else 1.6733 (exp(z) - 1))",
    forward=_selu,
    derivative=_selu_derivative,
    numpy_code="1.0507009873554805 * np.where("
    "z > 0.0, z, 1.6732632423543772 * np.expm1(np.minimum(z, 0.0)))",
    code=FrameworkCode(torch="nn.SELU()", keras="'selu'", flax="nn.selu(x)"),
    steepest=SELU_LAMBDA * SELU_ALPHA,
    torch_gain=3.0 / 4.0,
)


def _gelu_tanh(emit: Emit, z: Array, out: Array) -> None:
    emit(np.multiply, z, z, out)
    emit(np.multiply, out, GELU_CUBIC, out)
    emit(np.add, out, 1.0, out)
    emit(np.multiply, out, z, out)
    emit(np.multiply, out, GELU_INNER, out)
    emit(np.tanh, out, out)


def _gelu(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    _gelu_tanh(emit, z, a)
    emit(np.add, a, 1.0, a)
    emit(np.multiply, a, z, a)
    emit(np.multiply, a, 0.5, a)


def _gelu_derivative(emit: Emit, z: Array, _a: Array, d: Array, scratch: Scratch) -> None:
    # With t = tanh(u): f' = (1 + t)/2 + z/2 (1 - t^2) u', u' = c (1 + 3 k z^2).
    t, slope = scratch(0), scratch(1)
    _gelu_tanh(emit, z, t)
    emit(np.multiply, z, z, slope)
    emit(np.multiply, slope, 3 * GELU_CUBIC, slope)
    emit(np.add, slope, 1.0, slope)
    emit(np.multiply, slope, GELU_INNER, slope)
    emit(np.multiply, t, t, d)
    emit(np.subtract, 1.0, d, d)
    emit(np.multiply, d, slope, d)
    emit(np.multiply, d, z, d)
    emit(np.add, d, t, d)
    emit(np.add, d, 1.0, d)
    emit(np.multiply, d, 0.5, d)


GELU = Activation(
    name="gelu",
    label="GELU (tanh form)",
    aliases=("GELU tanh",),
    formula="z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))",
    forward=_gelu,
    derivative=_gelu_derivative,
    numpy_code="0.5 * z * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (z + 0.044715 * z**3)))",
    code=FrameworkCode(
        torch='nn.GELU(approximate="tanh")',
        keras="lambda z: keras.activations.gelu(z, approximate=True)",
        flax="nn.gelu(x, approximate=True)",
    ),
    rectifies=True,
    steepest=1.13,
    stable_edge=False,  # at zero signal, slope 1/2: a signal of any size leaves it and grows
)


def _silu(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    logistic(emit, z, a)
    emit(np.multiply, a, z, a)


def _silu_derivative(emit: Emit, z: Array, a: Array, d: Array, scratch: Scratch) -> None:
    # With s = sigmoid(z): f' = s + f (1 - s).
    s = scratch(0)
    logistic(emit, z, s)
    emit(np.subtract, 1.0, s, d)
    emit(np.multiply, d, a, d)
    emit(np.add, d, s, d)


SILU = Activation(
    name="silu",
    label="SiLU (swish)",
    aliases=("swish",),
    formula="z / (1 + exp(-z))",
    forward=_silu,
    derivative=_silu_derivative,
    numpy_code="z / (1.0 + np.exp(-z))",
    code=FrameworkCode(torch="nn.SiLU()", keras="'silu'", flax="nn.silu(x)"),
    rectifies=True,
    steepest=1.1,
    stable_edge=False,  # as for GELU
)


def _softplus(emit: Emit, z: Array, a: Array, scratch: Scratch) -> None:
    # log(1 + exp(z)) = max(z, 0) + log1p(exp(-|z|)), which cannot overflow.
    emit(np.absolute, z, scratch(0))
    emit(np.negative, scratch(0), scratch(0))
    emit(np.exp, scratch(0), scratch(0))
    emit(np.log1p, scratch(0), scratch(0))
    emit(np.maximum, z, 0.0, out=a)
    emit(np.add, a, scratch(0), a)


def _softplus_derivative(emit: Emit, z: Array, _a: Array, d: Array, _scratch: Scratch) -> None:
    logistic(emit, z, d)


SOFTPLUS = Activation(
    name="softplus",
    label="softplus",
    formula="log(1 + exp(z))",
    forward=_softplus,
    derivative=_softplus_derivative,
    numpy_code="np.logaddexp(0.0, z)",
    code=FrameworkCode(torch="nn.Softplus()", keras="'softplus'", flax="nn.softplus(x)"),
    rectifies=True,
    stable_edge=False,  # it has no edge
)


def _softsign(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    emit(np.absolute, z, a)
    emit(np.add, a, 1.0, a)
    emit(np.divide, z, a, a)


def _softsign_derivative(emit: Emit, z: Array, _a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.absolute, z, d)
    emit(np.add, d, 1.0, d)
    emit(np.reciprocal, d, d)
    emit(np.multiply, d, d, d)


SOFTSIGN = Activation(
    name="softsign",
    label="softsign",
    formula="z / (1 + |z|)",
    forward=_softsign,
    derivative=_softsign_derivative,
    numpy_code="z / (1.0 + np.abs(z))",
    code=FrameworkCode(torch="nn.Softsign()", keras="'softsign'", flax="nn.soft_sign(x)"),
    range=(-1.0, 1.0),
    flat=(-SOFTSIGN_FLAT, SOFTSIGN_FLAT),
)

_ENTRIES = (
    TANH,
    RELU,
    SIGMOID,
    LINEAR,
    LEAKY_RELU,
    ELU,
    SELU,
    GELU,
    SILU,
    SOFTPLUS,
    SOFTSIGN,
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in _ENTRIES})
