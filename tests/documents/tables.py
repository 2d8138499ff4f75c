"""The tables of the documents that follow from the code.

A table stands between two comments, ``<!-- table: NAME -->`` and ``<!-- end -->``. NAME is a key of
``TABLES``; what is between the comments is replaced. A test fails when a table is out of date.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_json

from app.engine.datasets import DATASETS
from app.engine.datasets.dataset import DatasetEntry
from app.engine.experiment import Spec
from app.engine.identify.findings import Remark
from app.engine.identify.growth import Growth
from app.engine.identify.ranking import FoundLaw
from app.engine.identify.summary import Side, Summary
from app.engine.identify.whole_model import Identified, TensorAnswer
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, Initializer
from app.engine.maps.records import CellFigures, MapCell
from app.engine.network.activation import Activation
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.architectures import ARCHITECTURES
from app.engine.network.losses import LOSSES, LossEntry
from app.engine.records.events import (
    Diverged,
    LayerSnapshot,
    RunResult,
    RunSnapshot,
    Snapshot,
)
from app.engine.training.intervention_kinds import ACTIONS
from app.engine.training.optimizers import OPTIMIZERS, Optimizer
from app.environment import PREFIX
from app.limits import Limits
from app.questions.depth.request import CurvePatch, DepthRequest
from app.questions.explain.request import ExplanationRequest
from app.questions.export.request import CodeRequest
from app.questions.grade.exercises import EXERCISES
from app.questions.grade.goal import Goal, Law, Requirement
from app.questions.identify.request import IdentifyRequest, TensorQuestion
from app.questions.inspect.request import InspectionQuery
from app.questions.map.request import Axis, Entry, MapRequest
from app.schemas.code_frameworks import FRAMEWORK_ENTRIES, FrameworkEntry
from app.schemas.dataset_choice import NamedDataset
from app.schemas.request import Record, RunPatch, SimulationRequest
from app.wire.map_stream import MapStartedLine
from app.wire.record_fields import fields_of
from app.wire.stream import DoneLine, FailedLine, StartedLine

_TABLE: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)

Table = Callable[[], str]


def rewritten(text: str) -> str:
    """Return a document with every table of it as the code has it now.

    Raises:
        KeyError: a comment names a table that there is not.
    """
    return _TABLE.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n\n{found[3]}", text)


def tables_of(text: str) -> list[str]:
    """Return the names of a document's tables."""
    return [name for _, name, _ in _TABLE.findall(text)]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a cell's own ``|`` are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _initializers(entries: Mapping[str, Initializer]) -> str:
    return table(
        ("name", "what people call it", "law", "breaks the symmetry"),
        (
            (f"`{name}`", ", ".join([it.label, *it.aliases]), it.formula, it.breaks_symmetry)
            for name, it in entries.items()
        ),
    )


def _formulas(entries: Mapping[str, Activation] | Mapping[str, Optimizer]) -> str:
    return table(
        ("name", "what people call it", "what it computes"),
        (
            (f"`{name}`", ", ".join([it.label, *it.aliases]), f"`{it.formula}`")
            for name, it in entries.items()
        ),
    )


def _architectures() -> str:
    return table(
        ("kind", "what it computes", "further fields", "what it is"),
        (
            (
                f"`{name}`",
                f"`{entry.formula}`",
                "; ".join(
                    f"`{field.name}` ({_default(field.default)}): {field.description}"
                    for field in entry.parameters
                ),
                entry.description,
            )
            for name, entry in ARCHITECTURES.items()
        ),
    )


def _actions() -> str:
    return table(
        ("action", "further fields", "what it does"),
        (
            (
                f"`{name}`",
                ", ".join(
                    f"`{field.name}`"
                    + ("" if field.default is None else f" ({_default(field.default)})")
                    for field in it.parameters
                ),
                it.description,
            )
            for name, it in ACTIONS.items()
        ),
    )


def _descriptions(
    entries: Mapping[str, DatasetEntry] | Mapping[str, LossEntry] | Mapping[str, FrameworkEntry],
) -> str:
    return table(
        ("name", "what it is"), ((f"`{name}`", it.description) for name, it in entries.items())
    )


