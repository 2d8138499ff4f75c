"""Experiments to begin with, in groups; the page opens with the first.

What ``look_for`` says is tested: ``tests/schemas/test_presets.py`` runs every preset.
"""

from typing import Final

from app.schemas.presets import clones, frameworks, size, training
from app.schemas.presets.preset import Preset

__all__ = ["PRESETS", "Preset"]

PRESETS: Final = (
    *clones.PRESETS,
    *size.PRESETS,
    *frameworks.PRESETS,
    *training.PRESETS,
)
