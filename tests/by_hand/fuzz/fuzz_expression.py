"""Coverage-guided fuzzing of the formula box, to be run by hand.

    pip install atheris
    python tests/by_hand/fuzz/fuzz_expression.py -max_total_time=60

Fails on anything but finite weights of the layer's shape or a refusal that points at a column.
"""

import sys
from importlib import import_module
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
atheris = import_module("atheris")
with atheris.instrument_imports():
    from app.engine.initializers import INITIALIZERS, LayerContext
    from app.engine.initializers.expression import ExpressionError

LAYER = LayerContext(0, 2, 3, 4, "tanh", seed=0)
ALPHABET = b"randufmioslgthecpyz_ 0123456789.+-*/()[],=WTlx'\\\n"
"""Bytes are mapped to these, so that the fuzzer reaches beyond the first sieve."""


def test_one_input(data: bytes) -> None:
    """Evaluate one text, half of the time made of the formula's own characters."""
    if data[:1] < b"\x80":
        text = bytes(ALPHABET[byte % len(ALPHABET)] for byte in data[1:]).decode("ascii")
    else:
        text = data[1:].decode("utf-8", errors="replace")
    values = {"expression": text, "gain": 1.0, "activation_gain": "torch"}
    try:
        weights = INITIALIZERS["expression"].call(LAYER, values).run(LAYER)
    except ExpressionError as error:
        if not 1 <= error.column <= len(text) + 1:
            raise RuntimeError(f"column {error.column} of {text!r}") from error
        return
    if weights.shape != LAYER.shape or not np.all(np.isfinite(weights)):
        raise RuntimeError(f"{text!r} gave {weights!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
