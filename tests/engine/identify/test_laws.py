"""The law that made a tensor is named, first or among those that cannot be told from it."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine.identify.bits import Raw
from app.engine.identify.ranking import CONFIDENT, FoundLaw, Place, described, ranked
from app.engine.identify.summary import Layout
from app.engine.identify.tensor_summary import summarize, tensor_of
from app.engine.initializers import INITIALIZERS, LayerContext
from app.engine.initializers.network import resolve

GIVEN = {"explicit", "expression"}
NAMES = [name for name, entry in INITIALIZERS.items() if name not in GIVEN and not entry.by_place]


def draw(name: str, fan_in: int, fan_out: int, seed: int = 0, **parameters: object) -> Raw:
    inputs = np.random.default_rng(seed).standard_normal((64, fan_in))
    layer = LayerContext(1, 3, fan_in, fan_out, "relu", seed, inputs=inputs)
    values = resolve(name, parameters).parameters
    return INITIALIZERS[name].call(layer, values).run(layer)


def laws(array: Raw, layout: Layout = "in_out") -> tuple[FoundLaw, ...]:
    summary = summarize(tensor_of("w", array), layout)
    return described(summary, ranked(summary, Place(array.shape, layout, "relu")))


def named(found: tuple[FoundLaw, ...]) -> set[str]:
    return {found[0].name, *found[0].indistinguishable_from} if found else set()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("fan_in", "fan_out", "dtype"),
    [(32, 48, "f4"), (200, 90, "f2"), (85, 55, "f4"), (6, 325, "f4")],
)
def test_a_draw_of_the_catalogue_is_named(name: str, fan_in: int, fan_out: int, dtype: str) -> None:
    assert name in named(laws(draw(name, fan_in, fan_out).astype(dtype)))


@pytest.mark.parametrize(
    ("name", "parameters", "other"),
    [
        ("he_normal", {}, "glorot_normal"),
        ("he_normal", {}, "he_truncated_normal"),
        ("he_truncated_normal", {}, "he_normal"),
        ("glorot_uniform", {}, "glorot_normal"),
        ("torch_linear_default", {}, "lecun_uniform"),
        ("orthogonal", {}, "lecun_normal"),
        ("sparse", {"std": 0.1}, "normal"),
        ("normal", {"std": 0.02}, "truncated_normal"),
        ("tied_columns", {}, "glorot_normal"),
        ("mirrored_relu", {}, "orthogonal"),
    ],
)
def test_laws_that_differ_are_told_apart(
    name: str, parameters: dict[str, object], other: str
) -> None:
    found = laws(draw(name, 120, 100, seed=2, **parameters).astype("f4"))
    assert name in named(found)
    assert other not in named(found)
    assert found[0].confidence > CONFIDENT


def test_fitted_parameters_are_round_numbers_near_those_that_were_drawn() -> None:
    (first, *_) = laws(draw("normal", 300, 200, std=0.02))
    assert first.parameters == {"mean": 0.0, "std": 0.02}
    orthogonal = next(
        law for law in laws(draw("orthogonal", 80, 60, gain=2.5)) if law.name == "orthogonal"
    )
    assert orthogonal.parameters["gain"] == 2.5


def test_the_fans_follow_from_the_layout() -> None:
    array = draw("he_normal", 400, 50)
    assert "he_normal" in named(laws(array))
    assert "he_normal" in named(laws(array.T, "out_in"))
    kernel = np.random.default_rng(0).standard_normal((32, 16, 3, 3)) * np.sqrt(2 / (16 * 9))
    assert "he_normal" in named(laws(kernel, "out_in"))


@pytest.mark.parametrize("seed", range(5))
def test_weights_that_no_law_made_get_none_with_confidence(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = rng.standard_normal((128, 64)) * np.sqrt(2 / 128)
    low_rank = rng.standard_normal((128, 2)) @ rng.standard_normal((2, 64)) * 0.05
    heavy = rng.standard_t(4, (128, 64)) * 0.1
    rows = start * rng.uniform(0.6, 1.6, (128, 1))
    for trained in (start + low_rank, heavy, rows, start * 1.137):
        found = laws(trained.astype("f4"))
        assert not found or found[0].confidence < CONFIDENT


def test_a_small_tensor_is_never_sure() -> None:
    for seed in range(20):
        found = laws(draw("he_normal", 6, 6, seed=seed))
        assert "he_normal" in named(found)
        assert found[0].confidence < CONFIDENT


def test_expected_counts_are_those_of_the_law() -> None:
    summary = summarize(tensor_of("w", draw("he_uniform", 100, 80)), "in_out")
    (first, *_) = described(summary, ranked(summary, Place((100, 80), "in_out", "relu")))
    width = (summary.maximum - summary.minimum) / 64
    assert first.maximum is not None
    assert first.expected_counts == pytest.approx([8000 * width / (2 * first.maximum)] * 64)


def test_the_size_of_a_tensor_costs_nothing() -> None:
    # Nothing may be drawn at a size that a request alone says.
    small = summarize(tensor_of("w", draw("he_normal", 64, 64)), "in_out")
    side = 2**26
    large = replace(small, count=side * side, row_count=side, rows=None, columns=None)
    described(large, ranked(large, Place((side, side), "in_out", "relu")))


def test_a_summary_that_promises_the_impossible_is_answered() -> None:
    summary = summarize(tensor_of("w", draw("normal", 40, 40)), "in_out")
    place = Place((40, 40), "in_out", "relu")
    for odd in (
        replace(summary, std=1e-59, minimum=-1e-59, maximum=1e-59, mean=0.0),
        replace(summary, std=1e59, minimum=-1e60, maximum=1e60),
        replace(summary, kurtosis=0.0, zeros=1600),
        replace(summary, rows=None, columns=None),
    ):
        described(odd, ranked(odd, place))
