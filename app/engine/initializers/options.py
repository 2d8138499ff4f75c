"""Parameters that several initializers share."""

from app.engine.initializers.entry import LayerContext, Values
from app.engine.initializers.gains import gain_for
from app.engine.parameters import Parameter, number, text

LARGEST = 1e6
"""Bound of weights and scales: far beyond what trains, far within what float64 can square."""


def value(default: float) -> Parameter:
    """The value of a constant."""
    return Parameter(
        "value",
        "number",
        default,
        minimum=-LARGEST,
        maximum=LARGEST,
        step=0.1,
        description="The value of every entry.",
    )


def mean(default: float = 0.0) -> Parameter:
    """The mean of a normal law."""
    return Parameter(
        "mean",
        "number",
        default,
        minimum=-LARGEST,
        maximum=LARGEST,
        step=0.1,
        description="Mean of the normal law before any truncation.",
    )


def std(default: float) -> Parameter:
    """The standard deviation of a normal law."""
    return Parameter(
        "std",
        "number",
        default,
        minimum=0.0,
        maximum=LARGEST,
        step=0.01,
        description="Standard deviation of the normal law before any truncation.",
    )


def gain(default: float = 1.0) -> Parameter:
    """A factor on the standard deviation."""
    return Parameter(
        "gain",
        "number",
        default,
        minimum=0.0,
        maximum=1000.0,
        step=0.1,
        description="Factor on the standard deviation.",
    )


def activation_gain(default: str = "none") -> Parameter:
    """The choice of a gain by activation."""
    return Parameter(
        "activation_gain",
        "choice",
        default,
        choices=("none", "torch", "exact"),
        description=(
            "A further factor for the activation: torch takes PyTorch's table (1 where it has no "
            "entry), exact the one that keeps the second moment of pre-activations at 1."
        ),
    )


def mode(default: str) -> Parameter:
    """Which fan the variance is divided by."""
    return Parameter(
        "mode",
        "choice",
        default,
        choices=("fan_in", "fan_out", "fan_avg"),
        description="What the variance is divided by; fan_avg is the mean of both fans.",
    )


def total_gain(layer: LayerContext, values: Values) -> float:
    """The product of ``gain`` and of the activation's gain."""
    return number(values, "gain") * gain_for(text(values, "activation_gain"), layer.activation)
