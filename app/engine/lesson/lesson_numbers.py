"""Numbers as the lesson writes them."""

from math import isfinite


def short(value: float) -> str:
    """Three significant digits, a power of ten where many zeros would stand: 0.0123, 3.4e-8."""
    if not isfinite(value):
        return "not finite"
    if value == 0.0:
        return "0"
    if not 1e-3 <= abs(value) < 1e4:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    return f"{value:.3g}"


def share(value: float) -> str:
    """A share in per cent, 93 %; what is not quite all or none is not written as if it were."""
    rounded = round(100 * value)
    if rounded == 100 and value < 1.0:
        return f"{100 * value:.1f} %"
    if rounded == 0 and value > 0.0:
        return "less than 1 %"
    return f"{rounded} %"
