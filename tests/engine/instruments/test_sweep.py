"""A run over several seeds: the first is as if alone, the others show how it spreads."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.experiment import Experiment, RecordConfig, RunConfig, Spec
from app.engine.initializers import resolve
from app.engine.instruments.sweep import make_band, quantile
from app.engine.records.events import Figures, RunResult
from app.engine.records.readings import Band, Quantiles
from app.engine.simulation import simulate
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    diverged,
    done,
    experiment,
    required,
    snapshots,
)

SHARES = {"q10": 0.1, "q25": 0.25, "median": 0.5, "q75": 0.75, "q90": 0.9}
RECORD = RecordConfig((0, 2, 5), weights=True, instruments=("signal", "symmetry"))


def run(
    initializer: str = "glorot_normal",
    activation: str = "tanh",
    learning_rate: float = 0.1,
    seed: int = 3,
    optimizer: Spec = OPTIMIZERS["sgd"],
    depth: int = 3,
    **parameters: object,
) -> RunConfig:
    return RunConfig(
        label=initializer,
        initializers=(resolve(initializer, parameters),) * depth,
        bias_initializers=(resolve("zeros", {}, bias=True),) * depth,
        activation=activation,
        optimizer=optimizer,
        learning_rate=learning_rate,
        l2=0.0,
        seed=seed,
    )


def base(runs: list[RunConfig], **changes: object) -> Experiment:
    settings = {"epochs": 5, "record": RECORD} | changes
    return experiment(dataset("moons", 60), (6, 5), runs, **settings)


RUNS = [run(), run("he_normal", "relu", optimizer=OPTIMIZERS["adam"], learning_rate=0.01), run()]


def result_of(config: Experiment, index: int = 0) -> RunResult:
    return done(list(simulate(config))).runs[index]


def test_the_recorded_seed_has_the_same_bits_as_alone() -> None:
    config = base(RUNS)
    alone, swept = list(simulate(config)), list(simulate(replace(config, seeds=5)))
    for index in range(len(RUNS)):
        for one, other in zip(snapshots(alone, index), snapshots(swept, index), strict=True):
            assert one.figures == other.figures
            assert (one.verdict, one.gradient_flow) == (other.verdict, other.gradient_flow)
            for mine, theirs in zip(one.layers, other.layers, strict=True):
                assert required(mine.weights).tobytes() == required(theirs.weights).tobytes()
                assert required(mine.bias).tobytes() == required(theirs.bias).tobytes()
                outputs = required(theirs.neuron_outputs)
                assert required(mine.neuron_outputs).tobytes() == outputs.tobytes()
                assert repr(mine.signal) == repr(theirs.signal)
                assert repr(mine.symmetry) == repr(theirs.symmetry)
        single, several = done(alone).runs[index], done(swept).runs[index]
        assert replace(several, sweep=None) == single
        assert single.sweep is None


def test_every_other_seed_is_the_run_that_has_it() -> None:
    sweep = result_of(replace(base(RUNS), seeds=4), 1).sweep
    assert sweep is not None
    assert [one.seed for one in sweep.seeds] == [3, 4, 5, 6]
    for one in sweep.seeds:
        figures = result_of(base([replace(RUNS[1], seed=one.seed)])).figures
        assert figures is not None
        assert one.train_loss == figures.train_loss
        assert one.test_loss == figures.test_loss
        assert one.train_accuracy == figures.train_accuracy
        assert one.test_accuracy == figures.test_accuracy


def test_bands_are_numpys_quantiles_of_the_runs_one_by_one() -> None:
    config = base([RUNS[0]])
    swept = snapshots(list(simulate(replace(config, seeds=6))))
    single = [
        snapshots(list(simulate(replace(config, runs=(replace(RUNS[0], seed=3 + copy),)))))
        for copy in range(6)
    ]
    for place, snapshot in enumerate(swept):
        assert snapshot.band is not None
        for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
            values = [getattr(one[place].figures, name) for one in single]
            check(getattr(snapshot.band, name), values)


def check(found: Quantiles, values: list[float]) -> None:
    for name, share in SHARES.items():
        assert getattr(found, name) == pytest.approx(np.quantile(values, share), rel=1e-12)


def test_without_repetition_there_is_no_band() -> None:
    assert all(snapshot.band is None for snapshot in snapshots(list(simulate(base(RUNS)))))


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40),
    st.integers(0, 5),
    st.floats(0, 1),
)
def test_quantiles_of_numbers_some_of_them_infinite(
    finite: list[float], infinite: int, share: float
) -> None:
    found = quantile([*sorted(finite), *[inf] * infinite], share)
    place = share * (len(finite) + infinite - 1)
    if place <= len(finite) - 1:
        # All that it is made from is finite: infinity changes nothing.
        stand_in = np.quantile([*finite, *[1e7] * infinite], share)
        assert found == pytest.approx(stand_in, rel=1e-9, abs=1e-6)
    else:
        assert found == inf


def test_a_diverged_seed_counts_as_infinite_loss_and_nothing_right() -> None:
    band = make_band([Figures(0.5, None, 1.0, None)], diverged=1)
    assert band == Band(Quantiles(*[inf] * 5), None, Quantiles(0.1, 0.25, 0.5, 0.75, 0.9), None)


def wild(seed: int) -> RunConfig:
    return run("normal", "elu", learning_rate=0.5, seed=seed, std=0.8)


def test_seeds_that_diverge_are_counted_and_only_the_recorded_one_is_announced() -> None:
    config = base([wild(0), run()], loss="mse", epochs=30, record=RecordConfig((0, 5)))
    alone = {seed: result_of(replace(config, runs=(wild(seed),))).status for seed in range(16)}
    assert len(set(alone.values())) == 2, "some seeds must diverge and some must not"
    for first in (
        next(seed for seed, status in alone.items() if status == "diverged"),
        next(seed for seed, status in alone.items() if status == "completed"),
    ):
        seeds = 16 - first
        events = list(simulate(replace(config, runs=(wild(first), run()), seeds=seeds)))
        own, calm = done(events).runs
        assert own.status == alone[first]
        assert [event.run for event in diverged(events)] == [0] * (own.status == "diverged")
        assert own.sweep is not None
        assert [one.status for one in own.sweep.seeds] == [alone[first + k] for k in range(seeds)]
        assert all(one.failed for one in own.sweep.seeds if one.status == "diverged")
        assert calm.status == "completed"


def test_when_all_recorded_runs_diverge_the_other_seeds_still_end() -> None:
    config = base([wild(0)], loss="mse", epochs=30, record=RecordConfig((0, 30)))
    statuses = [result_of(replace(config, runs=(wild(seed),))).status for seed in range(12)]
    first = statuses.index("diverged")
    result = result_of(replace(config, runs=(wild(first),), seeds=12 - first))
    assert result.sweep is not None
    assert [one.status for one in result.sweep.seeds] == statuses[first:]


def test_a_seed_has_failed_exactly_if_its_loss_is_above_what_the_criterion_says() -> None:
    config = base([run(), run("zeros")], epochs=60)
    for index, failed in ((0, 0.0), (1, 1.0)):
        result = result_of(replace(config, seeds=4), index)
        sweep = result.sweep
        assert sweep is not None
        assert sweep.failed == failed
        # The best constant answer has the loss of the classes' shares.
        shares = np.bincount(config.dataset.train_targets.astype(int)) / 45
        limit = (1 - sweep.criterion.threshold) * float(-(shares * np.log(shares)).sum())
        assert f"{limit:.3g}" in sweep.criterion.sentence
        for one in sweep.seeds:
            assert one.failed == ((one.train_loss or 0.0) > limit)
        judged = {finding.name for finding in result.verdicts.end}
        assert sweep.seeds[0].failed == ("too_slow" in judged)


def test_without_training_no_seed_has_failed() -> None:
    sweep = result_of(replace(base([run()], epochs=0, record=RecordConfig((0,))), seeds=3)).sweep
    assert sweep is not None
    assert sweep.failed == 0.0
