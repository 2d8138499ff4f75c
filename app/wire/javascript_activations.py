"""The activation functions as JavaScript, made from the NumPy expressions of their entries.

By hand, after one has changed:
``python -m app.wire.javascript_activations static/js/stream/activations.js``.
"""

import ast
import sys
from pathlib import Path
from typing import Final

from app.engine.network.activations import ACTIVATIONS

_HEAD: Final = """\
/**
 * The activation functions by name.
 *
 * Made by `python -m app.wire.javascript_activations static/js/stream/activations.js`; a test fails
 * where it differs.
 */

/** @type {Readonly<Record<string, (z: number) => number>>} */
export const ACTIVATIONS = Object.freeze({
"""
#: What NumPy's functions are called here; their arguments stand in the places.
_FUNCTIONS: Final = {
    "abs": "Math.abs({})",
    "exp": "Math.exp({})",
    "expm1": "Math.expm1({})",
    "maximum": "Math.max({}, {})",
    "minimum": "Math.min({}, {})",
    "sqrt": "Math.sqrt({})",
    "tanh": "Math.tanh({})",
    # log(exp(a) + exp(b)) without overflow.
    "logaddexp": "Math.max({0}, {1}) + Math.log1p(Math.exp(-Math.abs({0} - {1})))",
}
#: Operators, and how closely they bind: the larger, the closer.
_OPERATORS: Final[dict[type[ast.AST], tuple[str, int]]] = {
    ast.Gt: (">", 1),
    ast.Add: ("+", 2),
    ast.Sub: ("-", 2),
    ast.Mult: ("*", 3),
    ast.Div: ("/", 3),
    ast.Pow: ("**", 5),
}
_CONDITION: Final = 0
_SIGN: Final = 4
_CLOSEST: Final = 6


def activations() -> str:
    """Return the text of the file."""
    lines = (
        f"  {name}: (z) => {javascript(one.numpy_code)},\n"
        for name, one in sorted(ACTIVATIONS.items())
    )
    return f"{_HEAD}{''.join(lines)}}});\n"


def javascript(numpy_code: str) -> str:
    """Return an expression of NumPy as one of JavaScript.

    Raises:
        ValueError: it holds what has no counterpart here.
    """
    text, binding = _of(ast.parse(numpy_code, mode="eval").body)
    return f"({text})" if binding == _CONDITION else text


def _of(node: ast.expr) -> tuple[str, int]:
    """Return an expression, and how closely its outermost operator binds."""
    match node:
        case ast.Name("z"):
            return "z", _CLOSEST
        case ast.Constant(float() | int() as value):
            return repr(value).removesuffix(".0"), _CLOSEST
        case ast.Attribute(ast.Name("np"), "pi"):
            return "Math.PI", _CLOSEST
        case ast.Call(ast.Attribute(ast.Name("np"), "where"), [test, first, second]):
            parts = (_within(one, _CONDITION + 1) for one in (test, first, second))
            return "{} ? {} : {}".format(*parts), _CONDITION
        case ast.Call(ast.Attribute(ast.Name("np"), name), given) if name in _FUNCTIONS:
            form = _FUNCTIONS[name]
            is_call = form.endswith(("({})", "({}, {})"))
            within = _CONDITION if is_call else _OPERATORS[ast.Mult][1]
            text = form.format(*(_within(one, within) for one in given))
            return text, _CLOSEST if is_call else _OPERATORS[ast.Add][1]
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{_within(operand, _CLOSEST)}", _SIGN
        case ast.BinOp(left, operator, right) | ast.Compare(left, [operator], [right]) if (
            type(operator) in _OPERATORS
        ):
            sign, binding = _OPERATORS[type(operator)]
            return f"{_within(left, binding)} {sign} {_within(right, binding + 1)}", binding
    raise ValueError(f"{ast.unparse(node)} cannot be written in JavaScript")


def _within(node: ast.expr, binding: int) -> str:
    """Return an expression as part of one that binds this closely, in brackets if need be."""
    text, own = _of(node)
    return f"({text})" if own < binding else text


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(activations(), encoding="utf-8")
