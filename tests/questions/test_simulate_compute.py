"""What a worker does before anybody asks it."""

from app.engine.network.products import way_for
from app.engine.simulation import never, simulate
from app.questions.simulate.compute import prepare
from app.schemas.engine_experiment import to_experiment
from app.schemas.presets import PRESETS
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve


def test_the_opening_needs_no_product_that_was_not_tested_before() -> None:
    prepare(never)
    tested = way_for.cache_info().misses
    opening = resolve(SimulationRequest.model_validate(PRESETS[0].request)).request
    for _ in simulate(to_experiment(opening)):
        pass
    assert way_for.cache_info().misses == tested
