"""What PyTorch, Keras and JAX start with when called without arguments."""

from dataclasses import replace

from app.engine.citation import Citation
from app.engine.errors import ArgumentError
from app.engine.initializers import basic, law, options, recipes, sources
from app.engine.initializers.entry import Call, Initializer, LayerContext, Values
from app.engine.initializers.law import Law
from app.engine.initializers.scaling import SATURATING, Family, Scaling, always, scaled
from app.engine.parameters import Parameter, number

LEAST_CUT = 0.1
"""Least ratio of bound to std: fewer than one draw in 13 would be kept."""

LARGEST_CUT = 40.0
"""In std: nothing is ever drawn beyond, and the quotient of bound and std stays finite."""

BOUND = Parameter(
    "bound",
    "number",
    2.0,
    minimum=0.0,
    maximum=options.LARGEST,
    exclusive_minimum=True,
    step=0.1,
    description="Where the law is cut on either side of 0: a value, not a number of std.",
)


def _cut(values: Values) -> float:
    return min(number(values, "bound") / number(values, "std"), LARGEST_CUT)


def _absolute(_layer: LayerContext, values: Values) -> Call:
    std = number(values, "std")
    if std == 0.0:
        return Call(recipes.constant, {"value": 0.0})
    return Call(recipes.truncated_normal, {"std": std, "cut": _cut(values)})


def _absolute_law(_layer: LayerContext, values: Values) -> Law:
    std = number(values, "std")
    return law.truncated_normal(0.0, std, _cut(values)) if std else law.point(0.0)


def _check_bound(_layer: LayerContext, values: Values) -> None:
    least = LEAST_CUT * number(values, "std")
    if number(values, "bound") < least:
        raise ArgumentError("bound", values["bound"], f"at least {LEAST_CUT:g} std: {least:g}")


def _third(_layer: LayerContext, _values: Values) -> float:
    # Kaiming uniform with a = sqrt(5): 2 / (1 + 5).
    return 1.0 / 3.0


def _one(_layer: LayerContext, _values: Values) -> float:
    return 1.0


def _default(
    name: str,
    label: str,
    scaling: Scaling,
    family: Family,
    *,
    formula: str,
    alias: str,
    bias_initializer: str,
) -> Initializer:
    return replace(
        scaled(name, label, scaling, family, formula=formula, aliases=(alias,)),
        group="framework default",
        bias_initializer=bias_initializer,
    )


def _normal(name: str, label: str, std: float, reason: str, citation: Citation) -> Initializer:
    return Initializer(
        name=name,
        label=label,
        group="framework default",
        independent=True,
        formula="w ~ N(mean, std^2), never truncated",
        reason=reason,
        parameters=(options.mean(), options.std(std)),
        call=basic.NORMAL.call,
        law=basic.NORMAL.law,
        breaks_symmetry="yes",
        suits=basic.NORMAL.suits,
        citation=citation,
    )


def _uniform(
    name: str, label: str, bounds: tuple[float, float], reason: str, citation: Citation
) -> Initializer:
    return Initializer(
        name=name,
        label=label,
        group="framework default",
        independent=True,
        formula="w ~ U(low, high)",
        reason=reason,
        parameters=basic.bounds(*bounds),
        call=basic.UNIFORM.call,
        law=basic.UNIFORM.law,
        check=basic.check_order,
        breaks_symmetry="yes",
        citation=citation,
    )


def _truncated(name: str, label: str, std: float, reason: str, citation: Citation) -> Initializer:
    return Initializer(
        name=name,
        label=label,
        group="framework default",
        independent=True,
        formula="w ~ N(mean, std^2) given |w - mean| <= cut std",
        reason=reason,
        parameters=(options.mean(), options.std(std), basic.CUT),
        call=basic.TRUNCATED_NORMAL.call,
        law=basic.TRUNCATED_NORMAL.law,
        breaks_symmetry="yes",
        citation=citation,
    )


