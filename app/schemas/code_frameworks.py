"""The frameworks that code can be written for, as people choose them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.engine.code_export import FRAMEWORKS


@dataclass(frozen=True, slots=True)
class FrameworkEntry:
    """A framework that code can be written for."""

    name: str
    label: str
    description: str


#: Whatever framework draws its own numbers: the same law, not the same weights.
_SAME_LAW: Final = (
    "The same laws, with {label}'s own initializers where it has them: it draws other numbers, in "
    "float32 unless told otherwise. What it lacks is drawn by NumPy as here and copied."
)
#: The frameworks by name, in the order in which they are offered.
FRAMEWORK_ENTRIES: Final[Mapping[str, FrameworkEntry]] = MappingProxyType(
    {
        "numpy": FrameworkEntry(
            "numpy", "NumPy", "The same initial weights and biases as here, bit for bit."
        ),
        **{
            name: FrameworkEntry(name, label, _SAME_LAW.format(label=label))
            for name, label in (("torch", "PyTorch"), ("keras", "Keras"), ("flax", "Flax"))
        },
    }
)
if set(FRAMEWORK_ENTRIES) != set(FRAMEWORKS):
    raise RuntimeError("the engine writes code for other frameworks than are described here")
