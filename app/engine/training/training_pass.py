"""One pass over the whole training set, forwards and backwards, as an update would make it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RunConfig
from app.engine.network.layout import Layout
from app.engine.network.losses import OutputHead
from app.engine.network.passes import Pass
from app.engine.training.trainer import Batch, TrainingSet, activation_groups

Array = NDArray[np.float64]


class TrainingPass:
    """The full-batch pass of several runs, in the arithmetic of training.

    ``pre_activations``, ``arguments``, ``activations``, ``entering``, ``deltas`` and ``carried``
    (with ``carried``) hold one array a layer as in ``Pass``, and ``gradients`` is flat, laid out as
    the parameters. They hold what the last call of ``run`` found.
    """

    def __init__(
        self,
        runs: Sequence[RunConfig],
        layout: Layout,
        head: OutputHead,
        parameters: Array,
        data: TrainingSet,
        *,
        carried: bool = False,
    ) -> None:
        self.runs = runs
        self.layout = layout
        self.head = head
        self.parameters = parameters
        self.samples = len(data.inputs)
        self.gradients: Array = np.zeros(layout.size)
        buffers = Pass(layout, activation_groups(runs), head, parameters, self.samples)
        buffers.prepare_backward(self.gradients, carried=carried)
        inputs = data.inputs[None].transpose(0, 2, 1)
        targets = data.targets[None].transpose(0, 2, 1)
        self._batch = Batch.of(buffers, inputs, targets)
        self.pre_activations = buffers.pre_activations
        self.arguments = buffers.arguments
        self.activations = buffers.activations
        self.entering = buffers.entering
        self.deltas = buffers.deltas
        self.carried = buffers.carried

    def run(self) -> None:
        """Carry the training set through the networks as their parameters now are."""
        batch = self._batch
        for call in (batch.enter, *batch.forward, batch.compare, *batch.backward, batch.leave):
            call()