TORCH_TRUNCATED = Initializer(
    name="torch_truncated_normal",
    label="PyTorch trunc_normal_",
    group="framework default",
    independent=True,
    formula="w ~ N(0, std^2) given |w| <= bound",
    reason=(
        "Cut at the values -2 and 2, not at 2 std: with a small std practically nothing is cut."
    ),
    parameters=(options.std(1.0), BOUND),
    call=_absolute,
    law=_absolute_law,
    check=_check_bound,
    breaks_symmetry="yes",
    citation=sources.TORCH_INIT,
)

ENTRIES = (
    # What a layer does unasked comes first: it is what a person looks for by a framework's name.
    _default(
        "torch_linear_default",
        "PyTorch nn.Linear default",
        Scaling(_third, always("fan_in"), always("uniform")),
        Family(
            "PyTorch calls kaiming_uniform_ with a = sqrt(5): a sixth of He's variance for ReLU.",
            sources.TORCH_LINEAR,
            ("tanh",),
            (),
        ),
        formula="w ~ U(-l, l), l = 1 / sqrt(fan_in)",
        alias="PyTorch default",
        bias_initializer="torch_linear_default",
    ),
    _default(
        "keras_dense_default",
        "Keras Dense default",
        Scaling(_one, always("fan_avg"), always("uniform")),
        Family(
            "Glorot uniform: meant for tanh rather than ReLU.",
            sources.KERAS_DENSE,
            (*SATURATING, "linear"),
            (),
        ),
        formula="w ~ U(-l, l), l = sqrt(6 / (fan_in + fan_out)); Keras' bias is 0",
        alias="Keras default",
        bias_initializer="zeros",
    ),
    _default(
        "flax_dense_default",
        "Flax Dense default",
        Scaling(_one, always("fan_in"), always("truncated_normal")),
        Family(
            "LeCun truncated normal: half of He's variance for ReLU.",
            sources.FLAX_DENSE,
            ("selu", "tanh", "linear"),
            (),
        ),
        formula="mean 0, variance 1 / fan_in, normal cut at 2 std; Flax's bias is 0",
        alias="Flax default",
        bias_initializer="zeros",
    ),
    _normal(
        "torch_normal",
        "PyTorch normal_",
        1.0,
        "Without arguments PyTorch draws from N(0, 1): far too large for most layers.",
        sources.TORCH_INIT,
    ),
    _normal(
        "keras_normal",
        "Keras RandomNormal",
        0.05,
        "Without arguments Keras draws with a std of 0.05, whatever the layer's size.",
        sources.KERAS_INIT,
    ),
    _normal(
        "jax_normal",
        "JAX normal",
        0.01,
        "Without arguments JAX draws with a std of 0.01, whatever the layer's size.",
        sources.JAX_INIT,
    ),
    _uniform(
        "torch_uniform",
        "PyTorch uniform_",
        (0.0, 1.0),
        "Without arguments PyTorch draws from U(0, 1): all weights positive.",
        sources.TORCH_INIT,
    ),
    _uniform(
        "keras_uniform",
        "Keras RandomUniform",
        (-0.05, 0.05),
        "Without arguments Keras draws from U(-0.05, 0.05).",
        sources.KERAS_INIT,
    ),
    _uniform(
        "jax_uniform",
        "JAX uniform",
        (0.0, 0.01),
        "Without arguments JAX draws from U(0, 0.01): all weights positive and small.",
        sources.JAX_INIT,
    ),
    TORCH_TRUNCATED,
    _truncated(
        "keras_truncated_normal",
        "Keras TruncatedNormal",
        0.05,
        "Cut at 2 std and not corrected: with the default std of 0.05 the true one is 0.044.",
        sources.KERAS_INIT,
    ),
    _truncated(
        "jax_truncated_normal",
        "JAX truncated_normal",
        0.01,
        "Cut at 2 std and not corrected: with the default std of 0.01 the true one is 0.0088.",
        sources.JAX_INIT,
    ),
)
