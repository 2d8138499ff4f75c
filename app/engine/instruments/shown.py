"""The runs that are recorded and judged, taken out of all that are trained."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RecordConfig
from app.engine.instruments.recorder import Recorder
from app.engine.instruments.state import State, examine
from app.engine.instruments.strides import Network
from app.engine.instruments.trial import Trial, try_start
from app.engine.records.events import Figures, RunSnapshot
from app.engine.training.evaluation import Evaluator
from app.engine.training.trainer import Schedule, Trainer, TrainingSet, activation_groups
from app.engine.training.training_pass import TrainingPass

Array = NDArray[np.float64]


class Shown:
    """Looks at some runs of a trainer: those with their own seed, without its repetitions.

    ``places`` gives for the name of each run its place in the trainer. Where these are all runs
    there are, they are looked at where they lie; otherwise they are copied out before each look.
    """

    def __init__(
        self,
        trainer: Trainer,
        places: Mapping[int, int],
        record: RecordConfig,
        data: TrainingSet,
        probe_inputs: Array,
    ) -> None:
        self.places = dict(places)
        self._trainer = trainer
        self._data = data
        self._all = len(places) == trainer.layout.runs
        if self._all:
            layout, parameters = trainer.layout, trainer.state.parameters
        else:
            layout = trainer.layout.of_runs(len(places))
            parameters = np.zeros(layout.size)
        runs = [trainer.runs[place] for place in places.values()]
        groups = activation_groups(runs)
        self._parameters = parameters
        self._make_pass = partial(TrainingPass, runs, layout, trainer.head, parameters, data)
        symmetry, signal = ("symmetry" in record.instruments), ("signal" in record.instruments)
        seen = record.neuron_outputs or symmetry
        probe = Evaluator(layout, groups, trainer.head, parameters, probe_inputs) if seen else None
        # Over all samples at once, it may take much room: it is kept only if it is used often.
        self._training = self._make_pass() if signal else None
        self._recorder = Recorder(record, runs, layout, parameters, probe, self._training)

    def record(self, figures: Sequence[Figures]) -> list[RunSnapshot]:
        """Return a snapshot of each run; ``figures`` are those of all runs of the trainer."""
        self._refresh()
        own = [figures[place] for place in self.places.values()]
        return self._recorder.record(list(self.places), own)

    def examine(self) -> dict[int, State]:
        """Return the state of each run, by its name."""
        self._refresh()
        training = self._training or self._make_pass()
        return dict(zip(self.places, examine(training), strict=True))

    def try_starts(
        self, schedule: Schedule, epochs: int, goal: float, should_stop: Callable[[], bool]
    ) -> dict[int, Trial]:
        """Try the start of each run on a copy, see ``try_start``."""
        trainer, data = self._trainer, self._data
        layout = trainer.layout.of_runs(1)
        trials = {}
        for name, place in self.places.items():
            parameters = trainer.layout.select(trainer.state.parameters, [place])
            network = Network(trainer.runs[place], layout, trainer.head, parameters, data)
            trials[name] = try_start(network, schedule, epochs, goal, should_stop)
        return trials

    def _refresh(self) -> None:
        if not self._all:
            trainer = self._trainer
            kept = list(self.places.values())
            np.copyto(self._parameters, trainer.layout.select(trainer.state.parameters, kept))
