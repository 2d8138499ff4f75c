"""How fast each parameter of a network trains."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RunConfig
from app.engine.network.layout import Layout

Array = NDArray[np.float64]


def learning_rates(layout: Layout, runs: Sequence[RunConfig]) -> Array:
    """Return the learning rate of every parameter, laid out as the parameters; 0 at padding."""
    flat = np.zeros(layout.size)
    for run, config in enumerate(runs):
        set_learning_rates(layout, flat, run, config)
    return flat


def set_learning_rates(layout: Layout, flat: Array, run: int, config: RunConfig) -> None:
    """Write the learning rates of one run.

    A layer's scale, and whether it is frozen, concern its weights and its bias; what is no weight
    or bias trains with the learning rate itself, or not at all.
    """
    rate = config.learning_rate
    layout.fill_run(flat, run, config.layer_rates(len(layout.layers)), bias=True)
    layout.fill_extras(flat, run, lambda one: rate if config.architecture.trains(one) else 0.0)


def decays(layout: Layout, runs: Sequence[RunConfig]) -> Array:
    """Return the l2 of every weight, laid out as the parameters; 0 for everything else."""
    return layout.fill([run.l2 for run in runs], bias=False)
