"""Numbers as findings say them."""


def figure(value: float) -> str:
    """Write a number with three digits, without the 0 before the point: .0200."""
    if value == 0.0:
        return "0"
    if 1e-4 <= abs(value) < 1.0:
        places = 3
        while round(abs(value), places) < 10.0 ** -(places - 2) and places < 8:
            places += 1
        return f"{value:.{places}f}".replace("0.", ".", 1)
    return f"{value:.3g}"


def plural(count: int, noun: str) -> str:
    """Write how many there are of a thing."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
