"""From the text of a formula to its nodes."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from app.engine.initializers.expression.formula_error import ExpressionError
from app.engine.initializers.expression.nodes import (
    FUNCTIONS,
    LAYER_DIMS,
    MATRICES,
    QUALIFIED,
    VARIABLES,
    Matrix,
    Name,
    Node,
    Number,
    Operation,
)
from app.engine.initializers.expression.tokens import check_tokens

MAX_DEPTH = 50
"""Operations within operations."""

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
_UNARY: dict[type[ast.unaryop], str] = {ast.USub: "negative", ast.UAdd: "positive"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula.

    ``transposed`` tells that its matrices are written ``(fan_out, fan_in)``, because a shape was
    given by ``layer_dims``; the result is then to be transposed.
    """

    text: str
    root: Node
    transposed: bool


@lru_cache(maxsize=256)
def parse(text: str) -> Formula:
    """The formula of a text such as ``randn(fan_in, fan_out) * sqrt(2 / fan_in)``.

    A target before it, as in ``W[1] = ...``, is allowed and ignored. Raises ExpressionError.
    """
    check_tokens(text)
    # Leading spaces would be an indentation error; columns count from the text as it was given.
    stripped = text.lstrip()
    try:
        module = ast.parse(stripped)
    except SyntaxError as error:
        column = len(text) - len(stripped) + (error.offset or 1)
        raise ExpressionError(text, column, "this is no formula") from None
    parser = _Parser(text, len(text) - len(stripped))
    root = parser.statement(module)
    return Formula(text, root, parser.transposed)


class _Parser:
    """Translates Python's tree node by node; whatever is not named here is refused."""

    def __init__(self, text: str, indent: int) -> None:
        self.text = text
        self.indent = indent
        self.transposed = False
        self.depth = 0

    def error(self, node: ast.AST, problem: str) -> ExpressionError:
        return ExpressionError(self.text, self.column(node), problem)

    def column(self, node: ast.AST) -> int:
        return self.indent + int(getattr(node, "col_offset", 0)) + 1

    def statement(self, module: ast.Module) -> Node:
        if len(module.body) != 1:
            raise ExpressionError(self.text, 1, "exactly one expression is needed")
        statement = module.body[0]
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            named = target.value if isinstance(target, ast.Subscript) else target
            if isinstance(named, ast.Name):
                return self.node(statement.value)
        if not isinstance(statement, ast.Expr):
            raise self.error(statement, "this is no formula")
        return self.node(statement.value)

    def node(self, node: ast.expr) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(node, f"more than {MAX_DEPTH} nested operations")
        try:
            return self.translate(node)
        finally:
            self.depth -= 1

    def translate(self, node: ast.expr) -> Node:
        if isinstance(node, ast.Constant):
            return self.number(node)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self.name(node)
        if isinstance(node, ast.Subscript):
            return Name(LAYER_DIMS[self.layer_dims(node)], self.column(node))
        if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
            operand = self.node(node.operand)
            return Operation(_UNARY[type(node.op)], (operand,), self.column(node))
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            operands = (self.node(node.left), self.node(node.right))
            return Operation(_BINARY[type(node.op)], operands, self.column(node))
        if isinstance(node, ast.Call):
            return self.call(node)
        raise self.error(node, "only numbers, names, + - * / ** and calls are allowed")

    def number(self, node: ast.Constant) -> Number:
        value = node.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            try:
                number = float(value)
            except OverflowError:
                number = float("inf")
            if isfinite(number):
                return Number(number, self.column(node))
        raise self.error(node, "only finite numbers are allowed")

    def name(self, node: ast.Name | ast.Attribute) -> Name:
        name = self.dotted(node)
        if name in VARIABLES:
            return Name(name, self.column(node))
        if name in FUNCTIONS or name in MATRICES:
            raise self.error(node, f"{name} needs brackets after it")
        raise self.error(node, f"{name} is not known; names are {', '.join(sorted(VARIABLES))}")

    def dotted(self, node: ast.expr) -> str:
        """The name, without its module if that is one of those people paste."""
        parts: list[str] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise self.error(node, "a name is needed here")
        full = ".".join([inner.id, *reversed(parts)])
        return QUALIFIED.get(full, full)

    def layer_dims(self, node: ast.Subscript) -> int:
        if not (isinstance(node.value, ast.Name) and node.value.id == "layer_dims"):
            raise self.error(node, "only layer_dims can be indexed")
        index = _INDICES.get(ast.unparse(node.slice))
        if index is None:
            raise self.error(node.slice, "layer_dims has the indices 0 and 1, or l-1 and l")
        return index

    def call(self, node: ast.Call) -> Node:
        name = self.dotted(node.func)
        if name in FUNCTIONS:
            if len(node.args) != 1 or node.keywords:
                raise self.error(node, f"{name} takes one value")
            return Operation(name, (self.node(node.args[0]),), self.column(node))
        if name not in MATRICES:
            known = ", ".join(sorted((*FUNCTIONS, *MATRICES)))
            raise self.error(node, f"{name} is not known; functions are {known}")
        return self.matrix(name, node)

    def matrix(self, name: str, node: ast.Call) -> Matrix:
        count = MATRICES[name].operands
        arguments = self.arguments(name, node, ("low", "high")[:count])
        operands = tuple(self.node(argument) for argument in arguments[:count])
        shape = arguments[count:]
        if len(shape) == 1 and isinstance(shape[0], ast.Tuple):
            shape = list(shape[0].elts)
        if name == "eye" and len(shape) == 1:
            shape = [shape[0], shape[0]]
        if not shape:
            return Matrix(name, operands, None, None, self.column(node))
        if len(shape) != 2:
            raise self.error(node, f"{name} takes a shape of two sizes")
        for size in shape:
            self.transposed |= any(
                isinstance(part, ast.Name) and part.id == "layer_dims" for part in ast.walk(size)
            )
        rows, cols = (self.node(size) for size in shape)
        return Matrix(name, operands, rows, cols, self.column(node))

    def arguments(self, name: str, node: ast.Call, operands: tuple[str, ...]) -> list[ast.expr]:
        """Positional arguments, followed by those given by keyword, in their order."""
        arguments = list(node.args)
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        open_names = (*operands, "size")[len(arguments) :]
        arguments.extend(given.pop(wanted) for wanted in open_names if wanted in given)
        if given or len(arguments) < len(operands):
            wanted = ", ".join((*operands, "rows", "cols"))
            raise self.error(node, f"{name} is called as {name}({wanted})")
        return arguments


_INDICES = {"0": 0, "1": 1, "l - 1": 0, "l": 1, "-1": 1, "-2": 0}
"""How people write the two indices."""
