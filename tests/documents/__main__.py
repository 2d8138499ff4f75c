"""Write the tables of the documents that follow from the code: ``python -m tests.documents``."""

import argparse
from pathlib import Path

from tests.conftest import ROOT
from tests.documents.tables import rewritten


def main() -> None:
    """Write every table of the documents anew; say which documents changed."""
    parser = argparse.ArgumentParser(prog="python -m tests.documents", description=main.__doc__)
    parser.parse_args()
    for path in sorted((ROOT / "docs").glob("*.md")):
        if _write(path):
            print(f"{path.relative_to(ROOT)} is written anew")


def _write(path: Path) -> bool:
    before = path.read_text(encoding="utf-8")
    after = rewritten(before)
    path.write_text(after, encoding="utf-8")
    return after != before


if __name__ == "__main__":
    main()
