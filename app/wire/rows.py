"""Events as tidy rows: one number each, with its run, its epoch, its layer and its quantity.

Quantities have the names that they have in JSON, joined by dots (``signal.delta.std``), and come
from the same records, so that a new one stands here too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from app.engine.records.events import (
    Diverged,
    Done,
    Event,
    Histogram,
    LayerSnapshot,
    RunSnapshot,
    Snapshot,
)
from app.engine.records.readings import FixedHistogram
from app.wire.record_fields import Field, Plain, Record, fields_of

#: What a row says by its place, and histograms, of which no single number is a measurement.
_PLACES: Final = frozenset({"run", "layer_index"})
_NO_QUANTITIES: Final = (Histogram, FixedHistogram)
#: Lists of neurons whose length is the quantity.
_COUNTED: Final = frozenset({"signal.dead"})
#: Rows of a run that has no more epochs: what was no longer finite, and whether it came to its end.
DIVERGED: Final = "diverged."
COMPLETED: Final = "completed"


@dataclass(frozen=True, slots=True)
class Row:
    """One number; ``layer_index`` is None for what belongs to a run as a whole."""

    run: int
    epoch: int
    layer_index: int | None
    quantity: str
    value: float


def rows_of(event: Event) -> Iterator[Row]:
    """Yield the rows of an event; what was not measured has none.

    A run that diverges has a row ``diverged.weights`` (or bias, activation, loss) with the value 1,
    and in the end every run one ``completed`` with 1, or 0 if it diverged.
    """
    if isinstance(event, Snapshot):
        for one in event.runs:
            for quantity, value in _numbers(one):
                yield Row(one.run, event.epoch, None, quantity, value)
            for layer in one.layers:
                for quantity, value in _numbers(layer):
                    yield Row(one.run, event.epoch, layer.layer_index, quantity, value)
    elif isinstance(event, Diverged):
        quantity = f"{DIVERGED}{event.quantity}"
        yield Row(event.run, event.epoch, event.layer_index, quantity, 1.0)
    elif isinstance(event, Done):
        for result in event.runs:
            done = float(result.status == "completed")
            yield Row(result.run, result.epoch, None, COMPLETED, done)


def _numbers(record: Any) -> Iterator[tuple[str, float]]:
    for name, path in _paths(record.__class__):
        value = record
        for step in path:
            value = getattr(value, step)
            if value is None:
                break
        if value is not None:
            yield name, float(len(value) if name in _COUNTED else value)


@cache
def _paths(record: type) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(_leading(record, "", ()))


def _leading(
    record: type, prefix: str, before: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of each quantity of a record with the path that leads to it."""
    for field in fields_of(record):
        name, path = prefix + field.name, (*before, *field.path)
        if isinstance(field.value, Record):
            if not issubclass(field.value.cls, _NO_QUANTITIES):
                yield from _leading(field.value.cls, f"{name}.", path)
        elif name in _COUNTED or (_is_number(field) and name not in _PLACES):
            yield name, path


def _is_number(field: Field) -> bool:
    return isinstance(field.value, Plain) and field.value.type in (int, float)


#: What can be measured of a run as a whole, and of each layer.
RUN_QUANTITIES: Final = (*(name for name, _ in _paths(RunSnapshot)), COMPLETED)
LAYER_QUANTITIES: Final = tuple(name for name, _ in _paths(LayerSnapshot))
