"""Every product is computed in a way that its place in a matrix cannot change, proved here."""

from collections.abc import Callable
from itertools import product as combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.network import products
from app.engine.network.ops import Call
from app.engine.network.products import Shape, Way

Array = NDArray[np.float64]

SHAPES = [
    Shape(
        rows=rows,
        summed=summed,
        columns=columns,
        left_transposed=left,
        right_transposed=right,
        alike_rows=rows,
        alike_columns=columns - 1 if alike else 0,
    )
    for (rows, summed, columns), left, right, alike in combinations(
        [(8, 3, 10), (8, 9, 16), (16, 65, 450), (64, 7, 65), (256, 10, 257), (8, 1, 9), (2, 33, 3)],
        (False, True),
        (False, True),
        (False, True),
    )
]


def backwards_at(row: int, column: int) -> Way:
    """A way that adds the terms of a single result up in the opposite order."""

    def way(left: Array, right: Array, into: Array) -> Call:
        def run() -> None:
            products.term_by_term(left, right, into)()
            value = np.zeros(len(into))
            for term in reversed(range(left.shape[2])):
                value = value + left[:, row, term] * np.broadcast_to(
                    right[:, term, column], len(into)
                )
            into[:, row, column] = value

        return run

    return way


def other_numbers_in_company(left: Array, right: Array, into: Array) -> Call:
    """A way that adds up in the opposite order where two or more runs are multiplied."""
    if len(into) == 1:
        return products.term_by_term(left, right, into)
    return products.term_by_term(left[:, :, ::-1], right[:, ::-1], into)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_way_multiplies(shape: Shape) -> None:
    rng = np.random.default_rng(1)
    for runs in (1, 3):
        left = rng.standard_normal((runs, shape.rows, shape.summed))
        right = rng.standard_normal((runs, shape.summed, shape.columns))
        expected = np.einsum("rik,rkj->rij", left, right)
        bound = np.einsum("rik,rkj->rij", np.abs(left), np.abs(right)) * shape.summed * 2.3e-16
        for way in (*products._ways(shape), products.term_by_term):
            into = np.full(expected.shape, np.nan)
            way(left, right, into)()
            assert (np.abs(into - expected) <= bound).all()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_adding_term_by_term_passes_the_test_of_every_shape(shape: Shape) -> None:
    assert products.is_exact(products.term_by_term, shape)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.summed > 2], ids=str)
def test_a_single_result_added_up_in_another_order_is_found(shape: Shape) -> None:
    for row, column in ((shape.rows - 1, shape.columns - 1), (0, 0), (shape.rows // 2, 1)):
        assert not products.is_exact(backwards_at(row, column), shape)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.summed > 2], ids=str)
def test_numbers_that_depend_on_company_are_found(shape: Shape) -> None:
    assert not products.is_exact(other_numbers_in_company, shape)


def test_where_no_other_way_passes_terms_are_added_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(products, "_ways", lambda _shape: iter([backwards_at(0, 0)]))
    products.way_for.cache_clear()
    try:
        assert products.way_for(SHAPES[0]) is products.term_by_term
    finally:
        products.way_for.cache_clear()


def test_a_shape_is_tested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tested: list[Shape] = []
    exact: Callable[[Way, Shape], bool] = products.is_exact

    def counted(way: Way, shape: Shape) -> bool:
        tested.append(shape)
        return exact(way, shape)

    monkeypatch.setattr(products, "is_exact", counted)
    products.way_for.cache_clear()
    first, again = products.way_for(SHAPES[0]), products.way_for(SHAPES[0])
    assert first is again
    assert len(tested) == 1
