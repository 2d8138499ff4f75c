"""Which epochs are recorded where a request does not say."""

import numpy as np

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
