"""What initializers may look at besides the network: the training set."""

from dataclasses import dataclass

from app.engine.datasets import Dataset
from app.engine.initializers.entry import Array
from app.engine.network.losses import OutputHead, constant_answer


@dataclass(frozen=True, slots=True)
class Shown:
    """The training inputs ``(samples, features)``, and the best answer that looks at none of them.

    ``answer`` is the pre-activation of each output that gives the mean of the training targets.
    """

    inputs: Array
    answer: tuple[float, ...] | None = None


def shown_of(dataset: Dataset, head: OutputHead) -> Shown:
    """Return what a dataset shows to initializers of networks that end in ``head``."""
    return Shown(dataset.train_inputs, constant_answer(dataset.train_targets, head))
