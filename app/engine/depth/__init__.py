"""The depth experiment: signals through many equal layers as drawn, beside their theory."""

from collections.abc import Callable

from app.engine.citation import Citation
from app.engine.depth.config import Curve, CurveConfig, DepthConfig, Propagation, weight_layers
from app.engine.depth.measurement import measure
from app.engine.depth.theory import ASSUMES, layer_laws, theory
from app.engine.initializers import sources

__all__ = ["CurveConfig", "DepthConfig", "Propagation", "propagate", "weight_layers"]

CITATIONS = (
    Citation(
        "B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli (2016), Exponential "
        "expressivity in deep neural networks through transient chaos, NIPS",
        "https://arxiv.org/abs/1606.05340",
    ),
    sources.SCHOENHOLZ,
    Citation(
        "J. Pennington, S. Schoenholz and S. Ganguli (2017), Resurrecting the sigmoid in deep "
        "learning through dynamical isometry: theory and practice, NIPS",
        "https://arxiv.org/abs/1711.04735",
    ),
    Citation(
        "G. Yang and S. Schoenholz (2017), Mean field residual networks: on the edge of chaos, "
        "NIPS",
        "https://arxiv.org/abs/1712.08969",
    ),
    Citation(
        "R. Xiong et al. (2020), On layer normalization in the transformer architecture, ICML",
        "https://arxiv.org/abs/2002.04745",
    ),
    sources.HE,
    sources.LU,
)


def propagate(config: DepthConfig, should_stop: Callable[[], bool] = lambda: False) -> Propagation:
    """Measure every curve and compute its theory where there is one.

    Raises StoppedError when ``should_stop`` says so, ArgumentError for weights that cannot be made.
    """
    return Propagation(
        tuple(_curve(config, curve, should_stop) for curve in config.curves), CITATIONS
    )


def _curve(config: DepthConfig, curve: CurveConfig, should_stop: Callable[[], bool]) -> Curve:
    measured = measure(config, curve, should_stop)
    layers = layer_laws(config, curve)
    if isinstance(layers, str):
        return Curve(curve.label, curve.activation, measured, None, layers)
    expected = theory(config, curve.activation, layers, curve.architecture)
    return Curve(curve.label, curve.activation, measured, expected, ASSUMES)
