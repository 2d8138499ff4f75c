"""What drawing weights costs, told before anything is drawn."""

from time import process_time
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Spec
from app.engine.initializers import initialize
from app.engine.initializers import resolve as resolve_initializer
from app.questions.depth.plan import resolve_depth
from app.questions.depth.request import DepthRequest
from app.schemas.drawing import drawing_seconds

FORMULAS = [
    "+".join(["orthogonal(fan_in, fan_out)"] * 4),
    "+".join(["exp(randn(fan_in, fan_out)) * 0.01"] * 10),
    "randn(fan_in, fan_out) * sqrt(2 / fan_in)",
]


@pytest.mark.parametrize(
    "initializer",
    [
        *({"name": "expression", "expression": text} for text in FORMULAS),
        "lsuv",
        "orthogonal",
        ["orthogonal", "glorot_normal", "zeros", "lsuv"],
    ],
    ids=lambda value: str(value)[:60],
)
@pytest.mark.parametrize("width", [64, 400])
def test_drawing_is_priced_on_the_high_side(initializer: Any, width: int) -> None:
    asked = {"width": width, "depth": 4, "seeds": 1, "initializer": initializer}
    resolved = resolve_depth(DepthRequest.model_validate(asked))
    layers = [(width, width)] * 4
    choice = (resolved.curves or [])[0].initializer
    assert choice is not None
    specs = (choice,) * 4 if isinstance(choice, Spec) else choice
    zeros = (resolve_initializer("zeros", {}, bias=True),) * 4
    inputs = np.random.default_rng(0).standard_normal((32, width))
    taken = []
    for _ in range(3):
        began = process_time()
        initialize(layers, specs, zeros, activation="tanh", seed=0, inputs=inputs)
        taken.append(process_time() - began)
    # Half, for slower machines: four orthogonal matrices were priced at an eleventh.
    assert min(taken) / 2 < drawing_seconds(choice, layers, 32) < 30 * min(taken)
