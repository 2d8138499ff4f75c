"""The start of a training tried on a copy, in strides: how far it gets in the steps it has.

The copy takes its run's own steps. Where the loss falls as the slope promises, nothing is gained
by looking again after every step: there the copy strides, one step for two, four and more of the
run's, each with the samples of as many minibatches. Where a stride does less than was promised it
is shortened, down to single steps. So plateaus are crossed in a few strides, and most of the way
of a training is seen for a few percent of its work.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Final

from app.engine.instruments.strides import Network, Stride, Walker
from app.engine.training.trainer import Schedule

LEAST_STRIDES: Final = 100
"""Enough to cross a plateau by doubling and to see what comes after it."""
SHARE_OF_STEPS: Final = 0.05
"""Of the run's steps, the strides a long run is given: what a verdict may cost."""
_KEPT: Final = 0.7
"""A stride that lowers the loss by this share of what the slope promised, or more, was short
enough to be doubled: the loss is nearly straight along it."""
_BROKEN: Final = 0.3
"""One that lowers it by less than this share is halved."""
_MEMORY: Final = 0.8
"""Share of the smoothed loss of minibatches that is kept from stride to stride."""


def strides_of(steps: int) -> int:
    """Return how many strides the trial of a run of so many steps takes at most."""
    return min(steps, max(LEAST_STRIDES, ceil(SHARE_OF_STEPS * steps)))


@dataclass(frozen=True, slots=True)
class Trial:
    """What the strides of one run showed.

    ``losses`` holds the training loss before any stride and after each, smoothed where it is that
    of minibatches; a last one that is not finite ended the trial. ``shares`` tells how much of the
    run's steps was covered by then. ``first_moves`` is for each layer the number of the first step
    that changed a weight, None if none did.
    """

    losses: tuple[float, ...]
    shares: tuple[float, ...]
    first_moves: tuple[int | None, ...]

    @property
    def covered(self) -> float:
        """The share of the run's steps that was gone through."""
        return self.shares[-1]

    @property
    def forecast(self) -> float:
        """The training loss at the end, if it goes on as in the later half of what was covered."""
        last, covered = self.losses[-1], self.covered
        half = bisect_left(self.shares, covered / 2)
        if not isfinite(last) or half == len(self.shares) - 1:
            return last
        slope = (last - self.losses[half]) / (covered - self.shares[half])
        return last + slope * (1.0 - covered)


def try_start(
    network: Network, schedule: Schedule, epochs: int, goal: float, should_stop: Callable[[], bool]
) -> Trial:
    """Try the start of a run, until its training loss is at most ``goal``.

    Without epochs the trial only finds out when each layer begins to move. It ends early where the
    loss ceases to be finite, or ``should_stop`` says so.
    """
    layers = len(network.layout.layers)
    steps = epochs * len(schedule.sizes(len(network.data.inputs)))
    strides = strides_of(steps)
    if epochs == 0:
        # As many as a correction may need to come through all layers.
        steps = strides = layers + 1
    walker = Walker(network, schedule)
    log = _Log(walker.training_loss(), steps, layers)
    length = 1
    for left in range(strides - 1, -1, -1):
        if should_stop():
            break
        stride = walker.go(length)
        log.take(stride, walker.moved)
        if not stride.finite or log.done >= steps:
            break
        if stride.full and not stride.moves:
            log.stand()
            break
        # The smoothed loss of minibatches says when it is worth looking at all samples.
        if min(log.smoothed, stride.after) <= goal and log.settle(walker.training_loss()) <= goal:
            return log.trial()
        length = _next_length(stride, steps - log.done, left)
        if log.done <= layers and log.waits:
            # To say at which update a layer begins to move.
            length = 1
    if isfinite(log.smoothed):
        log.settle(walker.training_loss())
    return log.trial()


def _next_length(stride: Stride, rest: int, left: int) -> int:
    """Return the length of the next stride, with ``rest`` steps and ``left`` strides to go."""
    length = stride.length
    if stride.kept > _KEPT:
        length *= 2
    elif stride.kept < _BROKEN:
        length = max(1, length // 2)
    # No longer than it takes to get to the end with the strides that are left.
    return min(length, max(1, rest // max(left, 1)), rest)


class _Log:
    """Keeps account of the strides."""

    def __init__(self, loss: float, steps: int, layers: int) -> None:
        self.smoothed = loss
        self.done = 0
        self._steps = steps
        self._losses = [loss]
        self._shares = [0.0]
        self._first_moves: list[int | None] = [None] * layers

    def take(self, stride: Stride, moved: Callable[[int], bool]) -> None:
        """Note a stride; ``moved`` tells of each layer whether it changed a weight."""
        for index, first in enumerate(self._first_moves):
            if first is None and moved(index):
                self._first_moves[index] = self.done + 1
        self.done += stride.length
        if stride.full or not stride.finite:
            self.smoothed = stride.after
        else:
            self.smoothed += (1.0 - _MEMORY) * (stride.before - self.smoothed)
        self._losses.append(self.smoothed)
        self._shares.append(self.done / self._steps)

    @property
    def waits(self) -> bool:
        """Whether some layer has not moved yet."""
        return None in self._first_moves

    def settle(self, loss: float) -> float:
        """Put the loss of the whole training set in the place of the smoothed one."""
        self._losses[-1] = loss
        return loss

    def stand(self) -> None:
        """Note that no step moves anything any more, so that the end is as it is now."""
        self._losses.append(self.smoothed)
        self._shares.append(1.0)

    def trial(self) -> Trial:
        """Return what was noted."""
        return Trial(
            tuple(self._losses),
            tuple(self._shares),
            tuple(self._first_moves),
        )
