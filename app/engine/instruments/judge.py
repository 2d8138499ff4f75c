"""Keeps what a run was like at the start, to judge it at the end."""

from collections.abc import Mapping

from app.engine.instruments.state import State
from app.engine.instruments.verdict import Progress, judge_diverged, judge_end, judge_start
from app.engine.records.events import Diverged, Figures
from app.engine.records.readings import Finding, Verdicts


class Judge:
    """Gives the verdicts on runs, by name; ``constant_loss`` is that of the best constant answer.

    Each run is begun, or has diverged before it could begin; then it ends or diverges.
    """

    def __init__(self, constant_loss: float) -> None:
        self.constant_loss = constant_loss
        self._start_losses: dict[int, float] = {}
        self._start: dict[int, tuple[Finding, ...]] = {}
        self._end: dict[int, tuple[Finding, ...]] = {}

    def begin(self, states: Mapping[int, State], figures: Mapping[int, Figures]) -> None:
        """Judge runs before their first update."""
        for name, state in states.items():
            self._start[name] = judge_start(state)
            self._start_losses[name] = figures[name].train_loss

    def end(self, states: Mapping[int, State], figures: Mapping[int, Figures], epochs: int) -> None:
        """Judge runs after their last update; without any the verdict of the start holds."""
        for name, state in states.items():
            progress = Progress(
                self._start_losses[name], figures[name].train_loss, self.constant_loss, epochs
            )
            self._end[name] = judge_end(state, progress) if epochs else self._start[name]

    def diverge(self, event: Diverged) -> None:
        """Judge a run that ceased to be finite."""
        self._end[event.run] = judge_diverged(event)
        self._start.setdefault(event.run, self._end[event.run])

    def start(self, name: int) -> tuple[Finding, ...]:
        """Return the verdict on a run before its first update."""
        return self._start[name]

    def verdicts(self, name: int) -> Verdicts:
        """Return both verdicts on a run that has come to its end."""
        return Verdicts(self._start[name], self._end[name])
