"""One recorded epoch of the experiment with which the page opens: measured, and written."""

from dataclasses import dataclass
from functools import partial
from math import inf
from time import perf_counter

from app.engine.events import Snapshot
from app.engine.experiment import Experiment
from app.engine.simulation import simulate
from app.jobs.encode import encode_snapshot
from app.schemas.experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from tests.bench import setup
from tests.bench.timing import best_ms

EPOCHS = 20
"""Epochs of the two experiments whose difference is the recording."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one epoch of all runs together, and the bytes of its line."""

    runs: int
    training_ms: float
    """An epoch that is not recorded, to compare."""
    recording_ms: float
    """Losses and accuracies on all data, every neuron on the probe, histograms, clones."""
    writing_ms: float
    """The line of JSON with matrices in the compact form."""
    total_ms: float
    """Recording and writing."""
    bytes: int


def measure(seconds: float) -> Cost:
    """Measure it; ``seconds`` is spent on each figure."""
    every, ends = _experiment(range(EPOCHS + 1)), _experiment((0, EPOCHS))
    one, all_but_one = inf, inf
    until = perf_counter() + 2 * seconds
    while one == inf or perf_counter() < until:
        one = min(one, _least_gap_ms(every))
        all_but_one = min(all_but_one, _least_gap_ms(ends))
    # One recorded epoch is training + recording, the others' gap EPOCHS training + recording.
    training = (all_but_one - one) / (EPOCHS - 1)
    recording = one - training
    snapshots = [event for event in simulate(ends) if isinstance(event, Snapshot)]
    write = partial(encode_snapshot, snapshots[-1], compact=True)
    (writing,) = best_ms([write], seconds)
    return Cost(
        runs=len(ends.runs),
        training_ms=training,
        recording_ms=recording,
        writing_ms=writing,
        total_ms=recording + writing,
        bytes=len(write()),
    )


def _experiment(epochs: range | tuple[int, ...]) -> Experiment:
    """Return the page's experiment, recorded at the given epochs."""
    record = {**setup.page_request()["record"], "epochs": list(epochs)}
    changed = setup.page_request(epochs=EPOCHS, record=record)
    request = SimulationRequest.model_validate(changed)
    return to_experiment(resolve(request).request)


def _least_gap_ms(experiment: Experiment) -> float:
    """Return the least time from one snapshot to the next."""
    least, before = inf, inf
    for event in simulate(experiment):
        now = perf_counter()
        if isinstance(event, Snapshot):
            if before < inf:
                least = min(least, now - before)
            before = perf_counter()
    return 1e3 * least
