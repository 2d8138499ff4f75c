"""Keeps what a run was like at the start, to judge it at the end."""

from collections.abc import Mapping

from app.engine.instruments.progress import ConstantAnswer, Progress
from app.engine.instruments.state import State
from app.engine.instruments.trial import Trial
from app.engine.instruments.verdict import judge_diverged, judge_end, judge_start
from app.engine.records.events import Diverged, Figures
from app.engine.records.readings import Finding, Verdicts


class Judge:
    """Gives the verdicts on runs of so many epochs, by name.

    Each run is begun, or has diverged before it could begin; then it ends or diverges.
    """

    def __init__(self, constant: ConstantAnswer, epochs: int) -> None:
        self.constant = constant
        self._epochs = epochs
        self._start_figures: dict[int, Figures] = {}
        self._trials: dict[int, Trial] = {}
        self._start: dict[int, tuple[Finding, ...]] = {}
        self._end: dict[int, tuple[Finding, ...]] = {}

    def begin(
        self,
        states: Mapping[int, State],
        trials: Mapping[int, Trial],
        figures: Mapping[int, Figures],
    ) -> None:
        """Judge runs before their first update."""
        constant = self.constant.train_loss
        for name, state in states.items():
            trial = self._trials[name] = trials[name]
            self._start[name] = judge_start(state, trial, constant, trains=self._epochs > 0)
            self._start_figures[name] = figures[name]

    def end(self, states: Mapping[int, State], figures: Mapping[int, Figures]) -> None:
        """Judge runs after their last update; without any the verdict of the start holds."""
        for name, state in states.items():
            progress = Progress(
                self._start_figures[name], figures[name], self.constant, self._epochs
            )
            judged = judge_end(state, self._trials[name], progress)
            self._end[name] = judged if self._epochs else self._start[name]

    def diverge(self, event: Diverged) -> None:
        """Judge a run that ceased to be finite."""
        self._end[event.run] = judge_diverged(event)
        self._start.setdefault(event.run, self._end[event.run])

    def start(self, name: int) -> tuple[Finding, ...]:
        """Return the verdict on a run before its first update."""
        return self._start[name]

    def verdicts(self, name: int) -> Verdicts:
        """Return both verdicts on a run that has come to its end; empty where it was not judged."""
        return Verdicts(self._start.get(name, ()), self._end.get(name, ()))
