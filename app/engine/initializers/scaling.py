"""Variance scaling and every named scheme that is one call of it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from app.engine.citation import Citation
from app.engine.initializers import law, options, recipes, sources
from app.engine.initializers.entry import Call, Initializer, LayerContext, Values
from app.engine.initializers.law import Law
from app.engine.network.activations import ACTIVATIONS
from app.engine.parameters import Parameter, number, text

SATURATING = tuple(entry.name for entry in ACTIVATIONS.values() if entry.flat)
RECTIFYING = tuple(entry.name for entry in ACTIVATIONS.values() if entry.rectifies)

NEGATIVE_SLOPE = Parameter(
    "negative_slope",
    "number",
    0.0,
    minimum=0.0,
    maximum=1000.0,
    step=0.01,
    description="Slope of the rectifier left of 0; divides the variance by 1 + its square.",
)
SCALE = Parameter(
    "scale",
    "number",
    1.0,
    minimum=0.0,
    maximum=options.LARGEST,
    step=0.1,
    description="The variance times the fan; the square of a gain.",
)
DISTRIBUTION = Parameter(
    "distribution",
    "choice",
    "normal",
    choices=("normal", "truncated_normal", "uniform"),
    description="The law; the truncated one is cut at 2 and widened to the right variance.",
)


@dataclass(frozen=True, slots=True)
class Scaling:
    """One call of variance scaling: its three arguments, which may depend on the layer."""

    scale: Callable[[LayerContext, Values], float]
    mode: Callable[[Values], str]
    distribution: Callable[[Values], str]

    def call(self, layer: LayerContext, values: Values) -> Call:
        """The recipe for the layer."""
        return Call(
            recipes.variance_scaling,
            {
                "scale": self.scale(layer, values),
                "mode": self.mode(values),
                "distribution": self.distribution(values),
            },
        )

    def law(self, layer: LayerContext, values: Values) -> Law:
        """Mean 0, variance scale / n."""
        fans = {
            "fan_in": layer.fan_in,
            "fan_out": layer.fan_out,
            "fan_avg": (layer.fan_in + layer.fan_out) / 2.0,
        }
        variance = self.scale(layer, values) / fans[self.mode(values)]
        distribution = self.distribution(values)
        if distribution == "uniform":
            return law.uniform(-sqrt(3.0 * variance), sqrt(3.0 * variance))
        if distribution == "truncated_normal":
            return law.truncated_normal(0.0, sqrt(variance) / recipes.TRUNCATED_STD, 2.0)
        return law.normal(0.0, sqrt(variance))


def _given(_layer: LayerContext, values: Values) -> float:
    return number(values, "scale")


def _gain_squared(layer: LayerContext, values: Values) -> float:
    return options.total_gain(layer, values) ** 2


def _he(_layer: LayerContext, values: Values) -> float:
    return 2.0 / (1.0 + number(values, "negative_slope") ** 2)


def always(choice: str) -> Callable[[Values], str]:
    """A mode or distribution that no parameter changes."""
    return lambda _values: choice


def _chosen(name: str) -> Callable[[Values], str]:
    return lambda values: text(values, name)


@dataclass(frozen=True, slots=True)
class Family:
    """What the schemes of one author share."""

    reason: str
    citation: Citation
    suits: tuple[str, ...]
    parameters: tuple[Parameter, ...]


def scaled(
    name: str,
    label: str,
    scaling: Scaling,
    family: Family,
    *,
    formula: str,
    aliases: tuple[str, ...] = (),
    note: str = "",
) -> Initializer:
    """An entry that is one call of variance scaling; ``note`` is added to the reason."""
    return Initializer(
        name=name,
        label=label,
        group="variance scaling",
        independent=True,
        formula=formula,
        reason=family.reason + note,
        call=scaling.call,
        law=scaling.law,
        breaks_symmetry="yes",
        suits=family.suits,
        aliases=aliases,
        parameters=family.parameters,
        citation=family.citation,
    )


GAINS = (options.gain(), options.activation_gain())
GENERAL = Family(
    "The general law of which Glorot, He and LeCun are special cases.",
    sources.JAX_INIT,
    (*SATURATING, *RECTIFYING, "selu", "linear"),
    (SCALE, options.mode("fan_in"), DISTRIBUTION),
)
GLOROT = Family(
    "A compromise between keeping the variance of signals on the way forward, which takes "
    "1 / fan_in, and that of gradients on the way back, which takes 1 / fan_out.",
    sources.GLOROT,
    (*SATURATING, "linear"),
    GAINS,
)
HE = Family(
    "ReLU sets the negative half of its inputs to 0 and so halves the power of the signal; twice "
    "the variance makes up for it.",
    sources.HE,
    RECTIFYING,
    (NEGATIVE_SLOPE, options.mode("fan_in")),
)
LECUN = Family(
    "Keeps the variance of the signal through a linear layer; SELU was designed for this start.",
    sources.LECUN,
    ("selu", "tanh", "linear"),
    GAINS,
)
CUT_NOTE = (
    " Cut at 2 std and widened by 1 / 0.8796 to keep the variance, as in Keras and JAX; PyTorch "
    "does not cut."
)

ENTRIES = (
    scaled(
        "variance_scaling",
        "Variance scaling",
        Scaling(_given, _chosen("mode"), _chosen("distribution")),
        GENERAL,
        formula="mean 0, variance scale / n, n = fan_in, fan_out or their mean",
    ),
    scaled(
        "glorot_normal",
        "Glorot normal",
        Scaling(_gain_squared, always("fan_avg"), always("normal")),
        GLOROT,
        formula="w ~ N(0, 2 gain^2 / (fan_in + fan_out))",
        aliases=("Xavier normal",),
    ),
    scaled(
        "glorot_uniform",
        "Glorot uniform",
        Scaling(_gain_squared, always("fan_avg"), always("uniform")),
        GLOROT,
        formula="w ~ U(-l, l), l = gain sqrt(6 / (fan_in + fan_out))",
        aliases=("Xavier uniform",),
    ),
    scaled(
        "glorot_truncated_normal",
        "Glorot truncated normal",
        Scaling(_gain_squared, always("fan_avg"), always("truncated_normal")),
        GLOROT,
        formula="mean 0, variance 2 gain^2 / (fan_in + fan_out), normal cut at 2 std",
        aliases=("GlorotNormal of Keras", "glorot_normal of JAX"),
        note=CUT_NOTE,
    ),
    scaled(
        "he_normal",
        "He normal",
        Scaling(_he, _chosen("mode"), always("normal")),
        HE,
        formula="w ~ N(0, 2 / ((1 + negative_slope^2) fan_in))",
        aliases=("Kaiming normal", "MSRA"),
    ),
    scaled(
        "he_uniform",
        "He uniform",
        Scaling(_he, _chosen("mode"), always("uniform")),
        HE,
        formula="w ~ U(-l, l), l = sqrt(6 / ((1 + negative_slope^2) fan_in))",
        aliases=("Kaiming uniform",),
    ),
    scaled(
        "he_truncated_normal",
        "He truncated normal",
        Scaling(_he, _chosen("mode"), always("truncated_normal")),
        HE,
        formula="mean 0, variance 2 / ((1 + negative_slope^2) fan_in), normal cut at 2 std",
        aliases=("HeNormal of Keras", "he_normal of JAX"),
        note=CUT_NOTE,
    ),
    scaled(
        "lecun_normal",
        "LeCun normal",
        Scaling(_gain_squared, always("fan_in"), always("normal")),
        LECUN,
        formula="w ~ N(0, gain^2 / fan_in)",
    ),
    scaled(
        "lecun_uniform",
        "LeCun uniform",
        Scaling(_gain_squared, always("fan_in"), always("uniform")),
        LECUN,
        formula="w ~ U(-l, l), l = gain sqrt(3 / fan_in)",
    ),
    scaled(
        "lecun_truncated_normal",
        "LeCun truncated normal",
        Scaling(_gain_squared, always("fan_in"), always("truncated_normal")),
        LECUN,
        formula="mean 0, variance gain^2 / fan_in, normal cut at 2 std",
        aliases=("LecunNormal of Keras", "lecun_normal of JAX"),
        note=CUT_NOTE,
    ),
)
