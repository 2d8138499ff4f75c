"""Names are understood as people write them, and a wrong one is answered with the nearest."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from app.engine.datasets import DATASETS
from app.engine.errors import ArgumentError
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, resolve
from app.engine.names import allowed_names, canonical, spelled
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.losses import LOSSES
from app.engine.training.optimizers import OPTIMIZERS

TABLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "initializers": INITIALIZERS,
        "bias initializers": BIAS_INITIALIZERS,
        "activations": ACTIVATIONS,
        "datasets": DATASETS,
        "losses": LOSSES,
        "optimizers": OPTIMIZERS,
    }
)


@pytest.mark.parametrize("name", TABLES)
def test_no_two_entries_go_by_one_name(name: str) -> None:
    owners: dict[str, str] = {}
    for entry in TABLES[name].values():
        for known in (entry.name, entry.label, *entry.aliases):
            assert spelled(known), known
            assert owners.setdefault(spelled(known), entry.name) == entry.name


@pytest.mark.parametrize(
    ("table", "written", "name"),
    [
        (INITIALIZERS, "xavier_normal", "glorot_normal"),
        (INITIALIZERS, "xavier_uniform_", "glorot_uniform"),
        (INITIALIZERS, "XavierUniform", "glorot_uniform"),
        (INITIALIZERS, "kaiming_normal", "he_normal"),
        (INITIALIZERS, "Kaiming-Uniform", "he_uniform"),
        (INITIALIZERS, "GlorotNormal", "glorot_normal"),
        (INITIALIZERS, "random_normal", "normal"),
        (INITIALIZERS, "random_uniform", "uniform"),
        (INITIALIZERS, "trunc_normal_", "truncated_normal"),
        (INITIALIZERS, "zero", "zeros"),
        (INITIALIZERS, "eye", "identity"),
        (INITIALIZERS, "PyTorch default", "torch_linear_default"),
        (BIAS_INITIALIZERS, "zero", "zeros"),
        (ACTIVATIONS, "ReLU", "relu"),
        (ACTIVATIONS, "LeakyReLU", "leaky_relu"),
        (ACTIVATIONS, "swish", "silu"),
        (ACTIVATIONS, "logistic", "sigmoid"),
        (ACTIVATIONS, "identity", "linear"),
        (OPTIMIZERS, "Adam", "adam"),
        (OPTIMIZERS, "gradient_descent", "sgd"),
        (DATASETS, "Spiral", "spirals"),
        (LOSSES, "mean_squared_error", "mse"),
        (LOSSES, "MSELoss", "mse"),
    ],
)
def test_usual_names_are_understood(table: Mapping[str, object], written: str, name: str) -> None:
    assert canonical(table, written) == name


@pytest.mark.parametrize(
    ("table", "written", "name"),
    [
        (INITIALIZERS, "he_norml", "he_normal"),
        (INITIALIZERS, "xavier", "glorot_normal"),
        (INITIALIZERS, "kaimng_uniform", "he_uniform"),
        (INITIALIZERS, "he", "he_normal"),
        (ACTIVATIONS, "rleu", "relu"),
        (OPTIMIZERS, "adamw", "adam"),
        (DATASETS, "cirlces", "circles"),
        (("sphere", "gaussian"), "spher", "sphere"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(
    table: Mapping[str, object], written: str, name: str
) -> None:
    assert canonical(table, written) is None
    assert allowed_names(table, written).endswith(f"; did you mean {name}?")


@pytest.mark.parametrize("written", ["zzzz", "", "???", 3, None, ["relu"]])
def test_nothing_is_proposed_for_what_is_like_nothing(written: object) -> None:
    assert canonical(ACTIVATIONS, written) is None
    assert allowed_names(ACTIVATIONS, written) == "one of " + ", ".join(sorted(ACTIVATIONS))


def test_the_choice_that_an_alias_makes_has_the_canonical_name() -> None:
    assert resolve("Kaiming normal", {}) == resolve("he_normal", {})
    with pytest.raises(ArgumentError, match=r"initializer is 'he_norml'.*did you mean he_normal\?"):
        resolve("he_norml", {})


@pytest.mark.parametrize("name", [it.name for it in INITIALIZERS.values() if it.bias_initializer])
def test_the_bias_that_belongs_to_an_initializer_is_there(name: str) -> None:
    assert INITIALIZERS[name].bias_initializer in BIAS_INITIALIZERS
