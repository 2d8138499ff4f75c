"""The page's first experiment, which everyone sees: computed once and kept as two files.

The first holds what the page begins to play with, and is asked for before the page's script is
there; the second, several times as long, would hold the script up and is asked for by it.
"""

from functools import cache
from typing import Final

from app.jobs.compression import lines_of
from app.jobs.job import Job
from app.questions.simulate.plan import plan_stream
from app.schemas.presets import PRESETS
from app.schemas.request import SimulationRequest

#: Lines of the first part: the start, and what is played until the second part comes.
FIRST_LINES: Final = 5


@cache
def opening_job() -> Job:
    """Return the job of the first preset, recorded as the page asks for it."""
    request = PRESETS[0].request
    record = {
        "epochs": list(range(request["epochs"] + 1)),
        "compact": "changes",
        "weights": True,
        "neuron_outputs": True,
    }
    return plan_stream(SimulationRequest.model_validate({**request, "record": record}))


def parts_of(pieces: list[bytes]) -> tuple[bytes, bytes]:
    """Return a stream's lines in two parts, the second of which goes on where the first ends."""
    lines = [line + b"\n" for line in lines_of(pieces)]
    return b"".join(lines[:FIRST_LINES]), b"".join(lines[FIRST_LINES:])
