"""A pass bound to the samples that it learns from, forwards and backwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RunConfig
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead
from app.engine.network.passes import ActivationGroup, Pass, with_ones

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What all runs train on.

    ``inputs`` is (samples, features + 1), the last column ones; ``targets`` (samples, outputs).
    """

    inputs: Array
    targets: Array

    @classmethod
    def of(cls, inputs: Array, targets: Array) -> "TrainingSet":
        """Make one from inputs (samples, features)."""
        return cls(with_ones(inputs), targets)


def activation_groups(runs: Sequence[RunConfig]) -> list[ActivationGroup]:
    """Return the stretches of neighbouring runs that share an activation."""
    groups: list[ActivationGroup] = []
    first = 0
    for name, members in groupby(runs, key=lambda run: run.activation):
        last = first + len(list(members))
        groups.append(ActivationGroup(ACTIVATIONS[name], first, last))
        first = last
    return groups


class TrainingPass:
    """One pass of several runs over some samples: the whole training set or a minibatch of it.

    ``inputs`` and ``targets`` are (seeds or 1, samples, columns), ``inputs`` with the ones.
    ``enter``, ``compare`` and ``leave`` are the three calls that touch them, ``forward`` and
    ``backward`` the calls between. The arrays are those of ``buffers``, see ``Pass``: they hold
    what its last batch left there.
    """

    def __init__(
        self, runs: Sequence[RunConfig], buffers: Pass, inputs: Array, targets: Array
    ) -> None:
        self.runs = runs
        self.buffers = buffers
        self.layout, self.head, self.parameters = buffers.layout, buffers.head, buffers.parameters
        self.samples = buffers.samples
        self.pre_activations, self.arguments = buffers.pre_activations, buffers.arguments
        self.activations, self.entering = buffers.activations, buffers.entering
        self.deltas, self.carried = buffers.deltas, buffers.carried
        self.gradients = buffers.gradients
        by_feature, by_output = inputs.transpose(0, 2, 1), targets.transpose(0, 2, 1)
        self.enter = buffers.enter(by_feature)
        self.forward = buffers.forward.calls
        self.compare = buffers.compare(by_output)
        self.backward = buffers.backward.calls
        self.leave = buffers.leave(by_feature)

    @classmethod
    def over(
        cls,
        data: TrainingSet,
        runs: Sequence[RunConfig],
        layout: Layout,
        head: OutputHead,
        parameters: Array,
        *,
        carried: bool = False,
    ) -> "TrainingPass":
        """Return the pass over all samples of ``data``, with a gradient vector of its own."""
        buffers = Pass(layout, activation_groups(runs), head, parameters, len(data.inputs))
        buffers.prepare_backward(np.zeros(layout.size), carried=carried)
        return cls(runs, buffers, data.inputs[None], data.targets[None])

    def go_forward(self) -> None:
        """Carry the samples to the outputs."""
        self.enter()
        for call in self.forward:
            call()

    def go_back(self) -> None:
        """Carry the outputs' errors back to the gradients."""
        self.compare()
        for call in self.backward:
            call()
        self.leave()

    def run(self) -> None:
        """Go forward and back with the parameters as they now are."""
        self.go_forward()
        self.go_back()
