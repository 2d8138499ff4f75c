"""What of an experiment differs from another one, by the paths of its settings."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic_core import to_json

from app.engine.errors import shortened
from app.schemas.request import PLAIN_RUN, SimulationRequest

#: What changes no number of one run.
_ASIDE: Final = frozenset({"runs", "record", "seeds"})
#: What tells kinds of settings apart: another kind is one difference, not one of each parameter.
_KINDS: Final = ("name", "kind", "action")
_MISSING: Final = object()


def settings_of(request: SimulationRequest, run: int) -> dict[str, Any]:
    """Return all that one run's numbers depend on, of a resolved request."""
    base = request.model_dump(mode="json", exclude=set(_ASIDE))
    own = (request.runs or [PLAIN_RUN])[run].model_dump(mode="json", exclude={"label"})
    found = {**base, **{name: value for name, value in own.items() if value is not None}}
    found["interventions"] = [
        {name: value for name, value in one.items() if name != "run"}
        for one in base["interventions"]
        if one.get("run") in (None, run)
    ]
    return {name: _collapsed(value) for name, value in found.items()}


def differences(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of each setting that differs, with what became of it in words."""
    if isinstance(before, Mapping) and isinstance(after, Mapping) and _alike(before, after):
        for name in {**before, **after}:
            inner = f"{path}.{name}" if path else name
            yield from differences(before.get(name, _MISSING), after.get(name, _MISSING), inner)
    elif _are_objects(before) and _are_objects(after):
        for index in range(max(len(before), len(after))):
            then, now = _item(before, index), _item(after, index)
            yield from differences(then, now, f"{path}[{index}]")
    elif before != after:
        yield path, f"{path}: {_told(before)} became {_told(after)}"


def allows(allowed: str, path: str) -> bool:
    """Whether a setting is one of those that a path allows: itself, or within it."""
    return path == allowed or path.startswith((f"{allowed}.", f"{allowed}["))


def _alike(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return all(before.get(kind) == after.get(kind) for kind in _KINDS)


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _item(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else _MISSING


def _collapsed(value: Any) -> Any:
    """Return the one spec that a list of equal ones stands for."""
    if (
        _are_objects(value)
        and value
        and all(one == value[0] for one in value)
        and "name" in value[0]
    ):
        return value[0]
    return value


def _told(value: Any) -> str:
    if value is _MISSING:
        return "nothing"
    if isinstance(value, Mapping) and "name" in value:
        return str(value["name"])
    if _are_objects(value) and value:
        return ", ".join(map(_told, value))
    return shortened(value) if isinstance(value, str) else to_json(value).decode()[:80]
