"""Every section gives JSON of its documented form; how fast it is, is for people to judge."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from tests.by_hand.bench import eager, engine, growth, http, snapshot, timing
from tests.by_hand.bench.__main__ import SECTIONS, main, plain

#: Seconds a figure: enough for every piece of work to be done once.
QUICK = 1e-4


def form(kind: Any, figures: Any) -> Any:
    """Write figures as JSON and read them as their documented kind."""
    return TypeAdapter(kind).validate_json(json.dumps(plain(figures)))


def test_the_engine_is_compared_over_shapes_and_runs() -> None:
    figures = engine.measure(QUICK, shapes=((2, 3, 1), (4, 5, 3)), runs=(1, 2))
    read = form(engine.Engine, figures)
    assert [shape.widths for shape in read.shapes] == [(2, 3, 1), (4, 5, 3)]
    for shape in read.shapes:
        assert (shape.eager_ms is not None) == eager.installed()
        for company in shape.engine:
            assert company.times_plain == pytest.approx(shape.plain_ms / company.ms, rel=1e-2)
            floor = company.overhead_ms + company.arithmetic_ms
            assert company.of_floor == pytest.approx(company.ms / floor, rel=1e-2)
            assert {"multiply", "subtract", "tanh"} <= set(company.by_function_ms)


def test_a_recorded_epoch_is_measured_in_its_parts() -> None:
    cost = form(snapshot.Cost, snapshot.measure(QUICK))
    assert cost.runs == 2
    assert cost.total_ms == pytest.approx(cost.recording_ms + cost.writing_ms, rel=1e-2)
    assert cost.bytes > 1000


def test_growth_is_fitted_for_every_quantity() -> None:
    sizes = {
        "epochs": (2, 4),
        "width": (2, 3),
        "depth": (1, 2),
        "runs": (1, 2),
        "samples": (40, 80),
    }
    assert sizes.keys() == growth.SIZES.keys()
    read = form(dict[str, growth.Growth], growth.measure(QUICK, sizes))
    assert {name: found.sizes for name, found in read.items()} == sizes


def test_the_server_is_asked_as_a_client_asks_it() -> None:
    serving = form(http.Serving, http.measure(QUICK, repetitions=1))
    assert 0 < serving.computed.first_snapshot_ms <= serving.computed.whole_ms
    assert serving.cached.bytes == serving.computed.bytes > serving.gzip_bytes > 0


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0])
def test_the_exponent_of_a_power_law_is_found(power: float) -> None:
    sizes = [1, 2, 4, 12]
    assert timing.exponent(sizes, [7 * size**power for size in sizes]) == pytest.approx(power)


def test_the_least_time_is_told_apart() -> None:
    short, long = timing.best_ms([lambda: sum(range(100)), lambda: sum(range(100_000))], 0.02)
    assert 0 < short < long


def test_an_unknown_section_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    told = capsys.readouterr().err
    assert "speed" in told
    assert all(section in told for section in SECTIONS)


def test_one_document_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["snapshot", "--seconds", str(QUICK)])
    assert json.loads(capsys.readouterr().out).keys() == {"machine", "snapshot"}
