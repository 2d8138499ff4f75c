"""The page's modules in one script, so that a visit asks for one file and not for a hundred.

The modules stay what they are, and are served as such beside it; nothing is made smaller or
renamed. Each becomes a function that gives its exports, in the order of their imports. That is all
that plain modules need which import by name and export what never changes; whatever else a module
might do is refused here, and the page then loads the modules one by one.
"""

import re
from pathlib import Path
from typing import Final

#: import { a, b as c } from "./d.js";
_IMPORT: Final = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.[^"]+)";?[ \t]*$', re.MULTILINE)
#: export { a, b as c };
_NAMED: Final = re.compile(r"^export\s*\{([^}]*)\};?[ \t]*$", re.MULTILINE)
#: export { a, b as c } from "./d.js";
_PASSED_ON: Final = re.compile(r'^export\s*\{([^}]*)\}\s*from\s*"(\.[^"]+)";?[ \t]*$', re.MULTILINE)
_DECLARED: Final = re.compile(
    r"^export (?=(?:async function|function|class|const)\b\s*([\w$]+))", re.MULTILINE
)
#: export const { a, b } = c;
_UNPACKED: Final = re.compile(r"^export (?=const \{([\w$,\s]+)\} =)", re.MULTILINE)
_OTHER: Final = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b.*", re.MULTILINE)
_WAITS: Final = re.compile(r"^(?:(?:const|let)\b[^=\n]*=\s*)?await\b.*", re.MULTILINE)


class BundleError(ValueError):
    """A module cannot be put with the others; the message says which and why."""


def bundle(main: Path) -> str:
    """Give a module and all that it imports as one script.

    Raises:
        BundleError: a module does what cannot be kept, or modules import each other in a circle.
    """
    written: dict[Path, str] = {}
    _add(main.resolve(), written, ())
    return "\n".join(written.values())


def _add(path: Path, written: dict[Path, str], above: tuple[Path, ...]) -> str:
    """Write a module after those that it imports; give the name of its exports."""
    if path in above:
        raise BundleError(f"{path.name} imports itself through {above[-1].name}")
    if path not in written:
        text = path.read_text(encoding="utf-8")
        exports: list[str] = []

        def taken_from(found: re.Match[str]) -> str:
            name = _add((path.parent / found[2]).resolve(), written, (*above, path))
            return f"const {{ {_renamed(found[1], ': ')} }} = {name};"

        def passed_on(found: re.Match[str]) -> str:
            name = _add((path.parent / found[2]).resolve(), written, (*above, path))
            for inner, outer in _pairs(found[1]):
                exports.append(f"{outer}: {name}.{inner}")
            return ""

        def named(found: re.Match[str]) -> str:
            exports.extend(f"{outer}: {inner}" for inner, outer in _pairs(found[1]))
            return ""

        def declared(found: re.Match[str]) -> str:
            exports.append(found[1])
            return ""

        def unpacked(found: re.Match[str]) -> str:
            exports.extend(name for name, _ in _pairs(found[1]))
            return ""

        for pattern, replacement in (
            (_IMPORT, taken_from),
            (_PASSED_ON, passed_on),
            (_NAMED, named),
            (_DECLARED, declared),
            (_UNPACKED, unpacked),
        ):
            text = pattern.sub(replacement, text)
        if other := _OTHER.search(text):
            raise BundleError(f"{path.name} has {other[0]!r}")
        if above and (waits := _WAITS.search(text)):
            raise BundleError(f"{path.name} has {waits[0]!r}")
        # The first module alone may wait, which a function called at once could not.
        written[path] = f"// {path.name}\n" + (
            f"const module_{len(written)} = (() => {{\n{text}\n"
            f"return {{ {', '.join(exports)} }};\n}})();"
            if above
            else f"{{\n{text}\n}}"
        )
    return f"module_{list(written).index(path)}"


def _pairs(names: str) -> list[tuple[str, str]]:
    """Read ``a, b as c``: each name within the module and outside of it."""
    parts = [name.split() for name in re.sub(r"//.*", "", names).split(",") if name.strip()]
    return [(part[0], part[-1]) for part in parts]


def _renamed(names: str, sign: str) -> str:
    return ", ".join(
        inner if inner == outer else f"{inner}{sign}{outer}" for inner, outer in _pairs(names)
    )
