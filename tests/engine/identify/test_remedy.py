"""For every law of the catalogue there is code that draws a tensor by it, in every framework."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.engine.identify.candidates import NO_LAWS
from app.engine.identify.layer_kinds import Framework
from app.engine.identify.ranking import Place, fits_expected
from app.engine.identify.remedy import for_all, remedy, suited_law
from app.engine.identify.summary import Layout
from app.engine.identify.tensor_summary import summarize, tensor_of
from app.engine.initializers import INITIALIZERS
from app.engine.network.activations import ACTIVATIONS

LAWS = sorted(set(INITIALIZERS) - NO_LAWS)
SHAPES: list[tuple[tuple[int, ...], Layout]] = [
    ((96, 64), "out_in"),
    ((64, 96), "in_out"),
    ((32, 16, 3, 3), "out_in"),
]


@pytest.mark.parametrize("framework", ["torch", "keras", "flax"])
@pytest.mark.parametrize("law", LAWS)
def test_every_law_has_code_in_every_framework(law: str, framework: Framework) -> None:
    for shape, layout in SHAPES:
        place = Place(shape, layout, "relu")
        code = remedy(framework, "fc.weight", place, law)
        assert code is not None
        argument = code.split("\n")[0].partition("kernel_init=")[2]
        compile(f"f({argument})" if argument else code, law, "exec")


@pytest.mark.parametrize("law", ["mirrored_relu", "sparse", "rai", "tied_columns", "zero_hadamard"])
def test_what_keras_has_not_is_drawn_by_the_law(law: str) -> None:
    for shape, layout in SHAPES:
        drawn: list[Any] = []
        layer = SimpleNamespace(kernel=SimpleNamespace(assign=drawn.append))
        place = Place(shape, layout, "relu")
        code = remedy("keras", "fc", place, law)
        exec(code or "", {"layer": layer})  # noqa: S102 - our own code, which is what is tested
        (array,) = drawn
        assert array.shape == shape
        summary = summarize(tensor_of("fc", np.asarray(array)), layout)
        assert fits_expected(summary, place, law, {})[0] is not None


def test_no_code_holds_a_strangers_words() -> None:
    place = Place((4, 4), "out_in", "relu")
    code = remedy("torch", "w); import os; (", place, "he_normal")
    assert code == "torch.nn.init.kaiming_normal_(w, mode='fan_in', nonlinearity='relu')"
    assert remedy("none", "fc.weight", place, "he_normal") is None
    assert remedy("torch", "fc.bias", Place((4,), "out_in", "relu"), "zeros") is None


def test_what_suits_an_activation_scales_by_the_fans() -> None:
    assert [suited_law(name) for name in ("relu", "tanh", "selu")] == [
        "he_normal",
        "glorot_normal",
        "lecun_normal",
    ]
    for name in ACTIVATIONS:
        assert "2" not in (for_all("flax", suited_law(name)) or "").replace("2.0", "")
        compile(for_all("torch", suited_law(name)) or "", name, "exec")
