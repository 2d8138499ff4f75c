"""Who may import whom: data of the rule, and a checker that reads the code without running it."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Rule:
    """What one part of the package may import of the others, and of third parties."""

    own: frozenset[str]
    third_party: frozenset[str] | None  # None: anything that is installed


_BELOW_QUESTIONS = frozenset({"jobs", "engine", "schemas", "limits", "settings", "version", "wire"})

#: Parts are the package's folders and single modules, and of the questions the routes: a worker
#: loads all the rest of a question, by the name that a job gives, and no web framework with it. A
#: part may always import itself.
RULES = {
    "engine": Rule(frozenset(), frozenset({"numpy"})),
    "environment": Rule(frozenset(), frozenset()),
    "logs": Rule(frozenset(), frozenset()),
    "version": Rule(frozenset(), frozenset()),
    "limits": Rule(frozenset({"environment"}), frozenset()),
    "settings": Rule(frozenset({"environment"}), frozenset()),
    "wire": Rule(frozenset({"engine", "version"}), frozenset({"numpy", "pydantic_core"})),
    "schemas": Rule(
        frozenset({"engine", "limits", "settings", "version", "wire"}),
        frozenset({"numpy", "pydantic", "pydantic_core", "typing_extensions"}),
    ),
    "jobs": Rule(
        frozenset({"engine", "schemas", "limits", "logs", "settings", "version", "wire"}),
        frozenset({"isal", "numpy", "pydantic", "pydantic_core"}),
    ),
    "questions": Rule(
        _BELOW_QUESTIONS, frozenset({"numpy", "pydantic", "pydantic_core", "typing_extensions"})
    ),
    "answers": Rule(frozenset({"engine", "schemas", "limits", "version"}), frozenset({"numpy"})),
    "web": Rule(_BELOW_QUESTIONS, None),
    "routes": Rule(_BELOW_QUESTIONS | {"web", "questions"}, None),
    "api": Rule(_BELOW_QUESTIONS | {"web", "questions", "routes", "answers"}, None),
    "main": Rule(_BELOW_QUESTIONS | {"web", "questions", "routes", "api"}, None),
    "grading": Rule(_BELOW_QUESTIONS | {"questions"}, frozenset({"pydantic"})),
    "server": Rule(frozenset({"limits"}), None),
    "check": Rule(frozenset({"engine", "wire"}), frozenset({"h5py", "numpy"})),
    "__main__": Rule(
        frozenset(
            {"check", "grading", "main", "server", "settings", "environment", "limits", "logs"}
        ),
        frozenset(),
    ),
    "__init__": Rule(frozenset(), frozenset()),
}


def violations(package: Path) -> Iterator[str]:
    """Give one sentence for each import of the package's files that the rules refuse."""
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package).with_suffix("").parts
        own_part = _part(module)
        rule = RULES.get(own_part)
        if rule is None:
            yield f"{path.name}: no rule for the part {own_part!r}; add one to RULES"
            continue
        for line, target in _imports(path, package.name, module):
            top, _, rest = target.partition(".")
            if top == package.name:
                part = _part(tuple(rest.split(".")))
                allowed = not rest or part == own_part or part in rule.own
            else:
                allowed = (
                    top in sys.stdlib_module_names
                    or rule.third_party is None
                    or top in rule.third_party
                )
            if not allowed:
                yield f"{'/'.join(module)}.py:{line}: {own_part} may not import {target}"


def _part(module: tuple[str, ...]) -> str:
    """Return the part that a module belongs to."""
    is_route = module[0] == "questions" and module[-1] == "route"
    return "routes" if is_route else module[0]


def _imports(path: Path, package: str, module: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Give line and absolute name of each thing imported, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = (package, *module)[: -node.level]
                base = ".".join((*parents, base)) if base else ".".join(parents)
            if base == package:  # `from app import engine` names its parts one by one
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base
        elif isinstance(node, ast.Call) and _is_import_call(node) and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield node.lineno, argument.value


def _is_import_call(node: ast.Call) -> bool:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}
