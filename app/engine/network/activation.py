"""What an activation function is: one entry from which everything else follows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.framework_code import FrameworkCode
from app.engine.network.ops import Emit, execute

Array = NDArray[np.float64]
Scratch = Callable[[int], Array]
"""``scratch(i)`` is the i-th temporary array, of the shape of ``z``."""
Forward = Callable[[Emit, Array, Array, Scratch], None]
Derivative = Callable[[Emit, Array, Array, Array, Scratch], None]

UNBOUNDED_SHOWN: Final = (-8.0, 8.0)
"""The range of a histogram of numbers without bounds, of pre-activations too. Beyond 8, tanh
differs from 1 by less than 3e-7 and sigmoid by less than 4e-4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """An activation function as the catalogue shows it, as it is computed and as it is judged.

    It is smooth except at 0: with a kink elsewhere the integrals of depth theory lose digits.

    How it is called and written: ``aliases`` are its other usual names;
    ``numpy_code`` is an expression in ``z``; of ``code``, PyTorch's is a module, Keras' the value
    of a layer's argument ``activation``, Flax's an expression in ``x``.

    How it behaves:
    ``range`` is (lowest, highest) of a function that is bounded on both sides, else None.
    ``flat`` is (low, high): an activation outside lies on a flat part, where the slope is below 6 %
    of the steepest; None where the function does not level off on both sides. ``exactly_flat``
    tells whether the slope is exactly 0 over a range of ``z``, and ``dies`` whether f and f' are
    exactly 0 for all z < 0, so that a neuron can be off for every sample.
    ``rectifies`` tells whether it passes on what is positive and holds back what is negative, as
    He et al. (2015) assume; SELU, whose variance must stay 1, does not count.
    ``steepest`` is the least upper bound of |f'|, rounded up by at most 1 %.

    What initializers make of it:
    ``torch_gain`` is that of ``torch.nn.init.calculate_gain``, None where that has none.
    ``stable_edge`` tells whether signals of a deep network stay at its edge of chaos (Schoenholz
    et al., 2016) if they start beside it.
    """

    name: str
    label: str
    formula: str
    forward: Forward
    derivative: Derivative
    numpy_code: str
    code: FrameworkCode
    range: tuple[float, float] | None = None
    flat: tuple[float, float] | None = None
    exactly_flat: bool = False
    dies: bool = False
    rectifies: bool = False
    steepest: float = 1.0
    torch_gain: float | None = None
    stable_edge: bool = True
    aliases: tuple[str, ...] = ()

    def __call__(self, z: Array) -> Array:
        """Return f(z), an array of the shape of ``z``."""
        z = np.asarray(z, dtype=np.float64)
        a = np.empty_like(z)
        with np.errstate(all="ignore"):
            self.forward(execute, z, a, _fresh(z))
        return a

    def slope(self, z: Array) -> Array:
        """Return f'(z), an array of the shape of ``z``; at a kink the value from the left."""
        z = np.asarray(z, dtype=np.float64)
        d = np.empty_like(z)
        with np.errstate(all="ignore"):
            self.derivative(execute, z, self(z), d, _fresh(z))
        return d

    @property
    def at_zero(self) -> float:
        """f(0)."""
        return float(self(np.zeros(1))[0])

    @property
    def shown(self) -> tuple[float, float]:
        """The range of a histogram of activations."""
        return self.range or UNBOUNDED_SHOWN

    def share_flat(self, activations: Array) -> float | None:
        """Return the share of activations on flat parts; None where the function has none."""
        if self.flat is None:
            return None
        low, high = self.flat
        outside = np.count_nonzero((activations < low) | (activations > high))
        return float(outside / activations.size)


def _fresh(z: Array) -> Scratch:
    arrays: dict[int, Array] = {}
    return lambda index: arrays.setdefault(index, np.empty_like(z))
