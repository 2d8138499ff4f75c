"""The README's table of initializers, made from their entries: `python -m tests.readme_table`."""

from app.engine.initializers import INITIALIZERS, Initializer

HEAD = "| name | what people call it | law | breaks the symmetry |\n|---|---|---|---|"


def initializer_table() -> str:
    """Give the table, one row an initializer, in the catalogue's order."""
    return "\n".join([HEAD, *map(_row, INITIALIZERS.values())])


def _row(entry: Initializer) -> str:
    called = ", ".join([entry.label, *entry.aliases])
    formula = entry.formula.replace("|", "\\|")
    return f"| `{entry.name}` | {called} | {formula} | {entry.breaks_symmetry} |"


if __name__ == "__main__":
    print(initializer_table())
