"""The refusal of a formula."""

from app.engine.errors import ArgumentError, shortened


class ExpressionError(ArgumentError):
    """A formula was refused: says at which column, counted from 1, and what is wrong."""

    def __init__(self, expression: str, column: int, problem: str) -> None:
        super().__init__("expression", expression, f"a formula; at column {column}: {problem}")
        self.column = column
        self.problem = problem
        self.args = (
            f"expression, column {column}: {problem}; the expression is {shortened(expression)}",
        )

    def __reduce__(self) -> tuple[type["ExpressionError"], tuple[str, int, str]]:
        """Rebuild from the parts, so that the error survives the way out of a process."""
        return type(self), (str(self.value), self.column, self.problem)
