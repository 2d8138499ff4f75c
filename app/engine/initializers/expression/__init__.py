"""Weights by a formula of one's own: a small arithmetic, parsed and evaluated here alone.

The text is cut into tokens, parsed by Python's ``ast`` into a tree, and translated into our own
nodes, each of which is known by name; nothing is ever passed to ``eval`` or ``exec``, no attribute
is ever looked up. Length, nesting, number of operations and the size of every array are bounded
before anything is computed.
"""

from app.engine.initializers.expression.formula_entry import EXPRESSION
from app.engine.initializers.expression.formula_error import ExpressionError

__all__ = ["EXPRESSION", "ExpressionError"]
