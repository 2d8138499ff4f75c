"""Which epochs are recorded where a request does not say."""

from collections.abc import Iterable

import numpy as np

from app.engine.experiment import Intervention

AUTO_SNAPSHOTS = 32
"""About how many epochs are recorded by default: enough for smooth play, few enough to send."""


def log_spaced_epochs(epochs: int, count: int = AUTO_SNAPSHOTS) -> tuple[int, ...]:
    """Return 0, ``epochs`` and about ``count`` epochs between, ever further apart.

    Most happens early, so early epochs stand closer together.
    """
    if epochs == 0:
        return (0,)
    spaced = np.rint(np.geomspace(1, epochs, count)).astype(int)
    return (0, *sorted(set(spaced.tolist())))


def recorded_epochs(epochs: int, interventions: Iterable[Intervention]) -> tuple[int, ...]:
    """Return the epochs that are recorded where none are asked for.

    Log-spaced ones, and each at which something was changed by hand: its snapshot shows the change.
    """
    return tuple(sorted({*log_spaced_epochs(epochs), *(one.epoch for one in interventions)}))
