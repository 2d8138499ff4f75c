"""Experiments to begin with, in groups; the page opens with the first.

What ``look_for`` says is tested: ``tests/schemas/test_presets.py`` runs every preset.
"""

from typing import Final

from app.schemas.presets import (
    branches_and_readout,
    clone_presets,
    frameworks,
    size,
    training,
)
from app.schemas.presets.preset import Preset

__all__ = ["PRESETS", "Preset"]

PRESETS: Final = (
    *clone_presets.PRESETS,
    *size.PRESETS,
    *branches_and_readout.PRESETS,
    *frameworks.PRESETS,
    *training.PRESETS,
)
