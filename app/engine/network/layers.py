"""Where one weight layer lies in memory."""

from dataclasses import dataclass

WIDTH_MULTIPLE = 8
"""Neurons; 8 float64 fill the widest vector register in use (AVX-512). At such widths the fastest
way to compute a product usually keeps clones exact (``app.engine.network.products`` makes sure)."""


def padded(width: int) -> int:
    """Return the smallest multiple of ``WIDTH_MULTIPLE`` not below ``width``."""
    return -(-width // WIDTH_MULTIPLE) * WIDTH_MULTIPLE


@dataclass(frozen=True, slots=True)
class LayerLayout:
    """One weight layer in memory, for all runs: (runs, rows, columns).

    A row is a neuron, a column what comes in, the last column the bias. ``fan_out`` of ``rows``
    and ``fan_in`` of ``columns - 1`` are real, the rest is padding and stays 0.
    """

    layer_index: int
    fan_in: int
    fan_out: int
    rows: int
    columns: int
    start: int
    """Where the layer begins in the flat parameter vector."""
