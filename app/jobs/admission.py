"""Who computes next: which experiments are let in, and in which order they get a worker.

Pure bookkeeping, no processes. The rules:

- There is one worker more than there are cores, for short experiments beside long ones, which leave
  it free, and for other clients beside a single one. So no short experiment waits for the end of a
  long one, and no client for another's. Otherwise as many run as there are cores: one more would
  take the caches from the others, a tenth of the work that is done.
- Among those that wait, the client with the fewest running comes first, then the first come.
- One client never holds every worker, nor more than a share of the places to wait.
- An experiment that would wait longer than stated is refused at once, with the time after which to
  try again. How long one waits is learned from how long the last ones held their workers.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from app.limits import LIMITS, Limits

#: Seconds; the least after which to try again.
SHORTEST_RETRY: Final = 1
#: Share of the last experiment in what is expected of the next.
LEARNING_RATE: Final = 0.1
#: Times that the estimate is taken to be wrong by at most.
SLOWEST_PACE: Final = 8.0


class BusyError(Exception):
    """There is no place to wait; ``retry_after`` is when to try again, in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"every place is taken; try again in {retry_after} s")
        self.retry_after = retry_after


@dataclass(eq=False, slots=True)
class Ticket:
    """An experiment that waits for a worker or has one.

    ``seconds`` is the estimate of its work; ``admit`` is called when it gets a worker.
    """

    client: str
    seconds: float
    admit: Callable[[], None] = field(repr=False)


class Admission:
    """The queue in front of the workers."""

    def __init__(self, workers: int, limits: Limits = LIMITS) -> None:
        self.cores = workers
        self.slots = workers + 1
        self._limits = limits
        self.waiting: list[Ticket] = []
        self.running: list[Ticket] = []
        self._pace = 1.0

    def enter(self, ticket: Ticket) -> None:
        """Let an experiment wait, and start it if there is a worker for it.

        Raises:
            BusyError: the queue is full, or the wait would be too long.
        """
        self.waiting.append(ticket)
        self.start()
        if ticket not in self.waiting:
            return
        expected = self._expected_wait(ticket)
        mine = sum(other.client == ticket.client for other in self.waiting)
        full = len(self.waiting) > self._limits.waiting
        greedy = mine > self._limits.waiting * self._limits.waiting_share
        if full or greedy or expected > self._limits.waiting_seconds:
            self.waiting.remove(ticket)
            raise BusyError(max(SHORTEST_RETRY, ceil(expected)))

    def leave(self, ticket: Ticket) -> None:
        """Return up a place, in the queue or at a worker, and let the next one in."""
        for places in (self.waiting, self.running):
            if ticket in places:
                places.remove(ticket)
        self.start()

    def note(self, ticket: Ticket, held: float) -> None:
        """Learn from the seconds for which a ticket that came to its end held its worker.

        Estimates are on the safe side, and cores are shared: only what happens tells how long
        waiting takes.
        """
        seen = min(max(held / ticket.seconds, SLOWEST_PACE**-1), SLOWEST_PACE)
        self._pace += LEARNING_RATE * (seen - self._pace)

    def start(self) -> None:
        """Return free workers to those that wait, as the rules have it."""
        while (ticket := self._next()) is not None:
            self.waiting.remove(ticket)
            self.running.append(ticket)
            ticket.admit()

    def _next(self) -> Ticket | None:
        if len(self.running) >= self.slots:
            return None
        held = Counter(ticket.client for ticket in self.running)
        long = sum(self._is_long(ticket) for ticket in self.running)
        open_to = [ticket for ticket in self.waiting if self._may_start(ticket, held, long)]
        return min(open_to, key=lambda ticket: held[ticket.client], default=None)

    def _may_start(self, ticket: Ticket, held: Counter[str], long: int) -> bool:
        """Whether there is a worker for a ticket, beside ``long`` ones and what clients hold."""
        is_long, mine = self._is_long(ticket), held[ticket.client]
        if mine >= self.cores or (is_long and long >= self.cores):
            return False
        if len(self.running) < self.cores:
            return True
        # The one that is left would only slow down those that have a core each.
        behind_one_client = mine == 0 and len(held) == 1
        return behind_one_client or (long > 0 and not is_long)

    def _is_long(self, ticket: Ticket) -> bool:
        return ticket.seconds > self._limits.short_seconds

    def _expected_wait(self, ticket: Ticket) -> float:
        """Seconds until the ticket would start, from the estimates of those before it.

        A short one waits for short ones alone. Running ones count half: on average they are
        half-way through.
        """
        long = self._is_long(ticket)
        ahead = sum(
            other.seconds
            for other in self.waiting
            if other is not ticket and (long or not self._is_long(other))
        )
        under_way = sum(
            other.seconds / 2 for other in self.running if long or not self._is_long(other)
        )
        held_long = sum(self._is_long(other) for other in self.running)
        workers = self.cores if long else min(self.cores, self.slots - held_long)
        return self._pace * (ahead + under_way) / workers
