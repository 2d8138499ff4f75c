"""A bundle of the page as it is, for servers that are measured."""

import subprocess
from pathlib import Path

from tests.conftest import ROOT


def made_bundle(folder: Path) -> Path:
    """Have the page's bundle made in a folder; give its own folder."""
    made = folder / "bundle"
    command = ["bash", "deploy/bundle.sh", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return made
