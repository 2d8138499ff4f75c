"""A record's schema and its JavaScript type say what its one definition says."""

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, Literal, TypeVar

import numpy as np
import pytest
from pydantic import BaseModel
from typing_extensions import TypeAliasType

import app
from app.engine.records.annotations import Array, Axes, Example, Finite, Mark
from app.engine.records.events import Started
from app.wire.answers import ANSWERS
from app.wire.encoder import encode
from app.wire.javascript import typedef, wire_types
from app.wire.record_fields import Numbers, fields_of
from app.wire.schema import schemas_of
from app.wire.stream import StartedLine
from tests.conftest import ROOT
from tests.wire.lines import misfits

_Scalar = TypeVar("_Scalar", bound=np.generic)
_Vector = TypeAliasType(
    "_Vector", np.ndarray[tuple[int, ...], np.dtype[_Scalar]], type_params=(_Scalar,)
)


@dataclass(frozen=True, slots=True)
class Example1:
    """A record with a field of each kind."""

    whole: Annotated[int, Example(1)]
    """A count."""
    number: Annotated[float, Example(0.5)]
    """Any number."""
    finite: Annotated[Finite, Example(0.5)]
    """One that is always finite."""
    maybe: Annotated[Finite | None, Example(None)]
    """One that there may not be."""
    left_out: Annotated[str | None, Mark.OMITTED, Example("text")]
    """A text that may be left out."""
    choice: Annotated[Literal["one", "two"], Example("one")]
    """One of two."""
    pairs: Annotated[tuple[tuple[Finite, float], ...], Example([[0.5, 0.5]])]
    """Pairs."""


def test_a_field_that_is_added_in_one_place_is_in_json_schema_and_javascript() -> None:
    (schema,) = schemas_of([Example1]).values()
    number: dict[str, Any] = {"type": "number"}
    either = {"anyOf": [number, {"type": "null"}]}
    assert [field for field in schema["properties"] if field not in schema["required"]] == [
        "left_out"
    ]
    described = {
        name: {key: part for key, part in one.items() if key not in ("description", "examples")}
        for name, one in schema["properties"].items()
    }
    pair = {"type": "array", "prefixItems": [number, either], "minItems": 2, "maxItems": 2}
    assert described == {
        "whole": {"type": "integer"},
        "number": either,
        "finite": number,
        "maybe": either,
        "left_out": {"type": "string"},
        "choice": {"type": "string", "enum": ["one", "two"]},
        "pairs": {"type": "array", "items": pair},
    }
    assert schema["properties"]["maybe"]["examples"] == [None]
    assert list(typedef("Example1", schema)) == [
        "/**",
        " * A record with a field of each kind.",
        " * @typedef {object} Example1",
        " * @property {number} whole A count.",
        " * @property {number | null} number Any number.",
        " * @property {number} finite One that is always finite.",
        " * @property {number | null} maybe One that there may not be.",
        " * @property {string} [left_out] A text that may be left out.",
        ' * @property {"one" | "two"} choice One of two.',
        " * @property {[number, number | null][]} pairs Pairs.",
        " */",
    ]
    record = Example1(1, 2.0, 3.0, None, None, "two", ((4.0, float("inf")),))
    assert encode(record) == (
        b'{"whole":1,"number":2.0,"finite":3.0,"maybe":null,"choice":"two","pairs":[[4.0,null]]}'
    )


def every_field() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, schema in schemas_of(ANSWERS).items():
        for field, described in schema["properties"].items():
            yield name, field, described


def test_every_field_is_described_and_has_an_example_unless_it_holds_records() -> None:
    for name, field, described in every_field():
        assert described["description"].endswith((".", ")")), (name, field)
        assert "examples" in described or "#/components/" in str(described), (name, field)


def test_every_example_fits_its_field() -> None:
    fields = [one for one in every_field() if "examples" in one[2] and one[1] != "request"]
    assert len(fields) > 50
    for name, field, described in fields:
        for example in described["examples"]:
            wrong = [text for text in misfits(name, {field: example}) if "required" not in text]
            assert wrong == []


def test_what_is_not_so_does_not_fit() -> None:
    stats = {"mean": 0.5, "std": None, "min": -1.0, "max": 1.0}
    assert misfits("WeightStats", stats) == []
    assert misfits("WeightStats", stats | {"min": None})
    assert misfits("WeightStats", stats | {"other": 1})
    assert misfits("WeightStats", {"mean": 0.5})
    assert misfits("Event", {"kind": "failed", "message": 1})


@dataclass(frozen=True, slots=True)
class Undescribed:
    """A record that does not say what its field is."""

    value: int


@dataclass(frozen=True, slots=True)
class Shapeless:
    """A record with an array of unknown dimensions."""

    value: Array
    """Numbers."""


@dataclass(frozen=True, slots=True)
class Aliased:
    """A record with an array by the name that NumPy 2.5 gives it."""

    rows: Annotated[_Vector[np.float64], Axes("rows"), Example([0.5])]
    """Numbers."""


def test_an_array_by_another_name_is_an_array() -> None:
    (field,) = fields_of(Aliased)
    assert isinstance(field.value, Numbers)


@dataclass(frozen=True, slots=True)
class Strange:
    """A record with a field that JSON does not know."""

    value: complex
    """A number."""


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (Undescribed, "Undescribed.value is not described"),
        (Shapeless, "Shapeless.value: an array has to say what its axes are"),
        (Strange, "Strange.value: .* is of no type that the wire knows"),
    ],
)
def test_a_field_that_the_wire_cannot_know_is_refused_by_name(cls: type, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        fields_of(cls)


def test_two_records_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two records are called Started"):
        schemas_of([StartedLine, Started])


def test_no_record_is_called_as_a_model_of_requests_is() -> None:
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if {"schemas", "questions"} & set(found.name.split(".")):
            import_module(found.name)
    models, waiting = set(), [BaseModel]
    while waiting:
        own = [one for one in waiting.pop().__subclasses__() if one.__module__.startswith("app.")]
        models |= {one.__name__ for one in own}
        waiting += own
    assert "SimulationRequest" in models
    assert not models & set(schemas_of(ANSWERS))


def test_the_types_of_the_page_are_those_of_the_records() -> None:
    kept = (ROOT / "static" / "js" / "wire_types.js").read_text(encoding="utf-8")
    assert kept == wire_types(), "run: python -m app.wire.javascript static/js/wire_types.js"


def test_every_type_that_is_referred_to_is_defined() -> None:
    text = wire_types()
    defined = set(re.findall(r"@typedef \{[^\n]*\} (\w+)", text))
    referred = set(re.findall(r"\b[A-Z]\w+", " ".join(re.findall(r"@property \{(.*?)\} ", text))))
    assert referred - {"Record"} <= defined
    assert len(defined) > 30
