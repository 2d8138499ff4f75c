"""The experiments of a map: of one cell, and of cells that are trained together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.engine.experiment import Intervention
from app.engine.maps.order import Place
from app.questions.map.request import Axis, MapRequest
from app.schemas.refusals import BODY, MOST_PROBLEMS, Loc, Problem, RefusedError, moved, problem
from app.schemas.request import Record, RunPatch, SimulationRequest
from app.schemas.resolve import Resolved, resolve

#: Fields that a map has itself, or that a cell has no use for.
_NO_RUNS: Final = "none; every cell is one run, and what differs stands in x and y"
_NO_SEEDS: Final = "1 or left out; seeds of the map itself is for all of its cells"
#: What is recorded of a cell, as its cost counts it: its end alone, and its signals.
_RECORD: Final = Record(histogram_bins=1, compact=True, instruments=("signal",))


def cell_request(request: MapRequest, place: Place) -> SimulationRequest:
    """Return the experiment of a cell: the base with the patches of both of its entries."""
    patches = (axis.entries[at].patch for axis, at in zip(_axes(request), place, strict=True))
    changes = {
        name: getattr(patch, name)
        for patch in patches
        for name in patch.model_fields_set - {"record"}
    }
    whole = {"seeds": request.seeds, "record": Record()}
    return request.base.model_copy(update={**changes, **whole})


def resolve_cells(request: MapRequest) -> dict[Place, Resolved]:
    """Return the experiments of all cells, checked and with every default filled in.

    Raises:
        RefusedError: with what is wrong, at the field that has it.
    """
    found = [*_own_problems(request), *_conflicts(request)]
    if found:
        raise RefusedError(found[:MOST_PROBLEMS])
    cells: dict[Place, Resolved] = {}
    misfits: dict[Loc, Problem] = {}
    for y in range(len(request.y.entries)):
        for x in range(len(request.x.entries)):
            try:
                cells[x, y] = resolve(cell_request(request, (x, y)))
            except RefusedError as error:
                for one in error.problems:
                    placed = at_its_field(request, (x, y), one)
                    misfits.setdefault(tuple(placed["loc"]), placed)
            if len(misfits) >= MOST_PROBLEMS:
                break
    if misfits:
        raise RefusedError(list(misfits.values())[:MOST_PROBLEMS])
    return cells


def at_its_field(request: MapRequest, place: Place, found: Problem) -> Problem:
    """Return a problem of a cell's experiment at the field of the map that it came from."""
    _, *inner = found["loc"]
    if not inner or inner[0] == "seeds":
        return found
    holder: Loc = (BODY, "base")
    for name, axis, at in zip("xy", _axes(request), place, strict=True):
        if inner[0] in axis.entries[at].patch.model_fields_set:
            holder = (BODY, name, "entries", at, "patch")
    where = moved(found, (*holder, *inner))
    x, y = place
    return {**where, "msg": f"{where['msg']} (in the cell x_index {x}, y_index {y})"}


def company_request(cells: Sequence[SimulationRequest]) -> SimulationRequest:
    """Return one experiment whose runs are the resolved cells, which share data and shape."""
    runs: list[RunPatch] = []
    interventions: list[Intervention] = []
    for index, cell in enumerate(cells):
        runs += cell.runs or []
        interventions += (replace(one, run=index) for one in cell.interventions)
    changes = {"runs": runs, "interventions": tuple(interventions)}
    record = _RECORD.model_copy(update={"epochs": (cells[0].epochs,)})
    return cells[0].model_copy(update={**changes, "record": record})


def _axes(request: MapRequest) -> tuple[Axis, Axis]:
    return request.x, request.y


def _own_problems(request: MapRequest) -> Iterator[Problem]:
    """Refuse what an experiment may have and a cell may not."""
    patches: list[tuple[Loc, SimulationRequest]] = [((BODY, "base"), request.base)]
    for name, axis in zip("xy", _axes(request), strict=True):
        for index, entry in enumerate(axis.entries):
            patches.append(((BODY, name, "entries", index, "patch"), entry.patch))
    for loc, patch in patches:
        if patch.runs is not None:
            yield problem((*loc, "runs"), None, _NO_RUNS, came=f"a list of {len(patch.runs)}")
        if patch.seeds != 1:
            yield problem((*loc, "seeds"), patch.seeds, _NO_SEEDS)


def _conflicts(request: MapRequest) -> Iterator[Problem]:
    """Refuse entries of x and y that would give one field two values."""
    reported: set[str] = set()
    for y, above in enumerate(request.y.entries):
        for x, beside in enumerate(request.x.entries):
            one, other = beside.patch, above.patch
            for name in sorted((one.model_fields_set & other.model_fields_set) - reported):
                if name == "record" or getattr(one, name) == getattr(other, name):
                    continue
                reported.add(name)
                loc = (BODY, "y", "entries", y, "patch", name)
                allowed = (
                    f"the same as x.entries[{x}].patch.{name}, or only one of x and y with {name}"
                )
                value = other.model_dump(mode="json", include={name})[name]
                yield problem(loc, value, allowed)
