"""The way from an experiment to a framework's code."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.engine.code_export.flax_text import flax_text
from app.engine.code_export.keras_text import keras_text
from app.engine.code_export.numpy_text import numpy_text
from app.engine.code_export.torch_text import torch_text
from app.engine.code_export.written_run import Plan, make_plan
from app.engine.errors import find
from app.engine.experiment import Experiment

FRAMEWORKS: Mapping[str, Callable[[Plan], str]] = MappingProxyType(
    {"numpy": numpy_text, "torch": torch_text, "keras": keras_text, "flax": flax_text}
)


def export_code(experiment: Experiment, framework: str, run: int = 0) -> str:
    """Python source with the run's initial weights and its network.

    The NumPy code gives the initial weights of the run bit for bit. The others call the framework's
    own initializers where those have the same law, and copy arrays drawn by NumPy where not.
    Raises ArgumentError for an unknown framework or run.
    """
    writer = find(FRAMEWORKS, "framework", framework)
    return writer(make_plan(experiment, run))
