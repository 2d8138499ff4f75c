"""Cutting a formula into tokens: the first sieve, before Python's parser sees anything."""

import re
from keyword import iskeyword

from app.engine.initializers.expression.formula_error import ExpressionError

MAX_LENGTH = 500
"""Characters of a formula; the longest useful ones have about a hundred."""

MAX_TOKENS = 150
MAX_NESTING = 20
"""Brackets within brackets, so that no parser recursion goes deep."""

_TOKEN = re.compile(
    r"(?P<space>[ \t]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<operator>\*\*|[-+*/(),.\[\]=])"
)
_OPENING = {"(": ")", "[": "]"}


def check_tokens(text: str) -> None:
    """Refuse, with an ExpressionError, a text that is no sequence of a formula's tokens.

    What passes consists of numbers, names that are no Python keywords, operators and balanced
    brackets, within the bounds of this file.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            text, MAX_LENGTH + 1, f"at most {MAX_LENGTH} characters are allowed, not {len(text)}"
        )
    expected: list[str] = []
    position = count = 0
    previous = ""
    while position < len(text):
        match = _TOKEN.match(text, position)
        column = position + 1
        if match is None:
            raise ExpressionError(text, column, f"the character {text[position]!r} is not allowed")
        kind, token = str(match.lastgroup), match.group()
        if kind in ("name", "number") and previous in ("name", "number"):
            raise ExpressionError(text, column, f"an operator is missing before {token!r}")
        if kind == "name" and iskeyword(token):
            raise ExpressionError(text, column, f"{token!r} is not allowed")
        if kind == "operator":
            _check_bracket(text, column, token, expected)
        count += kind != "space"
        if count > MAX_TOKENS:
            raise ExpressionError(text, column, f"more than {MAX_TOKENS} symbols")
        previous = kind
        position = match.end()
    if count == 0:
        raise ExpressionError(text, 1, "the expression is empty")
    if expected:
        raise ExpressionError(text, len(text) + 1, f"{expected[-1]!r} is missing")


def _check_bracket(text: str, column: int, token: str, expected: list[str]) -> None:
    """Keep the stack of closing brackets still expected."""
    if token in _OPENING:
        expected.append(_OPENING[token])
        if len(expected) > MAX_NESTING:
            raise ExpressionError(text, column, f"more than {MAX_NESTING} nested brackets")
    elif token in _OPENING.values() and (not expected or expected.pop() != token):
        raise ExpressionError(text, column, f"{token!r} closes nothing")
