"""The experiment in the page's address, read as the page reads it (``static/js/state/address.js``).

An address tells what differs from a fixed experiment, and none at all is the one that the page
opens with::

    #dataset=spirals,noise:0.1&hidden_layers=8,8&run=Small;initializer=normal,std:0.01

``&`` separates properties, ``;`` those of a run, ``+`` the specs of a list, ``,`` the parameters of
a spec, the widths and lists by layer, ``:`` a parameter from its value. What belongs to a value is
percent-encoded, so splitting comes before decoding. The page passes over what it does not
understand and says so; here it is refused, because nobody would see that something is missing.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from pydantic import ValidationError

from app.engine.datasets import DATASETS
from app.engine.errors import ArgumentError, shortened
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.names import canonical
from app.engine.network.architectures import ARCHITECTURES
from app.engine.training.interventions import misplaced
from app.engine.training.optimizers import OPTIMIZERS
from app.limits import LIMITS
from app.schemas.architecture_choice import KIND
from app.schemas.intervention_choice import ACTION
from app.schemas.presets import PRESETS
from app.schemas.refusals import BODY, RefusedError, problems
from app.schemas.request import RunPatch, SimulationRequest
from app.schemas.resolve import shape_of

#: The preset that addresses start from. Another one would change what every shared link shows.
BASE_PRESET: Final = "clones"
#: What an address tells of the view and the lesson alone: it changes no number.
VIEW: Final = frozenset(
    {
        "epoch",
        "playing",
        "tab",
        "chosen",
        "speed",
        "presenting",
        "exercise",
        "map",
        "measured",
        "lesson",
        "predicted",
    }
)
#: What the page has of each run alone, and what has words of its own in an address.
_OF_RUNS: Final = frozenset({"initializer"})
_OWN_WORDS: Final = frozenset({"runs", "interventions", "record"})
_TABLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "dataset": DATASETS,
    "architecture": ARCHITECTURES,
    "optimizer": OPTIMIZERS,
    "initializer": INITIALIZERS,
    "bias_initializer": BIAS_INITIALIZERS,
}
#: What names the choice in a request's spec, where it is not ``name``.
_TAGS: Final[Mapping[str, str]] = {"architecture": KIND}
_WIDTH: Final = re.compile(r"(?:(\d{1,4})x)?(\d{1,9})")
_TIMES: Final = re.compile("\\s*[x\u00d7*]\\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s,;]+")


#: Lists by weight layer; a rate alone is that of all layers.
_BY_LAYER: Final = frozenset({"learning_rate_scale", "freeze"})


def read_address(text: str, field: str) -> SimulationRequest:
    """Read an address, or its part behind ``#``; ``field`` of the body holds it.

    Changes made by hand that the experiment has no place for are left out, as the page leaves them
    out when it asks for the experiment.

    Raises:
        ArgumentError: a part of it is not understood.
        RefusedError: a value in it is not allowed.
    """
    try:
        request = SimulationRequest.model_validate(_fields(text.strip(), field))
    except ValidationError as error:
        raise RefusedError(problems(error.errors(include_url=False), (BODY, field))) from None
    if not request.interventions:
        return request
    runs, shapes = len(request.runs or [None]), shape_of(request).layers
    fitting = (
        one
        for one in request.interventions
        if not list(misplaced(one, runs=runs, epochs=request.epochs, shapes=shapes))
    )
    return request.model_copy(update={"interventions": tuple(fitting)})


def is_address(text: str) -> bool:
    """Whether a text is meant as an address: a URL, or a part that begins with ``#``."""
    return re.match(r"\s*(https?://|/|#)", text) is not None


def _fields(text: str, field: str) -> dict[str, Any]:
    fragment = text.partition("#")[2] if is_address(text) else text
    parts = [part for part in fragment.split("&") if part and part.partition("=")[0] not in VIEW]
    if not parts:
        return dict(PRESETS[0].request)
    request = dict(next(preset.request for preset in PRESETS if preset.name == BASE_PRESET))
    runs, changes = [], []
    for part in parts:
        name, _, value = part.partition("=")
        try:
            if name == "run":
                runs.append(_run(value))
            elif name == "change":
                changes.append(_change(value))
            else:
                _refuse_unknown(name, SimulationRequest.model_fields, _OF_RUNS | _OWN_WORDS)
                request[name] = _value(name, value)
        except ValueError as error:
            raise ArgumentError(field, part, f"an address as the page writes it: {error}") from None
    if runs:
        request["runs"] = runs
    if changes:
        # The order of those of one epoch counts.
        request["interventions"] = sorted(changes, key=_epoch)
    return request


def _refuse_unknown(name: str, known: Mapping[str, Any], besides: frozenset[str]) -> None:
    if name not in known or name in besides:
        raise ValueError(f"there is no setting {shortened(name)}")


def _run(text: str) -> dict[str, Any]:
    label, *fields = text.split(";")
    run: dict[str, Any] = {"label": _decoded(label)} if label else {}
    for field in fields:
        name, _, value = field.partition("=")
        _refuse_unknown(name, RunPatch.model_fields, frozenset({"label"}))
        run[name] = _value(name, value)
    return run


def _change(text: str) -> dict[str, Any]:
    action, *fields = text.split(",")
    told = (field.partition(":") for field in fields)
    return {ACTION: _decoded(action), **{name: _any(_decoded(value)) for name, _, value in told}}


def _epoch(change: Mapping[str, Any]) -> float:
    """Return a change's epoch; one without is refused later, in words."""
    epoch = change.get("epoch")
    return epoch if isinstance(epoch, int | float) else 0


def _value(name: str, text: str) -> Any:
    if name in _TABLES:
        tag = _TAGS.get(name, "name")
        specs = [_spec(_TABLES[name], part, tag) for part in text.split("+")]
        return specs[0] if len(specs) == 1 else specs
    if name == "hidden_layers":
        return _widths(_decoded(text))
    if name in _BY_LAYER:
        values = [_any(one) for one in _decoded(text).split(",") if one]
        return values[0] if len(values) == 1 and name == "learning_rate_scale" else values
    return _any(_decoded(text))


def _spec(table: Mapping[str, Any], text: str, tag: str) -> dict[str, Any]:
    written, *fields = text.split(",")
    spec: dict[str, Any] = {tag: _decoded(written)}
    # Under a name that is not in the table, nothing is a text; the name is refused later, in words.
    entry = table.get(canonical(table, spec[tag]) or "")
    texts = {one.name for one in getattr(entry, "parameters", ()) if one.kind == "text"}
    for field in fields:
        name, _, value = field.partition(":")
        spec[_decoded(name)] = _decoded(value) if name in texts else _any(_decoded(value))
    return spec


def _widths(text: str) -> list[int]:
    """Read widths as people write them: ``8,8,4``, or ``20x64`` for 20 layers of 64."""
    widths: list[int] = []
    for item in filter(None, _BETWEEN.split(_TIMES.sub("x", text.strip()))):
        found = _WIDTH.fullmatch(item)
        if found is None:
            raise ValueError(f"{shortened(item)} is no layer")
        times = int(found[1] or 1)
        if len(widths) + times > LIMITS.hidden_layers:
            raise ValueError(f"at most {LIMITS.hidden_layers} layers")
        widths += [int(found[2])] * times
    return widths


def _decoded(text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"{shortened(text)} is not readable") from None


def _any(text: str) -> Any:
    """Read JSON; anything else is a text, as in ``activation=relu``."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
