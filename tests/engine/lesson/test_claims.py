"""Every claim of the lesson for other seeds than its own.

``tests.by_hand.measure`` counts over twenty.
"""

from functools import cache

from tests.by_hand.measure.lesson_claims import Count, count_all

#: One of them may disagree: over twenty seeds, by hand, two may.
QUICK = 4


@cache
def counted() -> list[Count]:
    return count_all(QUICK)


def test_what_the_lesson_says_holds_for_nearly_every_seed() -> None:
    assert [count for count in counted() if len(count.fails) > 1] == []


def test_a_claim_that_fails_for_more_than_a_tenth_of_the_seeds_does_not_stand() -> None:
    assert Count("so", (3, 17), 20).stands
    assert not Count("so", (3, 11, 17), 20).stands


def test_every_kind_of_claim_is_counted() -> None:
    claims = " ".join(count.claim for count in counted())
    for part in ("zeros: alike", "costs 0.693", "he, deep", "Stuck rather", "Randomize to"):
        assert part in claims