def _limits() -> str:
    return table(
        ("variable", "default", "at least", "unit", "why"),
        (
            (
                f"`{PREFIX}LIMIT_{entry.name.upper()}`",
                f"{entry.default:.16g}",
                f"{entry.metadata['least']:.16g}",
                entry.metadata["unit"] or "a number",
                entry.metadata["reason"],
            )
            for entry in fields(Limits)
        ),
    )


def _question(model: type[BaseModel], beside: type[BaseModel] = BaseModel) -> str:
    """Return the fields of a request with their defaults, without those of another one."""
    return table(
        ("field", "default", "what it is"),
        (
            (f"`{name}`", _default(field.default), _sentence(field))
            for name, field in model.model_fields.items()
            if name not in beside.model_fields
        ),
    )


def _default(value: object) -> str:
    """Write a field's default as a request would hold it."""
    if value is PydanticUndefined:
        return "required"
    if value is None:
        return "none"
    if isinstance(value, Spec | NamedDataset):
        value = value.name
    if isinstance(value, Record):
        value = {}
    return f"`{to_json(value).decode()}`"


def _record(record: type) -> str:
    """Return the fields of a record."""
    return table(
        ("field", "what it is"),
        ((f"`{field.name}`", field.description) for field in fields_of(record)),
    )


def _fields(model: type[BaseModel]) -> str:
    """Return the fields of a model, without what they are where they are left out."""
    return table(
        ("field", "what it is"),
        ((f"`{name}`", _sentence(field)) for name, field in model.model_fields.items()),
    )


def _exercises() -> str:
    return table(
        ("name", "title", "task"),
        ((f"`{name}`", goal.title, goal.text or "") for name, goal in EXERCISES.items()),
    )


def _sentence(field: FieldInfo) -> str:
    return (field.description or "").replace("\n", " ")


TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "initializers": lambda: _initializers(INITIALIZERS),
        "bias_initializers": lambda: _initializers(BIAS_INITIALIZERS),
        "activations": lambda: _formulas(ACTIVATIONS),
        "optimizers": lambda: _formulas(OPTIMIZERS),
        "datasets": lambda: _descriptions(DATASETS),
        "losses": lambda: _descriptions(LOSSES),
        "frameworks": lambda: _descriptions(FRAMEWORK_ENTRIES),
        "limits": _limits,
        "architectures": _architectures,
        "actions": _actions,
        "experiment": lambda: _question(SimulationRequest),
        "run": lambda: _fields(RunPatch),
        "record": lambda: _question(Record),
        "propagate": lambda: _question(DepthRequest),
        "curve": lambda: _fields(CurvePatch),
        "explain": lambda: _question(ExplanationRequest, beside=SimulationRequest),
        "code": lambda: _question(CodeRequest, beside=SimulationRequest),
        "inspect": lambda: _question(InspectionQuery),
        "goal": lambda: _fields(Goal),
        "condition": lambda: _fields(Requirement),
        "law": lambda: _fields(Law),
        "exercises": _exercises,
        "map": lambda: _fields(MapRequest),
        "map_axis": lambda: _fields(Axis),
        "map_entry": lambda: _fields(Entry),
        "map_started": lambda: _record(MapStartedLine),
        "map_cell": lambda: _record(MapCell),
        "map_figures": lambda: _record(CellFigures),
        "identify": lambda: _question(IdentifyRequest),
        "checked_tensor": lambda: _fields(TensorQuestion),
        "tensor_summary": lambda: _record(Summary),
        "tensor_side": lambda: _record(Side),
        "identified": lambda: _record(Identified),
        "tensor_answer": lambda: _record(TensorAnswer),
        "found_law": lambda: _record(FoundLaw),
        "remark": lambda: _record(Remark),
        "growth": lambda: _record(Growth),
        "started": lambda: _record(StartedLine),
        "snapshot": lambda: _record(Snapshot),
        "run_snapshot": lambda: _record(RunSnapshot),
        "layer_snapshot": lambda: _record(LayerSnapshot),
        "diverged": lambda: _record(Diverged),
        "done": lambda: _record(DoneLine),
        "run_result": lambda: _record(RunResult),
        "failed": lambda: _record(FailedLine),
    }
)
