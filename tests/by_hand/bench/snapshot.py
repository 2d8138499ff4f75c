"""One recorded epoch of the experiment with which the page opens: measured, and written."""

from dataclasses import dataclass
from functools import partial
from math import inf
from time import thread_time

from app.engine.experiment import Experiment
from app.engine.records.events import Snapshot
from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.wire.encoder import encode
from tests.by_hand.bench import setup
from tests.by_hand.bench.timing import best_ms

EPOCHS = 20


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
    every, every_second = _experiment(1), _experiment(2)
    one, two = inf, inf
    until = thread_time() + 2 * seconds
    while two == inf or thread_time() < until:
        one = min(one, _least_gap_ms(every))
        two = min(two, _least_gap_ms(every_second))
    # Between two snapshots lie a recording and one epoch of training, or two.
    training = two - one
    recording = one - training
    snapshots = [event for event in simulate(every) if isinstance(event, Snapshot)]
    write = partial(encode, snapshots[-1], compact=True)
    (writing,) = best_ms([write], seconds)
    return Cost(
        runs=len(every.runs),
        training_ms=training,
        recording_ms=recording,
        writing_ms=writing,
        total_ms=recording + writing,
        bytes=len(write()),
    )


def _experiment(step: int) -> Experiment:
    """Return the page's experiment, recorded at every ``step``-th epoch."""
    record = {**setup.page_request()["record"], "epochs": list(range(0, EPOCHS + 1, step))}
    changed = setup.page_request(epochs=EPOCHS, record=record)
    request = SimulationRequest.model_validate(changed)
    return to_experiment(resolve(request).request)


def _least_gap_ms(experiment: Experiment) -> float:
    """Return the least time from one snapshot to the next."""
    least, before = inf, inf
    for event in simulate(experiment):
        now = thread_time()
        if isinstance(event, Snapshot):
            if before < inf:
                least = min(least, now - before)
            before = thread_time()
    return 1e3 * least
