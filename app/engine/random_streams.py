"""Numbers that keep the random streams of one seed apart.

A generator is made with ``np.random.default_rng([seed, stream, ...])``, so that drawing more from
one stream never shifts another: a wider layer does not change the data or the minibatches.
"""

from typing import Final

WEIGHTS: Final = 0
BIASES: Final = 1
DATA: Final = 2
SHUFFLE: Final = 3
INSPECTION: Final = 4
PROPAGATION: Final = 5
REDRAW: Final = 6
