"""Changes made to networks by hand while they train.

One at epoch e takes place after the updates of that epoch and before its snapshot; one at epoch 0
before the first update.
"""

from collections.abc import Iterator, Sequence

from app.engine.errors import ArgumentError
from app.engine.experiment import Experiment, Intervention
from app.engine.initializers.network import Shape
from app.engine.initializers.shown import Shown
from app.engine.parameters import integer
from app.engine.training.intervention_kinds import ACTIONS, Touched
from app.engine.training.trainer import Trainer


def due(experiment: Experiment, epoch: int) -> list[Intervention]:
    """Return the interventions of an epoch, in their order."""
    return [one for one in experiment.interventions if one.epoch == epoch]


def intervene(
    trainer: Trainer, runs: Sequence[int], interventions: Sequence[Intervention], shown: Shown
) -> None:
    """Change the networks of a trainer, one intervention after another.

    ``runs`` names for each place of the trainer the run that stands there; what is meant for a run
    that is not among them is passed over. ``shown`` is what initializers may look at.
    """
    for one in interventions:
        apply, values = ACTIONS[one.action.name].apply, one.action.parameters
        for place, run in enumerate(runs):
            if one.run is None or one.run == run:
                touched = Touched(trainer, place, one.epoch, shown)
                apply(touched, values)
                touched.settle()


def misplaced(
    one: Intervention, *, runs: int, epochs: int, shapes: Sequence[Shape]
) -> Iterator[ArgumentError]:
    """Give an error for each place that an intervention names and the experiment does not have.

    ``shapes`` are the ``(fan_in, fan_out)`` of the weight layers.
    """
    values = one.action.parameters
    bounds = [("epoch", one.epoch, epochs, "the number of epochs")]
    if one.run is not None:
        bounds.append(("run", one.run, runs - 1, "the index of a run"))
    if "layer_index" in values:
        index, last = integer(values, "layer_index"), len(shapes) - 1
        bounds.append(("layer_index", index, last, "the last weight layer"))
        # What stands in a layer that is not there cannot be said.
        for fan_in, fan_out in shapes[index : index + 1] if index >= 0 else ():
            bounds += [
                (name, integer(values, name), size - 1, noun)
                for name, size, noun in (
                    ("from", fan_in, "what comes into the layer"),
                    ("neuron", fan_out, "the layer's neurons"),
                    ("to", fan_out, "the layer's neurons"),
                )
                if name in values
            ]
    for name, value, most, noun in bounds:
        if not 0 <= value <= most:
            yield ArgumentError(name, value, f"an integer from 0 to {most}, {noun}")
