"""The queue's rules: fair between clients, short before long, never without end."""

from dataclasses import replace

import pytest

from app.jobs.admission import Admission, BusyError, Ticket
from app.limits import LIMITS, Limits

SHORT, LONG = 0.1, 10.0


class Hall:
    """An admission queue that notes who was admitted, in order."""

    def __init__(self, workers: int, limits: Limits = LIMITS) -> None:
        self.admission = Admission(workers, limits)
        self.admitted: list[str] = []

    def enter(self, name: str, seconds: float = SHORT, client: str | None = None) -> Ticket:
        ticket = Ticket(client or name, seconds, lambda: self.admitted.append(name))
        self.admission.enter(ticket)
        return ticket


def test_short_ones_of_several_clients_have_a_core_each() -> None:
    hall = Hall(2)
    tickets = [hall.enter(name) for name in "abcd"]
    assert hall.admitted == ["a", "b"]
    hall.admission.leave(tickets[0])
    assert hall.admitted == ["a", "b", "c"]


def test_beside_a_long_one_there_is_one_worker_more_than_cores() -> None:
    hall = Hall(2)
    long = hall.enter("long", LONG)
    for name in "abcd":
        hall.enter(name)
    assert hall.admitted == ["long", "a", "b"]
    hall.admission.leave(long)
    assert hall.admitted == ["long", "a", "b"]


def test_a_short_one_starts_at_once_while_long_ones_hold_every_core() -> None:
    hall = Hall(2, replace(LIMITS, waiting_seconds=1e6))
    for name in "abcd":
        hall.enter(name, LONG)
    hall.enter("short")
    assert hall.admitted == ["a", "b", "short"]


def test_one_client_never_holds_every_slot() -> None:
    hall = Hall(2)
    for index in range(4):
        hall.enter(f"greedy {index}", client="greedy")
    hall.enter("other")
    assert hall.admitted == ["greedy 0", "greedy 1", "other"]


def test_the_client_with_fewest_running_comes_first() -> None:
    hall = Hall(2)
    first = hall.enter("a0", client="a")
    hall.enter("a1", client="a")
    second = hall.enter("b0", client="b")
    hall.enter("a2", client="a")
    hall.enter("c0", client="c")
    hall.admission.leave(first)
    hall.admission.leave(second)
    assert hall.admitted == ["a0", "a1", "b0", "c0"]


def test_those_alike_come_in_the_order_of_arrival() -> None:
    hall = Hall(1)
    tickets = [hall.enter(name) for name in "abcdef"]
    for ticket in tickets:
        hall.admission.leave(ticket)
    assert hall.admitted == list("abcdef")


def test_a_full_queue_refuses_at_once_and_says_when_to_come_back() -> None:
    hall = Hall(1, replace(LIMITS, waiting=3))
    for name in "abcde":
        hall.enter(name)
    with pytest.raises(BusyError) as refused:
        hall.enter("f")
    assert refused.value.retry_after >= 1
    assert len(hall.admission.waiting) == 3


def test_a_wait_longer_than_stated_is_refused_with_the_expected_wait() -> None:
    hall = Hall(1, replace(LIMITS, waiting_seconds=24.0))
    hall.enter("runs", LONG)
    hall.enter("waits", LONG)
    hall.enter("waits too", LONG)
    # Half of the running one is left, and two stand before it.
    with pytest.raises(BusyError) as refused:
        hall.enter("too many", LONG)
    assert refused.value.retry_after == 25


def test_the_expected_wait_is_learned_from_how_long_workers_were_held() -> None:
    def retry_after(held: float) -> int:
        hall = Hall(2, replace(LIMITS, waiting=100))
        done = hall.enter("done", 1.0)
        for _ in range(100):
            hall.admission.note(done, held)
        hall.admission.leave(done)
        for index in range(102):
            hall.enter(str(index), 1.0)
        with pytest.raises(BusyError) as refused:
            hall.enter("one too many", 1.0)
        return refused.value.retry_after

    # A hundred wait and two run, on two workers.
    assert retry_after(0.5) == 26
    assert retry_after(0.25) == 13
    # However wrong an estimate was, it is taken to be wrong by a bounded factor.
    assert retry_after(0.0) == 7


def test_who_waits_for_one_worker_beside_long_ones_is_told_so() -> None:
    hall = Hall(2, replace(LIMITS, waiting=12, waiting_seconds=1e6))
    for name in "ab":
        hall.enter(name, LONG)
    for index in range(13):
        hall.enter(str(index), 1.0)
    with pytest.raises(BusyError) as refused:
        hall.enter("one too many", 1.0)
    assert refused.value.retry_after == 13


def test_one_client_cannot_fill_the_queue() -> None:
    hall = Hall(1, replace(LIMITS, waiting=8, waiting_share=0.5))
    for index in range(5):
        hall.enter(f"greedy {index}", client="greedy")
    with pytest.raises(BusyError):
        hall.enter("greedy 5", client="greedy")
    hall.enter("other")


def test_who_leaves_the_queue_is_forgotten() -> None:
    hall = Hall(1)
    tickets = [hall.enter(name) for name in "abc"]
    hall.admission.leave(tickets[2])
    hall.admission.leave(tickets[0])
    hall.admission.leave(tickets[1])
    assert hall.admitted == ["a", "b"]
    assert (hall.admission.waiting, hall.admission.running) == ([], [])
