"""A summary's numbers are those of plain NumPy over the whole array."""

import numpy as np
import pytest

from app.engine.identify import tensor_summary
from app.engine.identify.bits import Raw
from app.engine.identify.summary import Layout, fans
from app.engine.identify.tensor_summary import Tensor, summarize, tensor_of


def normal(shape: tuple[int, ...], dtype: str = "float32") -> Raw:
    return np.random.default_rng(3).standard_normal(shape).astype(dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
@pytest.mark.parametrize("layout", ["out_in", "in_out"])
def test_a_summary_is_that_of_the_whole_array(
    dtype: str, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tensor_summary, "SLICE", 1000)
    raw = normal((50, 3, 40), dtype)
    raw[7] = raw[3]
    raw[9] = 0.0
    x = raw.astype(np.float64)
    flat = x.reshape(50, -1) if layout == "out_in" else x.reshape(-1, 40)
    found = summarize(tensor_of("w", raw), layout)
    centred = x - x.mean()
    assert found.mean == pytest.approx(x.mean(), rel=1e-12)
    assert found.std == pytest.approx(x.std(), rel=1e-12)
    assert found.skewness == pytest.approx((centred**3).mean() / x.std() ** 3, rel=1e-10)
    assert found.kurtosis == pytest.approx((centred**4).mean() / x.std() ** 4, rel=1e-10)
    assert (found.minimum, found.maximum) == (x.min(), x.max())
    assert found.zeros == np.count_nonzero(x == 0.0)
    assert found.counts == tuple(np.histogram(x, bins=64)[0])
    assert found.values is None
    assert found.rows is not None
    assert found.columns is not None
    for side, matrix in ((found.rows, flat), (found.columns, flat.T)):
        assert side.distinct == len(np.unique(matrix, axis=0))
        assert side.zero == np.count_nonzero((matrix == 0.0).all(axis=1))
        assert side.constant == 0
        assert side.mean_spread == pytest.approx(matrix.mean(axis=1).var(), rel=1e-10)
        powers = np.square(matrix - x.mean()).mean(axis=1)
        assert side.power_spread == pytest.approx(powers.var(), rel=1e-10)


def test_angles_are_those_between_the_sampled_vectors() -> None:
    x = normal((20, 30), "float64")
    x[11] = -2.0 * x[1]
    x[12] = 3.0 * x[2]
    side = summarize(tensor_of("w", x), "out_in").rows
    assert side is not None
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    cosines = (unit @ unit.T)[np.triu_indices(20, 1)]
    rest = cosines[np.abs(cosines) < 1 - 1e-6]
    assert (side.parallel, side.opposite) == (1, 1)
    assert side.cosine_square == pytest.approx(np.mean(rest**2), rel=1e-10)


def test_bfloat16_is_read_as_the_upper_half_of_a_float32() -> None:
    upper = normal((64, 32)).view(np.uint32) >> 16
    whole = (upper << 16).view(np.float32)
    stored = upper.astype(np.uint16).reshape(-1)
    tensor = Tensor("w", (64, 32), "bfloat16", lambda start, stop: stored[start:stop])
    found, same = summarize(tensor, "out_in"), summarize(tensor_of("w", whole), "out_in")
    assert (found.mean, found.std, found.counts) == (same.mean, same.std, same.counts)


def test_one_unit_in_the_last_place_tells_rows_columns_and_tensors_apart() -> None:
    for dtype in ("float64", "float32", "float16"):
        x = np.full((6, 5), 0.5, dtype)
        whole = summarize(tensor_of("w", x), "out_in")
        x[4, 2] = np.nextafter(x[4, 2], x.dtype.type(1.0))
        nudged = summarize(tensor_of("w", x), "out_in")
        assert whole.rows is not None
        assert nudged.rows is not None
        assert nudged.columns is not None
        assert (whole.rows.distinct, nudged.rows.distinct, nudged.columns.distinct) == (1, 2, 2)
        assert whole.digest != nudged.digest


def test_columns_that_differ_in_signs_alone_are_told_apart() -> None:
    signs = np.array([[(-1.0) ** ((i >> j) % 2) for j in range(8)] for i in range(256)], "float32")
    side = summarize(tensor_of("w", signs), "out_in").rows
    assert side is not None
    assert side.distinct == 256


def test_what_is_not_finite_is_counted_and_left_out() -> None:
    x = normal((40, 30))
    x[0, 0], x[1, 1], x[2, 2] = np.nan, np.inf, -np.inf
    found = summarize(tensor_of("w", x), "out_in")
    rest = x[np.isfinite(x)].astype(np.float64)
    assert (found.nan, found.infinite, found.finite) == (1, 2, 1197)
    assert found.mean == pytest.approx(rest.mean(), rel=1e-12)
    assert sum(found.counts) == 1197
    assert found.rows is None


def test_few_values_are_listed() -> None:
    x = np.eye(30, 20, dtype="float32") * 0.5
    found = summarize(tensor_of("w", x), "in_out")
    assert found.values == ((0.0, 580), (0.5, 20))
    assert found.diagonal == 20


def test_fans_of_a_convolution_count_its_receptive_field() -> None:
    assert fans((64, 32, 3, 5), "out_in") == (32 * 15, 64 * 15)
    assert fans((3, 5, 32, 64), "in_out") == (32 * 15, 64 * 15)
    assert fans((128, 784), "out_in") == (784, 128)
    assert fans((784, 128), "in_out") == (784, 128)
