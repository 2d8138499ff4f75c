"""How much of what can be learned a run has learned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.instruments.thresholds import LEARNED
from app.engine.instruments.verdict_numbers import number, percent
from app.engine.network.losses import OutputHead
from app.engine.records.events import Figures
from app.engine.records.readings import Criterion

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ConstantAnswer:
    """The answer that ignores the inputs and fits the training targets best: its losses.

    ``test_loss`` is None without test data; infinite where the test data hold a class that the
    training data lack.
    """

    train_loss: float
    test_loss: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far training went, from the figures before it to those after it."""

    start: Figures
    end: Figures
    constant: ConstantAnswer
    epochs: int

    @property
    def share(self) -> float | None:
        """The share learned at the end, of the training data."""
        return share_learned(self.end.train_loss, self.constant.train_loss)

    @property
    def test_share(self) -> float | None:
        """The share learned at the end, of the test data; None without any."""
        loss, constant = self.end.test_loss, self.constant.test_loss
        return None if loss is None or constant is None else share_learned(loss, constant)

    @property
    def learned(self) -> bool:
        """Whether the run has learned in the end."""
        return has_learned(self.end.train_loss, self.constant.train_loss)


def constant_answer(train: Array, test: Array, head: OutputHead) -> ConstantAnswer:
    """Return the losses of the best answer that ignores the inputs.

    ``train`` and ``test`` are (samples, outputs), targets as the network should give them. For
    cross-entropies that answer is the shares of the classes, for squared error the mean.
    """
    mean = train.mean(axis=0)
    return ConstantAnswer(
        _loss_of(mean, train, head), _loss_of(mean, test, head) if len(test) else None
    )


def _loss_of(answer: Array, targets: Array, head: OutputHead) -> float:
    if head.form.loss == "mse":
        # The mean of equal numbers may differ from them by rounding.
        equal = not np.ptp(targets, axis=0).any() and np.allclose(answer, targets[0], 1e-12, 0.0)
        return 0.0 if equal else float(np.square(targets - answer).mean())
    if head.outputs == 1:
        answer = np.concatenate([answer, 1.0 - answer])
        targets = np.concatenate([targets, 1.0 - targets], axis=1)
    shares = targets.mean(axis=0)
    some = shares > 0.0
    with np.errstate(divide="ignore"):
        return float(-(shares[some] * np.log(answer[some])).sum()) + 0.0


def share_learned(loss: float, constant: float) -> float | None:
    """Return 1 - loss / constant loss: 0 for a constant answer, 1 for a perfect one.

    None where the constant answer is perfect already, and nothing is left to learn.
    """
    return 1.0 - loss / constant if constant > 0.0 else None


def has_learned(loss: float, constant: float) -> bool:
    """Return whether a training loss is far enough below that of the best constant answer."""
    share = share_learned(loss, constant)
    # NaN is no success.
    return share is None or share >= LEARNED.value


def goal(constant: float) -> float:
    """Return the largest training loss of a run that has learned."""
    return (1.0 - LEARNED.value) * constant


def failure_criterion(constant: float) -> Criterion:
    """Return when a seed counts as failed, on data with this loss of the best constant answer."""
    return Criterion(
        "share_learned",
        LEARNED.value,
        f"A seed failed if it diverged, or if its training loss ended above "
        f"{number(goal(constant))}: less than {percent(LEARNED.value)} below "
        f"{number(constant)}, the loss of always giving the same best answer.",
    )
