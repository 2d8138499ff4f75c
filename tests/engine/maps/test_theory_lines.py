"""Lines of theory over a map: they pass where the depth experiment's own theory says."""

import numpy as np
import pytest

from app.engine.depth.theory import _limit
from app.engine.depth.theory_moments import DenseCourse, Layer, Moments
from app.engine.maps.theory_lines import critical_line, depth_line
from app.engine.network.activations import ACTIVATIONS

WEIGHTS = np.linspace(0.5, 3.0, 26)
BIASES = np.linspace(0.0, 1.0, 6)


def regime(activation: str, weight: float, bias: float) -> str:
    """Give the regime that many layers lead to, from the length map followed layer by layer."""
    layer = Layer(weight**2, bias**2)
    return _limit(DenseCourse(ACTIVATIONS[activation], [layer]), Moments(0.0, 1.0)).regime


@pytest.mark.parametrize("activation", ["tanh", "relu", "softsign"])
def test_the_critical_line_parts_order_from_chaos(activation: str) -> None:
    weights, biases = np.meshgrid(WEIGHTS, BIASES)
    (line,) = critical_line(weights, biases, activation)
    assert [row for _, row in line.points] == list(range(len(BIASES)))
    for column, row in line.points:
        at = float(np.interp(column, range(len(WEIGHTS)), WEIGHTS))
        bias = float(BIASES[int(row)])
        # chi comes near 1 only slowly, so that close by both sides may count as critical.
        assert regime(activation, at - 0.3, bias) == "ordered"
        assert regime(activation, at - 0.05, bias) in {"ordered", "critical"}
        assert regime(activation, at + 0.05, bias) in {"chaotic", "unbounded", "critical"}
        assert regime(activation, at + 0.3, bias) in {"chaotic", "unbounded"}


def test_the_line_of_a_map_on_its_side_is_the_same() -> None:
    weights, biases = np.meshgrid(WEIGHTS, BIASES)
    (upright,) = critical_line(weights, biases, "tanh")
    (aside,) = critical_line(weights.T, biases.T, "tanh")
    assert aside.points == tuple((row, column) for column, row in upright.points)


def test_there_is_no_line_where_theory_covers_no_cell_or_all_are_on_one_side() -> None:
    weights, biases = np.meshgrid(WEIGHTS, BIASES)
    assert critical_line(np.full_like(weights, np.nan), biases, "tanh") == []
    assert critical_line(weights + 5.0, biases, "tanh") == []
    assert critical_line(weights, biases, "sigmoid") == []


def test_depth_reaches_six_scales_and_leaves_the_map_at_chi_1() -> None:
    (line,) = depth_line([0.5, 1.0, 3.0], [0.0, 0.0, 0.0], [2, 6, 10, 14], "tanh")
    (low, (_, critical), high) = line.points
    # Without biases the signal dies out, where chi = sw2; xi = 1 / log 4.
    assert np.interp(low[1], [0, 1, 2, 3], [2, 6, 10, 14]) == pytest.approx(6 / np.log(4.0))
    assert critical == 3.5
    scale = _limit(
        DenseCourse(ACTIVATIONS["tanh"], [Layer(9.0, 0.0)]), Moments(0.0, 1.0)
    ).depth_scale
    assert scale is not None
    assert np.interp(high[1], [0, 1, 2, 3], [2, 6, 10, 14]) == pytest.approx(6 * scale, rel=1e-6)
