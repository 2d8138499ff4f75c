"""What the documents hold: their texts, blocks of code, sections, tables and words in backticks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.conftest import ROOT

PATHS: Final = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TEXTS: Final = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PATHS
}
README: Final = TEXTS["README.md"]
API: Final = TEXTS["docs/api.md"]
OPERATIONS: Final = TEXTS["docs/operations.md"]
_BLOCK: Final = re.compile(
    r"^```(\w*)\n(.*?)^```\n(?:\n```json\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A block of code, and the JSON block that follows at once as its answer, if there is one."""

    document: str
    language: str
    text: str
    answer: str


def all_blocks() -> Iterator[Block]:
    """Give every block of code of every document."""
    for document, text in TEXTS.items():
        for language, code, answer in _BLOCK.findall(text):
            yield Block(document, language, code, answer)


def lines(holding: str) -> list[str]:
    """Give the lines of the shell blocks that hold certain words."""
    shell = [block.text for block in all_blocks() if block.language == "sh"]
    return [line for text in shell for line in text.splitlines() if holding in line]


def section(text: str, heading: str) -> str:
    """Give a section of a document, from its heading to the next one."""
    return re.split(r"^#+ ", text.split(f"# {heading}\n")[1], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Give the cells of a text's tables, their heads left out."""
    table = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]
    return [row for index, row in enumerate(cells) if not table[index].startswith("|-")][1:]


def in_code(text: str) -> set[str]:
    """Give what stands between backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))
