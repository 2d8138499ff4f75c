"""The guided path: each step asks for a prediction, runs an experiment, explains what it did."""

from typing import Final

from app.engine.lesson import path_rules, path_size, path_symmetry

STEPS: Final = (*path_symmetry.STEPS, *path_size.STEPS, *path_rules.STEPS)
