"""The order of a map's cells, coarse to fine, so that few cells already give a picture."""

from typing import Final

Place = tuple[int, int]
"""(x_index, y_index) of a cell."""

COARSEST: Final = 16
"""Cells of the first picture, at most: a square of 4 by 4."""


def coarse_to_fine(columns: int, rows: int) -> list[list[Place]]:
    """Return the cells of a map, in levels.

    The first level has a cell of every block of ``stride`` by ``stride`` cells, that with the
    smallest indices; each further one halves the stride and has the cells that are new. The stride
    of the first is the least power of two that leaves it no more than COARSEST cells.
    """
    stride = 1
    while -(-columns // stride) * -(-rows // stride) > COARSEST:
        stride *= 2
    levels = [_grid(columns, rows, stride)]
    while stride > 1:
        coarser, stride = stride, stride // 2
        levels.append(
            [
                (x, y)
                for x, y in _grid(columns, rows, stride)
                if x % coarser != 0 or y % coarser != 0
            ]
        )
    return levels


def _grid(columns: int, rows: int, stride: int) -> list[Place]:
    return [(x, y) for y in range(0, rows, stride) for x in range(0, columns, stride)]
