"""The quick form of the measurement: a few starts, always the same ones."""

import pytest

from tests.by_hand.measure.agreement import Outcome, interval, measure, report

STARTS = 30
LEAST = 27
"""Of these starts: an unlucky draw of a verdict that agrees in 95 % may have three wrong."""


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return measure(STARTS, seed=2)


def test_the_verdict_on_a_start_agrees_with_the_end_of_its_run(outcomes: list[Outcome]) -> None:
    found = report(outcomes)
    assert sum(outcome.agrees for outcome in outcomes) >= LEAST, found["disagree"]


def test_no_verdict_that_always_says_the_same_would_agree_as_often(
    outcomes: list[Outcome],
) -> None:
    learned = sum(outcome.learned for outcome in outcomes)
    assert max(learned, STARTS - learned) < LEAST - 3


def test_the_interval_of_a_share_holds_it_and_narrows() -> None:
    low, high = interval(95, 100)
    lower, higher = interval(950, 1000)
    assert low < lower < 0.95 < higher < high < 1.0
