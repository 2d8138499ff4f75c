"""Activation functions, each next to its derivative.

Every function writes into arrays it is given (see ``app.engine.network.ops``) and works element by
element, so that equal pre-activations give bit-identical activations wherever they stand.
``z`` is the pre-activation, ``a`` = f(z) the activation, ``d`` = f'(z); ``scratch`` yields
temporary arrays of the same shape. ``z`` and ``a`` are left as they are by a derivative.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import pi, sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.engine.network.ops import Emit, execute

Array = NDArray[np.float64]
Scratch = Callable[[int], Array]
"""``scratch(i)`` is the i-th temporary array, of the shape of ``z``."""
Forward = Callable[[Emit, Array, Array, Scratch], None]
Derivative = Callable[[Emit, Array, Array, Array, Scratch], None]

LEAKY_SLOPE = 0.01  # the slope left of 0 of leaky_relu: Maas et al. (2013), section 3
SELU_ALPHA = 1.6732632423543772  # Klambauer et al. (2017), equation 14: fixed point mean 0,
SELU_LAMBDA = 1.0507009873554805  # variance 1
GELU_INNER = sqrt(2 / pi)  # Hendrycks & Gimpel (2016), section 2: the tanh form
GELU_CUBIC = 0.044715


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation function as the catalogue shows it and as the engine computes it.

    ``zero_at_zero`` tells whether f(0) = 0, as for all functions through the origin.
    """

    name: str
    label: str
    formula: str
    forward: Forward
    derivative: Derivative
    zero_at_zero: bool = True

    def __call__(self, z: Array) -> Array:
        """Return f(z), an array of the shape of ``z``."""
        z = np.asarray(z, dtype=np.float64)
        a = np.empty_like(z)
        with np.errstate(all="ignore"):
            self.forward(execute, z, a, _fresh(z))
        return a

    def slope(self, z: Array) -> Array:
        """Return f'(z), an array of the shape of ``z``; at a kink the value from the left."""
        z = np.asarray(z, dtype=np.float64)
        d = np.empty_like(z)
        with np.errstate(all="ignore"):
            self.derivative(execute, z, self(z), d, _fresh(z))
        return d


def _fresh(z: Array) -> Scratch:
    arrays: dict[int, Array] = {}
    return lambda index: arrays.setdefault(index, np.empty_like(z))


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


def _tanh(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    emit(np.tanh, z, a)


def _tanh_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.multiply, a, a, d)
    emit(np.subtract, 1.0, d, d)


def _sigmoid(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    logistic(emit, z, a)


def _sigmoid_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.subtract, 1.0, a, d)
    emit(np.multiply, a, d, d)


def _relu(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    emit(np.maximum, z, 0.0, out=a)


def _relu_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.sign, a, d)  # a is never negative: 0 where the unit is off, 1 where it is on


def _leaky_relu(emit: Emit, z: Array, a: Array, scratch: Scratch) -> None:
    emit(np.multiply, z, LEAKY_SLOPE, scratch(0))
    emit(np.maximum, z, scratch(0), out=a)


def _leaky_relu_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.sign, a, d)
    emit(np.maximum, d, LEAKY_SLOPE, out=d)


def _elu(emit: Emit, z: Array, a: Array, scratch: Scratch) -> None:
    emit(np.minimum, z, 0.0, out=scratch(0))
    emit(np.expm1, scratch(0), scratch(0))
    emit(np.maximum, z, 0.0, out=a)
    emit(np.add, a, scratch(0), a)


def _elu_derivative(emit: Emit, _z: Array, a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.minimum, a, 0.0, out=d)  # exp(z) = f(z) + 1 left of 0
    emit(np.add, d, 1.0, d)


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


def _softsign(emit: Emit, z: Array, a: Array, _scratch: Scratch) -> None:
    emit(np.absolute, z, a)
    emit(np.add, a, 1.0, a)
    emit(np.divide, z, a, a)


def _softsign_derivative(emit: Emit, z: Array, _a: Array, d: Array, _scratch: Scratch) -> None:
    emit(np.absolute, z, d)
    emit(np.add, d, 1.0, d)
    emit(np.reciprocal, d, d)
    emit(np.multiply, d, d, d)


_TABLE = (
    Activation("tanh", "tanh", "tanh(z)", _tanh, _tanh_derivative),
    Activation("relu", "ReLU", "max(0, z)", _relu, _relu_derivative),
    Activation(
        "sigmoid",
        "sigmoid",
        "1 / (1 + exp(-z))",
        _sigmoid,
        _sigmoid_derivative,
        zero_at_zero=False,
    ),
    Activation("linear", "linear", "z", _linear, _linear_derivative),
    Activation("leaky_relu", "leaky ReLU", "max(0.01 z, z)", _leaky_relu, _leaky_relu_derivative),
    Activation("elu", "ELU", "z if z > 0 else exp(z) - 1", _elu, _elu_derivative),
    Activation(
        "selu",
        "SELU",
        "1.0507 (z if z > 0 else 1.6733 (exp(z) - 1))",
        _selu,
        _selu_derivative,
    ),
    Activation(
        "gelu",
        "GELU (tanh form)",
        "z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))",
        _gelu,
        _gelu_derivative,
    ),
    Activation("silu", "SiLU (swish)", "z / (1 + exp(-z))", _silu, _silu_derivative),
    Activation(
        "softplus",
        "softplus",
        "log(1 + exp(z))",
        _softplus,
        _softplus_derivative,
        zero_at_zero=False,
    ),
    Activation("softsign", "softsign", "z / (1 + |z|)", _softsign, _softsign_derivative),
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in _TABLE})
