"""Whether initializers fit the layers they are for; problems name the field to change.

What takes long to find out, above all by drawing a formula's weights, is left to the worker that
draws them, because it would hold up the server's event loop. Both word a problem in one way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Final

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, LayerContext
from app.engine.initializers.entry import Initializer
from app.limits import LIMITS
from app.schemas.choices import LayerChoice
from app.schemas.refusals import BODY, Loc, Problem, problem
from app.schemas.request import PLAIN_RUN, RunPatch, SimulationRequest

Layers = Sequence[tuple[int, int]]
"""(fan_in, fan_out) of each weight layer."""

#: Numbers looked at, at most, where nothing is drawn: some 10 ms of the event loop.
_NUMBERS: Final = 2**18
#: What finding an edge of chaos takes, as so many numbers looked at: 8 to 20 ms.
_EDGE: Final = 2**18
_EDGE_NAME: Final = "edge_of_chaos"
_TABLES: Final = {"initializer": INITIALIZERS, "bias_initializer": BIAS_INITIALIZERS}


def layer_problems(
    request: SimulationRequest, runs: Sequence[RunPatch], layers: Layers, *, drawing: bool
) -> Iterator[Problem]:
    """Check every run's initializers against its layers, its activation and its seed.

    ``runs`` are whole. What several runs take from the base is refused there, and once; where a
    run's own activation or seed is to blame, it is refused there. Without ``drawing`` only what is
    quickly seen is checked.
    """
    checker = Checker(layers, drawing=drawing)
    reported: set[Loc] = set()
    for index, run in enumerate(runs):
        patch = request.runs[index] if request.runs else PLAIN_RUN
        for name in _TABLES:
            found = _run_problem(checker, _Place(request, patch, run, index, name))
            loc = () if found is None else tuple(found["loc"])
            if found is not None and loc not in reported:
                reported.add(loc)
                yield found


def size_problems(choices: Iterable[LayerChoice | None]) -> Iterator[Problem]:
    """Refuse explicit arrays that are too much when each run's are written out in full.

    ``choices`` are those of all runs; what several take from the base counts for each.
    """
    counted: dict[int, int] = {}
    total = 0
    for choice in choices:
        specs = (choice,) if isinstance(choice, Spec) else choice or ()
        for spec in specs:
            for value in spec.parameters.values():
                if id(value) not in counted:
                    counted[id(value)] = _numbers(value)
                total += counted[id(value)]
    if total > LIMITS.explicit_numbers:
        came = f"all runs together {total} explicit numbers"
        allowed = f"at most {LIMITS.explicit_numbers} numbers; lower hidden_layers, width or runs"
        yield problem((BODY,), None, allowed, "too_big", came=came)


def _numbers(value: object) -> int:
    """Count the numbers in lists of lists; anything else counts nothing."""
    if not isinstance(value, list | tuple):
        return 0
    return sum(_numbers(item) if isinstance(item, list | tuple) else 1 for item in value)


@dataclass(frozen=True, slots=True)
class _Place:
    """One initializer of one run: ``patch`` is the run as it was asked for, ``run`` all of it."""

    request: SimulationRequest
    patch: RunPatch
    run: RunPatch
    index: int
    name: str

    @property
    def own(self) -> bool:
        """Whether the initializer is the run's own."""
        return getattr(self.patch, self.name) is not None

    @property
    def loc(self) -> Loc:
        """Where the initializer stands."""
        return self.at(self.name) if self.own else (BODY, self.name)

    def at(self, name: str) -> Loc:
        """Where a field of the run stands."""
        return (BODY, "runs", self.index, name)

    @property
    def drawn_with(self) -> tuple[str, int]:
        """The run's activation and seed."""
        return self.run.activation or "", self.run.seed or 0

    def as_base(self) -> "_Place":
        """The same initializer with the base's activation and seed."""
        base = {"activation": self.request.activation, "seed": self.request.seed}
        return replace(self, run=self.run.model_copy(update=base))


@dataclass(frozen=True, slots=True)
class Misfit:
    """An initializer that cannot be drawn: for which layer, and why."""

    layer_index: int
    spec: Spec
    error: ArgumentError


def _run_problem(checker: "Checker", place: _Place) -> Problem | None:
    choice: LayerChoice = getattr(place.run, place.name)
    layers = len(checker.layers)
    if not isinstance(choice, Spec) and len(choice) != layers:
        allowed = f"a list of {layers}, one per weight layer (hidden_layers and the output layer)"
        return problem(place.loc, None, allowed, came=f"a list of {len(choice)}")
    misfit = checker.misfit(choice, place.name, *place.drawn_with)
    if misfit is None:
        return None
    error = misfit.error
    argument = _parts(error.argument)
    where = place.loc if isinstance(choice, Spec) else (*place.loc, misfit.layer_index)
    if argument[0] not in misfit.spec.parameters:
        # It is the activation that does not go with this initializer.
        if place.patch.activation is not None:
            return problem(place.at("activation"), error.value, error.allowed)
        if not place.own:
            return problem((BODY, "activation"), error.value, error.allowed)
        came = f"{misfit.spec.name} for {place.run.activation}"
        return problem(where, None, error.allowed, came=came)
    for name in ("activation", "seed"):
        given = getattr(place.patch, name)
        # Formulas may hold numbers that only this run's activation or seed makes infinite.
        if (
            not place.own
            and given is not None
            and not checker.misfit(choice, place.name, *place.as_base().drawn_with)
        ):
            allowed = f"a value with which the initializer can be drawn ({error.allowed})"
            return problem(place.at(name), given, allowed)
    return problem((*where, *argument), error.value, error.allowed)


@dataclass(slots=True)
class Checker:
    """Checks initializers, each once for an activation and a seed."""

    layers: Layers
    drawing: bool
    left: int = _NUMBERS
    known: dict[tuple[int, str, str, int], Misfit | None] = field(default_factory=dict)

    def misfit(self, choice: LayerChoice, name: str, activation: str, seed: int) -> Misfit | None:
        """Return why ``choice``, one for each layer or for all, cannot be drawn; None if it can.

        ``name`` is the field it stands in.
        """
        key = (id(choice), name, activation, seed)
        if key not in self.known:
            self.known[key] = self._check(choice, name, activation, seed)
        return self.known[key]

    def _check(self, choice: LayerChoice, name: str, activation: str, seed: int) -> Misfit | None:
        bias = name == "bias_initializer"
        depth = len(self.layers)
        for index, (fan_in, fan_out) in enumerate(self.layers):
            spec = choice if isinstance(choice, Spec) else choice[index]
            entry = _TABLES[name][spec.name]
            if entry.check is None:
                continue
            layer = LayerContext(index, depth, fan_in, fan_out, activation, seed, bias=bias)
            try:
                if self.drawing or self._may_check(entry, layer):
                    entry.check(layer, spec.parameters)
                elif entry.check_draws:
                    # A formula is parsed, and not drawn.
                    entry.call(layer, spec.parameters)
            except ArgumentError as error:
                return Misfit(index, spec, error)
        return None

    def _may_check(self, entry: Initializer, layer: LayerContext) -> bool:
        """Whether a check is quick enough; counts what it takes."""
        if entry.check_draws or self.left <= 0:
            return False
        if entry.name == _EDGE_NAME:
            self.left -= _EDGE
        elif any(parameter.kind == "array" for parameter in entry.parameters):
            self.left -= prod(layer.shape)
        return True


def _parts(argument: str) -> Loc:
    """Take an argument's path apart: ``weights[1]`` is item 1 of ``weights``."""
    name, *indices = argument.replace("]", "").split("[")
    return (name, *map(int, indices))
