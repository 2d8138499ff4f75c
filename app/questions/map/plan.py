"""From a map's request to its job: which cells are trained together, and what all of it costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.engine.maps.order import Place, coarse_to_fine
from app.jobs.job import Job
from app.jobs.planning import Planner
from app.limits import LIMITS, Limits
from app.questions.map.cell_experiments import company_request, resolve_cells
from app.questions.map.request import MapRequest
from app.schemas.cost import Cost, estimate
from app.schemas.dataset_choice import DatasetChoice
from app.schemas.excess import too_large, too_long
from app.schemas.refusals import RefusedError
from app.schemas.resolve import Resolved

#: Networks of the first chunk: few, so that a picture soon begins. Still fewer would hardly be
#: sooner, as the calls that they share take most of the time.
FIRST_NETWORKS: Final = 8
#: Networks of a chunk: more share no more calls, and would only delay the next picture.
MOST_NETWORKS: Final = 128
#: Share of the memory that an experiment may take: all beyond a chunk's first cell stay within it.
_MEMORY_SHARE: Final = 0.5
_FIELDS: Final = "seeds, epochs, hidden_layers, dataset.samples or the entries of x or y"

Company = tuple[Place, ...]
"""Cells of one shape, on the same data, that are trained together."""


@dataclass(frozen=True, slots=True)
class MapPlan:
    """A map to compute: the request, and its cells as they are trained, in their order."""

    request: MapRequest
    companies: tuple[Company, ...]


def plan(request: MapRequest) -> Job:
    """Return the job of a map.

    It takes a tenth of a millisecond for a cell, so this is for workers.

    Raises:
        RefusedError: a cell's experiment is not allowed, or the whole is too much work.
    """
    cells = resolve_cells(request)
    companies = tuple(divide(request, cells))
    seconds = map_seconds(request, cells, companies)
    written = request.model_dump_json().encode()
    whole = MapPlan(request, companies)
    return Job.of("app.questions.map.compute", whole, seconds, written=written)


PLANNER: Final = Planner(MapRequest, plan)


def divide(
    request: MapRequest, cells: Mapping[Place, Resolved], limits: Limits = LIMITS
) -> Iterator[Company]:
    """Give the cells that are trained together, coarse to fine.

    As many as there are of one level, up to what takes long, or much memory.
    """
    data = _Known()
    room: dict[object, int] = {}
    most = FIRST_NETWORKS
    for level in coarse_to_fine(len(request.x.entries), len(request.y.entries)):
        together: dict[object, list[Place]] = {}
        for place in level:
            together.setdefault(_kind(cells[place], data), []).append(place)
        for kind, places in together.items():
            if kind not in room:
                room[kind] = _room(cells[places[0]], request.seeds, limits)
            begun = 0
            while begun < len(places):
                size = max(1, min(room[kind], most // request.seeds))
                yield tuple(places[begun : begun + size])
                begun += size
                most = MOST_NETWORKS


def map_seconds(
    request: MapRequest,
    cells: Mapping[Place, Resolved],
    companies: Sequence[Company],
    limits: Limits = LIMITS,
) -> float:
    """Estimate the seconds of one core that a map takes.

    Raises:
        RefusedError: it is more than the server takes, in seconds or in memory.
    """
    costs = [_cost([cells[place] for place in company], request.seeds) for company in companies]
    seconds, held = sum(cost.seconds for cost in costs), max(cost.memory_bytes for cost in costs)
    found = [
        *too_long(seconds, limits, f"lower {_FIELDS}, or raise batch_size"),
        *too_large(held, limits.memory_bytes, "memory", f"lower {_FIELDS}"),
    ]
    if found:
        raise RefusedError(found)
    return seconds


def _cost(cells: Sequence[Resolved], seeds: int) -> Cost:
    """Estimate what cells cost that are trained together: of each seed as of a run."""
    company = company_request([cell.request for cell in cells])
    runs = [run for run in company.runs or [] for _ in range(seeds)]
    each = company.model_copy(update={"runs": runs, "seeds": 1})
    return estimate(Resolved(each, cells[0].shape), verdicts=False)


def _room(cell: Resolved, seeds: int, limits: Limits) -> int:
    """Return how many cells like this one may be trained together."""
    one, two = (_cost([cell] * count, seeds).memory_bytes for count in (1, 2))
    return 1 + max(0, int((_MEMORY_SHARE * limits.memory_bytes - one) / (two - one)))


class _Known:
    """Numbers datasets, the same for equal ones; each object is compared once."""

    def __init__(self) -> None:
        self._found: list[DatasetChoice] = []
        self._numbers: dict[int, int] = {}

    def number(self, choice: DatasetChoice) -> int:
        if id(choice) not in self._numbers:
            if choice not in self._found:
                self._found.append(choice)
            self._numbers[id(choice)] = self._found.index(choice)
        return self._numbers[id(choice)]


def _kind(cell: Resolved, data: _Known) -> object:
    """Return what cells have in common that can be trained together."""
    request = cell.request
    return (
        data.number(request.dataset),
        tuple(request.hidden_layers),
        request.loss,
        request.batch_size,
        request.epochs,
        request.shuffle,
    )
