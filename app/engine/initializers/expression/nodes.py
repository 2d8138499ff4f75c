"""What a formula is made of, once it is parsed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.initializers.recipes import identity, orthogonal, uniform

Array = NDArray[np.float64]
Value = np.float64 | Array
"""A number, or an array with two axes."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number written out."""

    value: float
    column: int


@dataclass(frozen=True, slots=True)
class Name:
    """One of the names of VARIABLES."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One of OPERATIONS, on one or two values."""

    name: str
    operands: tuple["Node", ...]
    column: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """One of MATRICES, of ``rows`` by ``cols``; both None for the layer's own shape."""

    name: str
    operands: tuple["Node", ...]
    rows: "Node | None"
    cols: "Node | None"
    column: int


Node = Number | Name | Operation | Matrix

VARIABLES = ("fan_in", "fan_out", "layer", "depth", "gain", "pi")
"""``layer`` counts weight layers from 1, ``depth`` is their number."""

LAYER_DIMS = {0: "fan_in", 1: "fan_out"}
"""``layer_dims[0]`` and ``layer_dims[1]``, the sizes before and after this layer."""

OPERATIONS: dict[str, Callable[..., Value]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "negative": np.negative,
    "positive": np.positive,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "abs": np.abs,
}
"""All by their name in NumPy."""

FUNCTIONS = ("sqrt", "exp", "log", "abs")
"""The operations that are called like a function of one value."""


def _randn(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    return rng.standard_normal(shape)


def _rand(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    return rng.random(shape)


def _uniform(
    rng: np.random.Generator, shape: tuple[int, int], low: np.float64, high: np.float64
) -> Array:
    return uniform(rng, shape, low=float(low), high=float(high))


def _zeros(_rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    return np.zeros(shape)


def _ones(_rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    return np.ones(shape)


@dataclass(frozen=True, slots=True)
class MatrixFunction:
    """A function that makes a matrix of a given shape.

    ``code`` is the same in NumPy: a template for ``shape`` and the operands ``low`` and ``high``.
    ``operands`` is how many numbers come before the shape.
    """

    make: Callable[..., Array]
    code: str
    operands: int = 0


MATRICES = {
    "randn": MatrixFunction(_randn, "rng.standard_normal({shape})"),
    "rand": MatrixFunction(_rand, "rng.random({shape})"),
    "uniform": MatrixFunction(_uniform, "uniform(rng, {shape}, low={0}, high={1})", 2),
    "zeros": MatrixFunction(_zeros, "np.zeros({shape})"),
    "ones": MatrixFunction(_ones, "np.ones({shape})"),
    "eye": MatrixFunction(identity, "np.eye(*{shape})"),
    "orthogonal": MatrixFunction(orthogonal, "orthogonal(rng, {shape})"),
}

QUALIFIED = {
    **{
        f"{module}.random.{name}": name
        for module in ("np", "numpy")
        for name in ("randn", "rand", "uniform")
    },
    **{
        f"{module}.{name}": name
        for module in ("np", "numpy")
        for name in ("zeros", "ones", "eye", "sqrt", "exp", "log", "abs", "pi")
    },
    **{f"math.{name}": name for name in ("sqrt", "exp", "log", "pi")},
}
"""Names as people paste them, with their module."""
