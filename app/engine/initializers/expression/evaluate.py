"""The value of a formula for one layer, and the same formula as NumPy code."""

from collections.abc import Mapping

import numpy as np

from app.engine.initializers.expression.formula_error import ExpressionError
from app.engine.initializers.expression.nodes import (
    MATRICES,
    OPERATIONS,
    Array,
    Matrix,
    Name,
    Node,
    Number,
    Operation,
    Value,
)
from app.engine.initializers.expression.parser import Formula

MAX_ORTHOGONAL = 4
"""Orthogonal matrices in one formula: each costs a decomposition."""


def evaluate(formula: Formula, rng: np.random.Generator, variables: Mapping[str, float]) -> Array:
    """The weights ``(fan_in, fan_out)``, the variables of that name being the sizes.

    Random matrices are drawn from left to right, those of a formula in ``layer_dims`` as the
    transposes of ours, so that its draw is the common one too. Raises ExpressionError where a
    shape does not fit or a value is not finite.
    """
    evaluator = _Evaluator(formula, rng, variables)
    with np.errstate(all="ignore"):
        value = evaluator.value(formula.root)
    fitted = np.broadcast_to(value, evaluator.shape)
    return np.array(fitted.T if formula.transposed else fitted)


class _Evaluator:
    def __init__(
        self, formula: Formula, rng: np.random.Generator, variables: Mapping[str, float]
    ) -> None:
        self.text = formula.text
        self.rng = rng
        self.variables = variables
        self.transposed = formula.transposed
        sizes = (int(variables["fan_in"]), int(variables["fan_out"]))
        self.shape = sizes[::-1] if formula.transposed else sizes
        self.orthogonal = 0

    def value(self, node: Node) -> Value:
        value = self.compute(node)
        if not np.all(np.isfinite(value)):
            raise ExpressionError(self.text, node.column, "the value here is not finite")
        return value

    def compute(self, node: Node) -> Value:
        if isinstance(node, Number):
            return np.float64(node.value)
        if isinstance(node, Name):
            return np.float64(self.variables[node.name])
        if isinstance(node, Operation):
            return OPERATIONS[node.name](*(self.value(operand) for operand in node.operands))
        return self.matrix(node)

    def matrix(self, node: Matrix) -> Array:
        operands = [self.scalar(operand) for operand in node.operands]
        shape = self.shape
        if node.rows is not None and node.cols is not None:
            shape = (self.size(node.rows, 0), self.size(node.cols, 1))
        if node.name == "orthogonal":
            self.orthogonal += 1
            if self.orthogonal > MAX_ORTHOGONAL:
                problem = f"more than {MAX_ORTHOGONAL} orthogonal matrices"
                raise ExpressionError(self.text, node.column, problem)
        make = MATRICES[node.name].make
        if self.transposed:
            return make(self.rng, shape[::-1], *operands).T
        return make(self.rng, shape, *operands)

    def scalar(self, node: Node) -> np.float64:
        value = self.value(node)
        if np.ndim(value) != 0:
            raise ExpressionError(self.text, node.column, "a number is needed here, not a matrix")
        return np.float64(value)

    def size(self, node: Node, axis: int) -> int:
        size = self.scalar(node)
        # Only these two, so no formula makes anything larger than the layer itself.
        if size not in (1, self.shape[axis]):
            wanted = ("fan_out", "fan_in") if self.transposed else ("fan_in", "fan_out")
            problem = f"this size is {size:g}; it can be {wanted[axis]} = {self.shape[axis]}, or 1"
            raise ExpressionError(self.text, node.column, problem)
        return int(size)


def numpy_code(formula: Formula, variables: Mapping[str, float]) -> str:
    """The formula as a NumPy expression in ``rng`` that gives the same bits.

    Of the names it uses, ``orthogonal`` and ``uniform`` are those of the recipes.
    """
    evaluator = _Evaluator(formula, np.random.default_rng(0), variables)
    code = _code(formula.root, evaluator)
    shape = f"({evaluator.shape[0]}, {evaluator.shape[1]})"
    fitted = f"np.broadcast_to({code}, {shape})"
    return f"np.array({fitted}.T)" if formula.transposed else f"np.array({fitted})"


def _code(node: Node, evaluator: _Evaluator) -> str:
    if isinstance(node, Number):
        return repr(node.value)
    if isinstance(node, Name):
        return repr(float(evaluator.variables[node.name]))
    if isinstance(node, Operation):
        operands = [_code(operand, evaluator) for operand in node.operands]
        return _operation(node.name, operands)
    shape = evaluator.shape
    if node.rows is not None and node.cols is not None:
        shape = (evaluator.size(node.rows, 0), evaluator.size(node.cols, 1))
    drawn = shape[::-1] if evaluator.transposed else shape
    function = MATRICES[node.name]
    operands = [_code(operand, evaluator) for operand in node.operands]
    code = function.code.format(*operands, shape=f"({drawn[0]}, {drawn[1]})")
    return f"{code}.T" if evaluator.transposed else code


_SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}


def _operation(name: str, operands: list[str]) -> str:
    if name in _SYMBOLS:
        return f"({operands[0]} {_SYMBOLS[name]} {operands[1]})"
    # By name, since Python's own ** may round differently.
    return f"np.{name}({', '.join(operands)})"
