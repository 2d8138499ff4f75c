"""The trial of a start takes the run's own steps, and longer ones only where they do as well."""

import numpy as np
import pytest

from app.engine.experiment import RunConfig, Spec
from app.engine.initializers import resolve
from app.engine.initializers.shown import Shown
from app.engine.instruments.strides import Network, Walker
from app.engine.instruments.trial import LEAST_STRIDES, Trial, strides_of, try_start
from app.engine.lockstep import initial_parameters
from app.engine.network.layout import Layout
from app.engine.network.losses import encode_targets, make_head
from app.engine.simulation import never
from app.engine.training.trainer import Schedule, Trainer, TrainingState
from app.engine.training.training_pass import TrainingSet
from tests.engine.support import OPTIMIZERS, dataset

CIRCLES = dataset("circles", 120, 0.05)
HEAD = make_head("auto", "classification", 2)
DATA = TrainingSet.of(CIRCLES.train_inputs, encode_targets(CIRCLES.train_targets, HEAD))
WHOLE = Schedule(None, shuffle=False)
GOAL = 0.5 * np.log(2.0)


def config(name: str = "glorot_normal", optimizer: str = "sgd", **changes: object) -> RunConfig:
    settings: dict[str, object] = {"learning_rate": 0.1, "l2": 0.0} | changes
    return RunConfig(
        label="run",
        initializers=(resolve(name, {}),) * 3,
        bias_initializers=(Spec("zeros", {}),) * 3,
        activation="tanh",
        optimizer=OPTIMIZERS[optimizer],
        seed=0,
        **settings,  # type: ignore[arg-type]
    )


def network(run: RunConfig) -> Network:
    layout = Layout.of((2, 8, 8, 1), 1)
    parameters = initial_parameters([run], layout, Shown(CIRCLES.train_inputs))
    return Network(run, layout, HEAD, parameters, DATA)


def try_out(run: RunConfig, schedule: Schedule = WHOLE, epochs: int = 100) -> Trial:
    return try_start(network(run), schedule, epochs, GOAL, never)


@pytest.mark.parametrize("l2", [0.0, 0.01])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_single_steps_are_those_of_training(optimizer: str, l2: float) -> None:
    run = config(optimizer=optimizer, l2=l2)
    copy, trained = network(run), network(run)
    walker = Walker(copy, WHOLE)
    state = TrainingState.at_start(trained.parameters, [run])
    trainer = Trainer([run], trained.layout, HEAD, DATA, WHOLE, state)
    for _ in range(5):
        walker.go(1)
        trainer.train_epoch(never)
        np.testing.assert_array_equal(copy.parameters, trained.parameters)


def test_the_first_minibatches_are_those_of_training() -> None:
    run = config()
    copy, trained = network(run), network(run)
    schedule = Schedule(15, shuffle=True)
    walker = Walker(copy, schedule)
    state = TrainingState.at_start(trained.parameters, [run])
    Trainer([run], trained.layout, HEAD, DATA, schedule, state).train_epoch(never)
    for _ in range(len(DATA.inputs) // 15):
        walker.go(1)
    np.testing.assert_array_equal(copy.parameters, trained.parameters)


def test_a_stride_goes_as_far_as_so_many_equal_steps() -> None:
    one, four = network(config()), network(config())
    before = one.parameters.copy()
    Walker(one, WHOLE).go(1)
    assert Walker(four, WHOLE).go(4).length == 4
    np.testing.assert_allclose(
        four.parameters - before, 4 * (one.parameters - before), rtol=1e-9, atol=1e-15
    )


def test_a_stride_that_leaps_over_its_aim_is_taken_back() -> None:
    stride = Walker(network(config(learning_rate=1.0)), WHOLE).go(2**12)
    assert stride.length < 2**12
    assert stride.length == 1 or stride.after <= 1.02 * stride.before


def test_a_trial_ends_once_the_goal_is_reached_and_covers_part_of_the_way() -> None:
    trial = try_out(config(optimizer="adam", learning_rate=0.03), epochs=2000)
    assert trial.losses[-1] <= GOAL
    assert trial.covered < 0.5
    assert len(trial.losses) < LEAST_STRIDES


def test_what_stands_still_is_covered_at_once() -> None:
    trial = try_out(config(learning_rate=0.0), epochs=500)
    assert trial.covered == 1.0
    assert trial.forecast == trial.losses[0]
    assert len(trial.losses) < 5
    assert trial.first_moves == (None, None, None)


def test_a_plateau_is_crossed_in_strides() -> None:
    trial = try_out(config("zeros"), epochs=5000)
    assert trial.covered > 0.9
    assert len(trial.losses) <= strides_of(5000) + 1


def test_a_trial_does_no_more_steps_than_its_run_and_stops_when_told() -> None:
    assert strides_of(7) == 7
    assert strides_of(100_000) == 5000
    assert try_out(config(), epochs=3).covered == 1.0
    assert len(try_start(network(config()), WHOLE, 50, GOAL, lambda: True).losses) == 1


def test_a_forecast_goes_on_as_the_later_half_did() -> None:
    trial = Trial((1.0, 0.9, 0.8, 0.7), (0.0, 0.1, 0.2, 0.4), (1,))
    # From 0.8 to 0.7 in a fifth of the way, and three fifths to go.
    assert trial.forecast == pytest.approx(0.4)
    assert Trial((1.0, 0.6), (0.0, 1.0), (1,)).forecast == 0.6
    assert Trial((1.0, np.inf), (0.0, 0.1), (1,)).forecast == np.inf
