"""The same training loop in PyTorch's eager mode, float64, where PyTorch is installed."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def installed() -> bool:
    """Say whether PyTorch is here."""
    return find_spec("torch") is not None


class EagerNetwork:
    """A dense tanh network trained by minibatch SGD, as PyTorch's own tutorials write it."""

    def __init__(
        self, widths: Sequence[int], inputs: Array, targets: Array, batch_size: int
    ) -> None:
        # By name: the type checker need not know a package that need not be here.
        self._torch: Any = import_module("torch")
        torch = self._torch
        # As for NumPy: on matrices this small, threads only wait for each other.
        torch.set_num_threads(1)
        layers: list[Any] = []
        for fan_in, fan_out in pairwise(widths):
            layers += [torch.nn.Linear(fan_in, fan_out, dtype=torch.float64), torch.nn.Tanh()]
        self._network = torch.nn.Sequential(*layers[:-1])
        self._optimizer = torch.optim.SGD(self._network.parameters(), lr=0.1)
        one = widths[-1] == 1
        self._loss = torch.nn.BCEWithLogitsLoss() if one else torch.nn.CrossEntropyLoss()
        self._inputs = torch.from_numpy(inputs)
        self._targets = torch.from_numpy(targets if one else targets.argmax(axis=1))
        self._batch_size = batch_size

    def epoch(self) -> None:
        """One pass over the shuffled data."""
        for batch in self._torch.randperm(len(self._inputs)).split(self._batch_size):
            self._optimizer.zero_grad()
            self._loss(self._network(self._inputs[batch]), self._targets[batch]).backward()
            self._optimizer.step()
