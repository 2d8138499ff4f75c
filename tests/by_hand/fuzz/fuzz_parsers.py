"""Coverage-guided fuzzing of what reads addresses and bodies, to be run by hand.

    pip install atheris
    python tests/by_hand/fuzz/fuzz_parsers.py -max_total_time=60

Fails on anything but a plan that may run, or a refusal that strict JSON can hold.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qsl

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
atheris = import_module("atheris")
with atheris.instrument_imports():
    from pydantic import ValidationError

    from app.questions.simulate.plan import plan_document, plan_stream
    from app.schemas.refusals import RefusedError, problems
    from app.schemas.request import SimulationRequest
    from app.web.address import request_from_query

ALPHABET = (
    *("dataset", "hidden_layers", "activation", "initializer", "bias_initializer", "explicit"),
    *("optimizer", "learning_rate", "batch_size", "epochs", "seed", "runs", "record", "custom"),
    *("name", "weights", "values", "inputs", "targets", "task", "classification", "full", "auto"),
    *("=", "&", "[", "]", "{", "}", ",", ":", '"', "-", ".", "0", "1", "5", "1e999", "NaN", "null"),
)
"""Most bytes are mapped to these, so that the fuzzer reaches beyond the first sieve."""


def test_one_input(data: bytes) -> None:
    """Read one text as an address, and as a body."""
    if data[:1] < b"\xc0":
        text = "".join(ALPHABET[byte % len(ALPHABET)] for byte in data[1:])
    else:
        text = data[1:].decode("utf-8", errors="surrogateescape")
    try:
        asked = request_from_query(parse_qsl(text, keep_blank_values=True), SimulationRequest)
        plan_document(asked)
    except RefusedError as error:
        json.dumps(error.problems, allow_nan=False).encode()
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return
    try:
        plan_stream(SimulationRequest.model_validate(body))
    except RefusedError as error:
        json.dumps(error.problems, allow_nan=False).encode()
    except ValidationError as error:
        json.dumps(problems(error.errors()), allow_nan=False).encode()


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
