"""What is to be computed: a whole experiment, every default filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.datasets import Dataset
from app.engine.network.architecture import DENSE_CHAIN, Architecture


@dataclass(frozen=True, slots=True)
class Spec:
    """The choice of an initializer, an optimizer or an action, with all its parameters."""

    name: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One run: all that tells it from the other runs of its experiment.

    ``initializers`` and ``bias_initializers`` hold one choice per weight layer, and so does
    ``learning_rate_scale``, None for 1 everywhere; ``freeze`` names the weight layers that do not
    train.
    """

    label: str
    initializers: tuple[Spec, ...]
    bias_initializers: tuple[Spec, ...]
    activation: str
    optimizer: Spec
    learning_rate: float
    l2: float
    seed: int
    architecture: Architecture = DENSE_CHAIN
    learning_rate_scale: tuple[float, ...] | None = None
    freeze: tuple[int, ...] = ()

    def layer_rates(self, layers: int) -> list[float]:
        """Return the learning rate of each weight layer."""
        scales = self.learning_rate_scale or (1.0,) * layers
        return [
            0.0 if index in self.freeze else self.learning_rate * scale
            for index, scale in enumerate(scales)
        ]


@dataclass(frozen=True, slots=True)
class RecordConfig:
    """What snapshots hold and when they are taken.

    ``epochs`` is None for log-spaced epochs and those of interventions; epoch 0 is before the first
    update. ``instruments`` are names of ``app.engine.records.readings.INSTRUMENTS``. Without
    ``verdicts`` runs are not judged, which takes longer than a small network's training. Without
    ``derived`` snapshots leave out what follows from their weights: the histogram, and neuron
    outputs, which are looked at all the same.
    """

    epochs: tuple[int, ...] | None = None
    histogram_bins: int = 32
    neuron_outputs: bool = True
    weights: bool = False
    instruments: tuple[str, ...] = ()
    verdicts: bool = True
    derived: bool = True


@dataclass(frozen=True, slots=True)
class Intervention:
    """A change made by hand after the updates of ``epoch``, before its snapshot.

    ``run`` is the index of the run that is meant, None for all. ``action`` is one of
    ``app.engine.training.intervention_kinds`` with all its parameters.
    """

    epoch: int
    run: int | None
    action: Spec


@dataclass(frozen=True, slots=True)
class Experiment:
    """Several runs of networks with one list of widths on one dataset, trained epoch by epoch.

    ``batch_size`` is a number of samples, or None for the full training set. Every run is repeated
    with ``seeds`` seeds, its own and those that follow; the first alone is recorded, the others
    show how far one seed can be trusted. ``interventions`` are applied in their order, to every
    seed of the runs that they are for.
    """

    dataset: Dataset
    hidden_layers: tuple[int, ...]
    loss: str
    batch_size: int | None
    epochs: int
    shuffle: bool
    record: RecordConfig
    runs: tuple[RunConfig, ...]
    seeds: int = 1
    interventions: tuple[Intervention, ...] = ()
